import Analysis
import Canvas
import Domain
import Testing

@testable import Explorer

@Suite("Trends")
struct TrendsTests {
  /// The last question of a trend, taken from what is asked.
  private func driver(
    _ store: SampleStore = SampleStore(), columns: Int = 120, rows: Int = 40
  ) throws -> Driver {
    var explorer = Driver(store, columns: columns, rows: rows)
    try explorer.press("4")
    return explorer
  }

  @Test("Trends at each size, split by a property", arguments: GoldenFrameTests.sizes)
  func golden(columns: Int, rows: Int) throws {
    var explorer = try driver(columns: columns, rows: rows)
    try Golden.expect(explorer.frame, is: "trends-\(columns)x\(rows)")
    try explorer.press("m b")
    explorer.type("plan")
    try explorer.press("enter h h")
    try Golden.expect(explorer.frame, is: "trends-grouped-\(columns)x\(rows)")
  }

  @Test("An empty store, no match, a text that is not understood: all say what to do")
  func messages() throws {
    try Golden.expect(
      try driver(SampleStore(users: 0), columns: 80, rows: 24).frame, is: "trends-empty")
    var explorer = try driver(columns: 80, rows: 24)
    try explorer.press("/")
    explorer.type("nobody")
    try explorer.press("enter ]")
    try Golden.expect(explorer.frame, is: "trends-no-match")
    try explorer.press("x [")
    explorer.state.trends.definition.event = "Search where"
    try explorer.press("m")
    #expect(explorer.state.trends.problem?.field == .event)
    try Golden.expect(explorer.frame, is: "trends-problem")
  }

  @Test("The screen opens with any event over all time, in buckets that fit the window")
  func opening() throws {
    let explorer = try driver()
    let asked = try #require(explorer.state.trends.asked)
    #expect(asked.event == .any && asked.range == .all && asked.interval == .week)
    #expect(explorer.state.trends.answer?.total.totalEvents == 691)
    var wide = explorer
    wide.resize(220, 50)
    #expect(wide.state.trends.asked?.interval == .day)
    try wide.press("i k enter")
    #expect(wide.state.trends.asked?.interval == .hour)
    wide.resize(60, 20)
    #expect(wide.state.trends.asked?.interval == .hour)
  }

  @Test("Every key asks anew at once: interval, event, group, measure, filter, range, zone")
  func editing() throws {
    var explorer = try driver()
    try explorer.press("+ +")
    #expect(explorer.state.trends.asked?.interval == .hour)
    try explorer.press("- - -")
    #expect(explorer.state.trends.asked?.interval == .month)
    try explorer.press("e")
    explorer.type("sear")
    try explorer.press("enter")
    #expect(explorer.state.trends.asked?.event.text == "Search")
    try explorer.press("b")
    explorer.type("term")
    try explorer.press("enter")
    #expect(explorer.state.trends.asked?.grouping == .event("term"))
    try explorer.press("z")
    explorer.type("berl")
    try explorer.press("enter")
    #expect(explorer.state.trends.asked?.timeZone == "Europe/Berlin")
    explorer.expect(contains: "cut in Europe/Berlin")
    try explorer.press("]")
    #expect(explorer.state.trends.asked?.range == .lastHours(24))
    let question = try #require(explorer.state.trends.asked)
    try explorer.press("m")
    #expect(explorer.state.trends.definition.showsUsers)
    #expect(explorer.state.trends.asked == question)
    try explorer.press("/")
    explorer.type("kate")
    #expect(explorer.state.trends.asked?.filter.words == ["kate"])
    try explorer.press("enter esc")
    #expect(explorer.state.trends.asked?.filter.isEmpty == true)
    #expect(explorer.state.screen == .trends)
  }

  @Test("An event can be typed with a condition; Tab takes a name to go on from")
  func typedEvent() throws {
    var explorer = try driver()
    try explorer.press("e")
    explorer.type("chec")
    try explorer.press("tab")
    explorer.type(" where express=true")
    try explorer.press("enter")
    #expect(explorer.state.trends.definition.event == "Checkout where express=true")
    try explorer.press("e")
    explorer.expect(contains: "in force")
  }

