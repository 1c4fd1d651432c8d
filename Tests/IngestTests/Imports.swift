import Analysis
import Domain
import Foundation
import Formats
import Ingest
import Store
import TestSupport

/// A store in a folder of its own that files are imported into, and what it then says.
final class Imports {
  let folder: TemporaryFolder
  let path: String

  static let arrival = Timestamp(milliseconds: 1_800_000_000_000)

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("store.db")
  }

  func file(_ name: String, _ text: String) throws -> String {
    try file(name, Data(text.utf8))
  }

  func file(_ name: String, _ data: Data) throws -> String {
    let path = folder.path(name)
    try data.write(to: URL(filePath: path))
    return path
  }

  /// Imports a text as a file, opening and closing the store as the command does.
  @discardableResult
  func load(
    _ text: String, name: String = "input", format: ImportFormat? = nil, columns: String? = nil,
    _ change: (inout Importer.Options) -> Void = { _ in }
  ) throws -> ImportSummary {
    try load(file: try file(name, text), format: format, columns: columns, change)
  }

  @discardableResult
  func load(
    file: String, format: ImportFormat? = nil, columns: String? = nil,
    _ change: (inout Importer.Options) -> Void = { _ in },
    progress: (ImportProgress) -> Bool = { _ in true }
  ) throws -> ImportSummary {
    let reading = ImportOptions(
      format: format, columns: try columns.map { try CSVColumns(parsing: $0) },
      arrival: Self.arrival)
    var options = Importer.Options(reading: reading)
    change(&options)
    let store = try Store.openForWriting(path)
    defer { try? store.close() }
    return try Importer(try Writer(store), options: options).run(file, progress: progress)
  }

  /// What the store holds, as text: `time name user[>identity] session {properties}` of every event,
  /// the oldest first.
  func events() async throws -> [String] {
    try await read { engine in
      try await Self.allEvents(engine).map { event in
        var text = "\(event.time) \(event.name) \(event.user)"
        if event.profile != event.user || event.identity != nil {
          text += ">\(event.identity?.value ?? "\(event.profile)")"
        }
        if event.environment != .main { text += " in \(event.environment.value)" }
        if event.kind != .custom { text += " \(event.kind)" }
        text += " " + (event.session.map { "s\($0)" } ?? "-")
        return text + (event.properties.isEmpty ? "" : " " + Self.text(event.properties))
      }
    }
  }

  /// `name (merged ids) sessions/events first-last {properties}` of every user, by id.
  func users() async throws -> [String] {
    try await read { engine in
      var question = UsersQuestion(limit: 100_000)
      question.sort = UserSort(.userID, descending: false)
      return try await engine.users(question).rows.map { user in
        var text = user.name
        if user.environment != .main { text += " in \(user.environment.value)" }
        if !user.merged.isEmpty {
          text += " (\(user.merged.map(\.description).joined(separator: " ")))"
        }
        text += " \(user.sessions)/\(user.events) \(user.firstSeen)"
        return text + (user.properties.isEmpty ? "" : " " + Self.text(user.properties))
      }
    }
  }

  func read<Answer>(_ body: (Engine) async throws -> Answer) async throws -> Answer {
    let store = try Store.open(path)
    defer { try? store.close() }
    return try await body(Engine(store))
  }

  /// Every event there is, the oldest first.
  static func allEvents(_ engine: Engine) async throws -> [EventRow] {
    var question = EventsQuestion(limit: 50_000)
    var rows: [EventRow] = []
    repeat {
      let page = try await engine.events(question)
      rows += page.rows
      question.after = page.next
    } while question.after != nil
    return rows.reversed()
  }

  private static func text(_ properties: Properties) -> String {
    let parts = properties.sorted { $0.key < $1.key }.map { key, value in
      switch value {
      case .string(let text): "\(key)='\(text)'"
      default: "\(key)=\(value.text)"
      }
    }
    return "{" + parts.joined(separator: " ") + "}"
  }
}
