import Analysis
import Canvas
import Domain
import TestSupport
import Testing

@testable import Explorer

@Suite("The time machine")
struct TimeMachineTests {
  @Test("Back to the last step, through all of them to the first, and on to now again")
  func stepping() async throws {
    var traveller = await Traveller()
    #expect(traveller.rows == ["User 555", "bob", "User 222", "alice"])
    try await traveller.press(",")
    traveller.driver.expect(contains: " AS OF  2026-01-10 09:00:00 UTC  step 6 of 6")
    traveller.driver.expect(contains: "222 is no longer part of 'alice' (taken back by test)")
    #expect(traveller.rows == ["User 555", "bob", "+ User 222", "~ alice"])
    let story: [(rows: [String], words: String)] = [
      (["+ User 555", "≡ bob", "alice"], "444 became part of 'bob' (merge, R-I2)"),
      (
        ["~ bob", "alice", "+ User 444"],
        "the device of 'bob' was reset and goes on as 444 (reset, R-I12)"
      ),
      (["alice", "+ bob"], "the device of 'alice' became 'bob' as 333 (switch, R-I4)"),
      (["≡ alice"], "222 became part of 'alice' (merge, R-I2)"),
      (["+ alice"], "111 was identified as 'alice' (first identify, R-I1)"),
    ]
    for (step, expected) in zip([5, 4, 3, 2, 1], story) {
      try await traveller.press(",")
      #expect(traveller.rows == expected.rows)
      traveller.driver.expect(contains: "step \(step) of 6")
      traveller.driver.expect(contains: expected.words)
    }
    try await traveller.press(",")
    traveller.driver.expect(contains: "This is the first step")
    try await traveller.press(". .")
    traveller.driver.expect(contains: "step 3 of 6")
    try await traveller.press(". . . .")
    traveller.driver.expect(lacks: "AS OF")
    #expect(traveller.rows == ["User 555", "bob", "User 222", "alice"])
    try await traveller.press(".")
    traveller.driver.expect(contains: "This is now; , goes back")
  }

  @Test("( is the first step and ) the last; Esc returns to now, with the profile still open")
  func ends() async throws {
    var traveller = await Traveller()
    try await traveller.press("(")
    traveller.driver.expect(contains: "step 1 of 6")
    try await traveller.press(")")
    traveller.driver.expect(contains: "step 6 of 6")
    try await traveller.press("esc")
    traveller.driver.expect(lacks: "AS OF")
    try await traveller.press("G enter , esc")
    traveller.driver.expect(lacks: "AS OF")
    #expect(traveller.driver.state.profile?.title == "alice")
    try await traveller.press("esc")
    #expect(traveller.driver.state.profile == nil)
  }

  @Test("Steps are pressed faster than answers come: only the newest is asked, none blocks a key")
  func fast() async throws {
    var traveller = await Traveller()
    try traveller.driver.press(", , ,")
    let asked = traveller.driver.waiting.filter { $0.lane == .moment }
    #expect(asked.map(\.question) == [.identityMoment(.fromEnd(2), nil)])
    traveller.driver.expect(contains: "looking for the step")
    await traveller.settle()
    traveller.driver.expect(contains: "step 4 of 6")
    try traveller.driver.press(", , .")
    // The place is told at once, the rest when it is known.
    traveller.driver.expect(contains: "step 3 of 6")
    traveller.driver.expect(contains: "was reset")
    await traveller.settle()
    traveller.driver.expect(contains: "became 'bob'")
    try traveller.driver.press(", . . . . . .")
    traveller.driver.expect(lacks: "AS OF")
    await traveller.settle()
    #expect(traveller.rows == ["User 555", "bob", "User 222", "alice"])
    try traveller.driver.press(", .")
    await traveller.settle()
    traveller.driver.expect(lacks: "AS OF")
  }

  @Test("An answer about another moment is dropped")
  func stale() async throws {
    var traveller = await Traveller()
    try await traveller.press(", ,")
    try traveller.driver.press(",")
    let moment = try #require(traveller.driver.waiting.first { $0.lane == .moment })
    #expect(moment.question == .identityMoment(.index(3), nil))
    try traveller.driver.press("esc")
    #expect(traveller.driver.waiting.allSatisfy { $0.lane == .users })
    traveller.driver.answer(moment)
    #expect(traveller.driver.state.asOf == nil)
    await traveller.settle()
    traveller.driver.expect(lacks: "AS OF")
  }

  @Test("Where nobody was ever identified, that is said")
  func nothing() async throws {
    var traveller = await Traveller(PlainStore())
    try await traveller.press(",")
    traveller.driver.expect(contains: "Nobody was identified yet")
    #expect(traveller.driver.state.past == nil)
  }

