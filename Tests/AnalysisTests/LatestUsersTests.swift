import Domain
import Store
import TestSupport
import Testing

@testable import Analysis

/// The list as it opens is found from the newest events alone; it is the same as that of the plain
/// store, which sorts everybody (R-U1, R-M3, R-S11).
@Suite("Those seen last")
struct LatestUsersTests {
  @Test("Random pasts with late events, merges and reversals", arguments: 1...8)
  func sameAsPlain(seed: UInt64) async throws {
    let past = try RandomPast(seed: seed, calls: 220)
    let seen = past.plain.rows(in: nil).filter { $0.lastSeen != nil }.count
    #expect(seen > 5)
    for (offset, limit) in [(0, 1), (0, 4), (2, 3), (0, seen), (seen - 1, 1), (1, 0), (0, 0)] {
      let question = Self.question(offset, limit)
      let found = try Self.page(question, past.store)
      #expect(try await past.plain.users(question) == found)
    }
    // Those without events follow, whom it does not look for.
    #expect(try Self.page(Self.question(0, seen + 1), past.store) == nil)
  }

  @Test("An engine answers it before and after it knows what everybody did", arguments: [3, 4])
  func sameEngine(seed: UInt64) async throws {
    let past = try RandomPast(seed: seed, calls: 150)
    let engine = Engine(past.store)
    let question = Self.question(0, 5)
    let first = try await engine.users(question)
    var other = question
    other.sort = UserSort(.events)
    _ = try await engine.users(other)
    #expect(try await engine.users(question) == first)
  }

  @Test("Users seen at the same moment are in order of user id, however many there are")
  func ties() async throws {
    let (store, plain) = try Self.stores(
      [9, 4, 7, 1, 8, 3].map { (user: $0, time: $0 == 1 ? 5 : 50) })
    for limit in 1...6 {
      let question = Self.question(0, limit)
      let found = try Self.page(question, store)
      #expect(found?.rows.map(\.id.rawValue) == Array([3, 4, 7, 8, 9, 1].prefix(limit)))
      #expect(try await plain.users(question) == found)
    }
  }

  @Test("Where too many were seen at the same moment, the list of everybody answers")
  func manyAtOnce() async throws {
    let (store, plain) = try Self.stores((1...200).map { (user: $0, time: 50) })
    let question = Self.question(2, 3)
    #expect(try Self.page(question, store) == nil)
    #expect(try await Engine(store).users(question) == (try await plain.users(question)))
    #expect(try Self.page(Self.question(0, 200), store)?.rows.count == 200)
  }

  @Test("Other questions are left to the list of everybody")
  func otherQuestions() throws {
    let past = try RandomPast(seed: 2, calls: 120)
    #expect(try Self.page(Self.question(0, 3), past.store) != nil)
    var others: [UsersQuestion] = [Self.question(0, 1001), Self.question(1000, 1)]
    for change: (inout UsersQuestion) throws -> Void in [
      { $0.filter = try UserFilter(parsing: "identified") }, { $0.range = .lastDays(2) },
      { $0.sort = UserSort(.lastSeen, descending: false) }, { $0.sort = UserSort(.name) },
      { $0.environment = .main },
    ] {
      var question = Self.question(0, 3)
      try change(&question)
      others.append(question)
    }
    for question in others { #expect(try Self.page(question, past.store) == nil) }
    let moment = try #require(past.times.last)
    #expect(try Self.page(Self.question(0, 3), past.store, asOf: moment) == nil)
  }

  /// Two stores of one event for each of some users, each in a commit of its own.
  private static func stores(
    _ events: [(user: UInt64, time: Int64)]
  ) throws -> (Store, PlainStore) {
    let store = try Store.inMemory()
    let writer = try Writer(store)
    var plain = PlainStore()
    for (user, time) in events {
      let event = Event(
        "A", of: .user(UserID(truncating: user)), at: Timestamp(milliseconds: time), session: nil)
      plain.append([.event(event)], in: .main)
      writer.append([.event(event)], in: .main)
      try writer.commit()
    }
    return (store, plain)
  }

  private static func question(_ offset: Int, _ limit: Int) -> UsersQuestion {
    var question = UsersQuestion(limit: limit)
    question.offset = offset
    return question
  }

  private static func page(
    _ question: UsersQuestion, _ store: Store, asOf moment: Timestamp? = nil
  ) throws -> UsersPage? {
    try store.readNow(asOf: moment) { reader in
      let population = try Population(reader, try ProfileMap(reader))
      return try LatestUsers(reader: reader, population: population).page(question)
    }
  }
}
