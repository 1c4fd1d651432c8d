import Domain
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Store

/// What a writer finds of what others stored, by searching columns and, past a number of look-ups,
/// by tables.
@Suite("What a writer looks up")
struct WriterLookUpTests {
  private let folder: TemporaryFolder
  private let store: Store
  private let alice = Identity(unchecked: "alice")
  private let start = Timestamp(milliseconds: 1000)

  init() throws {
    folder = try TemporaryFolder()
    store = try Store.openForWriting(folder.path("store.db"))
  }

  /// Makes rows with a writer of its own, which searches, or makes tables first.
  @discardableResult
  private func write<Answer>(
    tables: Bool = false, _ body: (inout PendingRows) throws -> Answer
  ) throws -> Answer {
    let writer = try Writer(store)
    let answer = try writer.withRows { rows in
      if tables {
        for number in 0..<200 {
          let id = UserID(truncating: UInt64(1 << 40 + number))
          #expect(rows.users.ordinal(of: id, environment: 0) == nil)
          let session = SessionID(truncating: 99)
          #expect(rows.sessions.ordinal(of: session, user: number) == nil)
        }
      }
      return try body(&rows)
    }
    try writer.commit()
    return answer
  }

  @Test("A profile whose hash a user had first keeps its own id (R-2)", arguments: [false, true])
  func takenHash(tables: Bool) throws {
    let hash = UserID.profile(of: alice)
    let user = try write { rows in
      rows.userOrdinal(hash, in: rows.environmentCode(.main), at: start)
    }
    let profile = try write { $0.profileOrdinal(alice, in: 0, at: start) }
    #expect(profile == user + 1)
    try write(tables: tables) { rows in
      #expect(rows.profileOrdinal(alice, in: 0, at: start) == profile)
      #expect(rows.userOrdinal(hash, in: 0, at: start) == user)
      #expect(rows.userOrdinal(hash.next(), in: 0, at: start) == profile)
      #expect(rows.hasProfile(alice, in: 0) == true)
      #expect(rows.hasProfile(Identity(unchecked: "Alice"), in: 0) == false)
      let elsewhere = rows.environmentCode(AppID("shop"))
      #expect(rows.profileOrdinal(alice, in: elsewhere, at: start) == profile + 1)
    }
  }

  @Test("A merge of an earlier commit is known (R-1, R-X2)", arguments: [false, true])
  func merges(tables: Bool) throws {
    let user = UserID(truncating: 7)
    let profile = try write { rows in
      let environment = rows.environmentCode(.main)
      let profile = rows.profileOrdinal(alice, in: environment, at: start)
      let ordinal = rows.userOrdinal(user, in: environment, at: start)
      #expect(rows.migrate(ordinal, to: profile, at: start, source: .server) == true)
      return profile
    }
    try write(tables: tables) { rows in
      let bob = Identity(unchecked: "bob")
      func refusal(_ identity: Identity) -> CallWarning? {
        rows.refusal(ofIdentifying: user, as: identity, in: 0, at: start, source: .client)
      }
      #expect(refusal(alice) == nil)
      #expect(refusal(bob) == CallWarning(.identityConflict, subject: "7"))
      #expect(rows.hasProfile(bob, in: 0) == false)
      #expect(rows.users.canonical(of: profile + 1) == profile)
      #expect(rows.users.canonical(of: profile) == profile)
      let other = rows.profileOrdinal(bob, in: 0, at: start)
      #expect(rows.migrate(profile + 1, to: other, at: start, source: .server) == false)
      #expect(rows.migrate(profile, to: other, at: start, source: .server) == false)
      #expect(rows.migrate(profile + 1, to: profile, at: start, source: .server) == true)
      #expect(rows.migrations.isEmpty)
    }
  }

  @Test("How many user_ids servers gave is known of earlier commits, by search and table (R-A10)")
  func serverIdentifies() throws {
    let identities = (0..<100).map { Identity(unchecked: "i\($0)") }
    func identify(_ user: Int, _ identity: Identity) -> Fact {
      .migration(
        Migration(
          from: UserID(truncating: UInt64(user)), to: identity, time: start, source: .server))
    }
    let first = try Writer(store)
    for (number, identity) in identities.enumerated() {
      // Every other one has a user_id left, and what devices do doesn't count.
      let count = number.isMultiple(of: 2) ? 10 : 9
      let facts = (0..<count).map { identify(number * 100 + $0, identity) }
      #expect(first.append(facts, in: .main).isEmpty)
      first.append(
        [
          .migration(
            Migration(
              from: UserID(truncating: UInt64(number * 100 + 50)), to: identity, time: start,
              source: .client))
        ], in: .main)
    }
    try first.commit()
    let second = try Writer(store)
    for (number, identity) in identities.enumerated() {
      let refused = second.append([identify(number * 100 + 60, identity)], in: .main)
      #expect(refused.map(\.code) == (number.isMultiple(of: 2) ? [.identityLimit] : []))
      // Those of this writer count as well.
      let again = second.append([identify(number * 100 + 61, identity)], in: .main)
      #expect(again.map(\.code) == [.identityLimit])
    }
  }

  @Test("A session that was only named begins anew, once (R-S11)", arguments: [false, true])
  func namedSessions(tables: Bool) throws {
    let id = SessionID(truncating: 5)
    let (user, named) = try write { rows in
      let user = rows.userOrdinal(
        UserID(truncating: 1), in: rows.environmentCode(.main), at: start)
      return (user, rows.sessionOrdinal(id, user: user, at: start, origin: .named))
    }
    let begun = try write { $0.sessionOrdinal(id, user: user, at: start) }
    #expect(begun == named + 1)
    try write(tables: tables) { rows in
      #expect(rows.sessionOrdinal(id, user: user, at: start) == begun)
      #expect(rows.sessionOrdinal(SessionID(truncating: 6), user: user, at: start) == begun + 1)
      let other = rows.userOrdinal(UserID(truncating: 2), in: 0, at: start)
      #expect(rows.sessionOrdinal(id, user: other, at: start) == begun + 2)
    }
  }

  @Test("Keys of earlier commits are known one by one and all at once (R-A6)")
  func keys() throws {
    try write { rows in
      for hash in 0..<100 { rows.remember(idempotencyKey: UInt64(hash), in: 0) }
    }
    try write { rows in
      for hash in 0..<200 {
        #expect(rows.isKnown(idempotencyKey: UInt64(hash), in: 0) == (hash < 100))
        #expect(rows.isKnown(idempotencyKey: UInt64(hash), in: 1) == false)
      }
    }
  }

  @Test("Where a look-up fails, the commit says so and stores nothing")
  func damage() throws {
    try write { rows in
      _ = rows.userOrdinal(UserID(truncating: 1), in: rows.environmentCode(.main), at: start)
    }
    try store.close()
    let path = folder.path("store.db")
    try Shop.tamper(path) {
      try $0.execute(sql: "UPDATE segment_column SET data = x'' WHERE id & 16777215 = 6")
    }
    let again = try Store.openForWriting(path)
    let writer = try Writer(again)
    writer.withRows { rows in
      _ = rows.userOrdinal(UserID(truncating: 1), in: rows.environmentCode(.main), at: start)
    }
    #expect(throws: StoreError.damaged("a column ends within its header")) { try writer.commit() }
    #expect(try again.readNow { try $0.segments(.users).map(\.count) } == [1])
    try again.close()
  }
}
