/// Telling by whom the rows of a segment are: a segment has many rows of each user and a list of its
/// users, so that of a row only a small table is touched.
extension Reader {
  /// Counts how many of some rows are by each user of the segment's list, given in `list`.
  ///
  /// - Parameter rows: ascending.
  /// - Parameter counts: by place in the list, and one more; all 0 before.
  package func countUsers(
    of segment: Segment, at rows: ArraySlice<UInt16>, list: [UInt32], into counts: inout [UInt32]
  ) throws {
    guard let first = rows.first, let last = rows.last else { return }
    let codes = try userCodes(of: segment, upTo: Int(last) + 1, list)
    counts.withUnsafeMutableBufferPointer { counts in
      if Int(last) - Int(first) + 1 == rows.count {
        codes.each(Int(first)..<Int(last) + 1) { _, place in counts[place] &+= 1 }
      } else {
        codes.each(rows.lazy.map { Int($0) }) { _, place in counts[place] &+= 1 }
      }
    }
    guard counts[list.count] == 0 else { throw outOfBounds(.user, segment) }
  }

  /// Tallies some rows by the users of the segment's list, given in `list`.
  package func tallyUsers(
    of segment: Segment, in rows: Range<Int>, list: [UInt32], into tallies: inout UserTallies
  ) throws {
    let codes = try userCodes(of: segment, upTo: rows.upperBound, list)
    var words = [UserTallies.Word](repeating: UserTallies.Word(), count: list.count + 1)
    words.withUnsafeMutableBufferPointer { words in
      codes.each(rows) { row, place in words[place].add(row) }
    }
    guard words.removeLast().count == 0 else { throw outOfBounds(.user, segment) }
    tallies.set(words)
  }

  private func userCodes(
    of segment: Segment, upTo row: Int, _ list: [UInt32]
  ) throws -> PackedUsers {
    let bytes = try fixedColumn(.user, of: segment)
    let header = try PackedColumn.header(of: bytes)
    guard header.count == segment.storedCount, row <= header.count else {
      throw StoreError.damaged("segment \(segment.id) has a column of another length")
    }
    return PackedUsers(
      bytes: UnsafeRawBufferPointer(rebasing: bytes[PackedColumn.headerSize...]),
      width: header.width, smallest: Int(truncatingIfNeeded: header.smallest),
      beyond: UInt(list.count))
  }
}

/// The column of users as it lies.
private struct PackedUsers {
  let bytes: UnsafeRawBufferPointer
  let width: Int
  let smallest: Int
  /// The place after the list: that of every code that is not of it.
  let beyond: UInt

  @inline(__always)
  func each(_ rows: some Sequence<Int>, _ visit: (_ row: Int, _ place: Int) -> Void) {
    switch width {
    case 0: for row in rows { visit(row, place(0)) }
    case 1: each(rows, as: UInt8.self, visit)
    case 2: each(rows, as: UInt16.self, visit)
    case 4: each(rows, as: UInt32.self, visit)
    default: visit(0, Int(beyond))
    }
  }

  @inline(__always)
  private func each<Narrow: FixedWidthInteger>(
    _ rows: some Sequence<Int>, as type: Narrow.Type, _ visit: (_ row: Int, _ place: Int) -> Void
  ) {
    for row in rows {
      let narrow = bytes.loadUnaligned(
        fromByteOffset: row &* MemoryLayout<Narrow>.size, as: Narrow.self)
      visit(row, place(Int(truncatingIfNeeded: Narrow(littleEndian: narrow))))
    }
  }

  @inline(__always)
  private func place(_ code: Int) -> Int {
    Int(min(UInt(bitPattern: code &+ smallest), beyond))
  }
}

/// How often each user of a segment's list occurs among some rows, and where first and last.
package struct UserTallies: Sendable {
  package private(set) var counts: [UInt32] = []
  /// Any row where the count is 0.
  package private(set) var firstRows: [UInt16] = []
  /// Likewise.
  package private(set) var lastRows: [UInt16] = []

  package init() {}

  fileprivate mutating func set(_ words: [Word]) {
    counts = words.map(\.count)
    firstRows = words.map(\.first)
    lastRows = words.map(\.last)
  }

  /// All of one user in one word, for it is read and written once a row.
  fileprivate struct Word {
    /// From the lowest bit: 32 bits of the count, 16 of the first row, 16 of the last.
    private var word: UInt64 = 0

    var count: UInt32 { UInt32(truncatingIfNeeded: word) }
    var first: UInt16 { UInt16(truncatingIfNeeded: word &>> 32) }
    var last: UInt16 { UInt16(truncatingIfNeeded: word &>> 48) }

    /// Rows come in ascending order.
    @inline(__always)
    mutating func add(_ row: Int) {
      let row = UInt64(truncatingIfNeeded: row)
      let first = word == 0 ? row &<< 32 : 0
      word = ((word & 0xFFFF_FFFF_FFFF) &+ 1) | first | row &<< 48
    }
  }
}
