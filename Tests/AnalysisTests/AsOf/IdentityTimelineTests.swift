import Domain
import Store
import TestSupport
import Testing

@testable import Analysis

/// The moments that the time machine steps through.
@Suite("When who is whom changed")
struct IdentityTimelineTests {
  @Test("Every step of a random past, one by one, is what the plain twin says", arguments: 1...8)
  func sameSteps(seed: Int) async throws {
    let past = try RandomPast(seed: UInt64(seed), calls: 160)
    var kinds: Set<String> = []
    for environment in [nil, AppID.main, AppID("staging"), AppID("unknown")] {
      let expected = past.plain.identitySteps(in: environment)
      let first = try await past.engine.identityMoment(.index(0), in: environment)
      #expect(first?.total ?? 0 == expected.count)
      for (index, moment) in expected.enumerated() {
        let found = try #require(
          try await past.engine.identityMoment(.index(index), in: environment))
        #expect(found.index == index)
        #expect(found.time == moment.time)
        #expect(found.previous == (index > 0 ? expected[index - 1].time : nil))
        #expect(found.last == expected.last?.time)
        #expect(found.stepCount == moment.steps.count)
        #expect(counts(found.steps) == counts(moment.steps))
        for step in found.steps { kinds.insert("\(step.kind)".prefix { $0 != "(" }.description) }
      }
    }
    #expect(kinds.isSuperset(of: ["identified", "merged", "switched", "takenBack"]))
  }

  private func counts(_ steps: [IdentityStep]) -> [IdentityStep: Int] {
    steps.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  @Test("A moment is found by its place or by time; beyond the ends are the first and the last")
  func places() async throws {
    let past = try RandomPast(seed: 3, calls: 160)
    let moments = past.plain.identitySteps(in: nil).map(\.time)
    func index(_ place: IdentityPlace) async throws -> Int? {
      try await past.engine.identityMoment(place, in: nil)?.index
    }
    #expect(try await index(.index(-5)) == 0)
    #expect(try await index(.index(10_000)) == moments.count - 1)
    #expect(try await index(.fromEnd(0)) == moments.count - 1)
    #expect(try await index(.fromEnd(2)) == moments.count - 3)
    #expect(try await index(.fromEnd(10_000)) == 0)
    for (place, moment) in moments.enumerated() {
      #expect(try await index(.upTo(moment)) == place)
      #expect(
        try await index(.upTo(Timestamp(milliseconds: moment.milliseconds - 1)))
          == max(0, place - 1))
    }
    #expect(try await index(.upTo(.latest)) == moments.count - 1)
  }

  @Test("An empty store has no moments")
  func nothing() async throws {
    let engine = Engine(try Store.inMemory())
    #expect(try await engine.identityMoment(.index(0), in: nil) == nil)
  }

  @Test("R-I1, R-I2, R-I4, R-I12: what happened is told by its kind, with who was there before")
  func kinds() async throws {
    let store = try Store.inMemory()
    let writer = try Writer(store)
    func time(_ minute: Int64) -> Timestamp { Timestamp(milliseconds: minute * 60_000) }
    func id(_ number: UInt64) -> UserID { UserID(truncating: number) }
    let (alice, bob) = (Identity(unchecked: "alice"), Identity(unchecked: "bob"))
    func merge(_ user: UInt64, _ identity: Identity, _ minute: Int64) -> Fact {
      .migration(Migration(from: id(user), to: identity, time: time(minute), source: .client))
    }
    writer.append(
      [
        merge(111, alice, 1), merge(222, alice, 2),
        .user(User(.user(id(333)), firstSeen: time(3), previous: id(111))), merge(333, bob, 3),
        .user(User(.user(id(444)), firstSeen: time(4), previous: id(333))),
        merge(444, alice, 5),
      ], in: .main)
    try writer.commit()
    try writer.append(Reversal(of: 2, isInForce: false, at: time(6), by: "Ann", reason: "wrong"))
    try writer.append(Reversal(of: 2, isInForce: true, at: time(7), by: "Bea", reason: "right"))
    try writer.commit()
    let engine = Engine(store)
    func steps(_ index: Int) async throws -> [IdentityStep]? {
      try await engine.identityMoment(.index(index), in: .main)?.steps
    }
    func step(
      _ kind: IdentityStep.Kind, _ user: UInt64, _ identity: Identity? = nil,
      before: UInt64? = nil, _ previousIdentity: Identity? = nil
    ) -> [IdentityStep] {
      [
        IdentityStep(
          kind, environment: .main, user: id(user), identity: identity,
          previous: before.map(id), previousIdentity: previousIdentity)
      ]
    }
    #expect(try await steps(0) == step(.identified, 111, alice))
    #expect(try await steps(1) == step(.merged, 222, alice))
    #expect(try await steps(2) == step(.switched, 333, bob, before: 111, alice))
    #expect(try await steps(3) == step(.reset, 444, before: 333, bob))
    #expect(try await steps(4) == step(.merged, 444, alice))
    #expect(try await steps(5) == step(.takenBack(by: "Ann", reason: "wrong"), 222, alice))
    #expect(try await steps(6) == step(.restored(by: "Bea", reason: "right"), 222, alice))
    let early = engine.asOf(time(2))
    #expect(try await early.identityMoment(.index(9), in: .main)?.total == 2)
  }
}
