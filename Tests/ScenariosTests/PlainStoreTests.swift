import Analysis
import Domain
import TestSupport
import Testing

@Suite("The plain store, by hand-made facts")
struct PlainStoreTests {
  private let alice = Identity(unchecked: "alice")
  private let first = UserID(truncating: 111)
  private let second = UserID(truncating: 222)

  private func time(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

  private func session(_ id: UInt64, _ user: UserID, at start: Int64, _ city: String) -> Fact {
    .session(
      Session(
        SessionID(truncating: id), of: .user(user), start: time(start),
        properties: ["city": .string(city)]))
  }

  private func event(
    _ name: String, _ user: UserID, at moment: Int64, in session: UInt64?,
    kind: Event.Kind = .custom
  ) -> Fact {
    .event(
      Event(
        name, kind: kind, of: .user(user), at: time(moment),
        session: session.map { SessionID(truncating: $0) }))
  }

  private func merge(_ user: UserID, at moment: Int64) -> Fact {
    .migration(Migration(from: user, to: alice, time: time(moment), source: .client))
  }

  private func write(_ plan: String, _ user: UserID, at moment: Int64) -> Fact {
    .properties(
      PropertyWrite(.user(user), time: time(moment), properties: ["plan": .string(plan)]))
  }

  private var merged: PlainStore {
    var store = PlainStore()
    store.append([
      session(1, first, at: 1000, "Oslo"), event("A", first, at: 1000, in: 1),
      write("Free", first, at: 1000), merge(first, at: 1010),
      session(2, second, at: 500, "Rome"), event("B", second, at: 500, in: 2),
      write("Pro", second, at: 500), merge(second, at: 600),
    ])
    return store
  }

  @Test("Two devices of one identity are one row (R-1, R-I2), with R-M1, R-M2 and R-M3 on it")
  func merging() throws {
    let rows = merged.rows(in: nil)
    try #require(rows.count == 1)
    #expect(rows[0].id == .profile(of: alice))
    #expect(rows[0].name == "alice")
    #expect(rows[0].merged == [second, first])
    #expect(rows[0].firstSeen == time(500))
    #expect(rows[0].lastSeen == time(1000))
    #expect((rows[0].sessions, rows[0].events) == (2, 2))
    #expect(rows[0].properties == ["plan": "Free", "Initial City": "Rome"])
  }

  @Test("Facts stay under their raw user_id (R-0): without migrations there are two users")
  func unmerged() {
    var store = PlainStore()
    for arrival in merged.arrivals {
      guard case .fact(let fact) = arrival.content else { continue }
      if case .migration = fact { continue }
      store.append([fact])
    }
    #expect(Set(store.rows(in: nil).map(\.name)) == ["User 111", "User 222"])
  }

  @Test("A profile's id moves on when its number is taken (R-2), and a user_id merges only once")
  func takenNumberAndSecondMigration() {
    var store = PlainStore()
    let hash = UserID.profile(of: alice)
    store.append([event("A", hash, at: 1, in: nil), merge(first, at: 2)])
    store.append([
      .migration(
        Migration(from: first, to: Identity(unchecked: "bob"), time: time(3), source: .server))
    ])
    let rows = store.usersPage(UsersQuestion()).rows
    #expect(Set(rows.map(\.name)) == ["User \(hash)", "alice"])
    #expect(rows.first { $0.name == "alice" }?.id == hash.next())
    #expect(rows.first { $0.name == "alice" }?.merged == [first])
  }

  @Test("Server events at 09:00, 09:29 and 09:31 without a session make two groups (R-S10)")
  func serverGroups() throws {
    var store = PlainStore()
    store.append(
      [32400, 34140, 34260].map { event("Invoice Paid", first, at: $0, in: nil, kind: .server) })
    let visits = try #require(store.plainProfile(first, in: nil)).visits
    #expect(visits.map(\.events) == [1, 2])
    #expect(visits.allSatisfy { $0.kind == .serverGroup })
    #expect(store.rows(in: nil).first?.sessions == 0)
  }

  @Test(
    "A server event is shown in the session that covers it: 5 minutes after an event (R-S2, R-S10)")
  func serverEventInSession() throws {
    var store = PlainStore()
    store.append([
      session(1, first, at: 0, "Oslo"), event("A", first, at: 0, in: 1),
      event("Email Sent", first, at: 300, in: nil, kind: .server),
      event("Email Sent", first, at: 301, in: nil, kind: .server),
    ])
    let visits = try #require(store.plainProfile(first, in: nil)).visits
    #expect(visits.map(\.events) == [1, 2])
    #expect(visits.map(\.kind) == [.serverGroup, .session(SessionID(truncating: 1), .web)])
  }

  @Test("Newest activity first, users without events last (R-U1, R-U5)")
  func order() {
    var store = merged
    let late = UserID(truncating: 5)
    let silent = UserID(truncating: 4)
    store.append([
      event("A", late, at: 2000, in: nil), .user(User(.user(silent), firstSeen: time(9000))),
    ])
    #expect(
      store.usersPage(UsersQuestion()).rows.map(\.name) == ["User 5", "alice", "User 4"])
    var recent = UsersQuestion()
    recent.range = .lastHours(24)
    #expect(store.usersPage(recent).rows.map(\.name) == ["User 5", "alice"])
    #expect(store.usersPage(recent).total == 3)
  }
}
