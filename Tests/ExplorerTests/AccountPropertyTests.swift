import Analysis
import Canvas
import Testing

@testable import Explorer

@Suite("Properties of accounts on the screens (R-A14)")
struct AccountPropertyTests {
  private func driver() -> Driver {
    let store = SampleStore()
    var catalogue = store.allProperties
    catalogue.account = [
      PropertyEntry(
        key: "tier", count: 9, strings: 9, numbers: 0, booleans: 0, distinct: 1,
        topValues: [ValueCount(value: "Gold", count: 9)])
    ]
    return Driver(columns: 120, rows: 40) { [catalogue] question in
      if case .propertyCatalogue = question { return .success(.propertyCatalogue(catalogue)) }
      return .success(store.answer(question))
    }
  }

  @Test("A funnel and a trend can be split by them")
  func groups() throws {
    var explorer = driver()
    explorer.state.funnels.definition = FunnelDefinition(steps: ["Search", "Checkout"])
    try explorer.press("3 b")
    explorer.type("tier")
    explorer.expect(contains: "By the value that the user's account has now.")
    try explorer.press("enter")
    #expect(explorer.state.funnels.definition.by == "account.tier")
    #expect(explorer.state.funnels.answer?.question.grouping == .account("tier"))
    explorer.expect(contains: "tier of the account")
    try explorer.press("4 b")
    explorer.type("tier")
    try explorer.press("enter")
    #expect(explorer.state.trends.asked?.grouping == .account("tier"))
  }

  @Test("The filter of users completes their names and values")
  func completion() throws {
    var explorer = driver()
    try explorer.press("/")
    explorer.type("acc")
    try explorer.press("tab tab")
    #expect(explorer.state.users.filter.editor.text == "account.tier=Gold")
    #expect(explorer.state.users.filter.problem == nil)
  }

  @Test("The catalogue lists them; Enter shows the trend, on a value the users who have it")
  func catalogue() throws {
    var explorer = driver()
    try explorer.press("5 /")
    explorer.type("tier")
    try explorer.press("enter")
    explorer.expect(contains: "account")
    explorer.expect(contains: "tier  of accounts")
    try explorer.press("tab enter")
    #expect(explorer.state.screen == .users)
    #expect(explorer.state.users.filter.editor.text == "account.tier=Gold")
    try explorer.press("5 tab enter")
    #expect(explorer.state.screen == .trends)
    #expect(explorer.state.trends.definition.by == "account.tier")
  }
}
