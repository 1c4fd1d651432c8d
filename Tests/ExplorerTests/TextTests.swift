import Analysis
import Canvas
import Domain
import Testing

@testable import Explorer

@Suite("Words and numbers")
struct TextTests {
  @Test(
    "Times are counted from now",
    arguments: [
      (0, "just now"), (59, "just now"), (60, "1 minute ago"), (780, "13 minutes ago"),
      (3600, "1 hour ago"), (86_399, "23 hours ago"), (86_400, "1 day ago"),
      (30 * 86_400, "30 days ago"), (31 * 86_400, "2026-03-01"), (-30, "in a moment"),
      (-7200, "in 2 hours"),
    ])
  func relative(seconds: Int64, text: String) {
    #expect(SampleStore.newest.advanced(seconds: -seconds).relative(to: SampleStore.newest) == text)
  }

  @Test(
    "Durations have two units at most, and a dash where there is none (R-U4)",
    arguments: [
      (nil, "—"), (0, "0 s"), (59_999, "59 s"), (61_000, "1 min 01 s"), (3_840_000, "1 h 04 min"),
      (180_000_000, "2 d 02 h"),
    ] as [(Int64?, String)])
  func durations(milliseconds: Int64?, text: String) {
    #expect(DurationText.of(milliseconds: milliseconds) == text)
  }

  @Test("Thousands are separated, nouns agree with their number")
  func numbers() {
    #expect(1_234_567.grouped == "1,234,567")
    #expect((-999).grouped == "-999")
    #expect((-1000).grouped == "-1,000")
    #expect(1.counted("user") == "1 user")
    #expect(0.counted("user") == "0 users")
    #expect(2.counted("identity", "identities") == "2 identities")
  }

  @Test("Fuzzy finding takes letters in order, whole words first")
  func fuzzy() throws {
    #expect(Fuzzy.match("srt", in: "Sort by") != nil)
    #expect(Fuzzy.match("tros", in: "Sort by") == nil)
    #expect(Fuzzy.match("merge", in: "Time range") == nil)
    let whole = try #require(Fuzzy.match("sort", in: "Then sort by"))
    let parts = try #require(Fuzzy.match("sort", in: "show or toggle"))
    #expect(whole.score > parts.score)
  }

  @Test("The list as text counts users only where a range is in force")
  func listTextInARange() {
    let store = SampleStore(users: 12)
    guard case .users(let page) = store.answer(.users(UsersQuestion(limit: 10))) else { return }
    let text = ListText.render(page, width: 70, now: SampleStore.now, range: .lastDays(7))
    #expect(text.hasPrefix("12 of 12 users · active in the last 7 days\n"))
  }

  @Test(
    "Addresses are broken at sensible places",
    arguments: [
      ("victor.novak91@example.net", 25, ["victor.novak91", "@example.net"]),
      ("victor.novak91@example.net", 20, ["victor.novak91", "@example.net"]),
      ("https://shop.example/pricing", 23, ["https://shop.example/", "pricing"]),
      ("abcdefghij", 4, ["abcd", "efgh", "ij"]), ("a@bcdefghij", 8, ["a@bcdefg", "hij"]),
    ])
  func wrapping(text: String, width: Int, lines: [String]) {
    #expect([Span(text)].wrapped(to: width).map { $0.map(\.text).joined() } == lines)
  }

  @Test("Every sign takes one column")
  func signs() {
    for glyphs in [Glyphs.unicode, .ascii] {
      let signs = Signs(glyphs)
      for sign in [signs.merged, signs.identified, signs.anonymous, signs.open, signs.closed] {
        #expect(TextWidth.of(sign) == 1)
      }
    }
  }

  @Test("JSON escapes what it must")
  func json() {
    #expect(JSONText.string("a\"b\\\n\u{1}é") == #""a\"b\\\n\u0001é""#)
    #expect(JSONText.properties(["b": 1, "a": "x", "c": true]) == #"{"a":"x","b":1,"c":true}"#)
  }

  @Test("The List view as text has a heading, aligned columns, no escapes, and fits its width")
  func listText() {
    let store = SampleStore(users: 12)
    guard case .users(let page) = store.answer(.users(UsersQuestion(limit: 10))) else { return }
    let text = ListText.render(
      page, width: 70, now: SampleStore.now, properties: ["plan", "seats"])
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("12 users · 8 identified · "))
    #expect(lines[0].hasSuffix(" · all time"))
    #expect(lines[2].hasPrefix("User  "))
    #expect(lines.count == 2 + 1 + 10 + 2 + 1)
    #expect(lines.contains { $0.hasPrefix("guest !") })
    #expect(lines.contains("2 more"))
    #expect(lines.allSatisfy { $0.count <= 70 })
  }

  @Test("The List view as text never passes on a control character")
  func listTextIsSafe() {
    var page = UsersPage()
    page.rows = [
      UserRow(
        id: UserID(truncating: 1), identity: Identity(unchecked: "a\u{1b}]0;x\u{7}\r\nb"),
        firstSeen: SampleStore.newest)
    ]
    page.matching = 1
    let text = ListText.render(page, width: 80, now: SampleStore.now)
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x7f })
    #expect(text.split(separator: "\n").count == 3)
  }
}
