import Domain
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Store

/// After a deletion nothing of the person is in any byte of the store, and nothing of anybody else is
/// lost.
@Suite("What a deletion leaves in the file")
struct DeletionBytesTests {
  /// Everything that only one person has, all of it easy to find.
  private struct Person {
    let number: Int
    var identity: String { "identity-\(number)@example.com" }
    var ids: [UserID] {
      (0..<3).map { UserID(truncating: 0xA_BCDE_F000_0000 + UInt64(10 * number + $0)) }
    }
    var session: SessionID { SessionID(truncating: 0xB_1234_5000_0000 + UInt64(number)) }
    var event: String { "event of \(number) alone" }
    var key: String { "key of \(number) alone" }
    var value: String { "value of \(number) alone" }
    var userValue: String { "user value of \(number) alone" }
    var landing: String { "landing page of \(number) alone" }
    var number64: Double { 1_234_567.25 + Double(number) }

    /// What to look for: texts, and numbers as columns may hold them.
    var traces: [Data] {
      let texts = [identity, event, key, value, userValue, landing].map { Data($0.utf8) }
      let numbers =
        ids.map(\.rawValue) + [session.rawValue, number64.bitPattern]
        + [UserID.profile(of: Identity(unchecked: identity)).rawValue]
      return texts
        + numbers.map { number in withUnsafeBytes(of: number.littleEndian) { Data($0) } }
        + ids.map { Data($0.description.utf8) }
    }

    func facts(_ round: Int) -> [Fact] {
      var facts: [Fact] = []
      for (index, id) in ids.enumerated() {
        let time = Timestamp(milliseconds: Int64(1_700_000_000_000 + round * 1000 + 7 * number))
        var session = Session(session, of: .user(id), start: time)
        session.properties = ["Landing Page": .string(landing)]
        facts += [.user(User(.user(id), firstSeen: time)), .session(session)]
        if index > 0, round < 2 {
          facts.append(
            .migration(
              Migration(
                from: id, to: Identity(unchecked: identity), time: time, source: .client)))
        }
        facts += [
          .event(
            Event(
              event, of: .user(id), at: time, session: self.session,
              properties: [key: .string(value), "n": .number(number64), "term": "shoes"])),
          .event(Event("Common", of: .user(id), at: time, properties: ["term": "shoes"])),
          .properties(
            PropertyWrite(.user(id), time: time, properties: ["plan": .string(userValue)])),
        ]
      }
      return facts
    }
  }

