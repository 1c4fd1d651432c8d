import Canvas
import Explorer
import Foundation
import Scenarios

/// Reading and writing scenarios: those that come along by their names, others by their paths.
struct ScenarioFiles: Sendable {
  /// The folder that was given on the command line, as it was written; nil where none was.
  var folder: String?

  /// No scenario is longer, and reading stops there.
  private static let longest = 1 << 20

  static var builtIn: [ScenarioFile] {
    Assets.scenarios.map { ScenarioFile(path: $0.name, isBuiltIn: true) }
  }

  /// The scenarios that are in the folder, in order of their names.
  ///
  /// - Throws: where the folder can't be read.
  func inFolder() throws -> [ScenarioFile] {
    guard let folder else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { ["yaml", "yml"].contains(URL(filePath: $0).pathExtension) }
      .sorted()
      .map { ScenarioFile(path: Self.path($0, in: folder), isBuiltIn: false) }
  }

  private static func path(_ name: String, in folder: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// Reads a scenario.
  ///
  /// - Throws: `ScenarioError` naming the file, the line and what was expected.
  static func read(_ file: ScenarioFile) throws(ScenarioError) -> Scenario {
    try Scenario(yaml: text(of: file), file: file.path)
  }

  private static func text(of file: ScenarioFile) throws(ScenarioError) -> String {
    func problem(_ message: String) -> ScenarioError {
      ScenarioError(file: file.path, line: nil, message: message)
    }
    if file.isBuiltIn {
      guard let asset = Assets.scenarios.first(where: { $0.name == file.path }) else {
        throw problem("no scenario of that name comes along")
      }
      return asset.text
    }
    let data: Data?
    do {
      let handle = try FileHandle(forReadingFrom: URL(filePath: file.path))
      defer { try? handle.close() }
      data = try handle.read(upToCount: longest + 1)
    } catch {
      throw problem("can't be read: \(error.localizedDescription)")
    }
    guard let text = String(data: data ?? Data(), encoding: .utf8) else {
      throw problem("not UTF-8 text; expected a scenario in YAML")
    }
    return text
  }

  /// The lines of the menu: the folder's scenarios, then those that come along.
  func entries() -> [ScenarioEntry] {
    let files = ((try? inFolder()) ?? []) + Self.builtIn
    return files.map { file in
      do throws(ScenarioError) {
        let scenario = try Self.read(file)
        return ScenarioEntry(file: file, title: scenario.title, about: scenario.about)
      } catch {
        return ScenarioEntry(file: file, title: file.path, problem: "\(error)")
      }
    }
  }

  /// Where a story is saved: a mere name goes into the folder, and gets an ending if it has none.
  private func place(_ name: String) -> String {
    let file = URL(filePath: name).pathExtension.isEmpty ? name + ".yaml" : name
    guard let folder, !name.contains("/") else { return file }
    return Self.path(file, in: folder)
  }

  /// Writes a story, and reads it back.
  ///
  /// - Throws: `ScenarioError`, or what writing throws; nothing is written then.
  func save(_ scenario: Scenario, name: String, replaces: Bool) throws -> TheatreNews {
    let path = place(name)
    let yaml = try scenario.yaml()
    do {
      try Data(yaml.utf8).write(
        to: URL(filePath: path), options: replaces ? .atomic : .withoutOverwriting)
    } catch CocoaError.fileWriteFileExists {
      return .exists(name: name)
    }
    let saved = ScenarioFile(path: path, isBuiltIn: false)
    return .saved(saved, try Scenario(yaml: yaml, file: saved.path))
  }
}
