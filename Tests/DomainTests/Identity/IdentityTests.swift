import Domain
import Testing

@Suite("Identities")
struct IdentityTests {
  @Test(
    "R-I6: empty and white-space identities are empty on either side",
    arguments: ["", " ", "\t", "\n", "\r\n", "\u{A0}", "\u{3000} \u{2003}"],
    [CallSide.client, .server])
  func empty(text: String, side: CallSide) {
    #expect(throws: IdentityProblem.empty) { try Identity(.string(text), side: side) }
  }

  @Test("R-I6: an accent that stands on a space is not white space")
  func accentOnSpace() throws {
    #expect(try Identity(" \u{301}", side: .client).value == " \u{301}")
  }

  @Test(
    "R-I7: the client accepts up to 254 UTF-16 units, the server up to 255",
    arguments: [(CallSide.client, 254), (.server, 255)])
  func limits(side: CallSide, limit: Int) throws {
    let longest = String(repeating: "x", count: limit)
    #expect(try Identity(.string(longest), side: side).value == longest)
    let error = #expect(throws: IdentityProblem.self) {
      try Identity(.string(longest + "x"), side: side)
    }
    #expect(error == .tooLong(length: limit + 1, limit: limit))
    #expect(error?.description.contains("at most \(limit)") == true)
  }

  @Test("R-I7: characters are counted in UTF-16 units, two for an emoji")
  func units() throws {
    let thumbs = String(repeating: "👍", count: 127)
    #expect(try Identity(.string(thumbs), side: .client).value == thumbs)
    #expect(throws: IdentityProblem.tooLong(length: 255, limit: 254)) {
      try Identity(.string(thumbs + "a"), side: .client)
    }
    #expect(try Identity(.string(thumbs + "a"), side: .server).value == thumbs + "a")
  }

  @Test(
    "R-I7: nothing is trimmed or changed",
    arguments: [" alice ", "ALICE", "a\u{0}b", "日本", "\u{1B}[2J"])
  func verbatim(text: String) throws {
    #expect(Array(try Identity(.string(text), side: .client).value.utf8) == Array(text.utf8))
  }

  @Test(
    "R-I8: a number becomes its decimal text",
    arguments: [
      (42, "42"), (42.0, "42"), (1.5, "1.5"), (0, "0"), (-7, "-7"), (-0.0, "0"), (0.1, "0.1"),
      (1e15, "1000000000000000"), (1_565_941_335_949_135, "1565941335949135"),
      (9_007_199_254_740_991, "9007199254740991"),
    ] as [(Double, String)])
  func numbers(number: Double, expected: String) throws {
    #expect(try Identity(.number(number), side: .client).value == expected)
    #expect(try Identity(.number(number), side: .server).value == expected)
  }

  @Test(
    "R-I8: neither text nor number is an identity, and the message says what it was",
    arguments: [
      (.boolean(true), "a boolean"), (.null, "null"), (.array(["a"]), "an array"),
      (.object(["a": 1]), "an object"), (.number(.nan), "not a finite number"),
      (.number(.infinity), "not a finite number"),
    ] as [(InputValue, String)])
  func others(value: InputValue, name: String) {
    let error = #expect(throws: IdentityProblem.self) { try Identity(value, side: .client) }
    #expect(error == .notTextOrNumber(name))
    #expect(error?.description.contains(name) == true)
  }

  @Test("R-I9: identities that differ in case are two profiles")
  func caseMatters() {
    #expect(Identity(unchecked: "Alice@x.com") != Identity(unchecked: "alice@x.com"))
    #expect(profile("Alice@x.com") != profile("alice@x.com"))
  }

  @Test(
    "R-I9: identities are equal exactly when their profile ids are, however letters are composed",
    arguments: [("caf\u{E9}", "cafe\u{301}"), ("\u{212B}", "\u{C5}"), ("x", "x"), ("x", "y")])
  func composition(left: String, right: String) {
    let (one, other) = (Identity(unchecked: left), Identity(unchecked: right))
    #expect((one == other) == (UserID.profile(of: one) == UserID.profile(of: other)))
    #expect(Set([one, other]).count == (one == other ? 1 : 2))
    #expect((one < other || other < one) == (one != other))
  }
}

@Suite("Non-unique identities")
struct NonUniqueIdentityTests {
  static let placeholders = [
    "anonymous", "anonymous user", "guest", "user", "distinctid", "distinct_id", "id",
    "not_authenticated", "email", "undefined", "unknown", "true", "false", "nil", "none", "null",
    "nan", "n/a", "na", "0", "-1", "[object object]", "{}",
  ]

  @Test(
    "R-I10: every listed placeholder is non-unique in any casing and in quotes",
    arguments: placeholders)
  func listed(text: String) {
    for spelling in [text, text.uppercased(), text.prefix(1).uppercased() + text.dropFirst()] {
      for form in [spelling, "\"\(spelling)\"", "'\(spelling)'", "`\(spelling)`"] {
        #expect(Identity(unchecked: form).isNonUnique, "\(form)")
      }
    }
  }

  @Test(
    "R-I10: zeros and dashes alone are non-unique",
    arguments: [
      "0", "00", "0000000000", "-", "---", "00000000-0000-0000-0000-000000000000", "0-0", "\"000\"",
    ])
  func zeros(text: String) {
    #expect(Identity(unchecked: text).isNonUnique)
  }

  @Test(
    "R-I10: what only resembles a placeholder is unique",
    arguments: [
      "guest2", "guest@example.com", "users", "12345", "-2", "1", "10", "0x0", "alice", "a", "nul",
      "\"guest", "guest'", "'guest\"", "identity", "none of them",
      "00000000-0000-0000-0000-000000000001",
      "٠٠",
    ])
  func unique(text: String) {
    #expect(!Identity(unchecked: text).isNonUnique)
  }
}
