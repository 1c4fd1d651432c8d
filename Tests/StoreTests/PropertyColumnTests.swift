import Domain
import Testing

@testable import Store

@Suite("Columns of typed property values")
struct PropertyColumnTests {
  @Test("Random columns, sparse and dense, give back every value with its type", arguments: 1...60)
  func roundTrip(seed: Int) throws {
    var chance = SeededGenerator(seed: UInt64(seed))
    let rowCount = Int.random(in: 1...400, using: &chance)
    let percent = [1, 10, 50, 100][seed % 4]
    let given = (0..<rowCount).map { _ in
      Int.random(in: 0..<100, using: &chance) < percent ? value(&chance) : nil
    }
    let column = try read(encode(given), rowCount: rowCount)
    for (row, value) in given.enumerated() { #expect(isSame(column.value(at: row), value)) }
    #expect(column.rows.count == given.count { $0 != nil })
    try encode(given).withUnsafeBytes { (bytes) throws in
      for (row, value) in given.enumerated() {
        var text: String?
        if case .string(let string)? = value { text = string }
        #expect(try PropertyColumn.text(at: row, in: bytes, rowCount: rowCount) == text)
      }
    }
  }

  @Test("true and 1, \"1\" and 1, \"\" and absent stay apart; numbers to the last bit")
  func alike() throws {
    let given: [PropertyValue?] = [
      0, true, 1, "1", false, "true", "", nil, .number(.leastNonzeroMagnitude),
      .number(-.greatestFiniteMagnitude), .number(9_007_199_254_740_991), .number(1e300),
      .number(0.1),
      "\0", "a\0b",
    ]
    let column = try read(encode(given), rowCount: given.count)
    for (row, value) in given.enumerated() { #expect(isSame(column.value(at: row), value)) }
    #expect(column.value(at: given.count) == nil)
    for numbers in [[0, -0.0], [-0.0], [-0.0, 0, 1.5, -0.0], [1, 0.1, 1e-300]] {
      let given = numbers.map { PropertyValue?.some(.number($0)) }
      let column = try read(encode(given), rowCount: given.count)
      for (row, value) in given.enumerated() { #expect(isSame(column.value(at: row), value)) }
    }
  }

  @Test("Texts of any size and 65,536 values of their own")
  func large() throws {
    let huge = String(repeating: "日本", count: 200_000)
    #expect(try read(encode([nil, .string(huge)]), rowCount: 2).value(at: 1) == .string(huge))
    for kind in 0...2 {
      let given: [PropertyValue?] = (0..<65536).map { row in
        kind == 0 ? .number(Double(row)) : kind == 1 ? .string("v\(row)") : .number(Double(row) / 3)
      }
      #expect(try read(encode(given), rowCount: 65536).values.count == 65536)
      let column = try read(encode(given), rowCount: 65536)
      for row in [0, 254, 255, 256, 65534, 65535] { #expect(column.value(at: row) == given[row]) }
    }
  }

  @Test("255 and 256 values, where codes grow a byte", arguments: [254, 255, 256, 257, 65535])
  func codeWidths(count: Int) throws {
    let given: [PropertyValue?] = (0..<count).map { .string("\($0)") }
    let column = try read(encode(given), rowCount: count)
    for row in 0..<count where column.value(at: row) != given[row] { Issue.record("row \(row)") }
  }

  @Test("A column cut off anywhere is damaged")
  func cutOff() {
    for rowCount in [6, 200] {
      let bytes = encode(sample, rowCount: rowCount)
      for length in 0..<bytes.count {
        let error = #expect(throws: StoreError.self) {
          try read(Array(bytes[..<length]), rowCount: rowCount)
        }
        #expect(error?.code == .damaged)
      }
    }
  }

  @Test("Flipped bytes are read as some column or refused", arguments: 1...8)
  func flipped(seed: Int) {
    var chance = SeededGenerator(seed: UInt64(seed))
    let rowCount = [6, 200][seed % 2]
    let intact = encode(seed < 5 ? sample : Array(sample.prefix(3)), rowCount: rowCount)
    for _ in 0..<1500 {
      var bytes = intact
      for _ in 0...Int.random(in: 0..<3, using: &chance) {
        let place = Bool.random(using: &chance) ? min(28, bytes.count) : bytes.count
        bytes[Int.random(in: 0..<place, using: &chance)] = .random(in: 0...255, using: &chance)
      }
      do {
        let column = try read(bytes, rowCount: rowCount)
        #expect(column.rows.count == column.codes.count)
        for row in 0..<rowCount { _ = column.value(at: row)?.text }
      } catch {
        #expect((error as? StoreError)?.code == .damaged)
      }
    }
  }

  @Test("Of a row set twice the last value counts")
  func setTwice() throws {
    var builder = PropertyBuilder()
    builder.set("a", row: 0)
    builder.set(5, row: 0)
    builder.set("b", row: 1)
    let column = try read(encode(builder, rowCount: 2), rowCount: 2)
    #expect(column.value(at: 0) == 5)
    #expect(column.value(at: 1) == "b")
  }

  // MARK: Support

  private let sample: [PropertyValue?] = ["", "é", 1.5, -3, true, "long enough to be cut"]

  private func value(_ chance: inout SeededGenerator) -> PropertyValue {
    switch Int.random(in: 0..<6, using: &chance) {
    case 0: .number(Double(Int.random(in: -9...9, using: &chance)))
    case 1: .number(.random(in: -1e9...1e9, using: &chance))
    case 2: .boolean(.random(using: &chance))
    case 3: .string(["", " ", "\0", "é", "e\u{301}", "50"].randomElement(using: &chance) ?? "")
    default: .string(String(repeating: "x", count: .random(in: 0...40, using: &chance)))
    }
  }

  /// Equal in kind and to the last bit.
  private func isSame(_ left: PropertyValue?, _ right: PropertyValue?) -> Bool {
    switch (left, right) {
    case (.number(let one)?, .number(let other)?): one.bitPattern == other.bitPattern
    case (.string(let one)?, .string(let other)?): Array(one.utf8) == Array(other.utf8)
    default: left == right
    }
  }

  private func encode(_ values: [PropertyValue?], rowCount: Int? = nil) -> [UInt8] {
    var builder = PropertyBuilder()
    for (row, value) in values.enumerated() {
      if let value { builder.set(value, row: row) }
    }
    return encode(builder, rowCount: rowCount ?? values.count)
  }

  private func encode(_ builder: PropertyBuilder, rowCount: Int) -> [UInt8] {
    let content = builder.content(rows: 0..<rowCount, order: nil)
    return (content ?? ColumnContent(rows: RowNumbers(), values: [], texts: Interner()))
      .encode(rowCount: rowCount)
  }

  private func read(_ bytes: [UInt8], rowCount: Int) throws -> PropertyColumn {
    try bytes.withUnsafeBytes { try PropertyColumn($0, rowCount: rowCount) }
  }
}