  @Test("The cursor reads a bucket: its values stand in the legend, its row in the table")
  func cursor() throws {
    var explorer = try driver()
    let answer = try #require(explorer.state.trends.answer)
    #expect(explorer.state.trends.cursor == answer.buckets.count - 1)
    try explorer.press("h h")
    let bucket = answer.buckets.count - 3
    #expect(explorer.state.trends.cursor == bucket)
    let row = explorer.state.trends.buckets[bucket].day
    #expect(
      explorer.lines.contains { $0.contains(row) && $0.contains("\(answer.total.events[bucket])") })
    try explorer.press("g g")
    #expect(explorer.state.trends.cursor == 0)
    try explorer.press("G l")
    #expect(explorer.state.trends.cursor == answer.buckets.count - 1)
  }

  @Test("The cursor stays on its moment when the interval changes, and on its group")
  func stays() throws {
    var explorer = try driver()
    try explorer.press("b")
    explorer.type("plan")
    try explorer.press("enter j h h h h")
    let before = explorer.state.trends
    let moment = before.buckets[before.cursor]
    try explorer.press("+")
    let after = explorer.state.trends
    #expect(after.buckets[after.cursor] == moment)
    #expect(after.lines[after.line].value == before.lines[before.line].value)
  }

  @Test("R-G1: the total of users is that of distinct users, not the sum, and says so")
  func distinct() throws {
    var explorer = try driver()
    try explorer.press("m")
    let total = try #require(explorer.state.trends.answer?.total)
    #expect(total.totalUsers < total.users.reduce(0, +))
    explorer.expect(contains: "distinct users")
    explorer.expect(contains: "not the sum")
    let totals = explorer.lines.first { $0.hasPrefix(" whole range") }
    #expect(totals?.contains(" \(total.totalUsers) ") == true)
  }

  @Test(
    "R-G2: buckets are written in the time zone in which they were cut",
    arguments: [
      ("UTC", TrendInterval.day, "2026-03-15T00:00:00Z", "Sun 2026-03-15"),
      ("Europe/Berlin", .day, "2026-03-14T23:00:00Z", "Sun 2026-03-15"),
      ("Asia/Kolkata", .hour, "2026-03-15T03:30:00Z", "2026-03-15 09:00"),
      ("Pacific/Honolulu", .week, "2026-03-16T10:00:00Z", "2026-03-16"),
      ("Pacific/Kiritimati", .month, "2026-02-28T10:00:00Z", "2026-03"),
    ])
  func zones(zone: String, interval: TrendInterval, start: String, title: String) throws {
    let bucket = try #require(Timestamp(iso8601: start))
    #expect(BucketText(interval, timeZone: zone).title(bucket) == title)
  }

  @Test("A time zone that does not exist can't be taken, and says what is expected")
  func unknownZone() throws {
    var explorer = try driver()
    try explorer.press("z")
    explorer.type("Mars/Olympus")
    try explorer.press("enter")
    explorer.expect(contains: "expected UTC, or a name such as Europe/Berlin")
    #expect(explorer.state.trends.definition.timeZone == "UTC")
  }

  @Test("Enter opens exactly the users of the bucket and group under the cursor; Esc returns")
  func members() throws {
    let store = SampleStore()
    var explorer = try driver(store)
    try explorer.press("b")
    explorer.type("plan")
    try explorer.press("enter h")
    let trends = explorer.state.trends
    let cell = try #require(trends.cell)
    let question = try #require(trends.answered)
    let counted = trends.lines[trends.line].users[trends.cursor]
    try explorer.press("enter")
    #expect(explorer.state.screen == .users)
    #expect(explorer.state.users.count == counted)
    let members = store.users(of: question, cell)
    #expect(explorer.state.users.page?.rows.allSatisfy { members.contains($0.id) } == true)
    explorer.expect(contains: "any event, plan Team, ")
    try explorer.press("esc")
    #expect(explorer.state.screen == .trends && explorer.state.trends.cursor == trends.cursor)
    try explorer.press("a")
    #expect(explorer.state.users.count == trends.lines[trends.line].totalUsers)
  }

  @Test("What is typed does not change whose users are opened before it is answered")
  func membersOfTheAnswer() throws {
    var explorer = try driver()
    explorer.holdsAnswers = true
    try explorer.press("/")
    explorer.type("nobody")
    try explorer.press("enter enter")
    guard case .trend(let question, _) = explorer.state.users.members?.members else {
      Issue.record("no users of a trend are open")
      return
    }
    #expect(question.filter.isEmpty)
  }

  @Test("A text that is not understood leaves the last good chart and asks nothing")
  func problems() throws {
    var explorer = try driver()
    let asked = explorer.state.trends.asked
    explorer.state.trends.definition.event = ""
    try explorer.press("h")
    #expect(explorer.state.trends.problem?.field == .event)
    #expect(explorer.state.trends.asked == asked && explorer.state.trends.answer != nil)
    explorer.expect(contains: "event: character 1: found the end, expected the name of an event")
    explorer.state.trends.definition.event = "Search"
    try explorer.press("h")
    #expect(explorer.state.trends.problem == nil)
  }

  @Test("Value, row and JSON of what is under the cursor are copied")
  func copying() throws {
    var explorer = try driver()
    try explorer.press("y v y r y j")
    #expect(
      explorer.effects == [
        .copy("41"), .copy("2026-03-30T00:00:00.000Z\t41\t11"),
        .copy(#"{"start":"2026-03-30T00:00:00.000Z","group":null,"events":41,"users":11}"#),
      ])
  }

  @Test("A trend is saved under a name, opened, renamed and deleted")
  func keeping() throws {
    var explorer = try driver()
    try explorer.press("o")
    explorer.expect(contains: "no trend is saved yet")
    try explorer.press("m ] W")
    explorer.type("Active")
    try explorer.press("enter")
    var definition = TrendDefinition()
    definition.interval = explorer.state.trends.definition.interval
    definition.range = "24h"
    definition.showsUsers = true
    let kept = Definition(name: "Active", content: .trend(definition))
    #expect(explorer.effects.last == .saveDefinition(kept))
    explorer.send(.saved([kept]))
    try explorer.press("m [")
    explorer.expect(contains: "Active (changed)")
    try explorer.press("o enter")
    #expect(explorer.state.trends.definition.showsUsers)
    #expect(explorer.state.range == .lastHours(24))
    explorer.expect(lacks: "(changed)")
    try explorer.press("o r")
    explorer.type(" users")
    try explorer.press("enter")
    #expect(explorer.effects.last == .renameDefinition(kept, to: "Active users"))
    try explorer.press("o d j enter")
    #expect(explorer.effects.last == .deleteDefinition(kept))
  }

  @Test("The mouse chooses bucket, group and number; a double click opens the users")
  func mouse() throws {
    var explorer = try driver()
    try explorer.press("b")
    explorer.type("plan")
    try explorer.press("enter")
    let panes = explorer.state.trendPanes
    explorer.mouse(.press, panes.legend.minColumn + 4, panes.legend.minRow + 1)
    #expect(explorer.state.trends.line == 0)
    let plot = ChartLayout(explorer.state.trendChart, in: panes.chart).plot
    explorer.mouse(.press, plot.minColumn, plot.minRow + 2)
    #expect(explorer.state.trends.cursor == 0)
    explorer.mouse(.scrollDown, plot.minColumn, plot.minRow + 2)
    #expect(explorer.state.trends.cursor == 3)
    let table = try #require(panes.table)
    try explorer.press("G")
    explorer.mouse(.press, 3, table.minRow + 3)
    let top = explorer.state.trends.tableTop
    #expect(explorer.state.trends.cursor == explorer.state.trendBucket(row: top + 1))
    explorer.mouse(.doublePress, 3, table.minRow + 2)
    #expect(explorer.state.screen == .users && explorer.state.users.members != nil)
  }

  @Test("p shows and hides the table; a small window says that there is no room")
  func table() throws {
    var explorer = try driver()
    #expect(explorer.state.trendPanes.table != nil)
    try explorer.press("p")
    #expect(explorer.state.trendPanes.table == nil)
    explorer.resize(40, 10)
    try explorer.press("p")
    explorer.expect(contains: "the window is too small")
  }

  @Test("A bucket that the range cuts is told from a whole one")
  func partial() throws {
    var explorer = try driver()
    #expect(!explorer.state.trends.isCursorPartial)
    try explorer.press("] ]")
    #expect(explorer.state.trends.isCursorPartial)
    explorer.expect(contains: "it is not whole")
    try explorer.press("h")
    #expect(!explorer.state.trends.isCursorPartial)
  }

  @Test("ASCII glyphs leave nothing but ASCII in a chart of several lines")
  func ascii() throws {
    var explorer = try driver(SampleStore(users: 2))
    explorer.state.settings.theme = "ascii"
    explorer.state.trends.definition.by = "plan"
    for keys in ["R", "m", "5"] {
      try explorer.press(keys)
      let strange = explorer.screen.unicodeScalars.filter { !$0.isASCII }
      #expect(strange.isEmpty, "\(String(String.UnicodeScalarView(strange)))")
    }
  }
}
