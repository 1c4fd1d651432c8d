import Analysis
import Domain
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Store

/// A damaged file gives answers or one error, whatever is asked. A trap anywhere would end this
/// whole test run.
@Suite("Damaged stores")
struct DamageTests {
  /// The bytes of a store that every test damages in its own way.
  private static let intact: Data? = {
    guard let folder = try? TemporaryFolder() else { return nil }
    try? Shop.make(at: folder.path("store.db"), calls: 160)
    return try? Data(contentsOf: URL(filePath: folder.path("store.db")))
  }()

  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("store.db")
    let intact = try #require(Self.intact)
    try intact.write(to: URL(filePath: path))
  }

  @Test("Flipped bytes in the columns", arguments: 1...6)
  func columns(seed: Int) async throws {
    var chance = SeededGenerator(seed: UInt64(seed))
    for _ in 0..<25 {
      let changes = try Shop.damageColumns(path, &chance)
      await ask()
      try Shop.tamper(path) { db in
        for (id, data) in changes {
          try db.execute(
            sql: "UPDATE segment_column SET data = ? WHERE id = ?", arguments: [data, id])
        }
      }
    }
  }

  @Test("Flipped bytes anywhere in the file", arguments: 1...6)
  func pages(seed: Int) async throws {
    var chance = SeededGenerator(seed: UInt64(seed))
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    // Only what is in use is worth damaging.
    let used = bytes.indices.filter { bytes[$0] != 0 }
    for _ in 0..<25 {
      var damaged = bytes
      for _ in 0...Int.random(in: 0..<12, using: &chance) {
        damaged[used.randomElement(using: &chance) ?? 0] = .random(in: 0...255, using: &chance)
      }
      try rewrite(damaged)
      await ask()
    }
  }

  @Test("Pages overwritten, and a file cut off", arguments: 1...3)
  func wholePages(seed: Int) async throws {
    var chance = SeededGenerator(seed: UInt64(seed))
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    for _ in 0..<12 {
      var damaged = bytes
      let page = Int.random(in: 0..<bytes.count / 16384, using: &chance) * 16384
      let fill = UInt8.random(in: 0...255, using: &chance)
      for place in page..<page + 16384 { damaged[place] = fill }
      try rewrite(damaged)
      await ask()
      try rewrite(Array(bytes[..<Int.random(in: 1..<bytes.count, using: &chance)]))
      await ask()
    }
  }

  @Test(
    "Rows that can't be are refused",
    arguments: [
      "UPDATE segment SET rows = -5 WHERE kind = 2", "UPDATE segment SET rows = 70000",
      "UPDATE segment SET oldest = newest + 1", "UPDATE segment SET oldest = oldest - 1",
      "UPDATE segment SET id = 549755813888 WHERE id = (SELECT min(id) FROM segment)",
      "UPDATE segment SET newest = 9223372036854775807",
      "UPDATE migration SET from_user = -1", "UPDATE migration SET to_user = 99999",
      "UPDATE migration SET source = 'x'", "UPDATE migration SET time = -9223372036854775807",
      "DELETE FROM event_name WHERE id = 0", "DELETE FROM property_key WHERE id = 1",
      "UPDATE event_name SET id = 9223372036854775807 WHERE id = 0",
      "DELETE FROM property_key", "DELETE FROM environment", "DELETE FROM event_name",
      "DELETE FROM segment WHERE kind = 0", "DELETE FROM segment WHERE kind = 1",
      "DELETE FROM segment_column", "UPDATE segment SET rows = rows - 1 WHERE kind = 2",
      "UPDATE segment_column SET data = x''", "UPDATE segment_column SET data = zeroblob(40)",
    ])
  func impossibleRows(sql: String) async throws {
    try Shop.tamper(path) { try $0.execute(sql: sql) }
    let errors = await ask()
    #expect(errors.contains { $0.code == .damaged })
    let text = errors.first?.description ?? ""
    #expect(text.hasPrefix("the store is damaged: "))
    #expect(
      text.hasSuffix(
        ". Nothing was changed; restore the file from a copy, or import its sources into a new "
          + "store"))
  }

  @Test("A dictionary whose texts stand twice is refused by writers, whose codes would shift")
  func twice() throws {
    try Shop.tamper(path) {
      try $0.execute(
        sql: "UPDATE event_name SET text = (SELECT text FROM event_name WHERE id = 0)")
    }
    let store = try Store.openForWriting(path)
    #expect(throws: StoreError.damaged("a name is stored twice")) { try Writer(store) }
    try store.close()
  }

  // MARK: Support

  private func rewrite(_ bytes: [UInt8]) throws {
    for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
    try Data(bytes).write(to: URL(filePath: path))
  }

  /// Asks everything there is to ask, then writes; gives the errors, which must be the store's own.
  @discardableResult
  private func ask() async -> [StoreError] {
    var errors: [StoreError] = []
    func attempt(_ body: () async throws -> Void) async {
      do {
        try await body()
      } catch let error as StoreError {
        errors.append(error)
      } catch {
        Issue.record("not an error of the store: \(error)")
      }
    }
    await attempt {
      let store = try Store.open(path)
      let engine = Engine(store)
      await attempt { _ = try await engine.overview() }
      for column in [UserColumn.lastSeen, .property("plan"), .property("Initial City"), .name] {
        await attempt {
          var question = UsersQuestion(limit: 50)
          question.sort = UserSort(column, descending: true)
          for user in try await engine.users(question).rows.prefix(4) {
            await attempt { _ = try await engine.profile(user.id, in: user.environment) }
            await attempt {
              _ = try await engine.history(
                HistoryQuestion(profile: user.id, environment: user.environment, limit: 50))
            }
          }
        }
      }
      await attempt { _ = try await engine.events(EventsQuestion(limit: 500)) }
      await attempt {
        for use in try await engine.catalogue(in: nil) {
          _ = try await engine.properties(ofEvent: use.name, in: nil)
        }
      }
      try store.close()
    }
    await attempt {
      let copy = path + ".copy"
      try? FileManager.default.removeItem(atPath: copy)
      try FileManager.default.copyItem(atPath: path, toPath: copy)
      let store = try Store.openForWriting(copy)
      await attempt {
        let writer = try Writer(store)
        try writer.sessionSpans { _, _, _, _ in }
        try writer.prepareKeys()
        Shop.append(0..<40, to: writer)
        try writer.commit()
      }
      try store.close()
    }
    return errors
  }
}

extension Shop {
  /// Overwrites some bytes of some columns; gives the rows as they were.
  fileprivate static func damageColumns(
    _ path: String, _ chance: inout SeededGenerator
  ) throws -> [(Int64, Data)] {
    var changed: [(Int64, Data)] = []
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { db in
      let ids = try Int64.fetchAll(db, sql: "SELECT id FROM segment_column")
      for _ in 0...Int.random(in: 0..<3, using: &chance) {
        guard let id = ids.randomElement(using: &chance),
          let data = try Data.fetchOne(
            db, sql: "SELECT data FROM segment_column WHERE id = ?", arguments: [id])
        else { continue }
        changed.insert((id, data), at: 0)
        var bytes = [UInt8](data)
        for _ in 0...Int.random(in: 0..<3, using: &chance) {
          let place = Bool.random(using: &chance) ? min(28, bytes.count) : bytes.count
          bytes[Int.random(in: 0..<place, using: &chance)] = .random(in: 0...255, using: &chance)
        }
        try db.execute(
          sql: "UPDATE segment_column SET data = ? WHERE id = ?", arguments: [Data(bytes), id])
      }
    }
    try queue.close()
    return changed
  }
}
