import Analysis
import Canvas
import Domain
import Testing

@testable import Explorer

@Suite("What one does with a funnel's numbers")
struct FunnelsUseTests {
  @Test(
    "R-F8: the users behind a number are exactly those counted, and Esc comes back",
    arguments: [("enter", 0), ("enter", 1), ("D", 0), ("D", 1), ("I", 1)])
  func members(key: String, step: Int) throws {
    var explorer = try Driver.funnel(by: "plan", within: "2d")
    try explorer.press("l l")
    for _ in 0..<step { try explorer.press("j") }
    let row = try #require(explorer.state.funnels.row)
    let before = explorer.state.funnels
    let counted =
      switch key {
      case "D": row.dropped(after: step)
      case "I": row.stillInTime[step]
      default: row.counts[step]
      }
    try explorer.press(key)
    #expect(explorer.state.screen == .users)
    #expect(explorer.state.users.count == counted)
    let start = ["D": "dropped after", "I": "still in time after"][key] ?? "reached"
    explorer.expect(contains: "\(start) \(before.definition.steps[step]), plan \(row.row.text)")
    try explorer.press("esc")
    #expect(explorer.state.screen == .funnels)
    #expect(explorer.state.funnels == before)
  }

  @Test("Rows of a list are not shown, nor opened, under the title of another")
  func otherMembers() throws {
    var explorer = try Driver.funnel()
    try explorer.press("D")
    let count = explorer.state.users.count
    #expect(count > 0 && explorer.lines[1].hasPrefix(" \(count) of"))
    try explorer.press("esc j")
    explorer.holdsAnswers = true
    try explorer.press("D")
    #expect(explorer.state.users.page == nil)
    try explorer.press("enter")
    #expect(explorer.state.screen == .users)
    explorer.answer()
    #expect(explorer.state.users.count != count)
    // The same number once more, also where its list was left before it was there.
    try explorer.press("esc")
    for holds in [false, true] {
      explorer.holdsAnswers = holds
      try explorer.press("k D esc D")
      explorer.answer()
      #expect(explorer.state.users.count == count)
      try explorer.press("esc j")
    }
  }

  @Test("However long the title of a list, the number stands before it")
  func longTitle() throws {
    let step = "Search where term=\"a rather long term that nobody ever looked for\""
    var explorer = try Driver.funnel([step, "Checkout"], columns: 60)
    try explorer.press("enter")
    let count = explorer.state.users.count
    #expect(explorer.lines[1].hasPrefix(" \(count) of"))
    explorer.expect(contains: "users · reached Search where")
  }

  @Test("Who drops or is in time is not asked where it means nothing")
  func unavailable() throws {
    var explorer = try Driver.funnel()
    try explorer.press("I")
    explorer.expect(contains: "there is no conversion window")
    try explorer.press("G D")
    explorer.expect(contains: "nobody drops after the last step")
    try explorer.press("c")
    explorer.expect(contains: "group by a property first")
    #expect(explorer.state.screen == .funnels)
  }

  @Test("The marked group stands beside the one under the cursor, with the difference in points")
  func comparing() throws {
    var explorer = try Driver.funnel(by: "plan")
    try explorer.press("l space l c")
    explorer.expect(contains: "plan: Pro")
    explorer.expect(contains: "plan: Team")
    explorer.expect(contains: "+12.9 pp")
    try explorer.press("l")
    explorer.expect(contains: "plan: (none)")
    explorer.expect(contains: "+1.8 pp")
    try explorer.press("esc")
    explorer.expect(lacks: " pp")
    try explorer.press("esc")
    #expect(explorer.state.funnels.marked == nil)
  }

  @Test("Without a mark, all stand beside the next group")
  func comparingAll() throws {
    var explorer = try Driver.funnel(by: "plan")
    try explorer.press("c")
    explorer.expect(contains: "All")
    explorer.expect(contains: " pp")
    #expect(explorer.state.funnels.selected == .group(.value("Pro")))
  }

