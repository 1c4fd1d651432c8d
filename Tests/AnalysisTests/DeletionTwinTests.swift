import Analysis
import Domain
import Foundation
import Store
import TestSupport
import Testing

/// After a deletion the store answers as if the deleted people had never been there, and goes on so:
/// the plain twin drops their facts and folds the rest.
@Suite("Deleted users and the plain twin")
struct DeletionTwinTests {
  @Test(
    "R-D4, R-D5: random deletions between random imports leave everybody else as they were",
    arguments: 1...6)
  func randomDeletions(seed: Int) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("store.db")
    var chance = SeededGenerator(seed: UInt64(seed) &+ 9000)
    var plain = PlainStore()
    for round in 0..<3 {
      try add(120, round, seed, to: &plain, at: path, &chance)
      let store = try Store.openForWriting(path)
      let engine = Engine(store)
      for _ in 0..<2 {
        let listed = try await people(of: plain, &chance)
        try await delete(listed, engine, store, &plain)
        try await compare(engine, plain, seed)
      }
      try store.close()
      let reopened = try Store.open(path)
      try await compare(Engine(reopened), plain, seed)
      try reopened.close()
    }
  }

  @Test("R-D4, R-D7: everybody can be deleted, and the store goes on from nothing")
  func everybody() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("store.db")
    var chance = SeededGenerator(seed: 3)
    var plain = PlainStore()
    try add(150, 0, 3, to: &plain, at: path, &chance)
    let store = try Store.openForWriting(path)
    let engine = Engine(store)
    let everybody = plain.rows(in: nil).map { Subject.user($0.id) }
    try await delete(everybody, engine, store, &plain)
    // What was said of accounts stays: an account is nobody.
    #expect(
      plain.arrivals.allSatisfy { if case .fact(.account) = $0.content { true } else { false } })
    try await compare(engine, plain, 3)
    let overview = try await engine.overview()
    #expect(overview.users == 0 && overview.events == 0 && overview.sessions == 0)
    #expect(overview.userProperties.isEmpty && overview.newestEvent == nil)
    let names = try await engine.names()
    #expect(names.events.isEmpty && names.properties.isEmpty)
    try store.close()
    try add(150, 0, 3, to: &plain, at: path, &chance)
    let again = try Store.open(path)
    try await compare(Engine(again), plain, 3)
    try again.close()
  }

  @Test("R-D5: deleting from an empty store, or nobody, does nothing and is no error")
  func nobody() async throws {
    let store = try Store.inMemory()
    let unknown: [Subject] = [.user(UserID(truncating: 5)), .identity(Identity(unchecked: "x"))]
    let deletion = try store.delete(unknown)
    #expect(deletion.unknown == unknown && deletion.profiles == 0 && deletion.users == 0)
    #expect(try store.delete([]).unknown.isEmpty)
    #expect(try await Engine(store).overview().users == 0)
    #expect(try store.readNow { try $0.revision() } == 0)
  }

  /// Two devices that were alice's; the second one's merge was taken back. Bob is only known from a
  /// merge that was taken back, carol also from a server.
  private func takenBack() throws -> Store {
    let store = try Store.inMemory()
    let writer = try Writer(store)
    let names = [(1, "alice"), (2, "alice"), (3, "bob"), (4, "carol")]
    for (number, name) in names {
      let (user, time) = (UserID(truncating: UInt64(number)), Timestamp(milliseconds: 1000))
      writer.append(
        [
          .event(Event("E", of: .user(user), at: time)),
          .migration(
            Migration(
              from: user, to: Identity(unchecked: name), time: time.advanced(seconds: 1),
              source: .client)),
        ], in: .main)
    }
    let carol = Subject.identity(Identity(unchecked: "carol"))
    writer.append([.event(Event("S", of: carol, at: Timestamp(milliseconds: 9000)))], in: .main)
    try writer.commit()
    for migration in 2...4 {
      try writer.append(
        Reversal(
          of: migration, isInForce: false, at: Timestamp(milliseconds: 5000), by: "me",
          reason: "a test"))
    }
    try writer.commit()
    return store
  }

  private func names(_ store: Store) async throws -> Set<String> {
    Set(try await Engine(store).users(UsersQuestion(limit: 10)).rows.map(\.name))
  }

  @Test("R-D4: whose merge was taken back is a user of its own, and stays when the profile goes")
  func profileOfReversal() async throws {
    let store = try takenBack()
    #expect(try await names(store) == ["alice", "carol", "User 2", "User 3", "User 4"])
    let deletion = try store.delete([.identity(Identity(unchecked: "alice"))])
    #expect(deletion.users == 2 && deletion.events == 1)
    #expect(try await names(store) == ["carol", "User 2", "User 3", "User 4"])
    #expect(try store.readNow { try $0.migrationRecords().map(\.id) } == [3, 4])
  }

  @Test(
    "R-D4: with a user goes the profile that only its merge made; one with a life of its own stays")
  func userOfReversal() async throws {
    let store = try takenBack()
    let users = (3...4).map { Subject.user(UserID(truncating: $0)) }
    #expect(try store.delete(users).events == 2)
    #expect(try await names(store) == ["alice", "carol", "User 2"])
    let carol = try await Engine(store).profile(Identity(unchecked: "carol"), in: nil)
    #expect(carol?.user.firstSeen == Timestamp(milliseconds: 9000) && carol?.user.events == 1)
    let bob = try store.readNow { reader in
      try reader.deletionTargets([.identity(Identity(unchecked: "bob"))])
    }
    #expect(bob.users.isEmpty)
    #expect(try store.readNow { try $0.migrationRecords().map(\.id) } == [1, 2])
  }

  // MARK: Steps

  /// Random calls of devices that nobody had before, by people who may have been deleted.
  private func add(
    _ calls: Int, _ round: Int, _ seed: Int, to plain: inout PlainStore, at path: String,
    _ chance: inout SeededGenerator
  ) throws {
    let store = try Store.openForWriting(path)
    let writer = try Writer(store)
    let start = Timestamp(milliseconds: 1_767_600_000_000 + Int64(round) * 864_000_000)
    var random = RandomCalls(
      seed: UInt64(seed * 10 + round), from: start, devices: "device of \(round)")
    for _ in 0..<calls {
      let (facts, environment) = random.next()
      plain.append(facts, in: environment)
      writer.append(facts, in: environment)
      if Int.random(in: 0..<8, using: &chance) == 0 { try writer.commit() }
    }
    for (device, state) in try random.clientStates() { writer.setClientState(device, state) }
    plain.remember(random.remembered)
    try writer.commit()
    try store.close()
  }

  /// A few people as somebody may list them: by identity, by the profile's id or by a merged one;
  /// twice, or not there at all.
  private func people(
    of plain: PlainStore, _ chance: inout SeededGenerator
  ) async throws -> [Subject] {
    var listed: [Subject] = [.identity(Identity(unchecked: "nobody"))]
    for row in plain.rows(in: nil).shuffled(using: &chance).prefix(2) {
      let ids = ([row.id] + row.merged).shuffled(using: &chance)
      listed += ids.prefix(1).map { .user($0) }
      if Bool.random(using: &chance), let identity = row.identity {
        listed.append(.identity(identity))
      }
    }
    return listed
  }

  private func delete(
    _ listed: [Subject], _ engine: Engine, _ store: Store, _ plain: inout PlainStore
  ) async throws {
    let before = try await plain.overview()
    plain.delete(listed)
    let after = try await plain.overview()
    let preview = try await engine.deletion(of: listed)
    let deletion = try store.delete(listed)
    #expect(deletion.profiles == before.users - after.users)
    #expect(deletion.events == before.events - after.events)
    #expect(deletion.sessions == before.sessions - after.sessions)
    #expect(deletion.isErased)
    #expect(preview.profiles.count == deletion.profiles && preview.unknown == deletion.unknown)
    #expect(preview.profiles.reduce(0) { $0 + $1.events } == deletion.events)
    #expect(preview.profiles.reduce(0) { $0 + $1.sessions } == deletion.sessions)
    #expect(deletion.unknown.allSatisfy { $0 == .identity(Identity(unchecked: "nobody")) })
  }

  private func compare(_ engine: Engine, _ plain: PlainStore, _ seed: Int) async throws {
    try await EngineTwinTests().compare(engine, plain)
    let newest = try await plain.overview().newestEvent ?? Timestamp(milliseconds: 0)
    var funnels = RandomFunnels(seed: UInt64(seed), newest: newest)
    for _ in 0..<8 {
      let question = funnels.next()
      #expect(try await engine.funnel(question) == (try await plain.funnel(question)))
    }
    for grouping in [nil, Grouping.user("plan"), .event("city")] {
      var question = TrendQuestion(event: .any)
      question.grouping = grouping
      #expect(try await engine.trend(question) == (try await plain.trend(question)))
    }
    for environment in [nil, AppID.main, AppID("staging")] {
      #expect(
        try await engine.propertyCatalogue(in: environment)
          == (try await plain.propertyCatalogue(in: environment)))
    }
  }
}
