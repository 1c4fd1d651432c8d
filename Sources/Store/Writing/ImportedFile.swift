import Domain
import GRDB

/// A file that was imported to its end, so that importing it again is noticed.
package struct ImportedFile: Hashable, Sendable {
  package var name: String
  /// Size as it lay on disk.
  package var bytes: Int
  /// A digest of its content.
  package var digest: String
  package var time: Timestamp
  package var lines: Int

  package init(name: String, bytes: Int, digest: String, time: Timestamp, lines: Int) {
    self.name = name
    self.bytes = bytes
    self.digest = digest
    self.time = time
    self.lines = lines
  }

  func insert(_ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO imported_file (name, bytes, digest, time, lines) VALUES (?, ?, ?, ?, ?)
        """,
      arguments: [name, bytes, digest, time.milliseconds, lines])
  }
}

extension Reader {
  /// Files of this size that were imported before: only for these is a digest worth computing.
  package func importedFiles(ofSize bytes: Int) throws -> [ImportedFile] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT name, bytes, digest, time, lines FROM imported_file WHERE bytes = ?",
      arguments: [bytes])
    return rows.map { row in
      ImportedFile(
        name: row[0], bytes: row[1], digest: row[2], time: Timestamp(milliseconds: row[3]),
        lines: row[4])
    }
  }
}
