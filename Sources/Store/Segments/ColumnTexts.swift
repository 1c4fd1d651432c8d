/// The texts of a column of texts alone, one after the other as they lie, and the rows that have them:
/// of a million names, no million strings are made.
package struct ColumnTexts: Sendable {
  /// Ascending.
  package private(set) var rows: [UInt32]
  /// Parallel to `rows`: which text, from 0.
  package private(set) var codes: [UInt32]
  /// UTF-8.
  package let bytes: [UInt8]
  /// Where each text ends in `bytes`, ascending.
  package let ends: [UInt32]

  init(_ column: UnsafeRawBufferPointer, rowCount: Int) throws(StoreError) {
    var input = PropertyColumn.ByteReader(column)
    let header = try input.header()
    guard header.numbers == 0, !header.hasFalse, !header.hasTrue else {
      throw .damaged("a column of texts has other values")
    }
    _ = try input.take(header.numberBytes)
    ends = try input.ends(header.strings)
    bytes = Array(try input.take(header.stringBytes))
    guard Self.areTexts(bytes, ends) else { throw .damaged("a text is not UTF-8") }
    (rows, codes) = try input.rows(header, rowCount, values: header.strings)
    for place in codes.indices { codes[place] &-= 1 }
  }

  /// Leaves out what rows from `count` on have.
  mutating func cut(to count: Int) {
    let kept = rows.firstIndex { $0 >= count } ?? rows.count
    rows.removeLast(rows.count - kept)
    codes.removeLast(codes.count - kept)
  }

  private static func areTexts(_ bytes: [UInt8], _ ends: [UInt32]) -> Bool {
    var start: UInt32 = 0
    for end in ends {
      // A text doesn't begin within a character.
      guard start <= end, end <= bytes.count, start == end || bytes[Int(start)] & 0xC0 != 0x80
      else { return false }
      start = end
    }
    return String(validating: bytes, as: UTF8.self) != nil
  }
}
