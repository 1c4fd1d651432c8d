import Analysis
import ArgumentParser
import Domain
import Foundation
import Store

/// Which store a command is about.
struct StoreOption: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The store. Default: $CAIRN_STORE, else cairn.db in the data folder.", valueName: "file"))
  var store: String?

  var path: String { Folders.store(given: store) }

  /// Opens the store to read it, and closes it when `body` is done with the engine that answers.
  func withEngine<Result>(_ body: (Engine) throws -> Result) throws -> Result {
    let store = try Store.open(path)
    defer { try? store.close() }
    return try body(Engine(store))
  }
}

/// Which environment a question is about.
struct EnvironmentOption: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("Only this environment. Default: all of them.", valueName: "id"))
  var appId: String?

  /// The environment asked for.
  ///
  /// - Throws: where the store has none of that name.
  func environment(of engine: any Questions) throws -> AppID? {
    guard let appId else { return nil }
    let known = try waiting { try await engine.overview() }.environments
    guard known.contains(AppID(appId)) else {
      let names = known.map(\.value).joined(separator: ", ")
      throw ValidationError("there is no environment '\(appId)' in the store; it has: \(names)")
    }
    return AppID(appId)
  }
}

extension URL {
  /// The path as the file system has it; `path()` would write a space as %20.
  var filePath: String { path(percentEncoded: false) }
}

/// Where files lie by the XDG rules.
enum Folders {
  static func store(given: String?) -> String {
    given ?? variable("CAIRN_STORE")
      ?? folder("XDG_DATA_HOME", ".local/share").appending(path: "cairn.db").filePath
  }

  /// Where definitions are kept, and whether somebody asked for this folder.
  static func definitions(given: String?) -> (folder: URL, isChosen: Bool) {
    if let chosen = given ?? variable("CAIRN_DEFINITIONS") {
      return (URL(filePath: chosen, directoryHint: .isDirectory), true)
    }
    return (configuration.appending(path: "definitions/"), false)
  }

  /// `config.yaml` and the folders `themes` and `definitions`.
  static var configuration: URL { folder("XDG_CONFIG_HOME", ".config") }

  /// What the explorer remembers.
  static var state: URL { folder("XDG_STATE_HOME", ".local/state") }

  private static func folder(_ name: String, _ standard: String) -> URL {
    let base =
      variable(name).map { URL(filePath: $0) }
      ?? URL(filePath: NSHomeDirectory()).appending(path: standard)
    return base.appending(path: "cairn")
  }

  /// An environment variable that is set and not empty.
  private static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
