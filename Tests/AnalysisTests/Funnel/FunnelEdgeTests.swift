import Analysis
import Domain
import Store
import TestSupport
import Testing

@Suite("Funnels at the edges")
struct FunnelEdgeTests {
  private static let start = Timestamp(milliseconds: 1_767_600_000_000)

  private func engine(_ facts: [Fact]) throws -> Engine {
    let store = try Store.inMemory()
    let writer = try Writer(store)
    writer.append(facts, in: .main)
    try writer.commit()
    return Engine(store)
  }

  @Test("R-F8: the users behind a number are found anew where something was stored since")
  func membersAfterStoring() async throws {
    let store = try Store.inMemory()
    let writer = try Writer(store)
    writer.append([event("a", 1, 0)], in: .main)
    try writer.commit()
    let engine = Engine(store)
    let question = FunnelQuestion(steps: [EventSelector("a")])
    var users = UsersQuestion(limit: 5)
    users.members = .funnel(question, FunnelCell(.reached(step: 0)))
    for _ in 0..<2 { #expect(try await engine.users(users).matching == 1) }
    var others = users
    others.members = .funnel(question, FunnelCell(.dropped(after: 0)))
    #expect(try await engine.users(others).matching == 0)
    writer.append([event("a", 2, 5)], in: .main)
    try writer.commit()
    #expect(try await engine.users(users).matching == 2)
  }

  @Test(
    "a group is named as it is shown; a value that is spelt like none or other stands in quotes")
  func groupNames() {
    for value in [
      GroupValue.missing, .other, .value("(none)"), .value("(other)"), .value("\"a\""),
      .value("\"(none)\""), .value("\"\""),
    ] {
      #expect(GroupValue(text: value.text) == value)
    }
    #expect(GroupValue.value("(none)").text == "\"(none)\"")
    #expect(GroupValue(text: "Pro") == .value("Pro"))
  }

  private func event(
    _ name: String, _ user: UInt64, _ seconds: Int64, _ properties: Properties = [:]
  ) -> Fact {
    .event(
      Event(
        name, of: .user(UserID(truncating: user)), at: Self.start.advanced(seconds: seconds),
        properties: properties))
  }

  @Test("R-F4: events of one moment count in the order in which they arrived")
  func ties() async throws {
    let engine = try engine([
      event("purchase", 1, 0), event("details", 1, 0), event("details", 2, 0),
      event("purchase", 2, 0),
    ])
    let question = FunnelQuestion(steps: [EventSelector("details"), EventSelector("purchase")])
    #expect(try await engine.funnel(question).total.counts == [2, 1])
  }

  @Test("A step that never happened, and all behind it, are 0")
  func neverHappened() async throws {
    let engine = try engine([event("a", 1, 0), event("b", 1, 9)])
    let question = FunnelQuestion(
      steps: [
        EventSelector("a"), EventSelector("no \"such\" \u{1B}[31m event"), EventSelector("b"),
      ])
    let answer = try await engine.funnel(question)
    #expect(answer.total.counts == [1, 0, 0])
    #expect(answer.total.medianTime == nil)
  }

  @Test("Names with quotes and escapes are names like any other")
  func oddNames() async throws {
    let odd = "say \"hi\"; DROP TABLE \\ \u{1B}[0m"
    let engine = try engine([event(odd, 1, 0), event("b", 1, 9)])
    let question = FunnelQuestion(steps: [EventSelector(odd), EventSelector("b")])
    #expect(try await engine.funnel(question).total.counts == [1, 1])
  }

  @Test("A range without events, or that ends before it starts, gives zeros")
  func emptyRanges() async throws {
    let engine = try engine([event("a", 1, 0), event("b", 1, 9)])
    var question = FunnelQuestion(steps: [EventSelector("a"), EventSelector("b")])
    question.grouping = .user("plan")
    question.window = 1000
    for range in [
      TimeRange.between(.earliest, Self.start), .between(Self.start, Self.start),
      .between(Self.start.advanced(seconds: 5), Self.start),
    ] {
      question.range = range
      let answer = try await engine.funnel(question)
      #expect(answer.total.counts == [0, 0])
      #expect(answer.groups.isEmpty)
    }
  }

  @Test("An empty store gives zeros")
  func emptyStore() async throws {
    let engine = Engine(try Store.inMemory())
    for range in [TimeRange.all, .lastDays(7)] {
      var question = FunnelQuestion(steps: [EventSelector("a"), .any])
      question.range = range
      question.grouping = .event("x")
      question.unit = .session
      #expect(try await engine.funnel(question).total.counts == [0, 0])
    }
  }

  private func problem(of question: FunnelQuestion, _ engine: Engine) async -> String? {
    do {
      _ = try await engine.funnel(question)
      return nil
    } catch {
      return (error as? QuestionError)?.message
    }
  }

  @Test("No steps, more than 32, and a window of 0 are refused; 30 and 32 steps are not")
  func limits() async throws {
    let engine = try engine((0..<40).map { event("a", 1, $0) })
    #expect(
      await problem(of: FunnelQuestion(steps: []), engine) == "a funnel needs at least one step")
    for count in [30, 32] {
      let question = FunnelQuestion(steps: Array(repeating: EventSelector("a"), count: count))
      #expect(try await engine.funnel(question).total.counts == Array(repeating: 1, count: count))
    }
    var question = FunnelQuestion(steps: Array(repeating: EventSelector("a"), count: 33))
    #expect(await problem(of: question, engine) == "the funnel has 33 steps; expected at most 32")
    question.steps = [EventSelector("a")]
    for window in [0, -5] as [Int64] {
      question.window = window
      #expect(
        await problem(of: question, engine)
          == "the conversion window is \(window) ms; expected more than 0, or none at all")
    }
    question.window = .max
    #expect(try await engine.funnel(question).total.counts == [1])
  }

  @Test("R-F7: of very many values the top ones are answered, and the rest is one group")
  func manyValues() async throws {
    let users = 3000 as UInt64
    let facts = (0..<users).flatMap { user in
      [event("a", user, 0, ["item": .number(Double(user / 2 * 2 % 2998))]), event("b", user, 5)]
    }
    let engine = try engine(facts)
    var question = FunnelQuestion(steps: [EventSelector("a"), EventSelector("b")])
    question.grouping = .event("item")
    question.groupLimit = 3
    let answer = try await engine.funnel(question)
    let values: [GroupValue?] = [.value("0"), .value("10"), .value("100"), .other]
    #expect(answer.groups.map(\.value) == values)
    #expect(answer.groups.map(\.counts) == [[4, 4], [2, 2], [2, 2], [2992, 2992]])
    #expect(answer.total.counts == [3000, 3000])
  }

  @Test("R-F9: only an entry younger than the window at the end of the range is still in time")
  func stillInTime() async throws {
    let engine = try engine([event("a", 1, 0), event("a", 2, 50), event("c", 3, 100)])
    var question = FunnelQuestion(steps: [EventSelector("a"), EventSelector("b")])
    question.window = 50_001
    #expect(try await engine.funnel(question).total.stillInTime == [0, 0])
    question.window = 50_002
    #expect(try await engine.funnel(question).total.stillInTime == [1, 0])
    question.range = .between(.earliest, Self.start.advanced(seconds: 51))
    question.window = 51_000
    #expect(try await engine.funnel(question).total.stillInTime == [1, 0])
    question.window = 51_001
    #expect(try await engine.funnel(question).total.stillInTime == [2, 0])
    // A window longer than all that happened.
    question.range = .between(.earliest, Self.start.advanced(seconds: 1000))
    for (window, inTime) in [(Int64(950_000), 0), (950_001, 1), (1_000_000, 1), (1_000_001, 2)] {
      question.window = window
      #expect(try await engine.funnel(question).total.stillInTime == [inTime, 0])
    }
  }

  @Test(
    "R-F12: a merge changes each step by one at most, and nobody gets less far", arguments: 1...3)
  func merging(seed: Int) async throws {
    var chance = SeededGenerator(seed: UInt64(seed))
    var facts: [Fact] = (0..<120).map { index in
      event(
        ["a", "b", "c"][Int.random(in: 0..<3, using: &chance)],
        UInt64.random(in: 1...8, using: &chance), Int64.random(in: 0...400, using: &chance))
    }
    let alice = Identity(unchecked: "alice")
    func merge(_ user: UInt64) -> Fact {
      .migration(
        Migration(
          from: UserID(truncating: user), to: alice, time: Self.start, source: .server))
    }
    facts.append(merge(1))
    for window in [nil, 20_000, 90_000] as [Int64?] {
      var question = FunnelQuestion(steps: ["a", "b", "c"].map { EventSelector($0) })
      question.window = window
      let apart = try await engine(facts).funnel(question).total.counts
      let merged = try await engine(facts + [merge(2)]).funnel(question).total.counts
      #expect(zip(apart, merged).allSatisfy { abs($0 - $1) <= 1 })
      let both = facts + [merge(2)]
      for step in 0..<3 {
        var users = UsersQuestion()
        users.members = .funnel(question, FunnelCell(.reached(step: step)))
        let before = try await engine(facts).users(users).rows
        let after = try await engine(both).users(users).rows
        let reached = before.contains { $0.identity == alice || $0.id.rawValue == 2 }
        if reached { #expect(after.contains { $0.identity == alice }) }
      }
    }
  }
}
