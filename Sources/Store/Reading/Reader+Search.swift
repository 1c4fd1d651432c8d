import CBytes
import Domain
import GRDB

/// Finding single rows without reading whole columns into arrays: a packed column is searched as it
/// lies, about a million values a millisecond.
extension Reader {
  /// The rows of a segment whose value in a fixed column is this one, ascending.
  package func rows(of segment: Segment, with value: Int64, in field: Field) throws -> [Int] {
    try rows(of: segment, with: [value], in: field)[0]
  }

  /// The same for each of several values; the column is read once.
  package func rows(
    of segment: Segment, with values: [Int64], in field: Field
  ) throws -> [[Int]] {
    let bytes = try fixedColumn(field, of: segment)
    guard try PackedColumn.header(of: bytes).count == segment.storedCount else {
      throw outOfBounds(field, segment)
    }
    let rows = try values.map { try PackedColumn.places(of: $0, in: bytes) }
    return segment.isWhole ? rows : rows.map { rows in rows.filter { $0 < segment.count } }
  }

  /// The values that some rows of a segment have in a fixed column.
  package func values(_ field: Field, of segment: Segment, at rows: [Int]) throws -> [Int64] {
    guard !rows.isEmpty else { return [] }
    let bytes = try fixedColumn(field, of: segment)
    if field == .time { try checkTimes(bytes, of: segment) }
    let header = try PackedColumn.header(of: bytes)
    guard header.count == segment.storedCount else { throw outOfBounds(field, segment) }
    return try rows.map { try PackedColumn.value(at: $0, in: bytes, header) }
  }

  /// The rows of a segment that a user has, ascending; most segments are passed over for their list
  /// of users.
  func rows(of segment: Segment, user: Int) throws -> [Int] {
    let list = try fixedColumn(.userList, of: segment)
    let header = try PackedColumn.header(of: list)
    var low = 0
    var high = header.count
    while low < high {
      let middle = (low + high) / 2
      if try PackedColumn.value(at: middle, in: list, header) < user {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < header.count, try PackedColumn.value(at: low, in: list, header) == user else {
      return []
    }
    return try rows(of: segment, with: Int64(low), in: .user)
  }

  /// The identity of a user by ordinal; nil for one that is no profile of an identity.
  package func identity(of user: Int) throws -> Identity? {
    guard let segment = try segments(.users).first(where: { $0.rows ~= user }) else {
      throw StoreError.damaged("a user is missing")
    }
    return try text(.identity, of: segment, at: user - segment.firstRow)
      .map { Identity(unchecked: $0) }
  }

  /// The profile that a user was merged into, if it was.
  func migrationTarget(of user: Int) throws -> Int? {
    let ids = try Int.fetchAll(
      db, sql: "SELECT id FROM migration WHERE from_user = ? ORDER BY id", arguments: [user])
    for id in ids {
      if let known = try migrationState(id), known.isInForce { return known.to }
    }
    return nil
  }

  /// One migration by its number, and whether it is in force; nil where there is none.
  func migrationState(_ id: Int) throws -> (from: Int, to: Int, isInForce: Bool)? {
    guard
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT from_user, to_user, coalesce(
            (SELECT in_force FROM reversal WHERE migration = ?1 ORDER BY id DESC LIMIT 1), 1)
          FROM migration WHERE id = ?1
          """, arguments: [id])
    else { return nil }
    let from = try row.decode(Int.self, atIndex: 0)
    let to = try row.decode(Int.self, atIndex: 1)
    let users = try 0..<count(of: .users)
    guard users ~= from, users ~= to else {
      throw StoreError.damaged("a migration names a user that can't be")
    }
    return (from, to, try row.decode(atIndex: 2))
  }
}

extension PackedColumn {
  /// The places of a value, ascending.
  static func places(of value: Int64, in bytes: UnsafeRawBufferPointer) throws(StoreError) -> [Int]
  {
    let header = try header(of: bytes)
    let body = UnsafeRawBufferPointer(rebasing: bytes[headerSize...])
    let distance = UInt64(bitPattern: value &- header.smallest)
    let count = header.count
    guard header.width > 0, let base = body.baseAddress else {
      return distance == 0 ? Array(0..<count) : []
    }
    switch header.width {
    case 1:
      return places(of: UInt8(exactly: distance), count) { cb_next8(base, $0, count, $1) }
    case 2:
      return places(of: UInt16(exactly: distance), count) { cb_next16(base, $0, count, $1) }
    case 4:
      return places(of: UInt32(exactly: distance), count) { cb_next32(base, $0, count, $1) }
    case 8: return places(of: distance, count) { cb_next64(base, $0, count, $1) }
    default: throw .damaged("a column has the unknown width \(header.width)")
    }
  }

  private static func places<Word: FixedWidthInteger>(
    of wanted: Word?, _ count: Int, _ next: (_ place: Int, _ wanted: Word) -> Int
  ) -> [Int] {
    guard let wanted = wanted?.littleEndian else { return [] }
    var found: [Int] = []
    var place = next(0, wanted)
    while place < count {
      found.append(place)
      place = next(place + 1, wanted)
    }
    return found
  }

  static func value(
    at place: Int, in bytes: UnsafeRawBufferPointer, _ header: Header
  ) throws(StoreError) -> Int64 {
    guard 0..<header.count ~= place else { throw .damaged("a column is too short") }
    let offset = headerSize + place * header.width
    func load<Word: FixedWidthInteger>(_ type: Word.Type) -> Int64 {
      let word = Word(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
      return header.smallest &+ Int64(truncatingIfNeeded: word)
    }
    switch header.width {
    case 0: return header.smallest
    case 1: return load(UInt8.self)
    case 2: return load(UInt16.self)
    case 4: return load(UInt32.self)
    case 8: return load(UInt64.self)
    default: throw .damaged("a column has the unknown width \(header.width)")
    }
  }
}
