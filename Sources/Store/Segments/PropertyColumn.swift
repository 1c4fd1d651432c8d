import Domain

/// The values of one property in a segment, by row. Each distinct value is stored once; rows hold
/// codes, where 0 is "absent".
package struct PropertyColumn: Sendable {
  /// The distinct values; code c stands for `values[c - 1]`.
  package var values: [PropertyValue]
  /// Rows that have the property, ascending, with their codes.
  package var rows: [UInt32]
  package var codes: [UInt32]

  init(values: [PropertyValue], rows: [UInt32], codes: [UInt32]) {
    self.values = values
    self.rows = rows
    self.codes = codes
  }

  /// Leaves out what rows from `count` on have.
  mutating func cut(to count: Int) {
    let kept = rows.firstIndex { $0 >= count } ?? rows.count
    rows.removeLast(rows.count - kept)
    codes.removeLast(codes.count - kept)
  }

  /// The value at a row.
  package func value(at row: Int) -> PropertyValue? {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] < row { low = middle + 1 } else { high = middle }
    }
    guard low < rows.count, rows[low] == row else { return nil }
    return values[Int(codes[low]) - 1]
  }
}

// MARK: Bytes

// Layout, little-endian: rows present, numbers, strings, code width, is sparse (5 × UInt32), whether
// true and false occur is told by two flags; then the packed numbers or doubles, the ends of the
// strings and their UTF-8; then, where sparse, the row numbers (UInt16 each); then the codes.
// Values are numbered: numbers, booleans, strings.
extension PropertyColumn {
  struct Header {
    var present = 0
    var numbers = 0
    var strings = 0
    var codeWidth = 0
    var isSparse = false
    var numbersAreWhole = false
    var hasFalse = false
    var hasTrue = false
    var numberBytes = 0
    var stringBytes = 0
  }

  private static let headerSize = 28

