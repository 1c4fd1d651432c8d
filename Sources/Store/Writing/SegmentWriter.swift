import GRDB
import GRDBSQLite

/// Puts rows into segments.
///
/// A commit makes a segment of its own size, and takes in the segments before it that are not
/// larger: however small the commits, there are never more than about seventeen that aren't full,
/// and a row is rewritten at most sixteen times.
struct SegmentWriter {
  private let db: Database

  init(_ db: Database) {
    self.db = db
  }

  func store(_ buffer: RowBuffer) throws {
    let reader = Reader(db, CancellationFlag())
    let earlier = try reader.lastSegments(buffer.kind, takenInBy: buffer.count)
    guard !earlier.isEmpty else {
      for segment in buffer.segments() { try insert(segment) }
      return
    }
    var merged = RowBuffer(buffer.kind)
    for segment in earlier {
      merged.absorb(try reader.decode(segment))
      try delete(segment)
    }
    merged.absorb(buffer)
    for segment in merged.segments() { try insert(segment) }
  }

  private func insert(_ segment: EncodedSegment) throws {
    try db.execute(
      sql: "INSERT INTO segment (kind, rows, oldest, newest) VALUES (?, ?, ?, ?)",
      arguments: [segment.kind.rawValue, segment.count, segment.oldest, segment.newest])
    let id = db.lastInsertedRowID
    let statement = try db.cachedStatement(
      sql: "INSERT INTO segment_column (id, data) VALUES (?, ?)")
    for (field, bytes) in segment.columns {
      try statement.bind(id << Field.fieldBits | field.number, bytes, in: db)
    }
  }

  func delete(_ segment: Segment) throws {
    try db.execute(sql: "DELETE FROM segment WHERE id = ?", arguments: [segment.id])
    let first = segment.id << Field.fieldBits
    try db.execute(
      sql: "DELETE FROM segment_column WHERE id BETWEEN ? AND ?",
      arguments: [first, first + (1 << Field.fieldBits) - 1])
  }
}

extension Statement {
  /// Runs a statement about one number and one blob, in this order, without copying the blob.
  func bind(_ number: Int64, _ bytes: [UInt8], in db: Database) throws {
    try bytes.withUnsafeBytes { raw in
      sqlite3_bind_int64(sqliteStatement, 1, number)
      sqlite3_bind_blob64(
        sqliteStatement, 2, raw.baseAddress, sqlite3_uint64(raw.count), nil)
      try runOnce(in: db)
    }
  }

  /// Runs a statement about three numbers.
  func run(_ first: Int64, _ second: Int64, _ third: Int64, in db: Database) throws {
    sqlite3_bind_int64(sqliteStatement, 1, first)
    sqlite3_bind_int64(sqliteStatement, 2, second)
    sqlite3_bind_int64(sqliteStatement, 3, third)
    try runOnce(in: db)
  }

  private func runOnce(in db: Database) throws {
    let code = sqlite3_step(sqliteStatement)
    sqlite3_reset(sqliteStatement)
    sqlite3_clear_bindings(sqliteStatement)
    guard code == SQLITE_DONE else {
      throw DatabaseError(
        resultCode: ResultCode(rawValue: sqlite3_extended_errcode(db.sqliteConnection)),
        message: String(cString: sqlite3_errmsg(db.sqliteConnection)))
    }
  }
}

extension Reader {
  /// The segments that a commit of so many rows takes in, in order of arrival. No others are looked at:
  /// there may be many.
  fileprivate func lastSegments(
    _ kind: SegmentKind, takenInBy count: Int
  ) throws -> [Segment] {
    var segments: [Segment] = []
    var total = count
    try eachStoredSegment(kind, newestFirst: true) { segment in
      guard segment.count < SegmentKind.capacity, segment.count <= total else { return false }
      segments.append(segment)
      total += segment.count
      return true
    }
    return segments.reversed()
  }

  /// Reads a segment back whole.
  func decode(_ segment: Segment) throws -> DecodedSegment {
    var decoded = DecodedSegment(count: segment.count, columns: [], properties: [])
    for field in segment.kind.fields {
      var values: [Int64] = []
      try integers(field, of: segment, into: &values)
      if field == .user {
        var list: [Int64] = []
        try integers(.userList, of: segment, into: &list)
        values = values.map { list[Int($0)] }
      }
      decoded.columns.append(values)
    }
    for key in try propertyCodes(in: segment) {
      if let column = try property(.property(key), of: segment) {
        decoded.properties.append((key, column))
      }
    }
    decoded.identities = try property(.identity, of: segment)
    return decoded
  }
}
