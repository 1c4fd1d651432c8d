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

  @Test("Who rests at the top watches new events come; elsewhere the cursor stays on its event")
  func live() throws {
    var store = SampleStore()
    var explorer = Driver(store)
    try explorer.press("2")
    var random = SeededGenerator(seed: 9)
    func arrive() {
      store.add(SamplePerson(0, using: &random))
      store.revisionNumber += 1
      explorer.answers = { [store] in .success(store.answer($0)) }
      explorer.send(.tick)
    }
    let first = try #require(explorer.state.events.selected)
    arrive()
    #expect(explorer.state.events.selected != first)
    #expect(explorer.state.events.stream == ListCursor())
    try explorer.press("j j j j")
    let selected = try #require(explorer.state.events.selected)
    arrive()
    #expect(explorer.state.events.selected == selected)
    #expect(explorer.state.events.stream.index > 4)
  }

  // MARK: Paired devices

  private func pairedStore() throws -> (SampleStore, EventRow) {
    var store = SampleStore()
    let row = try #require(store.stream.dropFirst(3).first { !$0.properties.isEmpty })
    store.paired = [PairedUser(device: "kate's phone", environment: .main, user: row.user)]
    return (store, row)
  }

  @Test("Events of paired devices are marked; v shows only these, Esc all again (R-C5)")
  func paired() throws {
    let (store, row) = try pairedStore()
    var explorer = Driver(store, columns: 160, rows: 48)
    try explorer.press("2")
    explorer.expect(contains: "◉ 1 device paired")
    explorer.expect(contains: "◉ \(row.name)")
    #expect(explorer.state.events.total == store.stream.count)
    try explorer.press("v")
    explorer.expect(contains: "only paired devices")
    explorer.expect(contains: "kate's phone")
    #expect(!explorer.state.events.rows.isEmpty)
    #expect(explorer.state.events.rows.allSatisfy { $0.user == row.user })
    try explorer.press("esc")
    #expect(explorer.state.events.total == store.stream.count)
    try explorer.press("v v")
    #expect(explorer.state.events.total == store.stream.count)
  }

  @Test("Without a paired device v says what to do; when the last one goes, the screen says so")
  func nobodyPaired() throws {
    var explorer = Driver()
    try explorer.press("2 v")
    #expect(!explorer.state.events.onlyPaired)
    explorer.expect(contains: "startEVPairing")

    var (store, _) = try pairedStore()
    var other = Driver(store)
    try other.press("2 v")
    store.paired = []
    store.revisionNumber += 1
    other.answers = { [store] in .success(store.answer($0)) }
    other.send(.tick)
    other.expect(contains: "No device is paired.")
    try other.press("x")
    #expect(other.state.events.total == store.stream.count)
  }

  @Test("Who follows paired devices at the top sees what comes; elsewhere the cursor stays")
  func following() throws {
    var (store, row) = try pairedStore()
    var explorer = Driver(store)
    try explorer.press("2 v")
    func arrive() {
      var event = row
      event.name = "New"
      event.time = store.stream[0].time.advanced(seconds: 1)
      store.insert(event)
      store.revisionNumber += 1
      explorer.answers = { [store] in .success(store.answer($0)) }
      explorer.send(.tick)
    }
    arrive()
    #expect(explorer.state.events.stream.index == 0)
    #expect(explorer.state.events.selected?.name == "New")
    try explorer.press("j")
    let selected = explorer.state.events.selected
    arrive()
    #expect(explorer.state.events.selected == selected)
    #expect(explorer.state.events.stream.index == 2)
  }

  @Test("W keeps the event under the cursor, with a filter from its properties, under a name")
  func defining() throws {
    var explorer = Driver(columns: 120, rows: 40)
    try explorer.press("2 f")
    explorer.state.events.name = "Search"
    explorer.send(.tick)
    let row = try #require(explorer.state.events.selectedRow)
    let (key, value) = try #require(row.properties.min { $0.key < $1.key })
    try explorer.press("W")
    explorer.expect(contains: "Define an event: which ones?")
    let text = "\(row.name) where \(key)=\(FilterQuoting.value(value.text))"
    #expect(explorer.state.pickerEntries[0].title == row.name)
    #expect(explorer.state.pickerEntries[1].title == text)
    try explorer.press("down enter")
    explorer.expect(contains: "Save the event as")
    explorer.type("Looked for it")
    try explorer.press("enter")
    let definition = Definition(name: "Looked for it", content: .event(text))
    #expect(explorer.effects == [.saveDefinition(definition)])
  }

  @Test("What is typed defines an event too, if it can be read")
  func definingByText() throws {
    var explorer = Driver(columns: 120, rows: 40)
    try explorer.press("2 W")
    explorer.type("Search where plan")
    #expect(explorer.state.pickerEntries.first?.disabled != nil)
    explorer.type("=Pro")
    try explorer.press("enter")
    explorer.type("Pro searches")
    try explorer.press("enter")
    #expect(
      explorer.effects == [
        .saveDefinition(
          Definition(name: "Pro searches", content: .event("Search where plan=Pro")))
      ])
  }

  @Test("Every proposed definition can be read and fits the event it was made from")
  func proposals() throws {
    var explorer = Driver()
    try explorer.press("2")
    for _ in 0..<40 {
      let row = try #require(explorer.state.events.selectedRow)
      for entry in explorer.state.defineEntries {
        let selector = try EventSelector(parsing: entry.title)
        #expect(selector.choices.map(\.name) == [row.name])
        #expect(selector.choices.allSatisfy { $0.filter.matches(row.properties) }, "\(entry.title)")
      }
      try explorer.press("j")
    }
  }
}
