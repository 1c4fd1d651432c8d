import Domain
import Foundation
import GRDB

/// What is checked once for all readers: codes, ordinals and times in a file can be those of a
/// damaged one, and are used as indices and in sums from here on.
extension Reader {
  /// Things that columns name by number.
  enum Numbered {
    case users, sessions, environments, names, keys

    /// The table and column of the texts of a dictionary.
    fileprivate var texts: (table: String, column: String)? {
      switch self {
      case .environments: ("environment", "app_id")
      case .names: ("event_name", "text")
      case .keys: ("property_key", "text")
      case .users, .sessions: nil
      }
    }
  }

  func count(of things: Numbered) throws -> Int {
    if let count = counts[things] { return count }
    let count =
      switch things {
      case .users: try segments(.users).last?.rows.upperBound ?? 0
      case .sessions: try segments(.sessions).last?.rows.upperBound ?? 0
      case .environments, .names, .keys: try texts(of: things).count
      }
    counts[things] = count
    return count
  }

  /// The texts of a dictionary by code. They are read as bytes, for one may hold a zero byte, where
  /// a C string would end.
  func texts(of things: Numbered) throws -> [String] {
    if let known = dictionaries[things] { return known }
    guard let (table, column) = things.texts else { return [] }
    let rows = try Row.fetchCursor(
      db, sql: "SELECT id, CAST(\(column) AS BLOB) FROM \(table) ORDER BY id")
    var texts: [String] = []
    while let row = try rows.next() {
      guard try row.decode(Int.self, atIndex: 0) == texts.count,
        let text = String(validating: try row.decode(Data.self, atIndex: 1), as: UTF8.self)
      else { throw StoreError.damaged("the table \(table) has gaps") }
      texts.append(text)
    }
    dictionaries[things] = texts
    return texts
  }

  /// What the values of a column stay below; nil where any value is right.
  func bound(of field: Field, in segment: Segment) throws -> Int? {
    switch field {
    case .user: try PackedColumn.header(of: try fixedColumn(.userList, of: segment)).count
    case .userList: try count(of: .users)
    case .environment: try count(of: .environments)
    case .name: try count(of: .names)
    case .session: try count(of: .sessions) + 1
    case .previous: try count(of: .users) + 1
    default: nil
    }
  }

  /// The first time is in the header of the column; only spans beyond 49 days need a look at each.
  func checkTimes(_ bytes: UnsafeRawBufferPointer, of segment: Segment) throws {
    let header = try PackedColumn.header(of: bytes)
    guard header.smallest == segment.oldest else { throw outOfBounds(.time, segment) }
    guard header.width == 8 else { return }
    let span = UInt64(segment.storedNewest - segment.oldest)
    for row in 0..<header.count {
      let distance = bytes.loadUnaligned(
        fromByteOffset: PackedColumn.headerSize + 8 * row, as: UInt64.self)
      guard UInt64(littleEndian: distance) <= span else { throw outOfBounds(.time, segment) }
    }
  }

  func outOfBounds(_ field: Field, _ segment: Segment) -> StoreError {
    .damaged("column \(field.number) of segment \(segment.id) says what can't be")
  }
}

extension Segment {
  /// Whether a segment can be as the table has it.
  var isPossible: Bool {
    id > 0 && id < 1 << 39 && 1...SegmentKind.capacity ~= count && Timestamp.safe ~= oldest
      && Timestamp.safe ~= newest && oldest <= newest
  }
}

extension Timestamp {
  /// Milliseconds that sums of a few durations can't overflow; far beyond the years that can be
  /// written.
  static let safe: ClosedRange<Int64> = -(1 << 60)...(1 << 60)
}
