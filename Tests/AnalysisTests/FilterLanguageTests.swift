@testable import Analysis
import Domain
import Testing

@Suite("The filter language")
struct FilterLanguageTests {
  private func root(_ text: String) throws -> FilterNode<UserTest> {
    try UserFilter(parsing: text).root
  }

  private func equals(_ key: String, _ value: String) -> FilterNode<UserTest> {
    .test(.property(key, .equals(TextPattern(value))))
  }

  @Test("Blank text is everybody, and every event", arguments: ["", "  ", "\n"])
  func blank(text: String) throws {
    #expect(try UserFilter(parsing: text) == UserFilter())
    #expect(try UserFilter(parsing: text).isEmpty)
    #expect(try EventFilter(parsing: text).isEmpty)
  }

  @Test("Not binds closer than and, and closer than or; side by side is and")
  func precedence() throws {
    let (a, b, c) = (equals("a", "1"), equals("b", "2"), equals("c", "3"))
    #expect(try root("a=1 b=2 or not c=3") == .any([.all([a, b]), .not(c)]))
    #expect(try root("a=1 AND (b=2 OR c=3)") == .all([a, .any([b, c])]))
    #expect(try root("(a=1)(b=2)not(c=3)") == .all([a, b, .not(c)]))
    #expect(try root("not not a=1") == .not(.not(a)))
  }

  @Test("Blanks around an operator are fine on both sides; a blank behind one alone is no value")
  func blanks() throws {
    #expect(try root("a = 1") == equals("a", "1"))
    #expect(try root("a= b=2") == .all([.test(.property("a", .isMissing)), equals("b", "2")]))
    #expect(try root("a!=") == .not(.test(.property("a", .isMissing))))
    #expect(throws: FilterProblem.self) { try root("a =1") }
  }

  @Test("Quotes make a name a property, a value a text, and a keyword a word")
  func quotes() throws {
    #expect(try root(#""events"=5"#) == equals("events", "5"))
    #expect(try root("events=5") == .test(.number(.events, .equal, 5)))
    #expect(try root(#"age>"7d""#) == .test(.property("age", .text(.greater, TextPattern("7d")))))
    #expect(try root("age>7d") == .test(.property("age", .time(.greater, .age(604_800_000)))))
    #expect(try root(#""or""#) == .test(.word(TextPattern("or"))))
    #expect(try root(#""identified""#) == .test(.word(TextPattern("identified"))))
    #expect(try root(#"a="\"\\\n\t""#) == equals("a", "\"\\\n\t"))
  }