  @Test("The detail has median and times, and goes away")
  func detail() throws {
    var explorer = try Driver.funnel()
    explorer.expect(contains: "Median time  2 d 16 h")
    explorer.expect(contains: "up to 7 days")
    try explorer.press("p")
    explorer.expect(lacks: "Median time")
    var grouped = try Driver.funnel(by: "plan")
    grouped.expect(lacks: "Median time")
    try grouped.press("p l")
    grouped.expect(contains: "Median time")
    grouped.expect(contains: "plan: Pro")
    try grouped.press("tab")
    grouped.expect(contains: "convert  1 Search")
  }

  @Test("Number, row and all of it are copied")
  func copying() throws {
    var explorer = try Driver.funnel(by: "plan", within: "2d")
    try explorer.press("j y v")
    #expect(explorer.effects.last == .copy("53"))
    try explorer.press("y r")
    #expect(explorer.effects.last == .copy("All\t55\t53\t7"))
    try explorer.press("y j")
    guard case .copy(let json) = explorer.effects.last else {
      Issue.record("nothing was copied")
      return
    }
    let start =
      "{\"steps\":[\"Search\",\"Checkout\",\"Invoice Paid\"],\"by\":\"plan\","
      + "\"window_seconds\":172800,\"per\":\"user\",\"range\":null,\"total\":[55,53,7],"
    #expect(json.hasPrefix(start))
    #expect(json.contains("\"groups\":[{\"value\":\"Pro\",\"counts\":["))
  }

  // MARK: Keeping

  @Test("A funnel is saved under a name, with its range")
  func saving() throws {
    var explorer = try Driver.funnel(by: "plan")
    try explorer.press("] W")
    explorer.type("Orders")
    try explorer.press("enter")
    var kept = FunnelDefinition(steps: ["Search", "Checkout", "Invoice Paid"])
    kept.by = "plan"
    kept.range = "24h"
    let saved = Definition(name: "Orders", content: .funnel(kept))
    #expect(explorer.effects.last == .saveDefinition(saved))
    explorer.send(.saved([saved]))
    explorer.expect(contains: "saved   Orders")
    try explorer.press("d")
    explorer.expect(contains: "changed since")
    try explorer.press("W enter")
    guard case .saveDefinition(let again) = explorer.effects.last else {
      Issue.record("nothing was saved")
      return
    }
    #expect(again.name == "Orders")
  }

  @Test("The name typed is saved under, even where another begins with it")
  func savingNearName() throws {
    var explorer = try Driver.funnel(definitions: [Driver.checkout])
    try explorer.press("W")
    explorer.type("Check")
    try explorer.press("enter")
    guard case .saveDefinition(let saved) = explorer.effects.last else {
      Issue.record("nothing was saved")
      return
    }
    #expect(saved.name == "Check")
  }

  @Test("What is saved is opened, renamed and, after a question, deleted")
  func keeping() throws {
    var explorer = try Driver.funnel(definitions: [Driver.checkout])
    try explorer.press("o enter")
    #expect(explorer.funnel.steps == ["Pageview", "Checkout"])
    try explorer.press("o r ^u")
    explorer.type("Orders")
    try explorer.press("enter")
    #expect(explorer.effects.last == .renameDefinition(Driver.checkout, to: "Orders"))
    try explorer.press("o d enter")
    #expect(explorer.effects.last == .renameDefinition(Driver.checkout, to: "Orders"))
    try explorer.press("o d j enter")
    #expect(explorer.effects.last == .deleteDefinition(Driver.checkout))
  }

  @Test("A new funnel drops what is there")
  func beginning() throws {
    var explorer = try Driver.funnel(by: "plan", within: "7d")
    try explorer.press("n")
    #expect(explorer.funnel == FunnelDefinition())
    explorer.expect(contains: "How many get from one step to the next?")
  }

  @Test(
    "Ranges are written as they are read",
    arguments: ["all", "24h", "7d", "2026-01-01T00:00:00.000Z..", "..2026-02-01T00:00:00.000Z"])
  func ranges(text: String) throws {
    #expect(try TimeRange(parsing: text).written == text)
  }

  @Test("A defined event is proposed as a step")
  func definedEvent() throws {
    let defined = Definition(name: "Video Play", content: .event("Checkout"))
    var explorer = try Driver.funnel(definitions: [defined])
    try explorer.press("a")
    explorer.type("video")
    try explorer.press("enter")
    #expect(explorer.funnel.steps[1] == "Video Play")
    #expect(explorer.state.funnels.row?.counts[1] == 53)
  }
}
