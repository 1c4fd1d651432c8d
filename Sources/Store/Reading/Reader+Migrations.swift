import Domain
import GRDB

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
    let canMeet = try hasReversals()
    let made = try Int.fetchOne(db, sql: "SELECT coalesce(max(id), 0) FROM migration") ?? 0
    found.inForce.reserveCapacity(min(max(0, made), try count(of: .users)))
    try eachMigration(withIDs: canMeet) { id, migration in
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
  ///
  /// - Parameter withIDs: false where their numbers don't matter and needn't be read.
  private func eachMigration(
    withIDs: Bool = true, _ body: (_ id: Int, StoredMigration) -> Void
  ) throws {
    let users = try count(of: .users)
    let sources = Migration.Source.allCases.map { (source: $0, text: Array($0.rawValue.utf8)) }
    // Most have the source of the one before.
    var last = sources[0]
    let moment = moment
    var damage: String?
    let columns = "from_user, to_user, time, source" + (withIDs ? ", id" : "")
    try RowFunction.each(columns, of: "migration", db) { row in
      let (from, to, time) = (row.integer(0), row.integer(1), row.integer(2))
      guard 0..<Int64(users) ~= from, 0..<Int64(users) ~= to, Timestamp.safe ~= time else {
        damage = "names a user or a time that can't be"
        return
      }
      let text = row.bytes(3)
      if !text.elementsEqual(last.text) {
        guard let known = sources.first(where: { text.elementsEqual($0.text) }) else {
          damage = "has an unknown source"
          return
        }
        last = known
      }
      if time > moment { return }
      body(
        withIDs ? Int(row.integer(4)) : 0,
        StoredMigration(
          from: Int(from), to: Int(to), time: Timestamp(milliseconds: time),
          source: last.source))
    }
    if let damage { throw StoreError.damaged("a migration \(damage)") }
  }

  /// Sets the profile that a user's facts count for, of each user that was merged; by ordinal. The
  /// same as going through ``migrations()``, a third of the time where none was taken back.
  package func merge(_ profileOf: inout [UInt32]) throws {
    guard migrationsKnown == nil, !isCut, try !hasReversals() else {
      for migration in try migrations() { profileOf[migration.from] = UInt32(migration.to) }
      return
    }
    let users = Int64(profileOf.count)
    var isPossible = true
    try profileOf.withUnsafeMutableBufferPointer { profileOf in
      try RowFunction.each("from_user, to_user", of: "migration", db) { row in
        let (from, to) = (row.integer(0), row.integer(1))
        if 0..<users ~= from, 0..<users ~= to {
          profileOf[Int(from)] = UInt32(to)
        } else {
          isPossible = false
        }
      }
    }
    guard isPossible else { throw StoreError.damaged("a migration names a user that can't be") }
  }

  /// Whether any merge was ever taken back, or is supposed to be.
  package func hasReversals() throws -> Bool {
    if !supposed.isEmpty { return true }
    return try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM reversal)") ?? false
  }
}
