import Analysis
import Foundation

/// The files of a folder of definitions: `funnels/`, `trends/`, `cohorts/` and `events/`, each with
/// `.yaml` files.
struct DefinitionFolder {
  let url: URL

  /// Changes when a file is written, added or removed.
  struct Stamp: Hashable {
    var path: String
    var modified: Date?
    var size: Int?
  }

  func folder(of kind: Definition.Kind) -> URL {
    url.appending(path: kind.folder, directoryHint: .isDirectory)
  }

  /// All that is there; what can't be read is a problem and not in the way of the rest.
  func read() -> (sources: [DefinitionSource], problems: [DefinitionProblem]) {
    var sources: [DefinitionSource] = []
    var problems: [DefinitionProblem] = []
    for kind in Definition.Kind.allCases {
      for file in files(of: kind) {
        do {
          let text = try Self.text(file)
          sources.append(DefinitionSource(file: file.filePath, kind: kind, text: text))
        } catch {
          problems.append(error)
        }
      }
    }
    return (sources, problems)
  }

  func stamp() -> [Stamp] {
    Definition.Kind.allCases.flatMap(files).map { file in
      let values = try? file.resolvingSymlinksInPath().resourceValues(
        forKeys: [.contentModificationDateKey, .fileSizeKey])
      return Stamp(
        path: file.filePath, modified: values?.contentModificationDate, size: values?.fileSize)
    }
  }

  /// The names of everything in the folder of a kind, read or not.
  func names(of kind: Definition.Kind) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder(of: kind).filePath)) ?? []
  }

  private func files(of kind: Definition.Kind) -> [URL] {
    names(of: kind).filter { name in
      !name.hasPrefix(".") && (name.hasSuffix(".yaml") || name.hasSuffix(".yml"))
    }.sorted().map { folder(of: kind).appending(path: $0) }
  }

  static func text(_ file: URL) throws(DefinitionProblem) -> String {
    let target = file.resolvingSymlinksInPath()
    // Reading a pipe would wait for somebody to write to it.
    guard (try? target.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true else {
      throw DefinitionProblem(file: file.filePath, "not a file that can be read")
    }
    let data: Data
    do { data = try Data(contentsOf: target) } catch {
      throw DefinitionProblem(file: file.filePath, "can't be read: \(error.reason)")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw DefinitionProblem(file: file.filePath, "not UTF-8 text")
    }
    return text
  }

  // MARK: Writing

  /// Puts a text into a file at one stroke: whoever reads it gets the old or the new one whole, also
  /// after a crash. A link stays a link.
  static func write(_ text: String, to file: URL) throws(DefinitionProblem) {
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file.resolvingSymlinksInPath(), options: .atomic)
    } catch {
      throw DefinitionProblem(file: file.filePath, "can't be written: \(error.reason)")
    }
  }

  static func remove(_ file: URL) throws(DefinitionProblem) {
    do { try FileManager.default.removeItem(at: file) } catch {
      throw DefinitionProblem(file: file.filePath, "can't be deleted: \(error.reason)")
    }
  }
}

extension URL {
  /// The path as the file system has it; `path()` would write a space as %20.
  var filePath: String { path(percentEncoded: false) }
}

extension Error {
  /// Why the file system refused something, in its own words where there are such.
  fileprivate var reason: String {
    let error = self as NSError
    let posix =
      (error.userInfo[NSUnderlyingErrorKey] as? NSError) ?? error
    if posix.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(posix.code))) }
    return error.localizedDescription
  }
}
