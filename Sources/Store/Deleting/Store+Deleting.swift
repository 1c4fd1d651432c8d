import Domain
import GRDB

/// What a deletion removed.
package struct Deletion: Hashable, Sendable {
  package fileprivate(set) var profiles = 0
  /// The profiles and all that merged into them.
  package fileprivate(set) var users = 0
  package fileprivate(set) var events = 0
  package fileprivate(set) var sessions = 0
  /// Those on the list whom the store didn't have (R-D5).
  package fileprivate(set) var unknown: [Subject] = []
  /// False where another program that reads the store keeps what was deleted in the file or its log:
  /// nobody is shown it, but the bytes are there. Deleting again, even nobody, ends it.
  package fileprivate(set) var isErased = false
}

extension Store {
  /// Deletes users for good, all or none: their profiles, every user_id that merged into them, their
  /// events, sessions, properties, migrations and what client libraries remember of them, in all
  /// environments (R-D4). What is left of others doesn't change.
  ///
  /// Segments that hold none of the users are read, at most, not written. Memory is bounded by one
  /// segment and a few bytes for each user of the store.
  package func delete(_ users: [Subject]) throws(StoreError) -> Deletion {
    try Store.translating(name) {
      var deletion = Deletion()
      try database.unsafeReentrantWrite { db in
        try db.inTransaction(.immediate) {
          deletion = try Self.delete(users, db)
          return .commit
        }
      }
      deletion.isErased = try eraseTraces()
      return deletion
    }
  }

  private static func delete(_ listed: [Subject], _ db: Database) throws -> Deletion {
    let targets = try Reader(db, CancellationFlag()).deletionTargets(listed)
    var deletion = Deletion()
    deletion.unknown = targets.unknown
    deletion.profiles = targets.profiles.count
    deletion.users = targets.users.count
    let clients = try RememberedUsers(listed, targets, Reader(db, CancellationFlag()))
    let devices = try clients.forget(in: db)
    guard !targets.users.isEmpty || devices > 0 else { return deletion }

    let sights = try FirstSights(db, leftBy: targets.users)
    var segments = try SegmentEraser(db, targets.users + sights.unseen)
    deletion.events = try segments.removeRows(of: .events)
    _ = try segments.removeRows(of: .writes)
    deletion.sessions = try segments.blankSessions()
    try segments.blankUsers()
    try segments.setFirstSights(sights.seen)
    try deleteMigrations(of: targets.users, db)
    try VacatedNames(db).vacate(names: segments.names)
    try VacatedNames(db).vacate(keys: segments.keys)
    try db.execute(sql: "UPDATE store SET revision = revision + 1")
    return deletion
  }

  /// Those taken back name the users too.
  private static func deleteMigrations(of users: [Int], _ db: Database) throws {
    let ids = try Int.fetchAll(
      db,
      sql: """
        SELECT id FROM migration WHERE from_user IN (SELECT value FROM json_each(?1))
          OR to_user IN (SELECT value FROM json_each(?1))
        """, arguments: [users.jsonList])
    for table in [("reversal", "migration"), ("migration", "id")] {
      try db.execute(
        sql: "DELETE FROM \(table.0) WHERE \(table.1) IN (SELECT value FROM json_each(?))",
        arguments: [ids.jsonList])
    }
  }

  /// Writes the log back into the file, empties it, and overwrites what is left in unused parts of
  /// the file; false where a reader holds that up.
  private func eraseTraces() throws -> Bool {
    guard let pool = database as? DatabasePool else { return true }
    pool.invalidateReadOnlyConnections()
    do {
      return try pool.unsafeReentrantWrite { db in
        try db.checkpoint(.truncate)
        return try PageGaps.clear(pool.path, db)
      }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      return false
    }
  }
}
