import Analysis
import Canvas
import Domain
import Testing

@testable import Explorer

@Suite("Funnels")
struct FunnelsTests {
  // MARK: Steps

  @Test("Enter takes the proposal: the most frequent events, or what is saved")
  func proposals() throws {
    var explorer = Driver()
    try explorer.press("3 enter")
    #expect(explorer.funnel.steps == ["Pageview", "Search", "Invoice Paid"])
    explorer.expect(contains: "convert")
    var other = Driver()
    other.send(.saved([Driver.checkout]))
    try other.press("3")
    other.expect(contains: "Enter opens Checkout")
    try other.press("enter")
    #expect(other.funnel.steps == ["Pageview", "Checkout"])
    #expect(other.state.funnels.saved == Driver.checkout)
  }

  @Test("An empty store proposes nothing and says what to do")
  func emptyStore() throws {
    var explorer = Driver(SampleStore(users: 0))
    try explorer.press("3 enter")
    explorer.expect(contains: "cairn import FILE")
    #expect(explorer.funnel.steps.isEmpty)
  }

  @Test("A step is added after the cursor, by some of its letters or as it is typed")
  func adding() throws {
    var explorer = try Driver.funnel()
    try explorer.press("a")
    explorer.type("pgv")
    try explorer.press("enter")
    #expect(explorer.funnel.steps == ["Search", "Pageview", "Checkout", "Invoice Paid"])
    #expect(explorer.state.funnels.step == 1)
    try explorer.press("a")
    explorer.type("Refund Asked")
    try explorer.press("enter")
    #expect(explorer.funnel.steps[2] == "Refund Asked")
    #expect(explorer.state.funnels.answer?.question.steps.count == 5)
  }

  @Test("While a step is chosen the funnel shows what it would become; Esc takes it back")
  func preview() throws {
    var explorer = try Driver.funnel()
    let before = explorer.state.funnels.answer
    try explorer.press("j a down")
    #expect(explorer.funnel.steps == ["Search", "Checkout", "Search", "Invoice Paid"])
    explorer.expect(contains: "3 Search")
    try explorer.press("esc")
    #expect(explorer.funnel.steps == ["Search", "Checkout", "Invoice Paid"])
    #expect(explorer.state.funnels.step == 1)
    #expect(explorer.state.funnels.answer == before)
  }

  @Test("A step is edited, with the condition completed by Tab")
  func editing() throws {
    var explorer = try Driver.funnel()
    try explorer.press("e")
    #expect(explorer.state.picker?.search.text == "Search")
    explorer.type(" where te")
    try explorer.press("tab")
    #expect(explorer.state.picker?.search.text == "Search where term=")
    try explorer.press("tab")
    #expect(explorer.state.picker?.search.text == "Search where term=\"running shoes\"")
    try explorer.press("enter")
    #expect(explorer.funnel.steps[0] == "Search where term=\"running shoes\"")
  }

  @Test(
    "Names of events that would be read as something else are put in quotes",
    arguments: ["Search", "a where b", "a | b", "*", "\"x\"", "  ", "say \\"])
  func quoting(name: String) throws {
    let text = StepText.of(name)
    #expect(try EventSelector(parsing: text).choices == [EventSelector.Choice(name: name)])
    #expect(name != "Search" || text == name)
  }

  @Test("Steps are removed and change places, and the cursor goes along")
  func order() throws {
    var explorer = try Driver.funnel()
    try explorer.press(">")
    #expect(explorer.funnel.steps == ["Checkout", "Search", "Invoice Paid"])
    #expect(explorer.state.funnels.step == 1)
    try explorer.press("alt-down >")
    #expect(explorer.funnel.steps == ["Checkout", "Invoice Paid", "Search"])
    explorer.expect(contains: "it is the last step")
    try explorer.press("< alt-up")
    #expect(explorer.funnel.steps.first == "Search")
    try explorer.press("d delete")
    #expect(explorer.funnel.steps == ["Invoice Paid"])
    try explorer.press("d")
    explorer.expect(contains: "No steps yet")
    try explorer.press("d")
    explorer.expect(contains: "the funnel has no steps yet")
  }

  @Test("There are at most 32 steps")
  func tooMany() throws {
    var explorer = try Driver.funnel(Array(repeating: "Pageview", count: 32))
    #expect(explorer.state.funnels.answer?.question.steps.count == 32)
    try explorer.press("a")
    explorer.expect(contains: "a funnel has at most 32 steps")
    try explorer.press("G")
    explorer.expect(contains: "32 Pageview")
  }

