import Domain
import Testing

@Suite("Profile ids and keys")
struct ProfileIDTests {
  @Test(
    "R-2: a profile's id is the published packing of its identity's MD5",
    arguments: [
      ("12345", 3_898_941_223_072_628), ("alice1234", 7_672_709_532_106_410),
      ("alice@example.com", 581_521_992_253_288), ("Alice@example.com", 1_579_044_029_923_873),
    ] as [(String, UInt64)])
  func vectors(identity: String, expected: UInt64) {
    #expect(profile(identity).rawValue == expected)
  }

  @Test("R-2: where a number is taken the next one is tried, going round at the end")
  func next() {
    #expect(user(41).next() == user(42))
    #expect(user(UserID.maximum).next() == user(0))
  }

  @Test(
    "R-X2: another tool's key becomes the user id that is published for it",
    arguments: [
      ("5a41f0df-b69a-4a99-b656-79506a86c3f8", 8_325_872_782_136_936),
      ("507f191e810c19729de860ea", 2_464_778_462_880_012), ("anon-1", 6_932_746_242_181_807),
    ] as [(String, UInt64)])
  func keys(key: String, expected: UInt64) {
    #expect(UserID.ofKey(key).rawValue == expected)
    #expect(SessionID.ofKey(key).rawValue == expected)
  }

  @Test(
    "R-X2: a key of digits in range is the id it spells",
    arguments: ["0", "111", "9007199254740991"])
  func digits(key: String) {
    #expect(UserID.ofKey(key).description == key)
    #expect(SessionID.ofKey(key).description == key)
  }

  @Test(
    "R-X2: digits that are not an id are hashed like any other key",
    arguments: ["007", "9007199254740992", "-1", "1.5", ""])
  func otherDigits(key: String) {
    #expect(UserID.ofKey(key).description != key)
    #expect(UserID.ofKey(key) == UserID.ofKey(key))
    #expect(UserID.ofKey(key) != UserID.ofKey(key + "x"))
  }
}
