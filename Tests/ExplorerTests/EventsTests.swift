import Analysis
import Domain
import Testing

@testable import Explorer

@Suite("The event stream")
struct EventsTests {
  @Test("Newest first, with user and properties; Enter opens the user, Esc returns")
  func stream() throws {
    var explorer = Driver(columns: 120, rows: 40)
    try explorer.press("2")
    let times = explorer.state.events.rows.map(\.time)
    #expect(times == times.sorted(by: >))
    try explorer.press("j enter")
    #expect(explorer.state.profile?.title == "kate@example.com")
    try explorer.press("esc")
    #expect(explorer.state.screen == .events)
    #expect(explorer.state.events.stream.index == 1)
  }

  @Test("Pages follow as the cursor goes down, each asked for once")
  func paging() throws {
    let store = SampleStore()
    var asked = 0
    var explorer = Driver { question in
      if case .events = question { asked += 1 }
      return .success(store.answer(question))
    }
    try explorer.press("2")
    #expect(explorer.state.events.rows.count == 200)
    for _ in 0..<60 { try explorer.press("pgdn") }
    #expect(explorer.state.events.rows.count == store.stream.count)
    #expect(explorer.state.events.rows == store.stream)
    #expect(asked == 4)
  }

  @Test("A name chosen in the list of names filters the stream; x shows all again")
  func names() throws {
    var explorer = Driver(columns: 160, rows: 48)
    try explorer.press("2 shift-tab j j")
    #expect(explorer.state.events.selectedName == "Invoice Paid")
    explorer.expect(contains: "amount  134 of 134, 1 value")
    explorer.expect(contains: "49.5")
    try explorer.press("enter")
    explorer.expect(contains: "only Invoice Paid")
    #expect(explorer.state.events.rows.allSatisfy { $0.name == "Invoice Paid" })
    try explorer.press("x")
    #expect(explorer.state.events.total == 691)
  }

  @Test("/ filters the names while typing")
  func filteringNames() throws {
    var explorer = Driver()
    try explorer.press("2 /")
    explorer.type("sea")
    #expect(explorer.state.events.shownNames.map(\.name) == ["Search"])
    try explorer.press("enter enter")
    explorer.expect(contains: "only Search")
  }

  @Test("Esc drops one thing after the other and ends at the users")
  func backing() throws {
    var explorer = Driver(columns: 120, rows: 40)
    try explorer.press("2 f")
    #expect(explorer.state.events.name == "Pageview")
    try explorer.press("tab")
    #expect(explorer.state.events.pane == .detail)
    try explorer.press("esc")
    #expect(explorer.state.events.pane == .stream)
    try explorer.press("esc")
    #expect(explorer.state.events.name == nil)
    try explorer.press("esc")
    #expect(explorer.state.screen == .users)
  }

  @Test("The range in force holds for the stream too")
  func range() throws {
    var explorer = Driver()
    try explorer.press("2 ]")
    let oldest = SampleStore.newest.advanced(seconds: -2 * 86400)
    #expect(explorer.state.events.total < 691)
    #expect(explorer.state.events.rows.allSatisfy { $0.time > oldest })
    explorer.expect(contains: "range: last 24 hours")
  }

  @Test("Every width shows the day of an event")
  func days() throws {
    var explorer = Driver()
    try explorer.press("2")
    let newest = try #require(explorer.state.events.rows.first?.time)
    let expected = [
      (40, String(newest.minute.dropFirst(5))), (60, newest.minute), (80, newest.exact),
    ]
    for (columns, text) in expected {
      explorer.resize(columns, 15)
      let first = explorer.state.layout.body.minRow + 1
      #expect(explorer.lines[first].hasPrefix(" \(text)  Pageview"), "\n\(explorer.screen)")
    }
  }

  @Test("The detail does not say twice that an event is a pageview")
  func pageviewDetail() throws {
    var explorer = Driver(columns: 160, rows: 48)
    try explorer.press("2")
    #expect(explorer.state.events.selectedRow?.kind == .pageview)
    let lines = explorer.state.eventDetailLines(width: 40).map { $0.map(\.text).joined() }
    #expect(lines.prefix(2) == ["Pageview", ""])
  }

  @Test("New events leave the cursor on its event")
  func live() throws {
    var store = SampleStore()
    var explorer = Driver(store)
    try explorer.press("2 j j j j")
    let selected = try #require(explorer.state.events.selected)
    var random = SeededGenerator(seed: 9)
    store.add(SamplePerson(0, using: &random))
    store.revisionNumber += 1
    explorer.answers = { [store] in .success(store.answer($0)) }
    explorer.send(.tick)
    #expect(explorer.state.events.selected == selected)
    #expect(explorer.state.events.stream.index > 4)
  }
}