  @Test(
    "Every screen says that it is not about now, at every size",
    arguments: [(20, 4), (40, 10), (80, 24), (160, 48)])
  func plain(columns: Int, rows: Int) async throws {
    // In a window of four lines a popup has to have them all.
    for keys in ["", "2", "3", "3 enter", "4", "5", "enter", "/"] + (rows < 6 ? [] : [":"]) {
      var traveller = await Traveller(columns: columns, rows: rows)
      try await traveller.press(", ,")
      if !keys.isEmpty { try await traveller.press(keys) }
      #expect(
        traveller.lines.contains {
          $0.contains(columns < 40 ? "AS OF  2026-01-09" : "AS OF  2026-01-09 09:30")
        },
        "\(keys)\n\(traveller.driver.screen)")
    }
  }

  @Test("A profile is as of the step, with what is new marked; before its time it says so")
  func profile() async throws {
    var traveller = await Traveller(columns: 120, rows: 40)
    try await traveller.press("G enter (")
    traveller.driver.expect(contains: "≡≡ 111")
    traveller.driver.expect(lacks: "222")
    try await traveller.press(".")
    traveller.driver.expect(contains: "≡≡ 222")
    traveller.driver.expect(contains: "2 sessions, 5 events")
    try await traveller.press("q ) g g j enter (")
    traveller.driver.expect(contains: "bob was not there yet at 2026-01-05 09:02:00 UTC.")
    try await traveller.press(") esc")
    traveller.driver.expect(contains: "bob")
    traveller.driver.expect(lacks: "not there yet")
  }

  @Test("R-F12: a funnel's numbers are those of the step, beside by how much it changed them")
  func funnel() async throws {
    var traveller = await Traveller()
    for step in ["View", "Add", "Buy"] {
      traveller.driver.state.funnels.definition.steps.append(step)
    }
    try await traveller.press("3")
    #expect(counts(traveller) == [4, 2, 1])
    try await traveller.press(",")
    #expect(counts(traveller) == [4, 2, 1])
    #expect(changes(traveller) == [1, 1, 0])
    traveller.driver.expect(contains: "+1")
    try await traveller.press(",")
    #expect(counts(traveller) == [3, 1, 1])
    try await traveller.press("( .")
    #expect(counts(traveller) == [1, 1, 1])
    #expect(changes(traveller) == [0, 1, 1])
    try await traveller.press("esc")
    #expect(counts(traveller) == [4, 2, 1])
    #expect(changes(traveller) == [nil, nil, nil])
  }

  private func counts(_ traveller: Traveller) -> [Int]? {
    traveller.driver.state.funnels.answer?.answer.total.counts
  }

  private func changes(_ traveller: Traveller) -> [Int?] {
    let funnels = traveller.driver.state.funnels
    return (0..<3).map { step in
      funnels.answer.flatMap { funnels.change(of: $0.answer.total, at: step) }
    }
  }

  @Test("Events are those up to the step, new ones and those that changed hands marked")
  func events() async throws {
    var traveller = await Traveller(columns: 80, rows: 24)
    try await traveller.press("2 ( .")
    let body = traveller.lines[3...7].map { String($0.prefix(44)) }
    #expect(body.allSatisfy { $0.contains("2026-01-0") && $0.contains("alice") })
    #expect(body.map { $0.first } == ["+", "+", "+", "+", " "])
  }

  @Test("A cursor on the first row stays there from step to step; elsewhere it stays on its row")
  func resting() async throws {
    var traveller = await Traveller()
    try await traveller.press("( . . . .")
    #expect(traveller.driver.state.users.cursor == ListCursor())
    #expect(traveller.rows.first == "+ User 555")
    try await traveller.press("6 ( . . .")
    #expect(traveller.driver.state.identity.cursor == ListCursor())
    try await traveller.press("2 ( . .")
    #expect(traveller.driver.state.events.stream == ListCursor())
    // Bob comes to the first row and is followed from there too.
    try await traveller.press("1 j")
    for row in [1, 0, 1, 1] {
      #expect(traveller.driver.state.users.selectedRow?.name == "bob")
      #expect(traveller.driver.state.users.cursor.index == row)
      try await traveller.press(".")
    }
  }

  @Test("n and N go from one marked row to the next, and say when there is none")
  func marked() async throws {
    var traveller = await Traveller()
    try await traveller.press("n")
    traveller.driver.expect(contains: "this is now, and nothing is marked")
    try await traveller.press(",")
    #expect(traveller.rows == ["User 555", "bob", "+ User 222", "~ alice"])
    for (key, row) in [("n", 2), ("n", 3), ("n", 3), ("N", 2), ("N", 2)] {
      try await traveller.press(key)
      #expect(traveller.driver.state.users.cursor.index == row)
    }
    traveller.driver.expect(contains: "No row that the step changed is above")
    try await traveller.press("2 ( . g g")
    traveller.driver.state.events.pane = .names
    try await traveller.press("n")
    #expect(traveller.driver.state.events.pane == .stream)
    #expect(traveller.driver.state.events.stream.index == 1)
  }

  @Test("What is relative counts back from the step")
  func relativeTimes() async throws {
    var traveller = await Traveller()
    traveller.driver.expect(contains: "15 days ago")
    try await traveller.press("(")
    traveller.driver.expect(contains: "2 minutes ago")
  }

  @Test("A store that grows keeps the moment that is looked at")
  func growing() async throws {
    var traveller = await Traveller()
    try await traveller.press(", , ,")
    let moment = traveller.driver.state.asOf
    try await traveller.press("R")
    #expect(traveller.driver.state.asOf == moment)
    traveller.driver.expect(contains: "step 4 of 6")
  }

  @Test("Golden frames of the past", arguments: [(80, 24), (160, 48), (40, 10)])
  func golden(columns: Int, rows: Int) async throws {
    let size = "\(columns)x\(rows)"
    var traveller = await Traveller(columns: columns, rows: rows)
    for step in ["View", "Add", "Buy"] {
      traveller.driver.state.funnels.definition.steps.append(step)
    }
    try await traveller.press(", ,")
    try Golden.expect(traveller.driver.frame, is: "past-users-\(size)")
    try await traveller.press("G enter ( .")
    try Golden.expect(traveller.driver.frame, is: "past-profile-\(size)")
    try await traveller.press("q 3")
    try Golden.expect(traveller.driver.frame, is: "past-funnel-\(size)")
  }
}
