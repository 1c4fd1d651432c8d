import Analysis
import Domain
import Testing

@testable import Explorer

@Suite("The profile")
struct ProfileTests {
  private func profile(
    of name: String, columns: Int = 120, rows: Int = 40, store: SampleStore = SampleStore()
  ) throws -> Driver {
    var explorer = Driver(store, columns: columns, rows: rows)
    try explorer.press("/")
    explorer.type(name)
    try explorer.press("enter enter")
    return explorer
  }

  @Test("R-U2: every merged user_id is shown with when and how it migrated")
  func members() throws {
    let explorer = try profile(of: "jack")
    let members = try #require(explorer.state.profile?.profile?.members)
    #expect(members.count == 3)
    for member in members {
      explorer.expect(contains: "\(member.id) · migrated 2026-03-28 09:34")
    }
    explorer.expect(contains: "by identify on the device")
    explorer.expect(contains: "by the server's identify call")
    explorer.expect(contains: "by an import")
  }

  @Test("R-U3: all history is shown whatever the list's range, and the heading says so")
  func allHistory() throws {
    var explorer = Driver(columns: 120, rows: 40)
    try explorer.press("/")
    explorer.type("jack")
    try explorer.press("enter ] enter")
    let visits = try #require(explorer.state.profile?.profile?.visits)
    for visit in visits { explorer.expect(contains: visit.start.minute) }
    let old = SampleStore.newest.advanced(seconds: -86400)
    #expect(visits.contains { $0.start < old })
    explorer.expect(contains: "all history; list: last 24 hours")
  }

  @Test("R-U4: a session line has start, duration or a dash, events and the most frequent ones")
  func sessionLines() throws {
    let explorer = try profile(of: "zoë")
    explorer.expect(contains: "▸ 2026-03-31 07:19            —       1  web      Pageview")
    explorer.expect(
      contains: "▸ 2026-03-29 16:13   4 min 51 s       4  mobile   Pageview ×2, Check")
  }

  @Test("R-S10: server events that fit no session stand in a group that says so")
  func serverGroups() throws {
    try profile(of: "zoë", columns: 160).expect(contains: "server events: Invoice Paid ×7")
  }

  @Test("A session opens to its events, an event to its properties, and they close again")
  func tree() throws {
    var explorer = try profile(of: "zoë")
    try explorer.press("j enter")
    explorer.expect(contains: "Search  results=24  term=running shoes")
    try explorer.press("j j enter")
    explorer.expect(contains: "term  running shoes")
    #expect(explorer.selectedLine?.contains("Search") == true)
    try explorer.press("j h")
    #expect(explorer.selectedLine?.contains("Search") == true)
    try explorer.press("h")
    explorer.expect(lacks: "term  running shoes")
    try explorer.press("h h")
    explorer.expect(lacks: "Search  results")
    #expect(explorer.selectedLine?.contains("2026-03-29 16:13") == true)
  }

  @Test("Events are asked for when a session opens, not before")
  func lazily() throws {
    var explorer = Driver(columns: 120, rows: 40)
    try explorer.press("j")
    explorer.holdsAnswers = true
    try explorer.press("enter")
    explorer.answer()
    #expect(explorer.waiting.isEmpty)
    try explorer.press("enter")
    #expect(explorer.waiting.count == 1)
    explorer.expect(contains: "reading the events")
    explorer.answer()
    explorer.expect(lacks: "reading the events")
  }

  @Test("Two sessions opened one after the other both get their events")
  func twoHistories() throws {
    var explorer = try profile(of: "zoë")
    explorer.holdsAnswers = true
    try explorer.press("enter } enter")
    #expect(explorer.waiting.count == 2)
    explorer.answer()
    explorer.expect(lacks: "reading the events")
  }

  @Test("A long session is read in pages as the cursor comes to their end")
  func pages() throws {
    let store = SampleStore()
    let key = try #require(store.rows.first { $0.name == "zoë@example.com" }?.id)
    let sample = try #require(store.histories[key]?[0].first)
    var explorer = Driver(columns: 120, rows: 40) { question in
      guard case .history(let asked) = question else { return .success(store.answer(question)) }
      let rows = (asked.offset..<min(450, asked.offset + asked.limit)).map { number in
        var row = sample
        row.name = "Event \(number)"
        return row
      }
      return .success(.history(HistoryPage(rows: rows, total: 450)))
    }
    try explorer.press("/")
    explorer.type("zoë")
    try explorer.press("enter enter enter j")
    explorer.expect(contains: "Event 0")
    for _ in 0..<20 { try explorer.press("pgdn") }
    #expect(explorer.state.profile?.histories.values.first?.rows.count == 450)
  }

  @Test("{ and } go over sessions, g f to the very first event, opening what it takes")
  func jumps() throws {
    var explorer = try profile(of: "zoë")
    try explorer.press("}")
    #expect(explorer.selectedLine?.contains("2026-03-29 16:13") == true)
    try explorer.press("{")
    #expect(explorer.selectedLine?.contains("2026-03-31 07:19") == true)
    try explorer.press("g f")
    #expect(explorer.selectedLine?.contains("02:54") == true)
    #expect(explorer.selectedLine?.contains("Invoice Paid") == true)
    try explorer.press("{")
    #expect(explorer.selectedLine?.contains("2026-03-29 02:54") == true)
  }

