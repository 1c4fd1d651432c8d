import Domain
import Foundation
import GRDB
import GRDBSQLite

/// A segment as the table of segments has it.
package struct Segment: Hashable, Sendable {
  package let id: Int64
  package let kind: SegmentKind
  /// The number of its first row over all segments of the kind.
  package let firstRow: Int
  package let count: Int
  /// Milliseconds since 1970.
  package let oldest: Int64
  package let newest: Int64

  package var rows: Range<Int> { firstRow..<firstRow + count }
}

/// A merge as stored, with users by ordinal.
package struct StoredMigration: Hashable, Sendable {
  package let from: Int
  package let to: Int
  package let time: Timestamp
  package let source: Migration.Source
}

/// Reads one snapshot of a store. Columns are read one at a time into one reused buffer.
package final class Reader {
  let db: Database
  private let flag: CancellationFlag
  /// How many there are of what columns name by number; counted when first asked.
  var counts: [Numbered: Int] = [:]
  var dictionaries: [Numbered: [String]] = [:]
  private var blob: OpaquePointer?
  private var buffer: UnsafeMutableRawBufferPointer

  init(_ db: Database, _ flag: CancellationFlag) {
    self.db = db
    self.flag = flag
    buffer = .allocate(byteCount: 1 << 19, alignment: 16)
  }

  deinit {
    sqlite3_blob_close(blob)
    buffer.deallocate()
  }

  /// Call it once a segment, so that a question can be cancelled.
  package func checkCancellation() throws { try flag.check() }

  // MARK: Small tables

  /// Counts commits; equal revisions have equal contents.
  package func revision() throws -> Int {
    try Int.fetchOne(db, sql: "SELECT revision FROM store") ?? 0
  }

  package func environments() throws -> [AppID] {
    try texts(of: .environments).map { AppID($0) }
  }

  /// Event names by code.
  package func eventNames() throws -> [String] { try texts(of: .names) }

  /// Property keys by code.
  package func propertyKeys() throws -> [String] { try texts(of: .keys) }

  /// All migrations in arrival order. There can be as many as users, so rows are read without a
  /// wrapper around each.
  package func migrations() throws -> [StoredMigration] {
    let users = try count(of: .users)
    let statement = try db.makeStatement(
      sql: "SELECT from_user, to_user, time, source FROM migration ORDER BY id")
    let row = statement.sqliteStatement
    defer { sqlite3_reset(row) }
    // The bytes as they lie: asked for a text, SQLite copies it to end it with a zero.
    let sources = Migration.Source.allCases.map { (source: $0, text: Array($0.rawValue.utf8)) }
    var migrations: [StoredMigration] = []
    while true {
      let code = sqlite3_step(row)
      if code == SQLITE_DONE { return migrations }
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
      migrations.append(StoredMigration(from: from, to: to, time: time, source: source))
    }
  }

  /// The segments of a kind in arrival order.
  package func segments(_ kind: SegmentKind) throws -> [Segment] {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT id, rows, oldest, newest FROM segment WHERE kind = ? ORDER BY id",
      arguments: [kind.rawValue])
    var segments: [Segment] = []
    while let row = try rows.next() {
      let segment = Segment(
        id: try row.decode(atIndex: 0), kind: kind, firstRow: segments.last?.rows.upperBound ?? 0,
        count: try row.decode(atIndex: 1), oldest: try row.decode(atIndex: 2),
        newest: try row.decode(atIndex: 3))
      guard segment.isPossible else {
        throw StoreError.damaged("the table segment has a row that can't be")
      }
      segments.append(segment)
    }
    return segments
  }

  /// The codes of the property keys that occur in a segment.
  package func propertyCodes(in segment: Segment) throws -> [Int] {
    let first = segment.id << Field.fieldBits
    let codes = try Int64.fetchAll(
      db, sql: "SELECT id FROM segment_column WHERE id BETWEEN ? AND ?",
      arguments: [first + Field.firstProperty, first + (1 << Field.fieldBits) - 1]
    ).map { Int($0 - first - Field.firstProperty) }
    let known = try 0..<count(of: .keys)
    guard codes.allSatisfy({ known ~= $0 }) else {
      throw StoreError.damaged("segment \(segment.id) has a property without a name")
    }
    return codes
  }

  // MARK: Columns

  /// Reads a fixed column; every segment of a kind has each of its fields. Codes and ordinals are
  /// those of something that is there, so that they may be used as indices.
  ///
  /// Spelled out for each width: a generic function called from another module is not specialised
  /// there, and is then fifty times slower.
  package func integers(_ field: Field, of segment: Segment, into target: inout [UInt8]) throws {
    try read(field, of: segment, into: &target)
  }

  package func integers(_ field: Field, of segment: Segment, into target: inout [UInt32]) throws {
    try read(field, of: segment, into: &target)
  }

  package func integers(_ field: Field, of segment: Segment, into target: inout [UInt64]) throws {
    try read(field, of: segment, into: &target)
  }

  package func integers(_ field: Field, of segment: Segment, into target: inout [Int64]) throws {
    try read(field, of: segment, into: &target)
  }

  private func read<Word: FixedWidthInteger>(
    _ field: Field, of segment: Segment, into target: inout [Word]
  ) throws {
    let bytes = try fixedColumn(field, of: segment)
    if field == .time { try checkTimes(bytes, of: segment) }
    try PackedColumn.decode(bytes, into: &target)
    guard field == .userList ? target.count <= segment.count : target.count == segment.count else {
      throw StoreError.damaged("segment \(segment.id) has a column of another length")
    }
    guard let bound = try bound(of: field, in: segment) else { return }
    var largest: Word.Magnitude = 0
    for value in target { largest = max(largest, Word.Magnitude(truncatingIfNeeded: value)) }
    guard largest < bound || target.isEmpty else { throw outOfBounds(field, segment) }
  }

  func fixedColumn(_ field: Field, of segment: Segment) throws -> UnsafeRawBufferPointer {
    guard let bytes = try bytes(of: field, in: segment) else {
      throw StoreError.damaged("segment \(segment.id) lacks column \(field.number)")
    }
    return bytes
  }

  /// Reads a property or identity column; nil where no row of the segment has it.
  package func property(_ field: Field, of segment: Segment) throws -> PropertyColumn? {
    guard let bytes = try bytes(of: field, in: segment) else { return nil }
    return try PropertyColumn(bytes, rowCount: segment.count)
  }

  /// The text that one row has in a property or identity column.
  func text(_ field: Field, of segment: Segment, at row: Int) throws -> String? {
    guard let bytes = try bytes(of: field, in: segment) else { return nil }
    return try PropertyColumn.text(at: row, in: bytes, rowCount: segment.count)
  }

  /// The rows of a segment of users that have one of some identities.
  func rows(of segment: Segment, with identities: IdentitySet) throws -> [Int] {
    guard let bytes = try bytes(of: .identity, in: segment) else { return [] }
    return try PropertyColumn.rows(with: identities, in: bytes, rowCount: segment.count)
  }

  /// The bytes of a column, valid until the next call; nil where there is none.
  private func bytes(of field: Field, in segment: Segment) throws -> UnsafeRawBufferPointer? {
    let row = segment.id << Field.fieldBits | field.number
    let connection = db.sqliteConnection
    if blob == nil {
      let code = sqlite3_blob_open(connection, "main", "segment_column", "data", row, 0, &blob)
      guard code == SQLITE_OK else { return try absent(code) }
    } else {
      let code = sqlite3_blob_reopen(blob, row)
      guard code == SQLITE_OK else {
        sqlite3_blob_close(blob)
        blob = nil
        return try absent(code)
      }
    }
    let size = Int(sqlite3_blob_bytes(blob))
    if size > buffer.count {
      buffer.deallocate()
      buffer = .allocate(byteCount: size * 2, alignment: 16)
    }
    let code = sqlite3_blob_read(blob, buffer.baseAddress, Int32(size), 0)
    guard code == SQLITE_OK else { throw databaseError(code) }
    return UnsafeRawBufferPointer(rebasing: buffer[0..<size])
  }

  /// SQLite answers with its general error where the row does not exist.
  private func absent(_ code: Int32) throws -> UnsafeRawBufferPointer? {
    guard code == SQLITE_ERROR else { throw databaseError(code) }
    return nil
  }

  private func databaseError(_ code: Int32) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code),
      message: String(cString: sqlite3_errmsg(db.sqliteConnection)))
  }
}
