import Domain
import Testing

@Suite("User ids")
struct UserIDTests {
  @Test(
    "R-3: a decimal number from 0 to 2^53 − 1 is a user id and prints as it was written",
    arguments: ["0", "1", "7", "42", "1565941335949135", "9007199254740991"])
  func accepts(text: String) throws {
    #expect(try UserID(parsing: text).description == text)
    #expect(UserID(decimal: Array(text.utf8))?.description == text)
  }

  @Test(
    "R-3: anything else is rejected with a message that names the range",
    arguments: [
      "9007199254740992", "18446744073709551616", "99999999999999999999999", "-1", "+1", "1.5",
      "007", "00", "12a", "", " 1", "1 ", "1e3", "0x10", "١٢", "１",
    ])
  func rejects(text: String) {
    #expect(UserID(decimal: Array(text.utf8)) == nil)
    let error = #expect(throws: InvalidUserID.self) { try UserID(parsing: text) }
    #expect(error?.text == text)
    #expect(error?.description.contains("0 to 9007199254740991") == true)
  }

  @Test("R-3: as a number, 2^53 − 1 is the last one")
  func range() {
    #expect(UserID(9_007_199_254_740_991)?.rawValue == UserID.maximum)
    #expect(UserID(9_007_199_254_740_992) == nil)
    #expect(SessionID(9_007_199_254_740_991) != nil)
    #expect(SessionID(9_007_199_254_740_992) == nil)
  }

  @Test("R-3: random ids stay in range, reach its upper half and repeat with their seed")
  func random() {
    var first = SeededGenerator(seed: 7)
    var second = SeededGenerator(seed: 7)
    let ids = (0..<1000).map { _ in UserID.random(using: &first) }
    #expect(ids == (0..<1000).map { _ in UserID.random(using: &second) })
    #expect(ids.allSatisfy { $0.rawValue <= UserID.maximum })
    #expect(Set(ids).count == 1000)
    let upper = ids.count { $0.rawValue > UserID.maximum / 2 }
    #expect((400...600).contains(upper))
  }

  @Test("R-3: ids are ordered as numbers, not as texts")
  func order() throws {
    #expect(try UserID(parsing: "9") < UserID(parsing: "10"))
    #expect(try #require(SessionID(9)) < #require(SessionID(10)))
  }
}

@Suite("Seeded randomness")
struct SeededGeneratorTests {
  @Test("SplitMix64 gives the sequence published for seed 1234567")
  func published() {
    var generator = SeededGenerator(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }
}