  @Test("R-M1: a property opens to earlier values, each with the one it lost to")
  func propertyHistory() throws {
    var explorer = try profile(of: "zoë")
    explorer.expect(contains: "Pro  +1")
    try explorer.press("tab j j enter")
    let history = explorer.state.profile?.profile?.properties.first { $0.key == "plan" }?.history
    let winner = try #require(history?.current?.user)
    explorer.expect(contains: "Free  lost to Pro (user \(winner))")
    explorer.resize(160, 48)
    explorer.expect(contains: "Free  2026-03-29, lost to Pro (user \(winner))")
    try explorer.press("h")
    explorer.expect(lacks: "lost to")
  }

  /// Writes of zoë's plan, in place of those of the sample.
  private func profile(
    writing entries: (UserID) -> [PropertyHistory.Entry], columns: Int = 120
  ) throws -> Driver {
    let store = SampleStore()
    let id = try #require(store.rows.first { $0.name == "zoë@example.com" }?.id)
    let history = PropertyHistory(entries(id), in: id)
    var explorer = Driver(columns: columns, rows: 40) { question in
      guard case .profile(var found?) = store.answer(question) else {
        return .success(store.answer(question))
      }
      found.properties = [ProfileProperty(key: "plan", history: history)]
      return .success(.profile(found))
    }
    try explorer.press("/")
    explorer.type("zoë")
    try explorer.press("enter enter")
    return explorer
  }

  @Test("A value that the same user replaced says until when it was in force")
  func replacedValue() throws {
    var explorer = try profile(writing: { id in
      [
        .init("Free", at: SampleStore.newest.advanced(seconds: -9 * 86_400), by: id, sequence: 1),
        .init("Pro", at: SampleStore.newest, by: id, sequence: 2),
      ]
    })
    try explorer.press("tab j enter")
    explorer.expect(contains: "Free  2026-03-23 until 2026-04-01")
    explorer.expect(lacks: "lost to")
  }

  @Test("A long value is cut rather than its date left out")
  func longValue() throws {
    let explorer = try profile(writing: { id in
      [.init("a value of rather many words", at: SampleStore.newest, by: id, sequence: 1)]
    })
    let line = try #require(explorer.lines.first { $0.contains("  plan ") })
    #expect(line.contains("a val"))
    #expect(line.contains("… 2026-04-01 │"))
  }

  @Test("Where a session was is said at 100 columns too, in short")
  func shortPlatform() throws {
    let explorer = try profile(of: "zoë", columns: 100)
    explorer.expect(contains: "  From  Most")
    explorer.expect(contains: "  web   Page")
    explorer.expect(contains: "  mob   Page")
  }

  @Test("/ keeps the properties and ids in which all words occur, Esc takes it back")
  func filteringFacts() throws {
    var explorer = try profile(of: "zoë")
    try explorer.press("/")
    explorer.type("utm")
    explorer.expect(contains: "Initial UTM Source")
    explorer.expect(lacks: "Nairobi")
    explorer.expect(lacks: "User ids")
    explorer.type("zz")
    explorer.expect(contains: "No property or id fits.")
    try explorer.press("^u")
    explorer.type("free")
    explorer.expect(contains: "plan")
    try explorer.press("enter esc")
    explorer.expect(contains: "Nairobi")
    #expect(explorer.state.profile != nil)
  }

  @Test("Esc, - and q go back to the list, on the same user")
  func back() throws {
    for key in ["esc", "-", "q", "backspace"] {
      var explorer = Driver()
      try explorer.press("j j j enter")
      #expect(explorer.state.profile != nil)
      try explorer.press(key)
      #expect(explorer.state.profile == nil)
      #expect(explorer.state.users.cursor.index == 3)
      #expect(explorer.effects.isEmpty)
    }
  }

  @Test("New sessions leave opened ones open and the cursor on its line")
  func live() throws {
    var store = SampleStore()
    var explorer = try profile(of: "zoë", store: store)
    try explorer.press("} enter j j")
    let line = try #require(explorer.selectedLine?.split(separator: "│").last)
    store.revisionNumber += 1
    explorer.answers = { question in
      guard
        case .success(.profile(let found?)) = Result<Answer, QuestionFailure>.success(
          store.answer(question))
      else { return .success(Self.shifted(store, question)) }
      var profile = found
      let newest = Visit(
        kind: .serverGroup, user: found.user.id, start: SampleStore.newest, events: 1,
        topEvents: [EventCount(name: "New", count: 1)])
      profile.visits.insert(newest, at: 0)
      return .success(.profile(profile))
    }
    explorer.send(.tick)
    explorer.expect(contains: "server events: New")
    #expect(explorer.selectedLine?.hasSuffix(line) == true)
  }

  /// The history of a visit whose index has grown by one.
  private static func shifted(_ store: SampleStore, _ question: Question) -> Answer {
    guard case .history(var asked) = question, let visit = asked.visit else {
      return store.answer(question)
    }
    asked.visit = visit - 1
    return store.answer(.history(asked))
  }

  @Test("A user that is gone is said to be gone")
  func missing() throws {
    let store = SampleStore()
    var explorer = Driver { question in
      if case .profile = question { return .success(.profile(nil)) }
      return .success(store.answer(question))
    }
    try explorer.press("j enter")
    explorer.expect(contains: "kate@example.com is not in the store.")
    try explorer.press("esc")
    explorer.expect(contains: "60 users")
  }
}
