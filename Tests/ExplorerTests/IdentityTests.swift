import Canvas
import Domain
import Testing

@testable import Analysis
@testable import Explorer

@Suite("The history of merges")
struct IdentityTests {
  private func driver(columns: Int = 120, rows: Int = 40) throws -> Driver {
    var explorer = Driver(columns: columns, rows: rows)
    try explorer.press("6")
    return explorer
  }

  @Test("Identity at each size", arguments: GoldenFrameTests.sizes)
  func golden(columns: Int, rows: Int) throws {
    var explorer = try driver(columns: columns, rows: rows)
    try explorer.press("j")
    try Golden.expect(explorer.frame, is: "identity-\(columns)x\(rows)")
  }

  @Test("Both sides of a merge, and the reason asked for", arguments: [(80, 24), (160, 48)])
  func previewGolden(columns: Int, rows: Int) throws {
    var explorer = try driver(columns: columns, rows: rows)
    try explorer.press("j u")
    try Golden.expect(explorer.frame, is: "identity-preview-\(columns)x\(rows)")
    try explorer.press("enter")
    explorer.type("wrong person")
    try Golden.expect(explorer.frame, is: "identity-reason-\(columns)x\(rows)")
  }

  @Test("The chain of an event, at two sizes", arguments: [(80, 24), (160, 48)])
  func whyGolden(columns: Int, rows: Int) throws {
    var explorer = Driver(columns: columns, rows: rows)
    try explorer.press("2 j j i")
    try Golden.expect(explorer.frame, is: "why-event-\(columns)x\(rows)")
  }

  @Test("No column is out of sight, and the names have room, whatever the width")
  func columns() throws {
    for columns in 40...200 {
      let explorer = try driver(columns: columns, rows: 60)
      let list = explorer.state.identityPanes.list
      let header = explorer.lines[list.minRow]
      #expect(!header.contains("▶"), "\(columns)")
      if columns >= 66 { explorer.expect(contains: "kate@example.com") }
    }
  }

  @Test("A store without merges, and a filter that fits nothing, say so")
  func messages() throws {
    var empty = Driver(SampleStore(users: 0))
    try empty.press("6")
    try Golden.expect(empty.frame, is: "identity-empty")
    var explorer = try driver(columns: 80, rows: 24)
    try explorer.press("/")
    explorer.type("nothing")
    try explorer.press("enter")
    try Golden.expect(explorer.frame, is: "identity-no-match")
  }

  @Test("The filter finds identities and ids; o shows those taken back; x drops both")
  func narrowing() throws {
    var explorer = try driver()
    let all = explorer.state.identity.count
    #expect(all > 40)
    try explorer.press("/")
    explorer.type("KATE")
    try explorer.press("enter")
    let kates = SampleStore().mergeRows.filter { $0.identity.value == "kate@example.com" }
    #expect(!kates.isEmpty && explorer.state.identity.count == kates.count)
    try explorer.press("x o o")
    #expect(explorer.state.identity.count == 1)
    #expect(explorer.state.identity.selectedRow?.isInForce == false)
    explorer.expect(contains: "only those taken back")
    explorer.expect(contains: "a shared phone")
    try explorer.press("x")
    #expect(explorer.state.identity.count == all)
  }

  @Test("Enter opens the profile a user belongs to, and the user itself where it was taken back")
  func opening() throws {
    var explorer = try driver()
    let row = try #require(explorer.state.identity.selectedRow)
    try explorer.press("enter")
    #expect(explorer.state.profile?.key.id == row.profile)
    try explorer.press("esc o o")
    let back = try #require(explorer.state.identity.selectedRow)
    try explorer.press("enter")
    #expect(explorer.state.profile?.key.id == back.user)
  }

  @Test("u shows both sides, asks why, and only then asks the host to write")
  func takingBack() throws {
    var explorer = try driver()
    let row = try #require(explorer.state.identity.selectedRow)
    try explorer.press("u")
    explorer.expect(contains: "nothing is changed yet")
    #expect(explorer.effects.isEmpty)
    try explorer.press("enter")
    explorer.expect(contains: "Why is it taken back?")
    explorer.type("the wrong person")
    try explorer.press("enter")
    let expected = MergeOrder(
      migrations: [row.number], isInForce: false, reason: "the wrong person",
      done: "Took back 1 merge into \(row.identity); restoring brings everything back")
    #expect(explorer.effects == [.changeMerges(expected)])
    #expect(explorer.state.preview == nil && explorer.state.picker == nil)
  }