  // MARK: Settings

  @Test("Grouping, window and unit are chosen, and asked for at once")
  func settings() throws {
    var explorer = try Driver.funnel()
    try explorer.press("b")
    explorer.type("plan")
    try explorer.press("enter w")
    explorer.type("36h")
    try explorer.press("enter u j enter")
    let question = try #require(explorer.state.funnels.answer?.question)
    #expect(question.grouping == .user("plan"))
    #expect(question.window == 129_600_000)
    #expect(question.unit == .session)
    explorer.expect(contains: "36 hours, best entry")
    explorer.expect(contains: "Sessions")
    try explorer.press("b")
    explorer.type("term")
    try explorer.press("enter")
    #expect(explorer.state.funnels.answer?.question.grouping == .event("term"))
    try explorer.press("w up enter")
    explorer.expect(contains: "any time within the range")
  }

  @Test("What is no duration says so and changes nothing")
  func badWindow() throws {
    var explorer = try Driver.funnel(within: "7d")
    try explorer.press("w")
    explorer.type("soonish")
    try explorer.press("enter")
    explorer.expect(contains: "is not a conversion window")
    #expect(explorer.state.picker != nil)
    try explorer.press("esc")
    #expect(explorer.funnel.within == "7d")
  }

  @Test("The filter of users and the range are part of the question")
  func filter() throws {
    var explorer = try Driver.funnel()
    try explorer.press("/")
    explorer.type("example")
    #expect(explorer.state.funnels.answer?.question.filter == (try UserFilter(parsing: "example")))
    try explorer.press("enter")
    explorer.expect(contains: "where   example")
    try explorer.press("]")
    #expect(explorer.state.funnels.answer?.question.range == .lastHours(24))
    try explorer.press("x")
    #expect(explorer.funnel.filter.isEmpty)
  }

  // MARK: Result

  @Test("R-F6: percentages are blank where nobody began, and of the step before at the first")
  func blanks() throws {
    var explorer = try Driver.funnel(["Never Happened", "Checkout"])
    explorer.expect(lacks: "%")
    explorer.expect(lacks: "nan")
    explorer.state.funnels.definition.steps = ["Search", "Checkout"]
    try explorer.press("R")
    let first = try #require(explorer.lines.first { $0.contains("1 Search") })
    #expect(first.count { $0 == "%" } == 1)
  }

  @Test("R-F9: those still in time stand apart, and add up with those who dropped")
  func inTime() throws {
    let explorer = try Driver.funnel(within: "2d")
    let total = try #require(explorer.state.funnels.answer?.answer.total)
    #expect(total.stillInTime[1] > 0)
    #expect(total.dropped(after: 1) + total.stillInTime[1] == total.counts[1] - total.counts[2])
    let line = try #require(explorer.lines.first { $0.contains("2 Checkout") })
    let numbers = line.split(separator: " ")
    #expect(numbers.last.map(String.init) == String(total.stillInTime[1]))
    #expect(numbers.dropLast().last.map(String.init) == String(total.dropped(after: 1)))
  }

  @Test("The cursor goes over steps and groups; the bars are those of its group")
  func cursor() throws {
    var explorer = try Driver.funnel(by: "plan")
    try explorer.press("j l l")
    #expect(explorer.state.funnels.step == 1)
    #expect(explorer.state.funnels.selected == .group(.value("Team")))
    explorer.expect(contains: "plan: Team")
    try explorer.press("tab l G")
    #expect(explorer.state.funnels.step == 2)
    #expect(explorer.state.funnels.selected == .group(.missing))
    try explorer.press("esc")
    #expect(explorer.state.funnels.pane == .steps)
  }

  @Test("The old result stays while a new one is waited for, and is dimmed when that takes long")
  func late() throws {
    var explorer = try Driver.funnel()
    explorer.holdsAnswers = true
    try explorer.press("w down enter")
    explorer.expect(contains: "36.4%")
    func role() -> Role? {
      let frame = explorer.frame
      let row = explorer.lines.firstIndex { $0.contains("36.4%") && $0.contains("3 Invoice") } ?? 0
      return (0..<80).map { frame[column: $0, row: row] }.first { $0.scalar == "█" }?.style.role
    }
    #expect(role() == .funnelGood)
    explorer.passTime(milliseconds: 300)
    #expect(role() == .dim)
    explorer.answer()
    #expect(explorer.state.funnels.answer?.question.window == 3_600_000)
  }

