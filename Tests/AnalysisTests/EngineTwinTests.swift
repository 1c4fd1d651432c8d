import Analysis
import Domain
import Foundation
import Store
import TestSupport
import Testing

/// The engine over column segments gives the same answers as the plain store over facts (R-0, R-1,
/// R-M1 to R-M6, R-S10, R-S11, R-U1 to R-U5), whatever was called and however it was committed.
@Suite("The engine and its plain twin")
struct EngineTwinTests {
  @Test("Random calls, committed and reopened at random, give the same answers", arguments: 1...12)
  func sameAnswers(seed: Int) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("store.db")
    var choices = SeededGenerator(seed: UInt64(seed) &+ 1000)
    var calls = RandomCalls(seed: UInt64(seed))
    var plain = PlainStore()
    var store = try Store.openForWriting(path)
    var writer = try Writer(store)
    for step in 1...210 {
      let (facts, environment) = calls.next()
      plain.append(facts, in: environment)
      writer.append(facts, in: environment)
      if Int.random(in: 0..<8, using: &choices) == 0 { try writer.commit() }
      if step.isMultiple(of: 70) {
        for (device, state) in try calls.clientStates() { writer.setClientState(device, state) }
        plain.remember(calls.remembered)
        try writer.commit()
        try store.close()
        store = try Store.openForWriting(path)
        writer = try Writer(store)
        try await compare(Engine(store), plain)
      }
    }
    try store.close()
    let reader = try Store.open(path)
    let engine = Engine(reader)
    try await compare(engine, plain)
    for moment in moments(of: plain, using: &choices) {
      try await compare(engine.asOf(moment), plain.plainlyAsOf(moment))
    }
    try reader.close()
  }

  /// Before everything, after everything, at a fact, and in between.
  private func moments(
    of plain: PlainStore, using choices: inout SeededGenerator
  ) -> [Timestamp] {
    let times = plain.rows(in: nil).flatMap { [$0.firstSeen, $0.lastSeen ?? $0.firstSeen] }
      .sorted()
    let first = times.min() ?? .earliest
    let last = times.max() ?? .latest
    let between = Int64.random(
      in: first.milliseconds...last.milliseconds, using: &choices)
    return [
      Timestamp(milliseconds: first.milliseconds - 1), first,
      times.randomElement(using: &choices) ?? last,
      Timestamp(milliseconds: between), last,
    ]
  }

  @Test("Many writers of a few facts each give what one writer of all gives", arguments: [1, 3, 6])
  func tinyWriters(seed: Int) async throws {
    let folder = try TemporaryFolder()
    var calls = RandomCalls(seed: UInt64(seed) &+ 500)
    var choices = SeededGenerator(seed: UInt64(seed))
    var plain = PlainStore()
    let tiny = try Store.openForWriting(folder.path("tiny.db"))
    let whole = try Store.openForWriting(folder.path("whole.db"))
    let one = try Writer(whole)
    for _ in 0..<70 {
      let writer = try Writer(tiny)
      for _ in 0..<Int.random(in: 1...3, using: &choices) {
        let (facts, environment) = calls.next()
        plain.append(facts, in: environment)
        #expect(
          writer.append(facts, in: environment).map(\.description)
            == one.append(facts, in: environment).map(\.description))
      }
      try writer.commit()
    }
    try one.commit()
    try await compare(Engine(tiny), plain)
    try await compare(Engine(whole), plain)
    try tiny.close()
    try whole.close()
  }

  func compare(_ engine: any Questions, _ plain: PlainStore) async throws {
    expectSame(try await engine.overview(), try await plain.overview())
    try await compareProfiles(engine, plain, nil)
    for environment in [nil, AppID.main, AppID("staging"), AppID("unknown")] {
      try await compareLists(engine, plain, environment)
      try await compareEvents(engine, plain, environment)
    }
  }

  private func compareLists(
    _ engine: any Questions, _ plain: PlainStore, _ environment: AppID?
  ) async throws {
    let columns: [UserColumn] = [
      .lastSeen, .firstSeen, .name, .kind, .userID, .sessions, .events, .merged, .property("plan"),
      .property("Initial City"),
    ]
    let newest = try await plain.overview().newestEvent ?? Timestamp(milliseconds: 0)
    let ranges: [TimeRange] =
      TimeRange.presets + [.between(newest.advanced(seconds: -90000), newest.advanced(seconds: -9))]
    for (index, column) in columns.enumerated() {
      for descending in [true, false] {
        var question = UsersQuestion(limit: 7)
        question.environment = environment
        question.sort = UserSort(column, descending: descending)
        question.range = ranges[index % ranges.count]
        question.offset = index
        question.filter = try UserFilter(
          parsing: ["", "alice", "User 1", "Alice"][index % 4])
        let answer = try await engine.users(question)
        let expected = try await plain.users(question)
        expectSame(answer, expected)
      }
    }
  }

  private func compareProfiles(
    _ engine: any Questions, _ plain: PlainStore, _ environment: AppID?
  ) async throws {
    for row in plain.rows(in: environment) {
      for id in [row.id] + row.merged.prefix(2) {
        expectSame(
          try await engine.profile(id, in: row.environment).map(withoutSequences),
          try await plain.profile(id, in: row.environment).map(withoutSequences))
      }
      var question = HistoryQuestion(profile: row.id, environment: row.environment, limit: 5)
      question.offset = 2
      expectSame(try await engine.history(question), try await plain.history(question))
      question.visit = 1
      question.offset = 0
      expectSame(try await engine.history(question), try await plain.history(question))
    }
    let alice = Identity(unchecked: "alice")
    expectSame(
      try await engine.profile(alice, in: environment).map(withoutSequences),
      try await plain.profile(alice, in: environment).map(withoutSequences))
  }

  private func compareEvents(
    _ engine: any Questions, _ plain: PlainStore, _ environment: AppID?
  ) async throws {
    for (name, range, onlyPaired) in [
      (nil, TimeRange.all, false), ("Search", .all, false), (nil, .lastDays(2), false),
      ("No", .all, false), (nil, .all, true), ("Search", .lastDays(2), true),
    ] {
      var question = EventsQuestion(limit: 9)
      question.onlyPaired = onlyPaired
      question.environment = environment
      question.name = name
      question.range = range
      let expected = plain.stream(question)
      var rows: [EventRow] = []
      repeat {
        let page = try await engine.events(question)
        #expect(page.total == expected.count)
        #expect(page.paired == (try await plain.events(EventsQuestion()).paired))
        rows += page.rows
        question.after = page.next
      } while question.after != nil && rows.count <= expected.count
      expectSame(rows, expected)
    }
    let names = try await engine.catalogue(in: environment)
    expectSame(names, try await plain.catalogue(in: environment))
    for use in names {
      expectSame(
        try await engine.properties(ofEvent: use.name, in: environment),
        try await plain.properties(ofEvent: use.name, in: environment))
    }
  }

  /// How a write is numbered is each engine's own affair; only the order it decides counts.
  private func withoutSequences(_ profile: Profile) -> Profile {
    var profile = profile
    for index in profile.properties.indices {
      let entries = profile.properties[index].history.entries.enumerated().map { place, entry in
        PropertyHistory.Entry(
          entry.value, at: entry.time, by: entry.user, sequence: -place)
      }
      profile.properties[index].history = PropertyHistory(entries, in: profile.user.id)
    }
    return profile
  }

  /// Says where two answers part, in place of printing both whole.
  private func expectSame<Answer: Equatable>(
    _ answer: Answer, _ expected: Answer, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    if answer == expected { return }
    let leaves = [answer, expected].map { value in
      var text = ""
      dump(value, to: &text)
      return text.split(separator: "\n").filter { !$0.contains("▿") }.sorted()
    }
    let place = zip(leaves[0], leaves[1]).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
    let found = leaves.map { $0.dropFirst(place).first ?? "the same values in another order" }
    Issue.record("the engine: \(found[0])\nthe twin: \(found[1])", sourceLocation: sourceLocation)
  }
}
