import Analysis
import Domain
import Testing

@Suite("Completion of filters")
struct FilterCompletionTests {
  private var vocabulary: FilterVocabulary {
    var vocabulary = FilterVocabulary()
    vocabulary.properties = [
      PropertyEntry(
        key: "plan", count: 9, strings: 9, numbers: 0, booleans: 0, distinct: 3,
        topValues: [
          ValueCount(value: "Free", count: 5), ValueCount(value: "Pro Plus", count: 3),
          ValueCount(value: 50, count: 1),
        ]),
      PropertyEntry(
        key: "Initial City", count: 2, strings: 2, numbers: 0, booleans: 0, distinct: 1,
        topValues: [ValueCount(value: "York", count: 2)]),
      PropertyEntry(
        key: "events", count: 1, strings: 0, numbers: 1, booleans: 0, distinct: 1,
        topValues: [ValueCount(value: 5, count: 1)]),
    ]
    vocabulary.accountProperties = [
      PropertyEntry(
        key: "tier", count: 4, strings: 4, numbers: 0, booleans: 0, distinct: 1,
        topValues: [ValueCount(value: "Gold", count: 4)]),
      PropertyEntry(
        key: "Company size", count: 3, strings: 0, numbers: 3, booleans: 0, distinct: 1,
        topValues: [ValueCount(value: 12, count: 3)]),
    ]
    vocabulary.events = ["Purchase", "Sign Up"]
    vocabulary.cohorts = ["Power users"]
    return vocabulary
  }

  private func texts(_ text: String) -> [String] {
    FilterCompletion(text, cursor: text.count, vocabulary).candidates.map(\.text)
  }

  @Test(
    "What begins with the letters typed comes first, then what has them",
    arguments: [
      ("pl", ["plan="]), ("first", ["first_seen>"]), ("x=1 PL", ["plan="]), ("(pl", ["plan="]),
      ("ini", [#""Initial City"="#]), (#""ini"#, [#""Initial City"="#]), ("d:", ["did:"]),
      ("plan=", ["Free", #""Pro Plus""#, "50"]), ("plan=f", ["Free"]),
      ("plan != pr", [#""Pro Plus""#]),
      (#""Initial City"=y"#, ["York"]), (#"plan="pro"#, [#""Pro Plus""#]), ("plan=Free", []),
      (#""events"="#, ["5"]), ("events=", []), ("last_seen<", ["1d", "7d", "30d", "90d"]),
      ("did:", ["Purchase", #""Sign Up""#]), (#"did:"si"#, [#""Sign Up""#]), ("did:Purchase>", []),
      ("did:Purchase in 3", ["30d"]), ("did:Purchase>=2 in 7", ["7d"]),
      ("cohort:", [#""Power users""#]),
      ("plan=Free o", ["or ", "cohort:", "sessions>", "anonymous", "not "]),
      ("acc", ["account.tier=", #"account."Company size"="#]), ("tier", ["account.tier="]),
      ("account.co", [#"account."Company size"="#]),
      (#"x=1 account."comp"#, [#"account."Company size"="#]),
      ("account.tier=", ["Gold"]), (#"account."Company size">"#, ["12"]),
      (#""account.tier"="#, []), (#"account."Company size""#, []),
      ("zzz", []), (#"plan="Free""#, []),
    ])
  func candidates(text: String, expected: [String]) {
    let found = texts(text)
    #expect(expected.count > 1 ? Set(expected).isSubset(of: found) : found.starts(with: expected))
    if expected.isEmpty { #expect(found.isEmpty) }
  }

  @Test("Nothing typed proposes everything, properties first")
  func everything() {
    #expect(texts("").first == "plan=")
    #expect(texts("").contains("not ") && !texts("").contains("or "))
    #expect(texts("plan=Free ").contains("or "))
    #expect(!texts("plan=Free and ").contains("or "))
  }

  @Test("Filters of events know properties and keywords alone")
  func events() {
    var vocabulary = vocabulary
    vocabulary.isAboutUsers = false
    let found = FilterCompletion("", cursor: 0, vocabulary).candidates.map(\.text)
    #expect(found == ["plan=", #""Initial City"="#, #""events"="#, "not "])
  }

  @Test("A candidate takes the place of what was typed; what is behind the cursor stays")
  func applying() throws {
    let text = "pl and x=1"
    let completion = FilterCompletion(text, cursor: 2, vocabulary)
    let candidate = try #require(completion.candidates.first)
    let (completed, cursor) = completion.applying(candidate, to: text)
    #expect(completed == "plan= and x=1")
    #expect(cursor == 5)
  }

  @Test("Every candidate, put in its place, is read as what it names")
  func quoting() throws {
    for name in [
      "a", "a b", "(", "=", "!x", "a\"b\\", "account.plan", "\"", "and", "events", "did:x", "*",
      "é=", "\n", "x!",
    ] {
      let key = try UserFilter(parsing: FilterQuoting.key(name) + "=1").root
      #expect(key == .test(.property(name, .equals(TextPattern("1")))))
      let ofAccount = try UserFilter(parsing: FilterQuoting.accountKey(name) + "=1").root
      #expect(ofAccount == .test(.account(name, .equals(TextPattern("1")))))
      let value = try UserFilter(parsing: "k=" + FilterQuoting.value(name)).root
      #expect(value == .test(.property("k", .equals(TextPattern(name)))))
      let event = try UserFilter(parsing: "did:" + FilterQuoting.name(name)).root
      #expect(event == .test(.did(Deed([.init(name: name)]), .greaterOrEqual, 1)))
    }
  }

  @Test("Any text and cursor is completed or not, never a crash")
  func noise() {
    var generator = SeededGenerator(seed: 11)
    let pieces = ["a", "plan", "=", "!", "<", "(", ")", "\"", "\\", " ", "did:", "in ", "or ", "é"]
    for _ in 0..<2000 {
      let text = (0..<Int.random(in: 0..<9, using: &generator))
        .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined()
      let cursor = Int.random(in: 0...text.count, using: &generator)
      let completion = FilterCompletion(text, cursor: cursor, vocabulary)
      for candidate in completion.candidates.prefix(3) {
        #expect(completion.applying(candidate, to: text).cursor <= text.count + 40)
      }
    }
  }
}