  func encode(rowCount: Int) -> [UInt8] {
    var header = Header()
    var numbers: [Double] = []
    var strings: [String] = []
    for value in values {
      switch value {
      case .number(let number): numbers.append(number)
      case .boolean(let boolean):
        if boolean { header.hasTrue = true } else { header.hasFalse = true }
      case .string(let string): strings.append(string)
      }
    }
    let newCode = renumber(numbers: numbers.count, header.hasFalse, header.hasTrue)
    let ordered = codes.map { newCode[Int($0) - 1] }

    header.present = rows.count
    header.numbers = numbers.count
    header.strings = strings.count
    header.codeWidth = values.count < 0x100 ? 1 : values.count < 0x1_0000 ? 2 : 4
    header.isSparse = rows.count * (2 + header.codeWidth) < rowCount * header.codeWidth
    header.numbersAreWhole = numbers.allSatisfy {
      $0 == $0.rounded() && abs($0) < 0x20_0000_0000_0000 && !($0 == 0 && $0.sign == .minus)
    }
    let numberBytes =
      header.numbersAreWhole
      ? PackedColumn.encode(numbers.map { Int64($0) })
      : numbers.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } }
    header.numberBytes = numberBytes.count
    header.stringBytes = strings.reduce(0) { $0 + $1.utf8.count }

    var out = ByteWriter()
    out.reserve(
      Self.headerSize + numberBytes.count + 4 * strings.count + header.stringBytes
        + 2 * (header.isSparse ? rows.count : 0)
        + header.codeWidth * (header.isSparse ? rows.count : rowCount))
    out.write(header)
    out.write(bytes: numberBytes)
    var end: UInt32 = 0
    for string in strings {
      end += UInt32(string.utf8.count)
      out.write(end)
    }
    for string in strings { out.write(utf8: string) }
    if header.isSparse {
      for row in rows { out.write(UInt16(truncatingIfNeeded: row)) }
      out.write(codes: ordered, width: header.codeWidth)
    } else {
      var dense = [UInt32](repeating: 0, count: rowCount)
      for (row, code) in zip(rows, ordered) { dense[Int(row)] = code }
      out.write(codes: dense, width: header.codeWidth)
    }
    return out.bytes
  }

  /// The stored code (from 1) of each value: numbers first, then false, true, then strings.
  private func renumber(numbers: Int, _ hasFalse: Bool, _ hasTrue: Bool) -> [UInt32] {
    var nextNumber: UInt32 = 1
    let falseCode = UInt32(numbers) + 1
    let trueCode = falseCode + (hasFalse ? 1 : 0)
    var nextString = trueCode + (hasTrue ? 1 : 0)
    return values.map { value in
      switch value {
      case .number:
        defer { nextNumber += 1 }
        return nextNumber
      case .boolean(let boolean): return boolean ? trueCode : falseCode
      case .string:
        defer { nextString += 1 }
        return nextString
      }
    }
  }

  /// Reads a column of a segment with `rowCount` rows.
  package init(_ bytes: UnsafeRawBufferPointer, rowCount: Int) throws(StoreError) {
    var input = ByteReader(bytes)
    let header = try input.header()
    values = try input.numbers(header)
    if header.hasFalse { values.append(.boolean(false)) }
    if header.hasTrue { values.append(.boolean(true)) }
    try input.appendStrings(header, to: &values)

    guard header.present <= rowCount else {
      throw .damaged("a property column has more rows than its segment")
    }
    if header.isSparse {
      rows = try input.codes(header.present, width: 2)
      codes = try input.codes(header.present, width: header.codeWidth)
    } else {
      codes = try input.codes(rowCount, width: header.codeWidth)
      rows = Self.takePresent(&codes)
    }
    try check(header, rowCount)
  }

  /// Takes the zeros, for "absent", out of the codes of all rows, and returns which rows are left.
  /// Free of branches, as which those are follows no rule.
  private static func takePresent(_ codes: inout [UInt32]) -> [UInt32] {
    var found = 0
    let rows = [UInt32](unsafeUninitializedCapacity: codes.count) { rows, count in
      codes.withUnsafeMutableBufferPointer { codes in
        for row in codes.indices {
          let code = codes[row]
          rows[found] = UInt32(truncatingIfNeeded: row)
          codes[found] = code
          found &+= Int(min(code, 1))
        }
      }
      count = found
    }
    codes.removeLast(codes.count - found)
    return rows
  }

  /// Everything that readers take for granted, so that a damaged column stops here.
  private func check(_ header: Header, _ rowCount: Int) throws(StoreError) {
    var smallest = UInt32.max
    var largest: UInt32 = 0
    for code in codes {
      smallest = min(smallest, code)
      largest = max(largest, code)
    }
    guard codes.isEmpty || (smallest >= 1 && largest <= values.count) else {
      throw .damaged("a property column names a value that it doesn't hold")
    }
    // Taken from all rows they are in order.
    let isAscending =
      !header.isSparse || zip(rows, rows.dropFirst()).allSatisfy { $0 < $1 }
    guard rows.count == header.present, isAscending, rows.last.map({ $0 < rowCount }) ?? true else {
      throw .damaged("a property column's rows are out of order")
    }
  }

  // MARK: Little-endian reading and writing

  private struct ByteWriter {
    var bytes: [UInt8] = []

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    mutating func write<Word: FixedWidthInteger>(_ word: Word) {
      withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func write(bytes other: [UInt8]) { bytes.append(contentsOf: other) }

    mutating func write(utf8 string: String) { bytes.append(contentsOf: string.utf8) }

    mutating func write(codes: [UInt32], width: Int) {
      switch width {
      case 1: for code in codes { bytes.append(UInt8(truncatingIfNeeded: code)) }
      case 2: for code in codes { write(UInt16(truncatingIfNeeded: code)) }
      default: for code in codes { write(code) }
      }
    }

    mutating func write(_ header: Header) {
      for number in [header.present, header.numbers, header.strings] { write(UInt32(number)) }
      write(UInt32(header.codeWidth))
      let flags = [
        header.isSparse, header.numbersAreWhole, header.hasFalse, header.hasTrue,
      ]
      write(flags.enumerated().reduce(UInt32(0)) { $0 | ($1.element ? 1 << UInt32($1.offset) : 0) })
      write(UInt32(header.numberBytes))
      write(UInt32(header.stringBytes))
    }
  }

  struct ByteReader {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func read<Word: FixedWidthInteger>(_ type: Word.Type) throws(StoreError) -> Word {
      let size = MemoryLayout<Word>.size
      guard position + size <= bytes.count else { throw .damaged("a property column is too short") }
      defer { position += size }
      return Word(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Word.self))
    }

    mutating func take(_ count: Int) throws(StoreError) -> UnsafeRawBufferPointer {
      guard count <= bytes.count - position else {
        throw .damaged("a property column is too short")
      }
      defer { position += count }
      return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// The numbers, which come first among the values.
    mutating func numbers(_ header: Header) throws(StoreError) -> [PropertyValue] {
      let own = try take(header.numberBytes)
      var doubles: [Double] = []
      if header.numbersAreWhole {
        var whole: [Int64] = []
        try PackedColumn.decode(own, into: &whole)
        doubles = whole.map { Double($0) }
      } else {
        var numbers = ByteReader(own)
        for _ in 0..<header.numbers {
          doubles.append(Double(bitPattern: try numbers.read(UInt64.self)))
        }
      }
      guard doubles.count == header.numbers, doubles.allSatisfy(\.isFinite) else {
        throw .damaged("a property column has numbers that none can be")
      }
      return doubles.map { .number($0) }
    }

    mutating func appendStrings(
      _ header: Header, to values: inout [PropertyValue]
    ) throws(StoreError) {
      var ends: [Int] = []
      for _ in 0..<header.strings { ends.append(Int(try read(UInt32.self))) }
      let text = try take(header.stringBytes)
      var start = 0
      for end in ends {
        guard start <= end, end <= text.count else {
          throw .damaged("a text ends before it begins")
        }
        guard let string = String(validating: text[start..<end], as: UTF8.self) else {
          throw .damaged("a text is not UTF-8")
        }
        values.append(.string(string))
        start = end
      }
    }

    mutating func codes(_ count: Int, width: Int) throws(StoreError) -> [UInt32] {
      let body = try take(count * width)
      var codes = [UInt32](repeating: 0, count: count)
      switch width {
      case 1: PackedColumn.widen(body, as: UInt8.self, above: 0, into: &codes)
      case 2: PackedColumn.widen(body, as: UInt16.self, above: 0, into: &codes)
      default: PackedColumn.widen(body, as: UInt32.self, above: 0, into: &codes)
      }
      return codes
    }

    mutating func header() throws(StoreError) -> Header {
      var header = Header()
      header.present = Int(try read(UInt32.self))
      header.numbers = Int(try read(UInt32.self))
      header.strings = Int(try read(UInt32.self))
      header.codeWidth = Int(try read(UInt32.self))
      let flags = try read(UInt32.self)
      header.isSparse = flags & 1 != 0
      header.numbersAreWhole = flags & 2 != 0
      header.hasFalse = flags & 4 != 0
      header.hasTrue = flags & 8 != 0
      header.numberBytes = Int(try read(UInt32.self))
      header.stringBytes = Int(try read(UInt32.self))
      guard [1, 2, 4].contains(header.codeWidth) else {
        throw .damaged("a property column has the unknown code width \(header.codeWidth)")
      }
      return header
    }
  }
}
