import Analysis
import Domain
import Store
import TestSupport
import Testing

@Suite("Taking merges back")
struct UnmergeTests {
  @Test("R-0: what a preview says is what the lists say afterwards", arguments: 1...8)
  func previewIsExact(seed: Int) async throws {
    var pair = try StorePair(seed: UInt64(seed) + 200)
    try await pair.run(steps: 120, reversals: 6)
    let engine = Engine(pair.store)
    let rows = try await engine.merges(MergesQuestion(limit: .max)).rows
    let inForce = rows.filter(\.isInForce)
    #expect(!inForce.isEmpty)
    for row in inForce.prefix(4) {
      try await check(
        MergeChange(.takeBack, .user(row.user), in: row.environment), engine, &pair)
    }
    for row in try await engine.merges(MergesQuestion(limit: .max)).rows.prefix(6)
    where !row.isInForce {
      let change = MergeChange(.restore, .number(row.number), in: row.environment)
      do {
        try await check(change, engine, &pair)
      } catch is MergeProblem {
        // The user is part of another profile now.
        let owner = try await engine.profile(row.user, in: row.environment)
        #expect(owner?.user.id != row.user)
      }
    }
  }

  /// Previews, does it, and compares with what the lists say then.
  private func check(_ change: MergeChange, _ engine: Engine, _ pair: inout StorePair) async throws
  {
    let before = try await allUsers(engine)
    let preview = try await engine.mergePreview(change)
    #expect(try await allUsers(engine) == before, "a preview changes nothing")
    let isRestoring = change.action == .restore
    try pair.reverse(rows(preview, engine: try await everyMerge(engine)), isInForce: isRestoring)
    let after = try await allUsers(engine)
    let (merged, apart) = isRestoring ? (after, before) : (before, after)
    let environment = try #require(change.environment)
    let profile = try #require(
      preview.merged?.id ?? preview.profile?.id)
    #expect(preview.merged == merged.first { $0.id == profile && $0.environment == environment })
    #expect(preview.profile == apart.first { $0.id == profile && $0.environment == environment })
    for user in preview.users {
      #expect(user == apart.first { $0.id == user.id && $0.environment == environment })
    }
    #expect(preview.users.count == min(MergePreview.shownUsers, preview.migrations.count))
  }

  @Test(
    "R-0: taking back, restoring and taking back again gives exactly the former lists",
    arguments: 1...6)
  func thereAndBack(seed: Int) async throws {
    var pair = try StorePair(seed: UInt64(seed) + 300)
    try await pair.run(steps: 120, reversals: 4)
    let engine = Engine(pair.store)
    for identity in ["alice", "guest", "bob"].map({ Identity(unchecked: $0) }) {
      let before = try await allUsers(engine)
      let takingBack = MergeChange(.takeBack, .identity(identity))
      guard let preview = try? await engine.mergePreview(takingBack) else { continue }
      let concerned = rows(preview, engine: try await everyMerge(engine))
      try pair.reverse(concerned, isInForce: false)
      let apart = try await allUsers(engine)
      #expect(apart != before)
      #expect(apart == (pair.plain.rows(in: nil).sorted(by: inOrder)))
      try pair.reverse(concerned, isInForce: true)
      #expect(try await allUsers(engine) == before)
      try pair.reverse(concerned, isInForce: false)
      #expect(try await allUsers(engine) == apart)
      let restoring = try await engine.mergePreview(MergeChange(.restore, .identity(identity)))
      #expect(Set(restoring.migrations).isSuperset(of: preview.migrations))
      try pair.reverse(concerned, isInForce: true)
    }
  }

  @Test("R-0: a merge and its taking back leave every list as it was", arguments: 1...6)
  func mergeAndBack(seed: Int) async throws {
    var pair = try StorePair(seed: UInt64(seed) + 400)
    try await pair.run(steps: 100, reversals: 4)
    let engine = Engine(pair.store)
    let before = try await allUsers(engine)
    let anonymous = before.filter { $0.identity == nil }
    #expect(!anonymous.isEmpty)
    for (place, row) in anonymous.prefix(4).enumerated() {
      let identity = place.isMultiple(of: 2) ? "alice" : "somebody new \(place)"
      try pair.merge(row.id, into: identity, in: row.environment)
      #expect(try await allUsers(engine) != before)
      let all = try await everyMerge(engine)
      let merge = try #require(all.max { $0.number < $1.number })
      try pair.reverse([merge], isInForce: false)
      #expect(try await allUsers(engine) == before)
      #expect(try await engine.overview() == pair.plain.overview())
    }
  }

  @Test("R-0: a merge taken back gives the lists of a store where it never was")
  func asIfItNeverWas() async throws {
    let calls = Shop()
    let (with, without) = (try Store.inMemory(), try Store.inMemory())
    try calls.fill(with, mergesPhone: true)
    try calls.fill(without, mergesPhone: false)
    let writer = try Writer(with)
    let preview = try await Engine(with).mergePreview(MergeChange(.takeBack, .user(Shop.phone)))
    #expect(preview.migrations == [2])
    try writer.append(reversals(preview.migrations, isInForce: false))
    try writer.commit()
    #expect(try await allUsers(Engine(with)) == allUsers(Engine(without)))
    for id in [Shop.phone, Shop.laptop] {
      #expect(try await Engine(with).profile(id, in: nil) == Engine(without).profile(id, in: nil))
    }
  }

  @Test("R-0, R-1: all visitors merged into a placeholder are anonymous users again, in one commit")
  func guests() async throws {
    let count = 5000
    let store = try Store.inMemory()
    let writer = try Writer(store)
    let guest = Identity(unchecked: "guest")
    for number in 1...count {
      let user = UserID(truncating: UInt64(number))
      let time = Timestamp(milliseconds: Int64(number) * 1000)
      writer.append(
        [
          .user(User(.user(user), firstSeen: time)),
          .event(Event("Visit", of: .user(user), at: time)),
          .migration(Migration(from: user, to: guest, time: time, source: .client)),
        ], in: .main)
    }
    try writer.commit()
    let engine = Engine(store)
    #expect(try await engine.overview().users == 1)
    let preview = try await engine.mergePreview(MergeChange(.takeBack, .identity(guest)))
    #expect(preview.userCount == count)
    #expect(preview.profile == nil)
    #expect(preview.users.map(\.events) == Array(repeating: 1, count: MergePreview.shownUsers))
    let revision = try await engine.revision()
    try writer.append(reversals(preview.migrations, isInForce: false))
    try writer.commit()
    #expect(try await engine.revision() == revision + 1)
    #expect(try await engine.overview().users == count)
    #expect(try await allUsers(engine).allSatisfy { $0.identity == nil && $0.events == 1 })
  }

  @Test("Reversals are all or nothing")
  func atomic() async throws {
    let store = try Store.inMemory()
    try Shop().fill(store, mergesPhone: true)
    let writer = try Writer(store)
    #expect(throws: ReversalProblem.unknown) {
      try writer.append(reversals([1, 99], isInForce: false))
    }
    #expect(throws: ReversalProblem.unchanged) {
      try writer.append(reversals([1, 2, 1], isInForce: false))
    }
    try writer.commit()
    #expect(try await Engine(store).merges(MergesQuestion()).takenBack == 0)
  }

  @Test("What can't be taken back or restored says why")
  func problems() async throws {
    let store = try Store.inMemory()
    try Shop().fill(store, mergesPhone: true)
    let engine = Engine(store)
    let alice = Identity(unchecked: "alice")
    let stranger = UserID(truncating: 404)
    func problem(_ change: MergeChange) async -> MergeProblem? {
      do {
        _ = try await engine.mergePreview(change)
        return nil
      } catch { return error as? MergeProblem }
    }
    #expect(await problem(.init(.takeBack, .user(stranger))) == .noSuchUser(stranger))
    #expect(
      await problem(.init(.takeBack, .user(UserID.profile(of: alice))))
        == .isProfile(UserID.profile(of: alice), alice))
    #expect(await problem(.init(.takeBack, .user(Shop.visitor))) == .neverMerged(Shop.visitor))
    #expect(await problem(.init(.restore, .user(Shop.phone))) == .inForceAlready(Shop.phone, alice))
    let nobody = Identity(unchecked: "nobody")
    #expect(await problem(.init(.takeBack, .identity(nobody))) == .noSuchIdentity(nobody))
    #expect(await problem(.init(.restore, .identity(alice))) == .nothingTakenBack(alice))
    #expect(await problem(.init(.takeBack, .number(9))) == .noSuchMerge(9))

    let writer = try Writer(store)
    try writer.append(reversals([2], isInForce: false))
    try writer.commit()
    #expect(
      await problem(.init(.takeBack, .user(Shop.phone)))
        == .takenBackAlready(Shop.phone, alice, reversals([2], isInForce: false)[0]))
    let bob = Identity(unchecked: "bob")
    let later = Timestamp(milliseconds: 1_800_000_100_000)
    writer.append(
      [.migration(Migration(from: Shop.phone, to: bob, time: later, source: .client))], in: .main)
    try writer.commit()
    #expect(
      await problem(.init(.restore, .number(2)))
        == .belongsToAnother(Shop.phone, bob, since: later))
    #expect(
      await problem(.init(.restore, .user(Shop.phone)))
        == .belongsToAnother(Shop.phone, bob, since: later))
    #expect(await problem(.init(.restore, .identity(alice))) == .nothingTakenBack(alice))
    #expect(await problem(.init(.takeBack, .user(Shop.phone))) == nil)
  }

  // MARK: Help

  private func allUsers(_ engine: Engine) async throws -> [UserRow] {
    try await engine.users(UsersQuestion(limit: .max)).rows.sorted(by: inOrder)
  }

  private func inOrder(_ left: UserRow, _ right: UserRow) -> Bool {
    (left.environment, left.id) < (right.environment, right.id)
  }

  private func everyMerge(_ engine: Engine) async throws -> [MergeRow] {
    try await engine.merges(MergesQuestion(limit: .max)).rows
  }

  private func rows(_ preview: MergePreview, engine all: [MergeRow]) -> [MergeRow] {
    preview.migrations.compactMap { number in all.first { $0.number == number } }
  }

  private func reversals(_ numbers: [Int], isInForce: Bool) -> [Reversal] {
    numbers.map {
      Reversal(
        of: $0, isInForce: isInForce, at: Timestamp(milliseconds: 1_800_000_000_000), by: "kate",
        reason: "a shared phone")
    }
  }
}

