import Domain

/// What a cell's text is taken for: a JSON number is a number, `true` and `false` are booleans,
/// nothing is absent, and all else is text.
enum CSVValue {
  /// Whole numbers of more digits are kept as text: as a number they could become another one.
  static let mostDigits = 15

  @inline(__always)
  static func number(_ base: UnsafeMutablePointer<UInt8>, _ cell: ByteRange) -> Double? {
    guard let number = anyNumber(base, cell) else { return nil }
    if Int(cell.count) > mostDigits, isLongWholeNumber(base, cell) { return nil }
    return number
  }

  /// The number that the whole cell spells. Cells with quotes in them are none, so the byte after
  /// any other ends it: a delimiter, a quote or a line end.
  @inline(__always)
  static func anyNumber(_ base: UnsafeMutablePointer<UInt8>, _ cell: ByteRange) -> Double? {
    var scanner = JSONScanner(base: base, start: cell.lower, end: cell.upper, scratch: 0)
    guard let number = try? scanner.number(), scanner.position == cell.upper, number.isFinite else {
      return nil
    }
    return number
  }

  /// Epoch times in a cell are at least this far from 1970 (March 1973): smaller numbers are more
  /// likely dates such as 20260105 than moments of the seventies.
  static let smallestEpoch = 1e8

  /// Milliseconds of a time, written or as a number; nil where the cell is none.
  @inline(__always)
  static func milliseconds(
    _ base: UnsafeMutablePointer<UInt8>, _ cell: ByteRange, _ times: inout TimeReader
  ) -> Int64? {
    if let time = times.milliseconds(base + cell.lower, count: Int(cell.count)) { return time }
    guard let number = anyNumber(base, cell), abs(number) >= smallestEpoch else { return nil }
    return TimeReader.milliseconds(epoch: number)
  }

  private static func isLongWholeNumber(
    _ base: UnsafeMutablePointer<UInt8>, _ cell: ByteRange
  ) -> Bool {
    let first = base[cell.lower] == 0x2D ? cell.lower + 1 : cell.lower
    return cell.upper - first > mostDigits
      && (first..<cell.upper).allSatisfy { base[$0] &- 0x30 <= 9 }
  }

  @inline(__always)
  static func boolean(_ base: UnsafeMutablePointer<UInt8>, _ cell: ByteRange) -> Bool? {
    guard cell.count == 4 || cell.count == 5 else { return nil }
    let word = UInt64(
      littleEndian: UnsafeRawPointer(base + cell.lower).loadUnaligned(as: UInt64.self))
    if cell.count == 4 { return UInt32(truncatingIfNeeded: word) == 0x6575_7274 ? true : nil }
    return word & 0xFF_FFFF_FFFF == 0x65_736C_6166 ? false : nil
  }

  /// What the cell of a property becomes, as ``ValueBits``; nil where it breaks a limit.
  ///
  /// - Parameter text: gives the number that stands for the cell's text.
  @inline(__always)
  static func bits(
    _ base: UnsafeMutablePointer<UInt8>, _ cell: ByteRange, _ text: () -> UInt32
  ) -> UInt64? {
    let first = base[cell.lower]
    if first == 0x2D || first &- 0x30 <= 9, let number = number(base, cell) {
      return ValueBits.number(number)
    }
    if let boolean = boolean(base, cell) { return ValueBits.boolean(boolean) }
    guard BulkRules.isGood(base, cell, limit: BulkRules.longestValue) else { return nil }
    return ValueBits.text(text())
  }

  static func input(_ base: UnsafeMutablePointer<UInt8>, _ cell: ByteRange) -> InputValue {
    if let number = number(base, cell) { return .number(number) }
    if let boolean = boolean(base, cell) { return .boolean(boolean) }
    return .string(text(base, cell))
  }

  static func text(_ base: UnsafeMutablePointer<UInt8>, _ cell: ByteRange) -> String {
    String(
      decoding: UnsafeBufferPointer(start: base + cell.lower, count: Int(cell.count)),
      as: UTF8.self)
  }
}
