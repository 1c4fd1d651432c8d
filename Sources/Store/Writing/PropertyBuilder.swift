import Domain

/// Collects the values of one property over pending rows, each distinct value once.
struct PropertyBuilder {
  private var rows: [UInt32] = []
  private var codes: [UInt32] = []
  private var values: [PropertyValue] = []
  private var texts = Interner()
  /// Value numbers of interned texts, by the interner's code.
  private var codeOfText: [UInt32] = []
  /// Value numbers of numbers by their bits, and of booleans.
  private var codeOfBits = PairTable()

  var isEmpty: Bool { rows.isEmpty }

  /// Sets the value at a row; the last one set at a row counts.
  mutating func set(_ value: PropertyValue, row: Int) {
    switch value {
    case .string(var text): text.withUTF8 { set(utf8: $0, hash: ByteHash.of($0), row: row) }
    case .number(let number): set(value, bits: number.bitPattern, kind: 0, row: row)
    case .boolean(let boolean): set(value, bits: boolean ? 1 : 0, kind: 1, row: row)
    }
  }

  private mutating func set(_ value: PropertyValue, bits: UInt64, kind: Int, row: Int) {
    if let known = codeOfBits.ordinal(of: bits, owner: kind) {
      put(UInt32(known), row)
    } else {
      values.append(value)
      codeOfBits.set(bits, owner: kind, ordinal: values.count)
      put(UInt32(values.count), row)
    }
  }

  /// Sets a text at a row from its (valid) UTF-8 and its hash.
  mutating func set(utf8: UnsafeBufferPointer<UInt8>, hash: UInt64, row: Int) {
    let number = texts.code(of: utf8, hash: hash)
    if number == codeOfText.count {
      values.append(.string(String(decoding: utf8, as: UTF8.self)))
      codeOfText.append(UInt32(values.count))
    }
    put(codeOfText[number], row)
  }

  @inline(__always)
  private mutating func put(_ code: UInt32, _ row: Int) {
    if rows.last == UInt32(row) {
      codes[codes.count - 1] = code
    } else {
      rows.append(UInt32(row))
      codes.append(code)
    }
  }

  mutating func append(_ column: PropertyColumn, rowOffset: Int) {
    for (row, code) in zip(column.rows, column.codes) {
      set(column.values[Int(code) - 1], row: rowOffset + Int(row))
    }
  }

  mutating func removeAll() {
    rows.removeAll(keepingCapacity: true)
    codes.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    codeOfText.removeAll(keepingCapacity: true)
    codeOfBits = PairTable()
    texts.removeAll()
  }

  /// All rows as they stand.
  func column() -> PropertyColumn { PropertyColumn(values: values, rows: rows, codes: codes) }

  /// The part of the column that lies in `range`, in a new order where one is given (row numbers as
  /// before, in their new places); nil where no row has the property.
  func column(rows range: Range<Int>, order: [Int]?) -> PropertyColumn? {
    let first = rows.partitioningIndex { $0 >= range.lowerBound }
    let last = rows.partitioningIndex { $0 >= range.upperBound }
    guard first < last else { return nil }
    let isWhole = first == 0 && last == rows.count
    if isWhole, order == nil, range.lowerBound == 0 { return column() }

    var newRows: [UInt32] = []
    var oldCodes: [UInt32] = []
    if let order {
      var codeAt = [UInt32](repeating: 0, count: range.count)
      for index in first..<last { codeAt[Int(rows[index]) - range.lowerBound] = codes[index] }
      for (place, row) in order.enumerated() where codeAt[row - range.lowerBound] != 0 {
        newRows.append(UInt32(place))
        oldCodes.append(codeAt[row - range.lowerBound])
      }
    } else {
      newRows = rows[first..<last].map { $0 - UInt32(range.lowerBound) }
      oldCodes = Array(codes[first..<last])
    }
    return isWhole
      ? PropertyColumn(values: values, rows: newRows, codes: oldCodes)
      : compacted(rows: newRows, codes: oldCodes)
  }

  /// Drops the values that only other rows have.
  private func compacted(rows: [UInt32], codes: [UInt32]) -> PropertyColumn {
    var newCode = [UInt32](repeating: 0, count: values.count + 1)
    var kept: [PropertyValue] = []
    let renumbered = codes.map { code in
      if newCode[Int(code)] == 0 {
        kept.append(values[Int(code) - 1])
        newCode[Int(code)] = UInt32(kept.count)
      }
      return newCode[Int(code)]
    }
    return PropertyColumn(values: kept, rows: rows, codes: renumbered)
  }
}

extension Array {
  /// The first index whose element satisfies a predicate that is false, then true.
  func partitioningIndex(_ isPast: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isPast(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
