import Domain
import Store
import TestSupport
import Testing

@testable import Analysis

/// What a merge does to a funnel, and that taking it back undoes exactly that (R-F12).
@Suite("A funnel before a merge, after it, and without it again")
struct MergedFunnelTests {
  @Test(
    "R-F12: a step changes by one at most, nobody gets less far, taking it back restores the numbers",
    arguments: 1...8)
  func merge(seed: Int) async throws {
    var past = try RandomPast(seed: UInt64(seed), calls: 160)
    var changes: Set<Int> = []
    for number in 0..<6 {
      let moment = try #require(past.times.max()).advanced(seconds: Int64(60 * (3 * number + 1)))
      guard let (user, identity) = try await pair(past, number) else { continue }
      let newest = try await past.plain.overview().newestEvent
      var random = RandomFunnels(
        seed: UInt64(seed * 100 + number), newest: try #require(newest))
      let questions = (0..<12).map { _ in random.next() }
      let before = try await answers(questions, past.engine)
      let reachedBefore = try await reached(questions, past.engine)

      let migration = Migration(from: user.id, to: identity, time: moment, source: .imported)
      past.append([.migration(migration)], in: user.environment)
      try past.commit()
      let merged = try await answers(questions, past.engine)
      let reachedAfter = try await reached(questions, past.engine)
      let profile = try #require(
        try await past.engine.profile(user.id, in: user.environment)
      ).user.id
      for (index, question) in questions.enumerated() where isPlain(question) {
        for step in question.steps.indices {
          let change = merged[index].total.counts[step] - before[index].total.counts[step]
          #expect(-1...1 ~= change, "step \(step) of \(question)")
          changes.insert(change)
          // As far as its parts: whoever reached a step before, the profile does now.
          if !reachedBefore[index][step].isDisjoint(with: [user.id, profile]) {
            #expect(reachedAfter[index][step].contains(profile), "step \(step) of \(question)")
          }
        }
      }

      // The moment before the merge knows nothing of it.
      let justBefore = past.engine.asOf(Timestamp(milliseconds: moment.milliseconds - 1))
      #expect(try await answers(questions, justBefore) == before)
      try past.reverse(
        user.id, in: user.environment, isInForce: false, at: moment.advanced(seconds: 60))
      try past.commit()
      #expect(try await answers(questions, past.engine) == before)
      #expect(try await answers(questions, past.engine.asOf(moment)) == merged)
      try past.reverse(
        user.id, in: user.environment, isInForce: true, at: moment.advanced(seconds: 120))
      try past.commit()
      #expect(try await answers(questions, past.engine) == merged)
    }
    #expect(changes.contains(0))
  }

  @Test("R-F12: one user fewer where both had reached a step, one more where only both together do")
  func bothWays() async throws {
    let store = try Store.inMemory()
    let writer = try Writer(store)
    let (device, phone) = (UserID(truncating: 111), UserID(truncating: 222))
    func time(_ minute: Int64) -> Timestamp { Timestamp(milliseconds: minute * 60_000) }
    let alice = Identity(unchecked: "alice")
    writer.append(
      [
        .migration(Migration(from: device, to: alice, time: time(1), source: .client)),
        .event(Event("View", of: .user(device), at: time(2))),
        .event(Event("View", of: .user(phone), at: time(3))),
        .event(Event("Buy", of: .user(phone), at: time(4))),
        .event(Event("Thank", of: .user(device), at: time(5))),
      ], in: .main)
    try writer.commit()
    let engine = Engine(store)
    let question = FunnelQuestion(steps: ["View", "Buy", "Thank"].map { EventSelector($0) })
    #expect(try await engine.funnel(question).total.counts == [2, 1, 0])
    writer.append(
      [.migration(Migration(from: phone, to: alice, time: time(6), source: .client))], in: .main)
    try writer.commit()
    #expect(try await engine.funnel(question).total.counts == [1, 1, 1])
    try writer.append(Reversal(of: 2, isInForce: false, at: time(7), by: "test", reason: ""))
    try writer.commit()
    #expect(try await engine.funnel(question).total.counts == [2, 1, 0])
    #expect(try await engine.asOf(time(6)).funnel(question).total.counts == [1, 1, 1])
    #expect(try await engine.asOf(time(5)).funnel(question).total.counts == [2, 1, 0])
  }

  /// Where R-F12 promises something: users, all of them, whatever they are now.
  private func isPlain(_ question: FunnelQuestion) -> Bool {
    question.unit == .user && question.filter.isEmpty
  }

  private func answers(
    _ questions: [FunnelQuestion], _ engine: any Questions
  ) async throws -> [FunnelAnswer] {
    var answers: [FunnelAnswer] = []
    for question in questions { answers.append(try await engine.funnel(question)) }
    return answers
  }

  /// Who reached each step.
  private func reached(
    _ questions: [FunnelQuestion], _ engine: any Questions
  ) async throws -> [[Set<UserID>]] {
    var all: [[Set<UserID>]] = []
    for question in questions {
      var steps: [Set<UserID>] = []
      for step in question.steps.indices {
        var users = UsersQuestion(limit: .max)
        users.members = .funnel(question, FunnelCell(.reached(step: step)))
        steps.append(Set(try await engine.users(users).rows.map(\.id)))
      }
      all.append(steps)
    }
    return all
  }

  /// An anonymous user with events, and an identity of the same environment.
  private func pair(_ past: RandomPast, _ number: Int) async throws -> (UserRow, Identity)? {
    let rows = try await past.engine.users(UsersQuestion(limit: .max)).rows
    let anonymous = rows.filter { !$0.isIdentified && $0.events > 0 }
    guard !anonymous.isEmpty else { return nil }
    let user = anonymous[number % anonymous.count]
    let identities = rows.filter { $0.environment == user.environment }.compactMap(\.identity)
    return identities.isEmpty ? nil : (user, identities[number % identities.count])
  }
}