  /// Commits of all sizes, so that segments were folded into larger ones many times.
  private func fill(_ store: Store, _ people: [Person], seed: UInt64) throws {
    var chance = SeededGenerator(seed: seed)
    let writer = try Writer(store)
    for round in 0..<6 {
      for person in people.shuffled(using: &chance) {
        writer.append(person.facts(round), in: AppID(round.isMultiple(of: 2) ? "main" : "other"))
        writer.setClientState(
          "device of \(person.number)",
          #"{"devices":["main",{"identity":"\#(person.identity)"}]}"#)
        if Int.random(in: 0..<4, using: &chance) == 0 { try writer.commit() }
      }
    }
    try writer.commit()
  }

  private func bytes(_ path: String) throws -> Data {
    var all = Data()
    for name in ["", "-wal", "-shm", "-journal"] {
      all += (try? Data(contentsOf: URL(filePath: path + name))) ?? Data()
    }
    return all
  }

  @Test(
    "R-D4: no byte of file or log tells of a deleted person; what others have is all there",
    arguments: 1...4)
  func noTrace(seed: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("store.db")
    let people = (1...60).map { Person(number: $0 * 1009 * seed) }
    let store = try Store.openForWriting(path)
    try fill(store, people, seed: UInt64(seed))
    let before = try bytes(path)
    for trace in people[0].traces.prefix(6) { #expect(before.range(of: trace) != nil) }

    var chance = SeededGenerator(seed: UInt64(seed))
    let gone = people.shuffled(using: &chance).prefix(20)
    for (place, person) in gone.enumerated() {
      var listed: [Subject] = [.user(person.ids[0]), .user(person.ids[1])]
      if place.isMultiple(of: 2) { listed[1] = .identity(Identity(unchecked: person.identity)) }
      let deletion = try store.delete(listed)
      #expect(deletion.isErased && deletion.unknown.isEmpty)
    }
    let after = try bytes(path)
    for person in gone {
      for (place, trace) in person.traces.enumerated() {
        #expect(after.range(of: trace) == nil, "trace \(place) of \(person.number)")
      }
    }
    let rest = people.filter { person in !gone.contains { $0.number == person.number } }
    for person in rest {
      for trace in person.traces.prefix(6) { #expect(after.range(of: trace) != nil) }
    }
    try store.close()
    #expect(try isWhole(path, rest))
  }

  /// Whether a store has the events of these people and no others.
  private func isWhole(_ path: String, _ people: [Person]) throws -> Bool {
    let store = try Store.open(path)
    defer { try? store.close() }
    let names = try store.readNow { reader -> [String: Int] in
      let texts = try reader.eventNames()
      var counts: [String: Int] = [:]
      var codes: [UInt32] = []
      for segment in try reader.segments(.events) {
        try reader.integers(.name, of: segment, into: &codes)
        for code in codes { counts[texts[Int(code)], default: 0] += 1 }
      }
      return counts
    }
    let own = Dictionary(uniqueKeysWithValues: people.map { ($0.event, 18) })
    return names == own.merging(["Common": people.count * 18]) { one, _ in one }
  }

  @Test("R-D7: a deleted identity or user_id may come again, as somebody new")
  func comesAgain() throws {
    let store = try Store.inMemory()
    let person = Person(number: 7)
    try fill(store, [person, Person(number: 8)], seed: 1)
    let identity = Identity(unchecked: person.identity)
    _ = try store.delete([.identity(identity), .user(person.ids[0])])
    let count = try store.readNow { try $0.count(of: .users) }
    let writer = try Writer(store)
    let later = Timestamp(milliseconds: 1_800_000_000_000)
    let warnings = writer.append(
      [
        .user(User(.user(person.ids[1]), firstSeen: later)),
        .event(Event(person.event, of: .user(person.ids[1]), at: later, session: person.session)),
        .user(User(.identity(identity), firstSeen: later)),
      ], in: .main)
    try writer.commit()
    #expect(warnings.isEmpty)
    let found = try store.readNow { try $0.deletionTargets([.identity(identity)]) }
    // The user_id is its own again: the old merge is forgotten.
    #expect(found.users == found.profiles && found.users.allSatisfy { $0 >= count })
    let byID = try store.readNow { try $0.deletionTargets([.user(person.ids[1])]) }
    #expect(byID.users.count == 1 && byID.users.allSatisfy { $0 >= count })
    #expect(try store.delete([.user(person.ids[1])]).events == 1)
  }

  @Test("R-2: a profile that had to make way for a deleted one's id is still found")
  func givenUpID() throws {
    let store = try Store.inMemory()
    let identity = Identity(unchecked: "late")
    let taken = UserID.profile(of: identity)
    let time = Timestamp(milliseconds: 5)
    let first = try Writer(store)
    first.append([.user(User(.user(taken), firstSeen: time))], in: .main)
    first.append([.user(User(.identity(identity), firstSeen: time))], in: .main)
    try first.commit()
    _ = try store.delete([.user(taken)])
    let second = try Writer(store)
    second.append([.user(User(.identity(identity), firstSeen: time))], in: .main)
    try second.commit()
    #expect(try store.readNow { try $0.count(of: .users) } == 2)
    #expect(try store.readNow { try $0.deletionTargets([.identity(identity)]) }.profiles == [1])
  }

  @Test("A reader that is busy holds the erasure up; deleting again ends it")
  func heldUp() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("store.db")
    let person = Person(number: 3)
    let store = try Store.openForWriting(path)
    try fill(store, [person, Person(number: 4)], seed: 2)
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let reader = try DatabaseQueue(path: path, configuration: configuration)
    try reader.inDatabase { db in
      try db.beginTransaction(.deferred)
      _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM segment_column")
    }
    let deletion = try store.delete([.identity(Identity(unchecked: person.identity))])
    #expect(deletion.profiles > 0 && !deletion.isErased)
    try reader.inDatabase { db in try db.rollback() }
    try reader.close()
    let again = try store.delete([.identity(Identity(unchecked: person.identity))])
    #expect(again.profiles == 0 && again.isErased && again.unknown.count == 1)
    #expect(try bytes(path).range(of: Data(person.identity.utf8)) == nil)
    try store.close()
  }

  @Test("A device that remembers a deleted person begins anew; other devices don't")
  func devices() throws {
    let store = try Store.inMemory()
    try fill(store, [Person(number: 5), Person(number: 6)], seed: 3)
    _ = try store.delete([.identity(Identity(unchecked: Person(number: 5).identity))])
    let writer = try Writer(store)
    #expect(try writer.clientState("device of 5") == nil)
    #expect(try writer.clientState("device of 6") != nil)
  }
}
