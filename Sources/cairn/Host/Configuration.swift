import Analysis
import Canvas
import Explorer
import Foundation
import Yams

/// What the user wrote into `config.yaml`, and what the explorer remembers of the last time.
struct Configuration {
  var theme: String?
  var columns: [String]?
  var keyMap = KeyMap.standard

  /// A configuration that can't be used; the message names the file, the line and what was expected.
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  static var file: URL { Folders.configuration.appending(path: "config.yaml") }

  /// Nothing is changed where there is no file.
  static func load() throws -> Configuration {
    guard let data = try? Data(contentsOf: file) else { return Configuration() }
    return try Configuration(yaml: String(decoding: data, as: UTF8.self), file: file.filePath)
  }

  private init() {}

  init(yaml: String, file: String) throws {
    let root: Node?
    do {
      root = try compose(yaml: yaml)
    } catch {
      throw Problem(description: "\(file): \(error)")
    }
    guard let root, root.null == nil else { return }
    guard let fields = root.mapping else {
      throw Problem(description: "\(file): expected theme:, columns: and keys:")
    }
    for (key, value) in fields {
      func problem(_ expected: String) -> Problem {
        Problem(description: "\(file):\(value.mark?.line ?? 1): \(expected)")
      }
      switch key.string ?? "" {
      case "theme":
        guard let name = value.string else { throw problem("theme: expected the name of a theme") }
        theme = name
      case "columns":
        guard let names = value.array(of: String.self) as [String]?, value.sequence != nil else {
          throw problem("columns: expected a list of user properties")
        }
        columns = names
      case "keys":
        do {
          keyMap = try KeyMap(replacing: try Self.keys(value, problem))
        } catch let error as KeyMapProblems {
          throw Problem(
            description: error.problems.map { "\(file): \($0)" }.joined(separator: "\n"))
        }
      default:
        throw problem(
          "'\(key.string ?? "")' is not a setting; expected theme:, columns: or keys:")
      }
    }
  }

  private static func keys(
    _ node: Node, _ problem: (String) -> Problem
  ) throws -> [String: [String]] {
    guard let fields = node.mapping else {
      throw problem("keys: expected command: [key, …]; 'cairn keys' lists the commands")
    }
    return fields.reduce(into: [:]) { keys, field in
      keys[field.key.string ?? ""] =
        field.value.string.map { [$0] } ?? field.value.array(of: String.self)
    }
  }
}

/// What users change in the explorer and find again the next time.
enum RememberedSettings {
  private struct Record: Codable {
    var theme: String?
    var columns: [String]?
  }

  private static var file: URL { Folders.state.appending(path: "explorer.json") }

  /// The settings to begin with: what was chosen last, else what the configuration says.
  static func load(_ configuration: Configuration, theme given: String?) -> Settings {
    let record = (try? Data(contentsOf: file)).flatMap {
      try? JSONDecoder().decode(Record.self, from: $0)
    }
    return Settings(
      theme: given ?? record?.theme ?? configuration.theme ?? "terminal",
      columns: record?.columns ?? configuration.columns)
  }

  static func save(_ settings: Settings) throws {
    try FileManager.default.createDirectory(
      at: Folders.state, withIntermediateDirectories: true)
    let data = try JSONEncoder().encode(Record(theme: settings.theme, columns: settings.columns))
    try data.write(to: file, options: .atomic)
  }
}
