import Analysis
import Canvas
import Testing

@testable import Explorer

@Suite("The filter of users, typed")
struct UserFilterTests {
  private func typed(_ text: String, columns: Int = 80) throws -> Driver {
    let store = SampleStore()
    var catalogue = PropertyCatalogue()
    catalogue.user = [
      PropertyEntry(
        key: "plan", count: 40, strings: 40, numbers: 0, booleans: 0, distinct: 2,
        topValues: [ValueCount(value: "Pro", count: 20), ValueCount(value: "Team", count: 20)])
    ]
    var explorer = Driver(columns: columns) { [catalogue] question in
      if case .propertyCatalogue = question { return .success(.propertyCatalogue(catalogue)) }
      return .success(store.answer(question))
    }
    try explorer.press("/")
    explorer.type(text)
    return explorer
  }

  @Test("The list follows what is typed, with the whole language")
  func wholeLanguage() throws {
    let all = SampleStore().answerUsers("")
    for filter in [
      "plan=Pro", "anonymous events>10", #"not did:"Invoice Paid" plan!="#, "last_seen<2d",
    ] {
      let explorer = try typed(filter, columns: 120)
      let expected = SampleStore().answerUsers(filter)
      #expect(expected > 0 && expected < all)
      #expect(explorer.lines[1].hasPrefix(" \(expected) of \(all) users · filter: \(filter)"))
    }
  }

  @Test(
    "While the text is no filter the last one stays, and the prompt says what is expected where")
  func problems() throws {
    var explorer = try typed("plan=Pro", columns: 120)
    let found = explorer.lines[1]
    explorer.type(" (")
    #expect(explorer.lines[1] == found)
    explorer.expect(contains: "expected a condition")
    try explorer.press("^w")
    explorer.type("events>x")
    #expect(explorer.lines[23].hasPrefix(" /plan=Pro events>x"))
    #expect(explorer.lines[23].contains("17: expected a number such as 10"))
    let cell = explorer.frame[column: 18, row: 23]
    #expect(cell.style == Style(.error, underlined: true))
    try explorer.press("enter")
    #expect(explorer.state.isFiltering)
    try explorer.press("backspace")
    explorer.type("0")
    #expect(!explorer.lines[23].contains("expected"))
    try explorer.press("enter")
    #expect(!explorer.state.isFiltering)
    explorer.expect(contains: "filter: plan=Pro events>0")
  }

  @Test("What is wrong is told in full above the prompt where nothing can be completed")
  func wholeProblem() throws {
    let explorer = try typed("events>x")
    #expect(
      explorer.lines[22].hasPrefix(#" character 8: found "x", expected a number such as 10"#))
  }

  @Test("Tab takes the proposed property, then its most frequent value")
  func completion() throws {
    var explorer = try typed("pla")
    #expect(explorer.lines[22].hasPrefix(" Tab plan="))
    try explorer.press("tab")
    #expect(explorer.lines[23].hasPrefix(" /plan="))
    try explorer.press("tab")
    #expect(explorer.lines[23].hasPrefix(" /plan=Pro"))
    explorer.expect(contains: " 20 of 60 users · filter: plan=Pro")
  }

  @Test("Shift-Tab proposes the next candidate, and after the last one the first")
  func nextCandidate() throws {
    var explorer = try typed("e")
    let names = explorer.state.filterCompletion.candidates.map(\.text)
    #expect(names.count > 2)
    try explorer.press("shift-tab")
    #expect(explorer.lines[22].hasPrefix(" Tab \(names[1])"))
    for _ in 1..<names.count { try explorer.press("shift-tab") }
    #expect(explorer.lines[22].hasPrefix(" Tab \(names[0])"))
  }

  @Test("Events are proposed behind did:, and the cursor stays where it was in the middle")
  func events() throws {
    var explorer = try typed("did:sea and plan=Pro")
    for _ in 0..<13 { try explorer.press("left") }
    try explorer.press("tab")
    #expect(explorer.state.users.filter.editor.text == "did:Search and plan=Pro")
    #expect(explorer.state.users.filter.editor.cursor == 10)
  }

  @Test("Words of a filter are marked in names, words behind not are not")
  func highlighting() throws {
    let explorer = try typed("kate not guest")
    let row = try #require(explorer.lines.firstIndex { $0.contains("kate@") })
    #expect(explorer.frame[column: 4, row: row].style.role == .match)
  }

  @Test("Nothing typed and any size: no crash, and the last row keeps the prompt")
  func sizes() throws {
    for (columns, rows) in [(20, 4), (30, 8), (80, 24), (200, 50)] {
      var explorer = try typed("plan=")
      explorer.resize(columns, rows)
      #expect(explorer.lines[rows - 1].contains("plan="))
    }
  }
}

extension SampleStore {
  /// How many users match a filter.
  fileprivate func answerUsers(_ filter: String) -> Int {
    var question = UsersQuestion(limit: 1)
    question.filter = (try? UserFilter(parsing: filter)) ?? UserFilter()
    guard case .users(let page) = answer(.users(question)) else { return 0 }
    return page.matching
  }
}
