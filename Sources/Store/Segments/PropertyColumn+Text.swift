extension PropertyColumn {
  /// The text that one row has, read where it lies: the whole column isn't made into values.
  static func text(
    at row: Int, in bytes: UnsafeRawBufferPointer, rowCount: Int
  ) throws(StoreError) -> String? {
    var input = ByteReader(bytes)
    let header = try input.header()
    _ = try input.take(header.numberBytes)
    let ends = try input.take(4 * header.strings)
    let text = try input.take(header.stringBytes)
    var place = row
    if header.isSparse {
      let rows = try input.take(2 * header.present)
      guard let found = placeOf(row, in: rows, header.present) else { return nil }
      place = found
    }
    let count = header.isSparse ? header.present : rowCount
    let codes = try input.take(PackedCodes.size(count, bits: header.codeBits))
    let code = Int(
      PackedCodes.code(at: place, bits: header.codeBits, in: codes) &+ header.firstCode)
    let others = header.numbers + (header.hasFalse ? 1 : 0) + (header.hasTrue ? 1 : 0)
    guard code > others else { return nil }
    let string = code - others - 1
    guard string < header.strings else {
      throw .damaged("a property column names a value that it doesn't hold")
    }
    let start = string == 0 ? 0 : number(at: string - 1, width: 4, in: ends)
    let end = number(at: string, width: 4, in: ends)
    guard start <= end, end <= text.count,
      let value = String(validating: text[start..<end], as: UTF8.self)
    else { throw .damaged("a text is not UTF-8") }
    return value
  }

  /// The place of a row in the ascending list of those that are present.
  private static func placeOf(_ row: Int, in rows: UnsafeRawBufferPointer, _ count: Int) -> Int? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if number(at: middle, width: 2, in: rows) < row { low = middle + 1 } else { high = middle }
    }
    return low < count && number(at: low, width: 2, in: rows) == row ? low : nil
  }

  private static func number(at place: Int, width: Int, in bytes: UnsafeRawBufferPointer) -> Int {
    (0..<width).reduce(0) { $0 | Int(bytes[place * width + $1]) << (8 * $1) }
  }
}
