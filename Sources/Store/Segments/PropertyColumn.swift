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

// For the layout see `ColumnContent`. Values are numbered: numbers, booleans, strings.
extension PropertyColumn {
  struct Header {
    var present = 0
    var numbers = 0
    var strings = 0
    var codeBits = 0
    var isSparse = false
    /// Every row has the property.
    var isFull = false
    /// Numbers are stored as whole ones, to be divided by this power of ten; nil: as doubles.
    var decimalPlaces: Int?
    var hasFalse = false
    var hasTrue = false
    var numberBytes = 0
    var stringBytes = 0

    /// What the first code that is stored stands for.
    var firstCode: UInt32 { isFull ? 1 : 0 }

    func write(to out: inout [UInt8]) {
      let flags = [isSparse, isFull, hasFalse, hasTrue, decimalPlaces != nil]
        .enumerated().reduce(UInt32(0)) { $0 | ($1.element ? 1 << UInt32($1.offset) : 0) }
      let places = UInt32(decimalPlaces ?? 0) << 8
      for number in [
        UInt32(present), UInt32(numbers), UInt32(strings), UInt32(codeBits), flags | places,
        UInt32(numberBytes), UInt32(stringBytes),
      ] {
        withUnsafeBytes(of: number.littleEndian) { out.append(contentsOf: $0) }
      }
    }
  }

  static let headerSize = 28

  /// Reads a column of a segment with `rowCount` rows.
  package init(_ bytes: UnsafeRawBufferPointer, rowCount: Int) throws(StoreError) {
    var input = ByteReader(bytes)
    let header = try input.header()
    values = try input.numbers(header)
    if header.hasFalse { values.append(.boolean(false)) }
    if header.hasTrue { values.append(.boolean(true)) }
    try input.appendStrings(header, to: &values)

    (rows, codes) = try input.rows(header, rowCount, values: values.count)
  }

  // MARK: Little-endian reading

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
      if let places = header.decimalPlaces {
        var whole: [Int64] = []
        try PackedColumn.decode(own, into: &whole)
        doubles = whole.map { Decimals.number($0, places: places) }
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
      let ends = try ends(header.strings)
      let text = try take(header.stringBytes)
      var start = 0
      for end in ends {
        let end = Int(end)
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

    mutating func ends(_ count: Int) throws(StoreError) -> [UInt32] {
      let body = try take(count * 4)
      var ends = [UInt32](repeating: 0, count: count)
      PackedColumn.widen(body, as: UInt32.self, above: 0, into: &ends)
      return ends
    }

    /// The rows that have a value, and which one each has, from 1: checked, so that a damaged column
    /// stops here.
    mutating func rows(
      _ header: Header, _ rowCount: Int, values: Int
    ) throws(StoreError) -> (rows: [UInt32], codes: [UInt32]) {
      guard header.present <= rowCount else {
        throw .damaged("a property column has more rows than its segment")
      }
      let rows: [UInt32]
      var codes: [UInt32]
      if header.isSparse {
        rows = try sparseRows(header.present)
        codes = try self.codes(header.present, header)
      } else if header.isFull {
        codes = try self.codes(rowCount, header)
        rows = Array(0..<UInt32(rowCount))
      } else {
        codes = try self.codes(rowCount, header)
        rows = Self.takePresent(&codes)
      }
      var smallest = UInt32.max
      var largest: UInt32 = 0
      for code in codes {
        smallest = min(smallest, code)
        largest = max(largest, code)
      }
      guard codes.isEmpty || (smallest >= 1 && largest <= values) else {
        throw .damaged("a property column names a value that it doesn't hold")
      }
      // Taken from all rows they are in order.
      let isAscending =
        !header.isSparse || zip(rows, rows.dropFirst()).allSatisfy { $0 < $1 }
      guard rows.count == header.present, isAscending, rows.last.map({ $0 < rowCount }) ?? true
      else {
        throw .damaged("a property column's rows are out of order")
      }
      return (rows, codes)
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

    private mutating func sparseRows(_ count: Int) throws(StoreError) -> [UInt32] {
      let body = try take(count * 2)
      var rows = [UInt32](repeating: 0, count: count)
      PackedColumn.widen(body, as: UInt16.self, above: 0, into: &rows)
      return rows
    }

    private mutating func codes(_ count: Int, _ header: Header) throws(StoreError) -> [UInt32] {
      let body = try take(PackedCodes.size(count, bits: header.codeBits))
      return PackedCodes.unpack(
        body, count: count, bits: header.codeBits, plus: header.firstCode)
    }

    mutating func header() throws(StoreError) -> Header {
      var header = Header()
      header.present = Int(try read(UInt32.self))
      header.numbers = Int(try read(UInt32.self))
      header.strings = Int(try read(UInt32.self))
      header.codeBits = Int(try read(UInt32.self))
      let flags = try read(UInt32.self)
      header.isSparse = flags & 1 != 0
      header.isFull = flags & 2 != 0
      header.hasFalse = flags & 4 != 0
      header.hasTrue = flags & 8 != 0
      let places = Int(flags >> 8 & 0xF)
      header.decimalPlaces = flags & 16 != 0 ? places : nil
      header.numberBytes = Int(try read(UInt32.self))
      header.stringBytes = Int(try read(UInt32.self))
      guard header.codeBits <= 32, places <= Decimals.most else {
        throw .damaged("a property column has an unknown form")
      }
      return header
    }
  }
}