  @Test("^c stops waiting, and R asks again")
  func cancelling() throws {
    var explorer = try Driver.funnel()
    explorer.holdsAnswers = true
    try explorer.press("d ^c")
    #expect(!explorer.state.isBusy)
    explorer.holdsAnswers = false
    #expect(explorer.state.funnels.answer?.question.steps.count == 3)
    try explorer.press("R")
    #expect(explorer.state.funnels.answer?.question.steps.count == 2)
  }

  @Test("A step that can't be read is not taken, and says why")
  func problem() throws {
    var explorer = try Driver.funnel()
    let before = explorer.state.funnels
    try explorer.press("j e ^u")
    explorer.type("Checkout where")
    try explorer.press("enter")
    explorer.expect(contains: "expected a condition")
    #expect(explorer.state.picker?.search.text == "Checkout where")
    try explorer.press("esc")
    #expect(explorer.state.funnels.definition == before.definition)
    #expect(explorer.state.funnels.answer == before.answer)
  }

  @Test("A saved step that can't be read has no number, and the funnel no result")
  func savedProblem() throws {
    var explorer = try Driver.funnel()
    explorer.state.funnels.definition.steps[1] = "Checkout where"
    try explorer.press("j enter")
    explorer.expect(contains: "the step has no number yet")
    explorer.expect(contains: "a text can't be read")
  }

  @Test("A number of a window means what it says, and no preset that has its digits somewhere")
  func typedWindow() throws {
    var explorer = try Driver.funnel()
    try explorer.press("w")
    for (text, entries) in [
      ("4d", ["4 days"]), ("7", ["7 days", "7"]), ("7d", ["7 days"]), ("36h", ["36 hours"]),
      ("0", ["0"]),
    ] {
      try explorer.press("^u")
      explorer.type(text)
      #expect(explorer.state.pickerEntries.map(\.title) == entries)
    }
    try explorer.press("enter")
    explorer.expect(contains: "is not a conversion window")
    #expect(explorer.state.picker != nil)
  }

  @Test("Two groups that are marked are compared")
  func markTwo() throws {
    var explorer = try Driver.funnel(by: "plan")
    try explorer.press("tab j space")
    let first = explorer.state.funnels.selected
    #expect(!explorer.state.isComparing)
    try explorer.press("j space")
    #expect(explorer.state.isComparing)
    #expect(explorer.state.funnels.compared?.row == first)
    try explorer.press("space")
    #expect(!explorer.state.isComparing)
    #expect(explorer.state.funnels.marked == first)
    try explorer.press("space k space")
    #expect(explorer.state.funnels.marked == nil && !explorer.state.funnels.isComparing)
  }

  @Test("Control characters of names, values and steps are shown, never drawn")
  func untrusted() throws {
    let explorer = try Driver.funnel(["Sea\u{1b}[31mrch\n", "x\u{0}"], by: "pl\u{7}an")
    #expect(explorer.frame.cells.allSatisfy { $0.isContinuation || $0.scalar.value >= 0x20 })
    explorer.expect(contains: "Sea")
  }

  @Test("An answer that is not parallel to the steps is no result")
  func badAnswer() throws {
    var explorer = Driver { _ in
      .success(.funnel(FunnelAnswer(total: FunnelGroup(counts: [1], stillInTime: [], times: []))))
    }
    explorer.state.funnels.definition.steps = ["a", "b"]
    try explorer.press("3")
    #expect(explorer.state.funnels.answer == nil)
    explorer.expect(contains: "1 a")
  }

  @Test("A click moves the cursor, a second one opens; a click on a setting changes it")
  func mouse() throws {
    var explorer = try Driver.funnel(by: "plan")
    let row = try #require(explorer.lines.firstIndex { $0.contains("2 Checkout") })
    explorer.mouse(.press, 20, row)
    #expect(explorer.state.funnels.step == 1)
    let group = try #require(explorer.lines.firstIndex { $0.contains(" Pro ") })
    explorer.mouse(.press, 6, group)
    #expect(explorer.state.funnels.selected == .group(.value("Pro")))
    explorer.mouse(.scrollDown, 6, group)
    explorer.mouse(.doublePress, 6, group)
    #expect(explorer.state.users.members != nil)
    try explorer.press("esc")
    explorer.mouse(.press, 4, 2)
    #expect(explorer.state.picker?.kind == .funnel(.by))
  }
}
