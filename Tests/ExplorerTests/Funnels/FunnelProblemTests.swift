import Analysis
import Canvas
import Testing

@testable import Explorer

@Suite("Funnels that can't be asked as they are written")
struct FunnelProblemTests {
  private func explorer(
    per: String = "user", by: String = "", columns: Int = 120, rows: Int = 30
  ) throws -> Driver {
    var explorer = Driver(columns: columns, rows: rows)
    var funnel = FunnelDefinition(steps: ["Search", "Checkout"])
    funnel.per = per
    funnel.by = by
    explorer.send(.saved([Definition(name: "Kept", content: .funnel(funnel))]))
    try explorer.press("3 o enter")
    return explorer
  }

  @Test("Accounts by a property that nobody has are no zeros: the screen says what is wrong")
  func unknownProperty() throws {
    var explorer = try explorer(per: "account:compny")
    explorer.expect(contains: "nothing can be counted")
    explorer.expect(contains: "no user has the property 'compny'; did you mean company?")
    #expect(explorer.state.funnels.answer == nil)
    // Another choice is asked at once, and going back says it again.
    explorer.state.funnels.definition.per = "account:company"
    try explorer.press("down")
    #expect(explorer.state.funnels.answer?.question.unit == .account(property: "company"))
    explorer.expect(lacks: "no user has the property")
    explorer.state.funnels.definition.per = "account:compny"
    try explorer.press("up")
    #expect(explorer.state.funnels.answer == nil)
    explorer.expect(contains: "did you mean company?")
  }

  @Test("Accounts by the property of the store, which nobody has, say how to choose another")
  func unknownAccounts() throws {
    let explorer = try explorer(per: "account")
    explorer.expect(contains: "no user has the property 'Account ID', which names accounts;")
    #expect(explorer.screen.contains("--set-property NAME"))
  }

  @Test("It is said in windows of any size", arguments: [(80, 24), (60, 16), (40, 10)])
  func sizes(columns: Int, rows: Int) throws {
    let explorer = try explorer(per: "account:compny", columns: columns, rows: rows)
    explorer.expect(contains: "no user has the property 'compny'")
  }

  @Test("What is no unit and no group is said where it stands, and nothing is asked")
  func unreadable() throws {
    let unit = try explorer(per: "household")
    unit.expect(contains: "'household' can't be counted; expected user, session")
    #expect(unit.state.funnels.asked == nil)
    let group = try explorer(by: "event:")
    group.expect(contains: "'event:' doesn't say which property")
    #expect(group.state.funnels.asked == nil)
    var trend = Driver(columns: 120)
    trend.state.trends.definition.by = "account."
    try trend.press("4")
    trend.expect(contains: "'account.' doesn't say which property")
  }

  @Test("A file that is no funnel is told on the empty screen and among the saved ones")
  func faults() throws {
    let fault = "/team/funnels/bad.yaml:3: 'per': expected user or session, found 'household'"
    var explorer = Driver(columns: 120, rows: 30)
    explorer.send(.definitionFaults([DefinitionFault(.funnel, fault)]))
    try explorer.press("3")
    explorer.expect(contains: fault)
    try explorer.press("o")
    explorer.expect(contains: "Saved funnels")
    explorer.expect(contains: "bad.yaml:3: 'per'")
    try explorer.press("enter")
    #expect(explorer.state.funnels.saved == nil)
    try explorer.press("esc 4 o")
    explorer.expect(contains: "no trend is saved yet")
    explorer.send(.definitionFaults([]))
    try explorer.press("3")
    explorer.expect(lacks: fault)
  }
}
