import Analysis
import Canvas
import Domain
import Testing

@testable import Explorer

@Suite("The List view")
struct UsersTests {
  @Test("R-U1: the newest activity is on top, counts and range are in the heading")
  func newestFirst() {
    let explorer = Driver()
    #expect(
      explorer.lines[1]
        == " 60 users · 40 identified · 691 events · 138 sessions · all time")
    let times = (explorer.state.users.page?.rows ?? []).compactMap(\.lastSeen)
    #expect(times == times.sorted(by: >))
    #expect(times.count > 50)
  }

  @Test("The cursor moves by line, page, half page and to the ends, and stops there")
  func moving() throws {
    var explorer = Driver()
    func place(after keys: String) throws -> Int {
      try explorer.press(keys)
      return explorer.state.users.cursor.index
    }
    #expect(try place(after: "j j j") == 3)
    #expect(try place(after: "k") == 2)
    #expect(try place(after: "k k k k") == 0)
    #expect(try place(after: "pgdn") == 19)
    #expect(try place(after: "^d") == 29)
    #expect(try place(after: "^u") == 19)
    #expect(try place(after: "G") == 59)
    #expect(try place(after: "j") == 59)
    #expect(try place(after: "g g") == 0)
    #expect(try place(after: "end") == 59)
    #expect(try place(after: "home") == 0)
  }

  @Test("The filter works while it is typed, marks what it finds, and Esc takes it back")
  func filtering() throws {
    var explorer = Driver()
    try explorer.press("j j j j /")
    let before = explorer.state.users.selected
    explorer.type("kate")
    explorer.expect(contains: "1 of 60 users")
    let frame = explorer.frame
    let row = try #require(explorer.lines.firstIndex { $0.contains("kate@example.com") })
    let marked = (0..<80).filter { frame[column: $0, row: row].style.role == .match }
    #expect(marked.count == 4)
    try explorer.press("esc")
    explorer.expect(contains: "60 users")
    explorer.expect(lacks: "filter:")
    #expect(explorer.state.users.selected != nil && before != nil)
  }

  @Test("Enter keeps the filter; Esc on the list then drops it")
  func keepingAFilter() throws {
    var explorer = Driver()
    try explorer.press("/")
    explorer.type("jack")
    try explorer.press("enter")
    explorer.expect(contains: "filter: jack")
    try explorer.press("esc")
    explorer.expect(lacks: "filter: jack")
  }

  @Test("A word with a capital letter is matched exactly")
  func smartCase() throws {
    var explorer = Driver()
    try explorer.press("/")
    explorer.type("USER")
    explorer.expect(contains: "No user matches.")
    explorer.expect(contains: "Filter: USER")
  }

  @Test("R-U1: with a range or a filter the heading counts users only, and the range stays")
  func headingInARange() throws {
    var explorer = Driver()
    try explorer.press("]")
    let count = explorer.state.users.count
    #expect(count > 0 && count < 60)
    #expect(explorer.lines[1] == " \(count) of 60 users · active in the last 24 hours")
    explorer.resize(40, 10)
    #expect(explorer.lines[1] == " \(count) of 60 users · last 24 hours")
    try explorer.press("[ /")
    explorer.resize(80, 24)
    explorer.type("kate")
    #expect(explorer.lines[1] == " 1 of 60 users · filter: kate · all time")
    explorer.type(String(repeating: "x", count: 100))
    #expect(explorer.lines[1] == " 0 of 60 users · all time")
  }

  @Test("A filter that finds nobody says what it looks at")
  func filterLooksAtNames() throws {
    var explorer = Driver()
    try explorer.press("/")
    explorer.type("plan-pro")
    explorer.expect(contains: #"No name, identity or id has "plan-pro""#)
    try explorer.press("enter ]")
    explorer.expect(contains: #"In this range no name, identity or id has "plan-pro""#)
    explorer.resize(40, 10)
    try explorer.press("[")
    explorer.expect(contains: #"No name, identity or id has "plan-pro""#)
    try explorer.press("x /")
    explorer.type("plan=nothing")
    explorer.expect(contains: "No user matches.")
    explorer.expect(lacks: "No name, identity or id has")
    explorer.type(" plann=Pro")
    explorer.expect(contains: "no user has the property 'plann'")
  }

  @Test("A last seen far back has its minute where there is room, and its day anywhere")
  func lastSeenFarBack() throws {
    var explorer = Driver()
    explorer.send(.clock(SampleStore.now.advanced(seconds: 90 * 86_400)))
    for (columns, rows) in [(60, 15), (80, 24), (120, 40), (160, 48)] {
      explorer.resize(columns, rows)
      #expect(explorer.lines[3].contains("2026-04-01 11:52"), "\n\(explorer.screen)")
    }
    explorer.resize(40, 10)
    #expect(explorer.lines[3].contains("2026-04-01"))
    explorer.expect(lacks: "2026-04-01 1")
    explorer.resize(80, 24)
    try explorer.press("enter")
    explorer.expect(contains: "last seen 2026-04-01 11:52")
  }

  @Test("Names take the room that columns leave which do not fit", arguments: 30...200)
  func noRoomIsWasted(columns: Int) throws {
    let explorer = Driver(columns: columns, rows: 20)
    var frame = explorer.frame
    let layout = explorer.state.drawUserList(into: &frame, explorer.state.usersPanes.list)
    let places = layout.columns
    let end = try #require(places.last.map { $0.start + $0.width })
    let views = explorer.state.userColumns
    // No column is blank beside a name that is cut, and none is too narrow to be read.
    #expect(end >= explorer.state.usersPanes.list.maxColumn - 2)
    for place in places.dropFirst(2) {
      let heading = TextWidth.of(views[place.column].heading)
      #expect(place.width >= min(heading, 8), "\(views[place.column].heading)")
    }
  }

  @Test("Tab and p are hinted only where they do something, and say why where they do not")
  func paneHints() throws {
    for (columns, rows) in [(80, 24), (60, 15), (120, 40)] {
      var explorer = Driver(columns: columns, rows: rows)
      explorer.state.users.wantsDetail = false
      #expect(explorer.lines.last?.contains("Tab pane") == false)
      try explorer.press("p")
      #expect(explorer.state.usersPanes.detail != nil)
      explorer.expect(contains: "○ anonymous")
    }
    var small = Driver(columns: 40, rows: 10)
    #expect(small.lines.last?.contains("p detail") == false)
    #expect(small.lines.last?.contains("Tab pane") == false)
    try small.press("p")
    #expect(small.lines.last?.contains("the window is too small") == true)
  }

  @Test("Keys typed into the filter are text, sequences and commands included")
  func typingIsText() throws {
    var explorer = Driver()
    try explorer.press("/")
    explorer.type("gg?:q")
    #expect(explorer.state.users.filter.text == "gg?:q")
    #expect(explorer.effects.isEmpty)
    #expect(explorer.state.picker == nil)
  }

  @Test("A paste is typed into the filter and never obeyed")
  func pasting() throws {
    var explorer = Driver()
    explorer.send(.input(.paste("qqq")))
    #expect(explorer.effects.isEmpty)
    try explorer.press("/")
    explorer.send(.input(.paste("kate\nq")))
    #expect(explorer.state.users.filter.text == "kate\nq")
    #expect(explorer.effects.isEmpty)
  }

  @Test("The column cursor says what s sorts by; once more reverses")
  func sorting() throws {
    var explorer = Driver()
    try explorer.press("l s")
    #expect(explorer.state.users.sort == UserSort(.lastSeen, descending: false))
    try explorer.press("l l l s")
    #expect(explorer.state.users.sort == UserSort(.events, descending: true))
    let events = (explorer.state.users.page?.rows ?? []).map(\.events)
    #expect(events == events.sorted(by: >))
    try explorer.press("s")
    #expect(explorer.state.users.sort == UserSort(.events, descending: false))
  }

  @Test("Sorting keeps the cursor on the same user, in view")
  func sortingKeepsTheUser() throws {
    var explorer = Driver()
    try explorer.press("j j j j j j j s")
    let name = try #require(explorer.state.users.selectedRow?.name)
    #expect(explorer.selectedLine?.contains(name) == true)
    try explorer.press("s")
    #expect(explorer.state.users.selectedRow?.name == name)
    #expect(explorer.selectedLine?.contains(name) == true)
  }

  @Test("Every preset of the range is one key away in both directions (R-U1)")
  func ranges() throws {
    var explorer = Driver()
    for range in TimeRange.presets.dropFirst() + [.all] {
      try explorer.press("]")
      #expect(explorer.lines[1].hasSuffix(" · \(range.activity)"))
    }
    try explorer.press("[")
    #expect(explorer.state.range == .lastDays(90))
    try explorer.press("t k k enter")
    #expect(explorer.state.range == .lastDays(7))
    #expect(explorer.effects.contains(.save(explorer.state.settings)))
  }

  @Test("Columns are ticked in a list and kept")
  func columns() throws {
    var explorer = Driver(columns: 200)
    explorer.expect(contains: "seats")
    try explorer.press("c space enter")
    #expect(explorer.state.settings.columns == ["city", "seats"])
    #expect(explorer.effects == [.save(explorer.state.settings)])
    try explorer.press("c space esc")
    #expect(explorer.state.settings.columns == ["city", "seats"])
  }

  @Test("A long list is read in windows: the end of half a million users is two questions away")
  func windows() throws {
    var asked: [UsersQuestion] = []
    var explorer = Driver { question in
      guard case .users(let question) = question else {
        return .success(SampleStore(users: 0).answer(question))
      }
      asked.append(question)
      return .success(.users(Self.page(question, of: 500_000)))
    }
    try explorer.press("G")
    #expect(explorer.state.users.cursor.index == 499_999)
    #expect(explorer.selectedLine?.contains("person499999") == true)
    try explorer.press("k k pgup")
    #expect(asked.count == 2)
    #expect(asked.allSatisfy { $0.limit <= 200 })
    try explorer.press("g g")
    #expect(explorer.selectedLine?.contains("person0") == true)
  }

  @Test("Rows that are not there yet are shown as such, and the cursor already moves over them")
  func missingRows() throws {
    var explorer = Driver { question in
      guard case .users(let question) = question else {
        return .success(SampleStore(users: 0).answer(question))
      }
      return .success(.users(Self.page(question, of: 5_000)))
    }
    explorer.holdsAnswers = true
    try explorer.press("G")
    #expect(explorer.state.users.cursor.index == 4_999)
    #expect(explorer.state.users.selectedRow == nil)
    explorer.answer()
    #expect(explorer.selectedLine?.contains("person4999") == true)
  }

  private static func page(_ question: UsersQuestion, of count: Int) -> UsersPage {
    var page = UsersPage()
    page.matching = count
    page.total = count
    let end = min(count, question.offset + question.limit)
    page.rows = (min(question.offset, end)..<end).map { index in
      UserRow(
        id: UserID(truncating: UInt64(index)), identity: Identity(unchecked: "person\(index)"),
        firstSeen: SampleStore.newest)
    }
    return page
  }

  @Test("The detail pane is beside a wide list, below on request, and says all there is")
  func detail() throws {
    var explorer = Driver(columns: 120, rows: 40)
    try explorer.press("j j")
    explorer.expect(contains: "Merged ids")
    try explorer.press("p")
    explorer.expect(lacks: "Merged ids")
    explorer.resize(80, 24)
    try explorer.press("p")
    explorer.expect(contains: "Identity    jack@example.com")
    explorer.resize(40, 10)
    explorer.expect(lacks: "Identity    jack@example.com")
  }

  @Test("R-I10: a placeholder identity is marked in the list and explained in the detail")
  func warnings() throws {
    var explorer = Driver(columns: 120, rows: 40)
    explorer.expect(contains: "guest !")
    try explorer.press("/")
    explorer.type("guest")
    explorer.expect(contains: "This identity is a placeholder")
  }

  @Test("R-U5: a user without events has no last seen")
  func withoutEvents() throws {
    var explorer = Driver(columns: 120, rows: 40)
    try explorer.press("G")
    explorer.expect(contains: "never: no events")
  }

  @Test("The store's changes are shown at a tick, the cursor stays on its user")
  func live() throws {
    var store = SampleStore()
    var explorer = Driver(store)
    try explorer.press("j j j")
    let selected = try #require(explorer.state.users.selected)
    let line = try #require(explorer.lines.firstIndex { $0 == explorer.selectedLine })
    var random = SeededGenerator(seed: 9)
    store.add(SamplePerson(0, using: &random))
    store.revisionNumber += 1
    explorer.answers = { [store] in .success(store.answer($0)) }
    explorer.send(.tick)
    explorer.expect(contains: "61 users")
    #expect(explorer.state.users.selected == selected)
    #expect(explorer.state.users.cursor.index == 4)
    #expect(explorer.lines[line] == explorer.selectedLine)
  }

  @Test("A tick without a change asks for nothing but the revision")
  func quietTick() {
    var explorer = Driver()
    explorer.holdsAnswers = true
    explorer.send(.tick)
    #expect(explorer.waiting.map(\.question) == [.revision])
    explorer.answer()
    #expect(explorer.waiting.isEmpty)
  }

  @Test("Names from data cannot send an escape to the terminal")
  func untrusted() {
    let explorer = Driver()
    explorer.expect(contains: "evil␛[31m@example.com")
    #expect(!explorer.screen.unicodeScalars.contains("\u{1b}"))
  }

  @Test("A click selects, a double click opens, the wheel scrolls, a click on a title sorts")
  func mouse() throws {
    var explorer = Driver()
    explorer.mouse(.press, 10, 5)
    #expect(explorer.state.users.cursor.index == 2)
    explorer.mouse(.scrollDown, 10, 5)
    #expect(explorer.state.users.cursor.top == 3)
    let column = try #require(explorer.lines[2].range(of: "First seen"))
    explorer.mouse(
      .press, explorer.lines[2].distance(from: explorer.lines[2].startIndex, to: column.lowerBound),
      2)
    #expect(explorer.state.users.sort.column == .firstSeen)
    explorer.mouse(.doublePress, 10, 5)
    #expect(explorer.state.profile != nil)
    explorer.mouse(.press, 10, 0)
    #expect(explorer.state.screen == .events)
    #expect(explorer.state.profile == nil)
  }

  @Test("Copies are whole and as stored")
  func copying() throws {
    var explorer = Driver()
    try explorer.press("j y v")
    #expect(explorer.effects.last == .copy("kate@example.com"))
    try explorer.press("y i")
    let id = try #require(explorer.state.users.selectedRow?.id)
    #expect(explorer.effects.last == .copy("\(id)"))
    try explorer.press("y j")
    guard case .copy(let json) = explorer.effects.last else {
      Issue.record("nothing copied")
      return
    }
    #expect(json.hasPrefix(#"{"user_id":"\#(id)","identity":"kate@example.com","name":"#))
    #expect(json.contains(#""seats":8"#))
  }
}
