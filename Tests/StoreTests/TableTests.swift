import Domain
import Testing

@testable import Store

@Suite("The tables that a writer looks things up in")
struct TableTests {
  @Test("Texts get numbers in order of first sight, told apart by their bytes")
  func interning() {
    var interner = Interner()
    var codes: [[UInt8]: Int] = [:]
    var chance = SeededGenerator(seed: 3)
    let fixed = ["", "a", "A", "é", "e\u{301}", "\0", "a\0", "a\0b"]
    for round in 0..<20000 {
      let text =
        round < 500
        ? fixed[round % fixed.count] : "key \(Int.random(in: 0..<6000, using: &chance))"
      let expected = codes[Array(text.utf8)] ?? codes.count
      codes[Array(text.utf8)] = expected
      #expect(interner.code(of: text) == expected)
    }
    #expect(interner.count == codes.count)
    for (bytes, code) in codes { #expect(Array(interner.text(code).utf8) == bytes) }
    interner.removeAll()
    #expect(interner.count == 0)
    #expect(interner.code(of: "é") == 0)
  }

  @Test("Texts of one hash are still two texts")
  func sameHash() {
    var interner = Interner()
    func code(_ text: String) -> Int {
      var text = text
      return text.withUTF8 { interner.code(of: $0, hash: 42) }
    }
    #expect((0..<200).map { code("t\($0)") } == Array(0..<200))
    #expect((0..<200).map { code("t\($0)") } == Array(0..<200))
  }

  @Test(
    "Numbers without a text are never found, and others have room beside them",
    arguments: [1, 8, 40])
  func vacated(count: Int) {
    var interner = Interner()
    for _ in 0..<count { interner.addVacated() }
    #expect((0..<200).map { interner.code(of: "t\($0)") } == Array(count..<count + 200))
    #expect((0..<200).map { interner.code(of: "t\($0)") } == Array(count..<count + 200))
    #expect(interner.code(of: "") == count + 200)
    #expect(interner.text(0).isEmpty && interner.text(count) == "t0")
  }

  @Test("A table of pairs does what a dictionary does", arguments: 1...4)
  func pairs(seed: Int) {
    struct Pair: Hashable {
      var number: UInt64
      var owner: Int
    }
    var table = PairTable()
    var twin: [Pair: Int] = [:]
    var chance = SeededGenerator(seed: UInt64(seed))
    let numbers: [UInt64] = [0, 1, .max, 1 << 53, 1 << 24, 0x9E37_79B9_7F4A_7C15]
    for ordinal in 0..<6000 {
      let pair = Pair(
        number: seed == 1
          ? numbers[ordinal % numbers.count] : .random(in: 0..<1500, using: &chance),
        owner: .random(in: 0..<(seed == 1 ? 900 : 3), using: &chance))
      #expect(table.ordinal(of: pair.number, owner: pair.owner) == twin[pair])
      table.set(pair.number, owner: pair.owner, ordinal: ordinal)
      twin[pair] = ordinal
    }
    #expect(table.count == twin.count)
    for (pair, ordinal) in twin {
      #expect(table.ordinal(of: pair.number, owner: pair.owner) == ordinal)
    }
  }
}
