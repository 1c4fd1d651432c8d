import Domain

/// What a cell's text is taken for: a JSON number is a number, `true` and `false` are booleans,
/// nothing is absent, and all else is text.
enum CSVValue {
  /// Whole numbers of more digits are kept as text: as a number they could become another one.
  static let mostDigits = 15

  @inline(__always)
  static func number(_ base: UnsafeMutablePointer<UInt8>, _ cell: ByteRange) -> Double? {
    guard let number = JSONScanner.number(base, cell) else { return nil }
    if Int(cell.count) > mostDigits, isLongWholeNumber(base, cell) { return nil }
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
    guard let number = JSONScanner.number(base, cell), abs(number) >= smallestEpoch else {
      return nil
    }
    return TimeReader.milliseconds(epoch: number)
  }

  private static func isLongWholeNumber(
    _ base: UnsafeMutablePointer<UInt8>, _ cell: ByteRange
  ) -> Bool {
    let first = base[cell.lower] == 0x2D ? cell.lower + 1 : cell.lower
    return cell.upper - first > mostDigits
      && (first..<cell.upper).allSatisfy { base[$0] &- 0x30 <= 9 }
  }

  /// What the cell of a property says.
  @inline(__always)
  static func plain(_ base: UnsafeMutablePointer<UInt8>, _ cell: ByteRange) -> PlainValue {
    if cell.isAbsent { return .absent }
    let first = base[cell.lower]
    if first == 0x2D || first &- 0x30 <= 9, let number = number(base, cell) {
      return .bits(ValueBits.number(number))
    }
    if let boolean = JSONScanner.boolean(base, cell) { return .bits(ValueBits.boolean(boolean)) }
    return BulkRules.isGood(base, cell, limit: BulkRules.longestValue) ? .text : .odd
  }

  static func input(_ base: UnsafeMutablePointer<UInt8>, _ cell: ByteRange) -> InputValue {
    if let number = number(base, cell) { return .number(number) }
    if let boolean = JSONScanner.boolean(base, cell) { return .boolean(boolean) }
    return .string(text(base, cell))
  }

  static func text(_ base: UnsafeMutablePointer<UInt8>, _ cell: ByteRange) -> String {
    String(
      decoding: UnsafeBufferPointer(start: base + cell.lower, count: Int(cell.count)),
      as: UTF8.self)
  }
}
