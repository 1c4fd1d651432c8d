import Analysis
import Testing

@testable import Explorer

@Suite("Golden frames of funnels")
struct FunnelsGoldenTests {
  @Test("Groups with a window at each size", arguments: [(80, 24), (120, 40), (40, 10), (160, 48)])
  func groups(columns: Int, rows: Int) throws {
    var explorer = try Driver.funnel(by: "city", within: "2d", columns: columns, rows: rows)
    try explorer.press("j")
    try Golden.expect(explorer.frame, is: "funnel-\(columns)x\(rows)")
  }

  @Test("The focus on the groups of a small window, and of an ordinary one", arguments: [8, 24])
  func groupPane(rows: Int) throws {
    var explorer = try Driver.funnel(
      by: "plan", columns: rows == 8 ? 40 : 80, rows: rows)
    try explorer.press("tab j l")
    try Golden.expect(explorer.frame, is: "funnel-groups-\(rows)")
  }

  @Test("An empty funnel proposes the most frequent events")
  func empty() throws {
    var explorer = Driver()
    try explorer.press("3")
    try Golden.expect(explorer.frame, is: "funnel-empty")
  }

  @Test("An empty funnel proposes what is saved first")
  func emptyWithSaved() throws {
    var explorer = Driver(columns: 40, rows: 10)
    explorer.send(.saved([Driver.checkout]))
    try explorer.press("3")
    try Golden.expect(explorer.frame, is: "funnel-empty-saved")
  }

  @Test("A step that can't be read says why, and the last good result stays")
  func problem() throws {
    var explorer = try Driver.funnel()
    explorer.state.funnels.definition.steps[1] = "Checkout where"
    try explorer.press("j")
    try Golden.expect(explorer.frame, is: "funnel-problem")
  }

  @Test("Two groups side by side", arguments: [(80, 24), (160, 48), (40, 10)])
  func comparison(columns: Int, rows: Int) throws {
    var explorer = try Driver.funnel(by: "plan", columns: columns, rows: rows)
    try explorer.press("l space l c")
    try Golden.expect(explorer.frame, is: "funnel-compare-\(columns)x\(rows)")
  }

  @Test("Choosing a step, a condition, a property, a window", arguments: ["a", "b", "w", "where"])
  func pickers(keys: String) throws {
    var explorer = try Driver.funnel()
    if keys == "where" {
      try explorer.press("a")
      explorer.type("Search where term")
    } else {
      try explorer.press(keys)
    }
    try Golden.expect(explorer.frame, is: "funnel-picker-\(keys)")
  }
}
