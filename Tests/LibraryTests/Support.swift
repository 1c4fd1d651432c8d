import Analysis
import Foundation
import TestSupport

@testable import Library

/// A library in a folder of a test's own.
struct Shelf {
  let folder = try? TemporaryFolder()
  let library: DefinitionLibrary

  init(builtIn: [DefinitionSource] = []) throws {
    library = DefinitionLibrary(
      folder: folder?.url ?? URL(filePath: "/nowhere"), builtIn: builtIn)
  }

  func url(_ path: String) -> URL { library.folder.appending(path: path) }

  /// Writes a file as a person would with an editor.
  func write(_ path: String, _ text: String) throws {
    let file = url(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func text(_ path: String) throws -> String {
    try String(contentsOf: url(path), encoding: .utf8)
  }

  /// Every file, hidden ones too, in order.
  func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: library.folder.filePath)
      .filter { $0.contains(".") }.sorted()
  }

  /// The problems, with paths as they are within the folder.
  var problems: [String] {
    let folder = library.folder.filePath + "/"
    return library.problems.map { $0.description.replacing(folder, with: "") }
  }
}

extension Definition {
  static func cohort(_ name: String, _ filter: String) -> Definition {
    Definition(name: name, content: .cohort(filter))
  }

  static func event(_ name: String, _ events: String) -> Definition {
    Definition(name: name, content: .event(events))
  }

  static func funnel(_ name: String, _ steps: String...) -> Definition {
    Definition(name: name, content: .funnel(FunnelDefinition(steps: steps)))
  }
}

/// What a piece of code throws, as text; nil where it doesn't.
func message(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}
