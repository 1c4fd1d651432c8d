import Analysis
import Domain
import Store
import TestSupport
import Testing

/// The history of merges, taking them back, and why users belong where they do: the engine and its
/// plain twin say the same, whatever was called, taken back and restored (R-0, R-1, R-M1).
@Suite("Merges and their plain twin")
struct MergeTwinTests {
  @Test("R-0, R-M1: random calls and reversals give the same history of merges", arguments: 1...8)
  func sameHistory(seed: Int) async throws {
    var pair = try StorePair(seed: UInt64(seed))
    try await pair.run(steps: 140, reversals: 10)
    try await compare(Engine(pair.store), pair.plain)
    let moments = try await pair.moments()
    for moment in moments {
      try await compare(Engine(pair.store).asOf(moment), pair.plain.plainlyAsOf(moment))
    }
  }

  private func compare(_ engine: any Questions, _ plain: PlainStore) async throws {
    var questions = [MergesQuestion(limit: .max)]
    var oldest = MergesQuestion(limit: 3)
    oldest.newestFirst = false
    oldest.offset = 2
    questions.append(oldest)
    for isInForce in [true, false] {
      var question = MergesQuestion(limit: 4)
      question.isInForce = isInForce
      question.environment = .main
      questions.append(question)
    }
    for identity in ["alice", "guest", "nobody"] {
      var question = MergesQuestion(limit: .max)
      question.identity = Identity(unchecked: identity)
      questions.append(question)
      question.identity = nil
      question.words = [identity.uppercased(), "1"]
      questions.append(question)
    }
    for question in questions {
      #expect(try await engine.merges(question) == plain.merges(question))
    }
    for row in try await plain.merges(MergesQuestion(limit: 6)).rows {
      var question = MergesQuestion(limit: .max)
      question.user = row.user
      question.environment = row.environment
      #expect(try await engine.merges(question) == plain.merges(question))
      question.user = row.profile
      #expect(try await engine.merges(question) == plain.merges(question))
    }
  }

  @Test(
    "R-0, R-1: of every user, profile and session the same facts say why, now and as of any moment",
    arguments: 1...6)
  func sameReasons(seed: Int) async throws {
    var pair = try StorePair(seed: UInt64(seed) + 50)
    try await pair.run(steps: 140, reversals: 8)
    try await compareReasons(Engine(pair.store), pair.plain)
    for moment in try await pair.moments().prefix(2) {
      try await compareReasons(Engine(pair.store).asOf(moment), pair.plain.plainlyAsOf(moment))
    }
  }

  private func compareReasons(_ engine: any Questions, _ plain: PlainStore) async throws {
    for row in plain.rows(in: nil) {
      var subjects = ([row.id] + row.merged).map { WhySubject.user($0) }
      if let identity = row.identity { subjects.append(.identity(identity)) }
      for subject in subjects {
        let question = WhyQuestion(subject, in: row.environment)
        let facts = try await engine.why(question)
        let expected = try await plain.why(question)
        #expect(facts == expected)
      }
      let profile = try await engine.profile(row.id, in: row.environment)
      for visit in profile?.visits.prefix(2) ?? [] {
        guard case .session(let id, _) = visit.kind else { continue }
        for subject in [
          WhySubject.session(id), .session(id, of: visit.user), .session(id, of: row.id),
        ] {
          let question = WhyQuestion(subject, in: row.environment)
          let facts = try await engine.why(question)
          let expected = try await plain.why(question)
          #expect(facts == expected)
        }
      }
    }
    #expect(try await engine.why(WhyQuestion(.identity(Identity(unchecked: "nobody")))) == nil)
    #expect(try await engine.why(WhyQuestion(.session(SessionID(truncating: 1)))) == nil)
  }
}

/// The same facts and reversals in a store and in its plain twin.
struct StorePair {
  var plain = PlainStore()
  let store: Store
  private let writer: Writer
  private var calls: RandomCalls
  private var choices: SeededGenerator
  private var clock = Timestamp(milliseconds: 1_900_000_000_000)

  init(seed: UInt64) throws {
    store = try Store.inMemory()
    writer = try Writer(store)
    calls = RandomCalls(seed: seed)
    choices = SeededGenerator(seed: seed &+ 7)
  }

  /// Random calls; now and then a merge is taken back, or one that was is restored.
  mutating func run(steps: Int, reversals: Int) async throws {
    for step in 1...steps {
      let (facts, environment) = calls.next()
      plain.append(facts, in: environment)
      writer.append(facts, in: environment)
      guard step.isMultiple(of: steps / reversals) else { continue }
      try writer.commit()
      let rows = try await Engine(store).merges(MergesQuestion(limit: .max)).rows
      guard let row = rows.randomElement(using: &choices) else { continue }
      let latest = rows.filter { $0.user == row.user && $0.environment == row.environment }
        .max { $0.number < $1.number }
      guard let latest else { continue }
      try reverse([latest], isInForce: !latest.isInForce)
    }
    try writer.commit()
  }

  /// Has a user identified now.
  mutating func merge(_ user: UserID, into identity: String, in environment: AppID) throws {
    clock = clock.advanced(seconds: 1)
    let migration = Fact.migration(
      Migration(from: user, to: Identity(unchecked: identity), time: clock, source: .client))
    plain.append([migration], in: environment)
    writer.append([migration], in: environment)
    try writer.commit()
  }

  mutating func reverse(_ rows: [MergeRow], isInForce: Bool) throws {
    clock = clock.advanced(seconds: 1)
    try writer.append(
      rows.map { Reversal(of: $0.number, isInForce: isInForce, at: clock, by: "", reason: "") })
    try writer.commit()
    for row in rows {
      if isInForce {
        plain.restore(row.user, at: clock, in: row.environment)
      } else {
        plain.takeBack(row.user, at: clock, in: row.environment)
      }
    }
  }

  /// Moments among the facts and among the reversals.
  mutating func moments() async throws -> [Timestamp] {
    let overview = try await plain.overview()
    let first = overview.oldestEvent ?? clock
    let last = overview.newestEvent ?? clock
    let between = Int64.random(in: first.milliseconds...last.milliseconds, using: &choices)
    return [
      Timestamp(milliseconds: between), last, Timestamp(milliseconds: 1_900_000_004_000), clock,
    ]
  }
}