  @Test("A reason is needed; Esc on any step leaves everything as it is")
  func leaving() throws {
    var explorer = try driver()
    try explorer.press("u enter")
    explorer.type("   ")
    #expect(explorer.state.pickerEntries.map(\.title).contains("identified by mistake"))
    try explorer.press("esc esc esc")
    #expect(explorer.effects.isEmpty && explorer.state.preview == nil)
    #expect(explorer.state.screen == .users)
  }

  @Test("U restores what was taken back; u and U say why they can't")
  func restoring() throws {
    var explorer = try driver()
    try explorer.press("U")
    explorer.expect(contains: "Restore the merge: the merge is in force")
    try explorer.press("o o u")
    explorer.expect(contains: "Take the merge back: the merge is taken back already")
    try explorer.press("U")
    explorer.expect(contains: "Restoring")
    try explorer.press("enter enter")
    guard case .changeMerges(let order)? = explorer.effects.last else {
      Issue.record("nothing was asked for: \(explorer.effects)")
      return
    }
    #expect(order.isInForce && order.migrations == [3])
    #expect(order.reason == "it was right after all")
  }

  @Test("a takes back all merges into the identity under the cursor")
  func allOfAnIdentity() throws {
    var explorer = try driver()
    try explorer.press("/")
    explorer.type("guest")
    try explorer.press("enter a enter down enter")
    guard case .changeMerges(let order)? = explorer.effects.last else {
      Issue.record("nothing was asked for: \(explorer.effects)")
      return
    }
    let rows = SampleStore().mergeRows.filter { $0.identity.value == "guest" }
    #expect(!rows.isEmpty && order.migrations == rows.map(\.number))
  }

  @Test("A preview that can't be made says why, where it was begun")
  func failing() throws {
    let store = SampleStore()
    var explorer = Driver { question in
      if case .mergePreview = question {
        return .failure(QuestionFailure("user 7 is part of 'bob' since today"))
      }
      return .success(store.answer(question))
    }
    try explorer.press("6 u")
    #expect(explorer.state.preview == nil)
    explorer.expect(contains: "user 7 is part of 'bob' since today")
  }

  @Test("What was stored is said, and every screen asks again")
  func refreshing() throws {
    var store = SampleStore()
    var explorer = try driver()
    let number = try #require(explorer.state.identity.selectedRow?.number)
    store.takenBack.insert(number)
    let changed = store
    var asked: [Question] = []
    explorer.answers = { question in
      asked.append(question)
      return .success(changed.answer(question))
    }
    explorer.send(.stored("Took back 1 merge"))
    explorer.expect(contains: "Took back 1 merge")
    #expect(explorer.state.identity.selectedRow?.number == number)
    #expect(explorer.state.identity.selectedRow?.isInForce == false)
    try explorer.press("1")
    let lists = asked.filter { if case .users = $0 { true } else { false } }
    #expect(lists.count == 1)
  }

  @Test("i explains users, events, sessions, merged ids and merges; Esc goes back, Enter opens")
  func why() throws {
    var explorer = Driver(columns: 120, rows: 40)
    func subject() -> WhySubject? { explorer.state.why?.question.subject }
    let user = try #require(explorer.state.users.selectedRow)
    try explorer.press("i")
    #expect(subject() == (user.identity.map { .identity($0) } ?? .user(user.id)))
    try explorer.press("esc")
    #expect(explorer.state.why == nil && explorer.state.screen == .users)
    try explorer.press("enter i")
    guard case .session = subject() else {
      Issue.record("the first line of a profile is a session: \(String(describing: subject()))")
      return
    }
    try explorer.press("esc enter j i")
    guard case .event = subject() else {
      Issue.record("the line below an opened session is an event")
      return
    }
    explorer.expect(contains: "stored for ever")
    try explorer.press("q 6")
    let merge = try #require(explorer.state.identity.selectedRow)
    try explorer.press("i")
    #expect(subject() == .user(merge.user))
    explorer.expect(contains: "one migration")
    try explorer.press("enter")
    #expect(explorer.state.why == nil && explorer.state.profile?.key.id == merge.profile)
  }

  @Test("No line of a chain is wider than asked for, in either set of glyphs")
  func widths() {
    let store = SampleStore()
    for row in store.mergeRows.prefix(12) {
      guard let facts = store.facts(of: WhyQuestion(.user(row.user))) else { continue }
      for width in [20, 33, 60, 100] {
        for glyphs in [Glyphs.unicode, .ascii] {
          let lines = WhyText.lines(WhyChain(facts), width: width, glyphs: glyphs)
          #expect(lines.allSatisfy { $0.width <= width })
        }
      }
    }
  }
}
