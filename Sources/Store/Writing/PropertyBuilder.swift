import Domain

/// Collects the values of one property over pending rows, each distinct text once.
struct PropertyBuilder {
  private var rows: [UInt32] = []
  /// ``ValueBits``; texts by their number among `texts`.
  private var values: [UInt64] = []
  private var texts = Interner()

  var isEmpty: Bool { rows.isEmpty }

  /// Sets the value at a row; the last one set at a row counts.
  mutating func set(_ value: PropertyValue, row: Int) { put(bits(of: value), row) }

  /// Sets a text at a row from its (valid) UTF-8 and its hash.
  mutating func set(utf8: UnsafeBufferPointer<UInt8>, hash: UInt64, row: Int) {
    put(ValueBits.text(textNumber(utf8, hash: hash)), row)
  }

  /// The number that stands for a text among the values given here, until ``removeAll()``.
  mutating func textNumber(_ utf8: UnsafeBufferPointer<UInt8>, hash: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: texts.code(of: utf8, hash: hash))
  }

  /// Adds the values of many rows that come after all others, ascending.
  mutating func append(_ rows: UnsafeBufferPointer<UInt32>, _ values: UnsafeBufferPointer<UInt64>) {
    self.rows.append(contentsOf: rows)
    self.values.append(contentsOf: values)
  }

  private mutating func bits(of value: PropertyValue) -> UInt64 {
    switch value {
    case .string(var text):
      ValueBits.text(text.withUTF8 { textNumber($0, hash: ByteHash.of($0)) })
    case .number(let number): ValueBits.number(number)
    case .boolean(let boolean): ValueBits.boolean(boolean)
    }
  }

  @inline(__always)
  private mutating func put(_ bits: UInt64, _ row: Int) {
    if rows.last == UInt32(row) {
      values[values.count - 1] = bits
    } else {
      rows.append(UInt32(row))
      values.append(bits)
    }
  }

  /// Takes over the rows of a stored column, which come after all others.
  mutating func append(_ column: PropertyColumn, rowOffset: Int) {
    let bits = column.values.map { self.bits(of: $0) }
    for row in column.rows { rows.append(row + UInt32(rowOffset)) }
    for code in column.codes { values.append(bits[Int(code) - 1]) }
  }

  /// Takes over the rows of another builder, which come after all others.
  mutating func append(_ other: PropertyBuilder, rowOffset: Int) {
    let numbers = (0..<other.texts.count).map { number in
      other.texts.withText(number) { textNumber($0, hash: other.texts.hash(number)) }
    }
    for row in other.rows { rows.append(row + UInt32(rowOffset)) }
    for bits in other.values {
      values.append(
        ValueBits.isText(bits)
          ? ValueBits.text(numbers[Int(ValueBits.textNumber(bits))]) : bits)
    }
  }

  mutating func removeAll() {
    rows.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    texts.removeAll()
  }

  /// What is stored of the rows in `range`, in a new order where one is given (row numbers as
  /// before, in their new places); nil where no row has the property.
  func content(rows range: Range<Int>, order: [Int]?) -> ColumnContent? {
    let first = rows.partitioningIndex { $0 >= range.lowerBound }
    let last = rows.partitioningIndex { $0 >= range.upperBound }
    guard first < last else { return nil }
    if order == nil, range.lowerBound == 0, last == rows.count {
      return ColumnContent(rows: rows, values: values, texts: texts)
    }
    var newRows: [UInt32] = []
    var newValues: [UInt64] = []
    newRows.reserveCapacity(last - first)
    newValues.reserveCapacity(last - first)
    if let order {
      var placeOf = [Int32](repeating: -1, count: range.count)
      for place in first..<last { placeOf[Int(rows[place]) - range.lowerBound] = Int32(place) }
      for (row, old) in order.enumerated() where placeOf[old - range.lowerBound] >= 0 {
        newRows.append(UInt32(row))
        newValues.append(values[Int(placeOf[old - range.lowerBound])])
      }
    } else {
      for row in rows[first..<last] { newRows.append(row - UInt32(range.lowerBound)) }
      newValues += values[first..<last]
    }
    return ColumnContent(rows: newRows, values: newValues, texts: texts)
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