  @Test("R-A14: account. is a property of the user's account, unless the whole stands in quotes")
  func accounts() throws {
    let pro = ValueTest.equals(TextPattern("Pro"))
    #expect(try root("account.plan=Pro") == .test(.account("plan", pro)))
    #expect(try root("account.a.b!=Pro") == .not(.test(.account("a.b", pro))))
    #expect(
      try root(#"account."Company size">5 x"#)
        == .all([
          .test(.account("Company size", .number(.greater, 5))), .test(.word(TextPattern("x"))),
        ]))
    #expect(
      try root("account.since>7d") == .test(.account("since", .time(.greater, .age(604_800_000)))))
    #expect(try root(#""account.plan"=Pro"#) == .test(.property("account.plan", pro)))
    #expect(try root("Account.plan=Pro") == .test(.property("Account.plan", pro)))
    #expect(try root("account.plan") == .test(.word(TextPattern("account.plan"))))
    #expect(
      try EventFilter(parsing: #""account.plan"=Pro"#).root
        == .test(PropertyTest(key: "account.plan", test: pro)))
  }

  @Test("Values may hold anything but blanks and parentheses without quotes")
  func bareValues() throws {
    #expect(try root("u=https://a.b/?q=1&r~2") == equals("u", "https://a.b/?q=1&r~2"))
    #expect(try root("(a=1)") == equals("a", "1"))
    #expect(try root("bob@x.com") == .test(.word(TextPattern("bob@x.com"))))
    #expect(try root("日本=é") == equals("日本", "é"))
  }

  @Test("did: takes a count and a window")
  func did() throws {
    let purchase = [EventSelector.Choice(name: "Purchase")]
    #expect(try root("did:Purchase") == .test(.did(Deed(purchase), .greaterOrEqual, 1)))
    #expect(
      try root(#"did:"Purchase">=2 in 30d"#)
        == .test(.did(Deed(purchase, window: 30 * 86_400_000), .greaterOrEqual, 2)))
    #expect(try root("did:Purchase != 0") == .not(.test(.did(Deed(purchase), .equal, 0))))
    #expect(
      try root("did:* in 2w inner")
        == .all([
          .test(.did(Deed([.init(name: nil)], window: 14 * 86_400_000), .greaterOrEqual, 1)),
          .test(.word(TextPattern("inner"))),
        ]))
    #expect(try root(#"did:"*""#) == .test(.did(Deed([.init(name: "*")]), .greaterOrEqual, 1)))
  }

  @Test(
    "Values are compared as what stands on the right (R-T3)",
    arguments: [
      ("v=50", true, true), ("v=50.0", true, true), ("v>49", true, true), ("v<50", false, false),
      (#"v>"5""#, true, true), ("v>2026-01-01", false, false), ("v~5", true, true),
      ("v!=50", false, false), ("v=", false, false), ("v!=", true, true), ("v!~0", false, false),
    ])
  func types(text: String, number: Bool, string: Bool) throws {
    let filter = try EventFilter(parsing: text)
    #expect(filter.matches(["v": 50]) == number)
    #expect(filter.matches(["v": "50"]) == string)
  }

  @Test(
    "A missing value passes = without a value, != and !~ only",
    arguments: [
      ("v=", true), ("v!=", false), ("v!=1", true), ("v!~1", true), ("not v>1", true),
      ("v=1", false),
      ("v>1", false), ("v<1", false), ("v<=a", false), ("v~a", false), ("v<2026-01-01", false),
    ])
  func missing(text: String, passes: Bool) throws {
    #expect(try EventFilter(parsing: text).matches([:]) == passes)
  }

  @Test(
    "Smart case: a capital letter makes it exact",
    arguments: [
      ("v=free", true, true), ("v=Free", true, false), ("v~RE", false, false), ("v~re", true, true),
    ])
  func smartCase(text: String, capital: Bool, small: Bool) throws {
    let filter = try EventFilter(parsing: text)
    #expect(filter.matches(["v": "Free"]) == capital)
    #expect(filter.matches(["v": "free"]) == small)
  }

  @Test(
    "A day is all of its moments, a time is itself",
    arguments: [
      ("v>2026-01-05", "2026-01-05T23:59:59Z", false), ("v>2026-01-05", "2026-01-06", true),
      ("v>=2026-01-05", "2026-01-05", true), ("v<=2026-01-05", "2026-01-05T23:59:59Z", true),
      ("v<2026-01-05", "2026-01-04T23:59:59Z", true),
      ("v>2026-01-05T10:00", "2026-01-05T10:01", true),
      ("v>2026-01-05", "soon", false),
    ])
  func days(text: String, value: String, passes: Bool) throws {
    #expect(try EventFilter(parsing: text).matches(["v": .string(value)]) == passes)
  }

  @Test("A selector names events, parted by bars, with one filter for all")
  func selectors() throws {
    let shoes = try EventFilter(parsing: "category=shoes")
    let selector = try EventSelector(
      parsing: #"View Product | "Open \"it\"" | a "b" where category=shoes"#)
    #expect(
      selector.choices
        == ["View Product", #"Open "it""#, #"a "b""#].map { .init(name: $0, filter: shoes) })
    #expect(try EventSelector(parsing: " * ") == .any)
    #expect(try EventSelector(parsing: "whereabouts|x").choices == [.init(name: "whereabouts|x")])
    #expect(try EventSelector(parsing: "* where a=").choices[0].name == nil)
  }

  @Test("A defined event stands for its events, with the filter added to each")
  func definedEvents() throws {
    var glossary = Glossary()
    glossary.events["Play"] = try EventSelector(parsing: "Video | Audio where action=play")
    let selector = try EventSelector(parsing: "Play | Stop where long=true", glossary: glossary)
    #expect(selector.choices.map(\.name) == ["Video", "Audio", "Stop"])
    #expect(selector.choices[0].filter.matches(["action": "play", "long": true]))
    #expect(!selector.choices[0].filter.matches(["action": "stop", "long": true]))
    #expect(!selector.choices[1].filter.matches(["action": "play"]))
    #expect(selector.choices[2].filter.matches(["long": true]))
  }

  @Test("The words of a filter are those it looks for in names")
  func words() throws {
    #expect(
      try UserFilter(parsing: #"alice (bob or "c d") plan=x not eve"#).words == [
        "alice", "bob", "c d",
      ])
  }
}
