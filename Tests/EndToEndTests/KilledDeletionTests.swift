import Analysis
import Domain
import Foundation
import Store
import TestSupport
import Testing

/// kill -9 in the middle of a deletion: the store opens, the people are either all there or all gone,
/// and everybody else is as before; deleting once more leaves nothing of them.
@Suite("Killed deletions")
struct KilledDeletionTests {
  /// When the deletion is killed.
  enum Moment: Sendable, CustomTestStringConvertible {
    /// After a part of the time that an undisturbed one takes.
    case part(Double)
    /// As soon as the log has something; what is in it may not be committed.
    case logged
    /// As soon as the log has this many pages.
    case pages(Int)
    /// As soon as the log was written back to the file, while unused parts of it are overwritten.
    case writtenBack

    var testDescription: String { "\(self)" }
  }

  @Test(
    "R-D4: whenever a deletion is killed, it happened or it didn't",
    arguments: [
      .part(0.1), .part(0.5), .part(0.8), .part(0.95), .logged, .pages(40), .pages(120),
      .writtenBack,
    ] as [Moment])
  func killed(moment: Moment) async throws {
    let story = try await Self.story.value
    let place = try Place()
    try place.write("shop.db", story.bytes)
    let turns =
      if case .part(let part) = moment { Int(part * Double(story.duration)) } else { Int.max }
    _ = try place.run(
      """
      cairn delete \(Story.listed) --yes --store shop.db >said 2>&1 &
      i=0
      while [ $i -lt \(turns) ] && \(Self.goesOn(moment)); do i=$((i+1)); done
      kill -9 $!
      wait $!
      """)

    let users = try place.run("cairn users --json --store shop.db")
    #expect(users.code == 0 && users.errors.isEmpty, "\(users.errors)")
    let isGone = !users.output.contains(Story.identity)
    let expected = isGone ? story.after : story.before
    #expect(try await Said(place, "shop.db") == expected.said)
    #expect(try Self.names(users, in: "main") == expected.names)

    let again = try place.run("cairn delete \(Story.listed) --yes --store shop.db")
    #expect(again.code == 0, "\(again.errors)")
    #expect(try await Said(place, "shop.db") == story.after.said)
    let bytes = try Data(contentsOf: place.folder.appending(path: "shop.db"))
    #expect(bytes.range(of: Data(Story.identity.utf8)) == nil)
    #expect(try place.names().filter { $0.hasPrefix("shop.db") } == ["shop.db"])
  }

  /// The condition, in shell, under which the deletion is let go on.
  private static func goesOn(_ moment: Moment) -> String {
    let isUnsaid = "[ ! -s said ]"
    switch moment {
    case .part: return isUnsaid
    case .logged: return "[ ! -s shop.db-wal ] && \(isUnsaid)"
    case .pages(let count):
      return "[ \"$(stat -c %s shop.db-wal 2>/dev/null || echo 0)\" -lt \(count * 4120) ]"
        + " && \(isUnsaid)"
    case .writtenBack:
      return "{ [ -z \"$w\" ] && { [ ! -s shop.db-wal ] || w=1; } || [ -s shop.db-wal ]; }"
        + " && \(isUnsaid)"
    }
  }

  private static func names(_ users: Place.Outcome, in app: String) throws -> Set<String> {
    let rows = try users.objects().filter { $0["app_id"] as? String == app }
    return Set(rows.compactMap { $0["name"] as? String })
  }

  /// What a store says of everybody.
  private struct Said: Equatable {
    var users: [[UserRow]] = []
    var events: [[EventRow]] = []
    var findings: [[Finding]] = []
    /// Of the environment that only makes the store large.
    var bulk: [EventUse] = []

    init(_ place: Place, _ name: String) async throws {
      let store = try Store.open(place.path(name))
      defer { try? store.close() }
      try await self.init(Engine(store))
      bulk = try await Engine(store).catalogue(in: Story.bulk)
    }

