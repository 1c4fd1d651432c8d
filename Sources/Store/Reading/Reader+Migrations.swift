import Domain
import GRDB
import GRDBSQLite

/// A merge as stored, with users by ordinal.
package struct StoredMigration: Hashable, Sendable {
  package let from: Int
  package let to: Int
  package let time: Timestamp
  package let source: Migration.Source
}

/// A merge with what became of it.
package struct MigrationRecord: Hashable, Sendable {
  /// Counts from 1 in order of arrival.
  package let id: Int
  package let migration: StoredMigration
  /// In order of arrival; the last one counts.
  package let reversals: [Reversal]

  package var isInForce: Bool { reversals.last?.isInForce ?? true }
}

/// Merges in force, and what was taken back. A merge is never rewritten: taking it back, and taking
/// that back again, each add a row.
extension Reader {
  /// The migrations in force in arrival order; of a user at most one.
  package func migrations() throws -> [StoredMigration] { try sortedMigrations().inForce }

  /// The migrations that were taken back and not restored, in arrival order.
  package func migrationsTakenBack() throws -> [StoredMigration] {
    try sortedMigrations().takenBack
  }

  /// Every migration ever made, in arrival order.
  package func migrationRecords() throws -> [MigrationRecord] {
    let reversals = Dictionary(grouping: try reversals(), by: \.migration)
    var records: [MigrationRecord] = []
    try eachMigration { id, migration in
      records.append(
        MigrationRecord(id: id, migration: migration, reversals: reversals[id] ?? []))
    }
    return records
  }

  /// From here on reads as if some merges had been taken back or restored as well, whatever the
  /// moment that the reader ends at: what taking them back would change, by the folds that will tell
  /// it afterwards.
  package func suppose(_ reversals: [Reversal]) {
    supposed = reversals
    migrationsKnown = nil
  }

  private func sortedMigrations() throws -> Migrations {
    if let migrationsKnown { return migrationsKnown }
    var isInForce: [Int: Bool] = [:]
    for reversal in try reversals() { isInForce[reversal.migration] = reversal.isInForce }
    var found = Migrations()
    // As of a moment before it was taken back, a user may seem to belong to two profiles; the merge
    // that came first was the one that counted then.
    var settled: Set<Int> = []
    let canMeet =
      try !supposed.isEmpty
      || !(Bool.fetchOne(db, sql: "SELECT NOT EXISTS (SELECT 1 FROM reversal)") ?? true)
    try eachMigration { id, migration in
      if isInForce[id] == false {
        found.takenBack.append(migration)
      } else if !canMeet || settled.insert(migration.from).inserted {
        found.inForce.append(migration)
      }
    }
    migrationsKnown = found
    return found
  }

  struct Migrations {
    var inForce: [StoredMigration] = []
    var takenBack: [StoredMigration] = []
  }

  /// In arrival order.
  private func reversals() throws -> [Reversal] {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT migration, in_force, time, author, reason FROM reversal ORDER BY id")
    var reversals: [Reversal] = []
    while let row = try rows.next() {
      let reversal = Reversal(
        of: try row.decode(atIndex: 0), isInForce: try row.decode(atIndex: 1),
        at: Timestamp(milliseconds: try row.decode(atIndex: 2)), by: try row.decode(atIndex: 3),
        reason: try row.decode(atIndex: 4))
      if isInTime(reversal.time.milliseconds) { reversals.append(reversal) }
    }
    return reversals + supposed
  }

  /// There can be as many as users, so rows are read without a wrapper around each.
  private func eachMigration(_ body: (_ id: Int, StoredMigration) -> Void) throws {
    let users = try count(of: .users)
    let statement = try db.makeStatement(
      sql: "SELECT from_user, to_user, time, source, id FROM migration ORDER BY id")
    let row = statement.sqliteStatement
    defer { sqlite3_reset(row) }
    // The bytes as they lie: asked for a text, SQLite copies it to end it with a zero.
    let sources = Migration.Source.allCases.map { (source: $0, text: Array($0.rawValue.utf8)) }
    while true {
      let code = sqlite3_step(row)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw databaseError(code) }
      let from = Int(sqlite3_column_int64(row, 0))
      let to = Int(sqlite3_column_int64(row, 1))
      let time = Timestamp(milliseconds: sqlite3_column_int64(row, 2))
      let text = UnsafeRawBufferPointer(
        start: sqlite3_column_blob(row, 3), count: Int(sqlite3_column_bytes(row, 3)))
      guard let source = sources.first(where: { $0.text.elementsEqual(text) })?.source else {
        throw StoreError.damaged("a migration has an unknown source")
      }
      guard 0..<users ~= from, 0..<users ~= to, Timestamp.safe ~= time.milliseconds else {
        throw StoreError.damaged("a migration names a user or a time that can't be")
      }
      guard isInTime(time.milliseconds) else { continue }
      body(
        Int(sqlite3_column_int64(row, 4)),
        StoredMigration(from: from, to: to, time: time, source: source))
    }
  }
}
