import Domain

/// What a property column is made of, with the codes that it is stored under: numbers first, then
/// false, true, then texts, counted from 1.
struct ColumnContent {
  /// Rows that have the property, with their codes.
  var rows: RowNumbers
  var codes: [UInt32] = []
  var numbers: [Double] = []
  var hasFalse = false
  var hasTrue = false
  /// The UTF-8 of all texts, and where each ends.
  var text: [UInt8] = []
  var textEnds: [UInt32] = []

  var valueCount: Int {
    numbers.count + (hasFalse ? 1 : 0) + (hasTrue ? 1 : 0) + textEnds.count
  }

  /// - Parameter values: as ``ValueBits``; texts by their number among `texts`, of which those that
  ///   don't occur are left out.
  init(rows: RowNumbers, values: [UInt64], texts: Interner) {
    self.rows = rows
    var isUsed = [Bool](repeating: false, count: texts.count)
    var numberCount = 0
    isUsed.withUnsafeMutableBufferPointer { isUsed in
      for bits in values {
        if ValueBits.isNumber(bits) {
          numberCount &+= 1
        } else if ValueBits.isText(bits) {
          isUsed[Int(ValueBits.textNumber(bits))] = true
        } else if ValueBits.isTrue(bits) {
          hasTrue = true
        } else {
          hasFalse = true
        }
      }
    }
    let numberCodes = numberCount > 0 ? NumberCodes(values, count: numberCount) : nil
    numbers = numberCodes?.numbers ?? []
    let falseCode = UInt32(numbers.count) + 1
    let trueCode = falseCode + (hasFalse ? 1 : 0)
    var next = trueCode + (hasTrue ? 1 : 0)
    var codeOfText = [UInt32](repeating: 0, count: texts.count)
    for number in codeOfText.indices where isUsed[number] {
      codeOfText[number] = next
      next += 1
      texts.withText(number) { text.append(contentsOf: $0) }
      textEnds.append(UInt32(text.count))
    }
    // Most columns hold texts alone or numbers alone.
    if let numberCodes, numberCount == values.count {
      codes = numberCodes.codes
      return
    }
    var number = 0
    codes = values.map { bits in
      if ValueBits.isText(bits) { return codeOfText[Int(ValueBits.textNumber(bits))] }
      guard ValueBits.isNumber(bits), let numberCodes else {
        return ValueBits.isTrue(bits) ? trueCode : falseCode
      }
      defer { number += 1 }
      return numberCodes.codes[number]
    }
  }

  /// A column as it was read, with any values that none of its rows has left out.
  init(_ column: PropertyColumn) {
    var texts = Interner()
    let bits = column.values.map { value -> UInt64 in
      switch value {
      case .number(let number): ValueBits.number(number)
      case .boolean(let boolean): ValueBits.boolean(boolean)
      case .string(let text): ValueBits.text(UInt32(texts.code(of: text)))
      }
    }
    self.init(
      rows: RowNumbers(column.rows), values: column.codes.map { bits[Int($0) - 1] }, texts: texts)
  }
}

/// Gives the distinct numbers of a column codes, counted from 1, in order of first sight.
private struct NumberCodes {
  private(set) var numbers: [Double] = []
  /// Of the values that are numbers.
  private(set) var codes: [UInt32] = []

  /// - Parameter values: ``ValueBits``, `count` of them numbers.
  init(_ values: [UInt64], count: Int) {
    var (least, most) = (Double.infinity, -Double.infinity)
    for bits in values where ValueBits.isNumber(bits) {
      least = min(least, Double(bitPattern: bits))
      most = max(most, Double(bitPattern: bits))
    }
    // Of numbers that lie close together, such as prices, the place in a table is their code's.
    for scale in Decimals.scales where (most - least) * scale < Double(max(1024, 16 * count)) {
      if codeByPlace(values, count, above: least, scale, Int((most - least) * scale) + 2) { return }
    }
    codeByHash(values, count)
  }

  /// False where two numbers that differ have one place among so many.
  private mutating func codeByPlace(
    _ values: [UInt64], _ count: Int, above least: Double, _ scale: Double, _ places: Int
  ) -> Bool {
    var codeAt = [UInt32](repeating: 0, count: places)
    var distinct: [UInt64] = []
    codes = [UInt32](unsafeUninitializedCapacity: count) { codes, coded in
      codeAt.withUnsafeMutableBufferPointer { codeAt in
        for bits in values where ValueBits.isNumber(bits) {
          let place = Int((Double(bitPattern: bits) - least) * scale + 0.5)
          if codeAt[place] == 0 {
            distinct.append(bits)
            codeAt[place] = UInt32(truncatingIfNeeded: distinct.count)
          }
          let code = codeAt[place]
          guard distinct[Int(code) &- 1] == bits else { return }
          codes[coded] = code
          coded &+= 1
        }
      }
    }
    numbers = distinct.map { Double(bitPattern: $0) }
    return codes.count == count
  }

  private mutating func codeByHash(_ values: [UInt64], _ count: Int) {
    numbers.removeAll()
    codes.removeAll()
    codes.reserveCapacity(count)
    var known = PairTable()
    for bits in values where ValueBits.isNumber(bits) {
      if let code = known.ordinal(of: bits, owner: 0) {
        codes.append(UInt32(code))
      } else {
        numbers.append(Double(bitPattern: bits))
        known.set(bits, owner: 0, ordinal: numbers.count)
        codes.append(UInt32(numbers.count))
      }
    }
  }
}

/// Numbers as whole numbers of tenths, hundredths and so on, such as prices.
struct Decimals {
  /// How many digits after the point all of them need.
  let places: Int
  private let scale: Double

  static let most = 4
  static let scales = [1.0, 10, 100, 1000, 10000]

  /// Nil where there is none, or some number isn't such a one, to the last bit.
  init?(_ numbers: [Double]) {
    guard !numbers.isEmpty,
      let places = (0...Self.most).first(where: { Self.areExact(numbers, scale: Self.scales[$0]) })
    else { return nil }
    self.places = places
    scale = Self.scales[places]
  }

  private static func areExact(_ numbers: [Double], scale: Double) -> Bool {
    numbers.allSatisfy { number in
      // Exact where the result is divided again to the same bits: below 2^52 the half is exact too.
      abs(number) * scale < 0x8_0000_0000_0000
        && (Double(scaled(number, scale)) / scale).bitPattern == number.bitPattern
    }
  }

  private static func scaled(_ number: Double, _ scale: Double) -> Int64 {
    Int64(number * scale + (number < 0 ? -0.5 : 0.5))
  }

  func scaled(_ number: Double) -> Int64 { Self.scaled(number, scale) }

  static func number(_ whole: Int64, places: Int) -> Double { Double(whole) / scales[places] }
}
