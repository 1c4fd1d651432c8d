import Domain

/// Collects the values of one property over pending rows, each distinct text once.
struct PropertyBuilder {
  private var rows = RowNumbers()
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
    self.rows.append(rows)
    self.values.append(contentsOf: values)
  }

  /// Adds the values of rows that follow each other, after all others.
  mutating func append(_ rows: Range<Int>, _ values: UnsafeBufferPointer<UInt64>) {
    self.rows.append(rows)
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
    if rows.last == row {
      values[values.count - 1] = bits
    } else {
      rows.append(row)
      values.append(bits)
    }
  }

  /// Takes over the rows of a stored column, which come after all others.
  mutating func append(_ column: PropertyColumn, rowOffset: Int) {
    let bits = column.values.map { self.bits(of: $0) }
    for row in column.rows { rows.append(Int(row) + rowOffset) }
    for code in column.codes { values.append(bits[Int(code) - 1]) }
  }

  /// Takes over the rows of another builder, which come after all others.
  mutating func append(_ other: PropertyBuilder, rowOffset: Int) {
    let numbers = (0..<other.texts.count).map { number in
      other.texts.withText(number) { textNumber($0, hash: other.texts.hash(number)) }
    }
    for place in 0..<other.rows.count { rows.append(other.rows[place] + rowOffset) }
    for bits in other.values {
      values.append(
        ValueBits.isText(bits)
          ? ValueBits.text(numbers[Int(ValueBits.textNumber(bits))]) : bits)
    }
  }

  mutating func removeAll() {
    rows.removeAll()
    values.removeAll(keepingCapacity: true)
    texts.removeAll()
  }

  /// What is stored of the rows in `range`, in a new order where one is given (row numbers as
  /// before, in their new places); nil where no row has the property.
  func content(rows range: Range<Int>, order: [Int]?) -> ColumnContent? {
    let places = rows.places(of: range)
    guard !places.isEmpty else { return nil }
    if order == nil, range.lowerBound == 0, places == 0..<rows.count {
      return ColumnContent(rows: rows, values: values, texts: texts)
    }
    var newRows = RowNumbers()
    var newValues: [UInt64] = []
    newValues.reserveCapacity(places.count)
    if let order {
      var placeOf = [Int32](repeating: -1, count: range.count)
      for place in places { placeOf[rows[place] - range.lowerBound] = Int32(place) }
      for (row, old) in order.enumerated() where placeOf[old - range.lowerBound] >= 0 {
        newRows.append(row)
        newValues.append(values[Int(placeOf[old - range.lowerBound])])
      }
    } else {
      for place in places { newRows.append(rows[place] - range.lowerBound) }
      newValues += values[places]
    }
    return ColumnContent(rows: newRows, values: newValues, texts: texts)
  }
}
