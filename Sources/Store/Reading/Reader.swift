import Domain
import Foundation
import GRDB
import GRDBSQLite

/// A segment as the table of segments has it.
package struct Segment: Hashable, Sendable {
  package let id: Int64
  package let kind: SegmentKind
  /// The number of its first row over all segments of the kind.
  package private(set) var firstRow: Int
  /// The rows that count: fewer than are stored where a reader ends at a moment.
  package private(set) var count: Int
  /// Milliseconds since 1970.
  package let oldest: Int64
  /// Of the rows that count.
  package private(set) var newest: Int64
  /// As stored.
  let storedCount: Int
  let storedNewest: Int64

  init(id: Int64, kind: SegmentKind, firstRow: Int, count: Int, oldest: Int64, newest: Int64) {
    self.id = id
    self.kind = kind
    self.firstRow = firstRow
    self.count = count
    self.oldest = oldest
    self.newest = newest
    storedCount = count
    storedNewest = newest
  }

  /// The first rows of a segment alone.
  func cut(to count: Int, newest: Int64) -> Segment {
    var segment = self
    segment.count = count
    segment.newest = newest
    return segment
  }

  /// The same segment where so many rows of its kind come before it.
  func begun(at firstRow: Int) -> Segment {
    var segment = self
    segment.firstRow = firstRow
    return segment
  }

  package var rows: Range<Int> { firstRow..<firstRow + count }

  /// Whether all stored rows count.
  package var isWhole: Bool { count == storedCount }
}

/// Reads one snapshot of a store, all of it or up to a moment. Columns are read one at a time into
/// one reused buffer.
///
/// Rows of events and writes lie in order of time, so a reader that ends at a moment shows fewer rows
/// of a segment, and what folds over them need not know. Users and sessions are known by their row
/// numbers; which of them count is told by ``isInTime(_:)``.
package final class Reader {
  let db: Database
  /// The last moment that counts, in milliseconds since 1970; `max` where all do.
  package let moment: Int64
  private let flag: CancellationFlag
  private var segmentsOfKind: [SegmentKind: [Segment]] = [:]
  var migrationsKnown: Migrations?
  /// Reversals that nobody made, see ``suppose(_:)``.
  var supposed: [Reversal] = []
  /// How many there are of what columns name by number; counted when first asked.
  var counts: [Numbered: Int] = [:]
  var dictionaries: [Numbered: [String]] = [:]
  private var blob: OpaquePointer?
  private var buffer: UnsafeMutableRawBufferPointer

  /// - Parameter moment: the last moment that counts; nil for all time.
  init(_ db: Database, _ flag: CancellationFlag, asOf moment: Timestamp? = nil) {
    self.db = db
    self.moment = moment?.milliseconds ?? .max
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

  /// Whether this reader ends at a moment.
  package var isCut: Bool { moment != .max }

  /// Whether a moment, in milliseconds since 1970, counts.
  @inline(__always)
  package func isInTime(_ time: Int64) -> Bool { time <= moment }

  /// The segments of a kind in arrival order, without those that don't count.
  package func segments(_ kind: SegmentKind) throws -> [Segment] {
    if let known = segmentsOfKind[kind] { return known }
    var segments = try storedSegments(kind)
    if isCut, kind.isTimeOrdered { segments = try segments.compactMap { try cut($0) } }
    segmentsOfKind[kind] = segments
    return segments
  }

  private func cut(_ segment: Segment) throws -> Segment? {
    if segment.newest <= moment { return segment }
    if segment.oldest > moment { return nil }
    let count = try firstRows(notBefore: [moment + 1], in: segment)[0]
    guard count > 0 else { return nil }
    var times: [Int64] = []
    try integers(.time, of: segment, into: &times)
    return segment.cut(to: count, newest: times[count - 1])
  }

  private func storedSegments(_ kind: SegmentKind) throws -> [Segment] {
    var segments: [Segment] = []
    try eachStoredSegment(kind) { segment in
      segments.append(segment.begun(at: segments.last?.rows.upperBound ?? 0))
      return true
    }
    return segments
  }

  /// Hands over the segments of a kind as they are stored, with rows counted from 0 in each, until
  /// `body` gives false.
  func eachStoredSegment(
    _ kind: SegmentKind, newestFirst: Bool = false, _ body: (Segment) throws -> Bool
  ) throws {
    let statement = try db.cachedStatement(
      sql: """
        SELECT id, rows, oldest, newest FROM segment WHERE kind = ?
        ORDER BY id \(newestFirst ? "DESC" : "")
        """)
    let rows = try Row.fetchCursor(statement, arguments: [kind.rawValue])
    while let row = try rows.next() {
      let segment = Segment(
        id: try row.decode(atIndex: 0), kind: kind, firstRow: 0,
        count: try row.decode(atIndex: 1), oldest: try row.decode(atIndex: 2),
        newest: try row.decode(atIndex: 3))
      guard segment.isPossible else {
        throw StoreError.damaged("the table segment has a row that can't be")
      }
      if try !body(segment) { return }
    }
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

  /// Reads a fixed column; every segment of a kind has each of its fields, but for ``Field/previous``,
  /// which older stores lack. Codes and ordinals are
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
    guard let bytes = try bytes(of: field, in: segment) else {
      guard field == .previous else { throw lacks(field, segment) }
      target = [Word](repeating: 0, count: segment.count)
      return
    }
    if field == .time { try checkTimes(bytes, of: segment) }
    try PackedColumn.decode(bytes, into: &target)
    let stored = segment.storedCount
    guard field == .userList ? target.count <= stored : target.count == stored else {
      throw StoreError.damaged("segment \(segment.id) has a column of another length")
    }
    if field != .userList, segment.count < stored { target.removeLast(stored - segment.count) }
    guard let bound = try bound(of: field, in: segment) else { return }
    var largest: Word.Magnitude = 0
    for value in target { largest = max(largest, Word.Magnitude(truncatingIfNeeded: value)) }
    guard largest < bound || target.isEmpty else { throw outOfBounds(field, segment) }
  }

  func fixedColumn(_ field: Field, of segment: Segment) throws -> UnsafeRawBufferPointer {
    guard let bytes = try bytes(of: field, in: segment) else { throw lacks(field, segment) }
    return bytes
  }

  private func lacks(_ field: Field, _ segment: Segment) -> StoreError {
    .damaged("segment \(segment.id) lacks column \(field.number)")
  }

  /// Reads a property or identity column; nil where no row of the segment has it.
  package func property(_ field: Field, of segment: Segment) throws -> PropertyColumn? {
    guard let bytes = try bytes(of: field, in: segment) else { return nil }
    var column = try PropertyColumn(bytes, rowCount: segment.storedCount)
    if segment.count < segment.storedCount { column.cut(to: segment.count) }
    return column
  }

  /// Reads a column of texts alone as bytes; nil where no row of the segment has it.
  package func texts(_ field: Field, of segment: Segment) throws -> ColumnTexts? {
    guard let bytes = try bytes(of: field, in: segment) else { return nil }
    var texts = try ColumnTexts(bytes, rowCount: segment.storedCount)
    if segment.count < segment.storedCount { texts.cut(to: segment.count) }
    return texts
  }

  /// What a property column holds, in outline, rows that don't count included; nil where no row of
  /// the segment has it.
  package func outline(of field: Field, in segment: Segment) throws -> PropertyOutline? {
    try bytes(of: field, in: segment).map { try PropertyOutline($0) }
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

  func databaseError(_ code: Int32) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code),
      message: String(cString: sqlite3_errmsg(db.sqliteConnection)))
  }
}