/// A laptop and a phone, both alice's, and a visitor who stays anonymous.
private struct Shop {
  static let laptop = UserID(truncating: 111)
  static let phone = UserID(truncating: 222)
  static let visitor = UserID(truncating: 333)

  func fill(_ store: Store, mergesPhone: Bool) throws {
    let alice = Identity(unchecked: "alice")
    let writer = try Writer(store)
    func at(_ second: Int64) -> Timestamp {
      Timestamp(milliseconds: 1_767_600_000_000 + second * 1000)
    }
    for (place, user) in [Self.laptop, Self.phone, Self.visitor].enumerated() {
      let start = at(Int64(place) * 100)
      writer.append(
        [
          .user(User(.user(user), firstSeen: start)),
          .session(
            Session(
              SessionID(truncating: UInt64(place) + 1), of: .user(user), start: start,
              properties: ["city": .string(["Berlin", "York", "Rome"][place])])),
          .event(
            Event(
              "Search", of: .user(user), at: start,
              session: SessionID(truncating: UInt64(place) + 1))),
          .properties(
            PropertyWrite(
              .user(user), time: start,
              properties: ["plan": .string(["Free", "Pro", "Free"][place])])),
        ], in: .main)
    }
    writer.append(
      [.migration(Migration(from: Self.laptop, to: alice, time: at(500), source: .client))],
      in: .main)
    if mergesPhone {
      writer.append(
        [.migration(Migration(from: Self.phone, to: alice, time: at(600), source: .client))],
        in: .main)
    }
    try writer.commit()
  }
}