    /// What the plain twin says, which doesn't know of the bulk.
    init(_ questions: any Questions) async throws {
      for environment in [AppID.main, AppID("staging")] {
        var question = UsersQuestion(limit: 1000)
        question.environment = environment
        users.append(try await questions.users(question).rows)
        var stream = EventsQuestion(limit: 100_000)
        stream.environment = environment
        events.append(try await questions.events(stream).rows)
        findings.append(
          try await questions.doctor(
            in: environment, now: Timestamp(milliseconds: 2_000_000_000_000))
        )
      }
    }
  }

  @Test("Without a kill the store says what its plain twin says, before and after")
  func undisturbed() async throws {
    let story = try await Self.story.value
    for (expected, plain) in [(story.before, story.plainBefore), (story.after, story.plainAfter)] {
      var said = try await Said(plain)
      said.bulk = expected.said.bulk
      #expect(expected.said == said)
      #expect(expected.names == Set(said.users[0].map(\.name)))
    }
    #expect(story.before.said != story.after.said)
    #expect(story.before.said.bulk != story.after.said.bulk)
  }

  // MARK: The story

  private static let story = Task { try await Story() }

  /// A store of random calls and of very many events, among them those of people to be deleted.
  private struct Story {
    static let identity = "zoe@unique.example"
    static let listed = "--identity \(identity) --identity alice"
    static let bulk = AppID("bulk")

    let bytes: Data
    let before: Expected
    let after: Expected
    let plainBefore: PlainStore
    let plainAfter: PlainStore
    /// How long an undisturbed deletion takes, in turns of the loop that waits.
    let duration: Int

    struct Expected {
      var said: Said
      var names: Set<String>
    }

    init() async throws {
      let place = try Place()
      var plain = PlainStore()
      try Self.fill(place.path("shop.db"), &plain)
      bytes = try Data(contentsOf: place.folder.appending(path: "shop.db"))
      before = try await Self.expected(place)
      plainBefore = plain
      let measured = try place.run(
        """
        cairn delete \(Self.listed) --yes --store shop.db >said 2>&1 &
        i=0
        while [ $i -lt \(Int.max) ] && [ ! -s said ]; do i=$((i+1)); done
        wait $!
        echo $i
        """)
      duration = try #require(measured.lines.first.flatMap { Int($0) })
      after = try await Self.expected(place)
      plain.delete([
        .identity(Identity(unchecked: Self.identity)), .identity(Identity(unchecked: "alice")),
      ])
      plainAfter = plain
    }

    private static func expected(_ place: Place) async throws -> Expected {
      let users = try place.run("cairn users --json --store shop.db")
      return Expected(said: try await Said(place, "shop.db"), names: try names(users, in: "main"))
    }

    private static func fill(_ path: String, _ plain: inout PlainStore) throws {
      let store = try Store.openForWriting(path)
      let writer = try Writer(store)
      var calls = RandomCalls(seed: 12)
      for _ in 0..<200 {
        let (facts, environment) = calls.next()
        plain.append(facts, in: environment)
        writer.append(facts, in: environment)
      }
      let time = Timestamp(milliseconds: 1_767_600_000_000)
      let zoe = (user: UserID(truncating: 777), identity: Identity(unchecked: identity))
      let facts: [Fact] = [
        .event(Event("Search", of: .user(zoe.user), at: time)),
        .migration(Migration(from: zoe.user, to: zoe.identity, time: time, source: .client)),
        .event(Event("Only Zoe", of: .identity(zoe.identity), at: time)),
      ]
      plain.append(facts, in: .main)
      writer.append(facts, in: .main)
      try writer.commit()
      // Hers and others', so that every segment has to be written anew.
      for number in 0..<70_000 {
        let subject: Subject =
          switch number % 50 {
          case 0: .identity(zoe.identity)
          case 1: .identity(Identity(unchecked: "alice"))
          default: .user(UserID(truncating: UInt64(1000 + number % 900)))
          }
        let event = Event(
          "E\(number % 7)", of: subject, at: time.advanced(seconds: Int64(number)),
          properties: ["n": .number(Double(number % 100)), "text": .string("t\(number % 3000)")])
        writer.append([.event(event)], in: bulk)
        if number.isMultiple(of: 15_000) { try writer.commit() }
      }
      try writer.commit()
      try store.close()
    }
  }
}
