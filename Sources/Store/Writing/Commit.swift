import Domain
import Foundation
import GRDB

/// What one commit stores.
struct Commit {
  /// The rows of every kind, users and sessions before what refers to them.
  var buffers: [RowBuffer] = []
  /// Texts that are new in the dictionaries, by code.
  var environments: [NewText] = []
  var names: [NewText] = []
  var keys: [NewText] = []
  var migrations: [StoredMigration] = []
  var reversals: [Reversal] = []
  /// Account writes by environment.
  var accounts: [(environment: Int, write: AccountWrite)] = []
  /// What client libraries remember, by device.
  var clients: [String: String] = [:]
  var files: [ImportedFile] = []
  /// Nil where it stays.
  var accountProperty: String?

  struct NewText {
    let code: Int
    let text: String
  }

  func write(_ db: Database) throws {
    try write(environments, "environment (id, app_id)", db)
    try write(names, "event_name (id, text)", db)
    try write(keys, "property_key (id, text)", db)
    for buffer in buffers where !buffer.isEmpty { try SegmentWriter(db).store(buffer) }
    try writeMigrations(db)
    for reversal in reversals { try reversal.insert(db) }
    let client = try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO client (device, state) VALUES (CAST(? AS TEXT), ?)")
    for (device, state) in clients.sorted(by: { $0.key < $1.key }) {
      try client.execute(arguments: [Data(device.utf8), state])
    }
    for file in files { try file.insert(db) }
    for (environment, write) in accounts { try write.insert(environment, db) }
    if let accountProperty { try Setting.accountProperty.store(accountProperty, db) }
    try db.execute(sql: "UPDATE store SET revision = revision + 1")
  }

  /// There may be as many as users. The text of a source stands in the statement, so that numbers
  /// alone are bound.
  private func writeMigrations(_ db: Database) throws {
    var insertions: [Migration.Source: Statement] = [:]
    for source in Set(migrations.map(\.source)) {
      insertions[source] = try db.cachedStatement(
        sql: """
          INSERT INTO migration (from_user, to_user, time, source)
          VALUES (?, ?, ?, '\(source.rawValue)')
          """)
    }
    for migration in migrations {
      try insertions[migration.source]?.run(
        Int64(migration.from), Int64(migration.to), migration.time.milliseconds, in: db)
    }
  }

  private func write(_ texts: [NewText], _ table: String, _ db: Database) throws {
    for new in texts {
      try db.execute(
        sql: "INSERT INTO \(table) VALUES (?, CAST(? AS TEXT))",
        arguments: [new.code, Data(new.text.utf8)])
    }
  }
}
