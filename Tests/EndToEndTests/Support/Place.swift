import Foundation
import Testing

/// A home for one test, with files and a shell: a folder whose name needs care, removed at the end.
final class Place: Sendable {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "cairn é \(UUID().uuidString)").resolvingSymlinksInPath()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String {
    folder.appending(path: name).path(percentEncoded: false)
  }

  /// Writes a file and the folders that it lies in.
  func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

  func write(_ name: String, _ data: Data) throws {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
  }

  /// The files in the folder, hidden ones and those of the shell left out.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(""))
      .filter { !$0.hasPrefix(".") }.sorted()
  }

  /// What programs find around them; nil takes a variable away.
  func environment(_ changes: [String: String?] = [:]) -> [String] {
    var variables: [String: String?] = [
      "PATH": Program.folder.path(percentEncoded: false) + ":/usr/local/bin:/usr/bin:/bin",
      "HOME": path(""), "PWD": path(""), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8",
      "XDG_CONFIG_HOME": path(".settings"), "XDG_STATE_HOME": path(".state"),
      "XDG_DATA_HOME": path(".data"), "TMPDIR": path(""), "SWIFT_BACKTRACE": "interactive=no",
    ]
    for name in ["LLVM_PROFILE_FILE", "ASAN_OPTIONS", "TSAN_OPTIONS"] {
      variables[name] = ProcessInfo.processInfo.environment[name]
    }
    variables.merge(changes) { _, new in new }
    return variables.compactMap { name, value in value.map { "\(name)=\($0)" } }
  }

  /// What a command did.
  struct Outcome {
    var code: Int32
    var output: String
    var errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// The objects of an answer in JSON, one a line.
    func objects() throws -> [[String: Any]] {
      try lines.map { line in
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
        return try #require(object as? [String: Any])
      }
    }
  }

  /// Runs a line of shell in the folder; `cairn` is the program under test. Standard output and error
  /// are files, standard input is empty.
  func run(_ script: String, _ changes: [String: String?] = [:]) throws -> Outcome {
    let id = UUID().uuidString
    let session = try TerminalSession(
      "/bin/sh", ["-c", "exec >.out-\(id) 2>.err-\(id) </dev/null; \(script)"], in: self, changes)
    let code = session.end()
    return Outcome(code: code, output: try text(".out-\(id)"), errors: try text(".err-\(id)"))
  }

  /// Imports lines into a store.
  func makeStore(_ name: String = "shop.db", _ lines: String = Place.story) throws {
    try write(".calls.jsonl", lines)
    let outcome = try run("cairn import .calls.jsonl --store '\(name)'")
    try #require(outcome.code == 0, "\(outcome.errors)")
  }

  /// Two visits of Alice, the first before she was known, and one of somebody unknown.
  static let story = """
    {"time":"2026-01-05T10:00:00Z","device":"laptop","user_id":111,"context":{"city":"Oslo"},"call":"trackPageview","url":"https://shop.example/"}
    {"time":"2026-01-05T10:01:00Z","device":"laptop","call":"identify","identity":"alice@example.com"}
    {"time":"2026-01-05T10:02:00Z","device":"laptop","call":"addUserProperties","properties":{"plan":"Pro","seats":3,"trial":false}}
    {"time":"2026-01-06T09:00:00Z","device":"phone","platform":"mobile","user_id":222,"call":"track","event":"Search","properties":{"term":"shoes"}}
    {"time":"2026-01-06T09:01:00Z","device":"phone","call":"identify","identity":"alice@example.com"}
    {"time":"2026-01-08T09:00:00Z","device":"tablet","user_id":333,"call":"track","event":"Browse","properties":{"depth":2.5}}

    """
}
