import Analysis
import Domain
import Synchronization
import TestSupport

@testable import Explorer

/// Presses keys in front of a store with a past; answers come through the real runner, from the
/// plain twin of the engine.
struct Traveller {
  var driver: Driver
  private let runner: EffectRunner
  private let inbox = Inbox()

  private final class Inbox: Sendable {
    private let messages = Mutex<[Message]>([])

    func put(_ message: Message) { messages.withLock { $0.append(message) } }

    func take() -> [Message] {
      messages.withLock { messages in
        defer { messages = [] }
        return messages
      }
    }
  }

  init(_ store: PlainStore = Story.store, columns: Int = 80, rows: Int = 24) async {
    runner = EffectRunner(questions: store) { [inbox] in inbox.put($0) }
    driver = Driver(columns: columns, rows: rows, holdsAnswers: true) { _ in
      .failure(QuestionFailure("asked in vain"))
    }
    driver.state.now = Story.day(20)
    await settle()
  }

  /// Presses keys and waits for all answers after each.
  mutating func press(_ keys: String) async throws {
    for key in keys.split(separator: " ") {
      try driver.press(String(key))
      await settle()
    }
  }

  /// Waits for what was asked, and for what the answers lead to.
  mutating func settle() async {
    while !driver.waiting.isEmpty {
      _ = runner.run(
        driver.takeQuestions().map { .ask($0.lane, generation: $0.generation, $0.question) })
      await runner.idle()
      for message in inbox.take() { driver.send(message) }
    }
  }

  var lines: [String] { driver.lines }

  /// The names in the list, with the mark before each.
  var rows: [String] {
    let panes = driver.state.usersPanes
    return driver.lines.dropFirst(panes.list.minRow + 1).prefix(panes.listHeight)
      .filter { $0.contains("●") || $0.contains("○") }
      .map { line in
        let words = line.dropFirst(2).split(separator: " ").map(String.init)
        let name = words.prefix(words.first == "User" ? 2 : 1).joined(separator: " ")
        return line.hasPrefix(" ") ? name : "\(line.prefix(1)) \(name)"
      }
  }
}

/// A few days in which two people and a visitor share devices.
enum Story {
  static func day(_ day: Int64, _ minute: Int64 = 0) -> Timestamp {
    // 2026-01-01T09:00:00Z
    Timestamp(milliseconds: 1_767_258_000_000).advanced(seconds: (day - 1) * 86400 + minute * 60)
  }

  private static func id(_ number: UInt64) -> UserID { UserID(truncating: number) }

  private static func event(_ name: String, _ user: UInt64, _ time: Timestamp) -> Fact {
    .event(Event(name, of: .user(id(user)), at: time))
  }

  private static func session(_ number: UInt64, _ user: UInt64, _ time: Timestamp) -> [Fact] {
    [
      .user(User(.user(id(user)), firstSeen: time)),
      .session(
        Session(
          SessionID(truncating: number), of: .user(id(user)), start: time,
          properties: ["city": "Berlin"])),
    ]
  }

  private static func identify(_ user: UInt64, _ name: String, _ time: Timestamp) -> Fact {
    .migration(
      Migration(
        from: id(user), to: Identity(unchecked: name), time: time, source: .client))
  }

  private static func plan(_ user: UInt64, _ plan: String, _ time: Timestamp) -> Fact {
    .properties(
      PropertyWrite(.user(id(user)), time: time, properties: ["plan": .string(plan)]))
  }

  private static func become(_ user: UInt64, after previous: UInt64, _ time: Timestamp) -> Fact {
    .user(User(.user(id(user)), firstSeen: time, previous: id(previous)))
  }

  static var store: PlainStore {
    var store = PlainStore()
    store.append(
      session(1, 111, day(5)) + [event("View", 111, day(5)), plan(111, "Free", day(5, 1))])
    store.append([identify(111, "alice", day(5, 2)), event("Add", 111, day(5, 3))])
    store.append(session(2, 222, day(6)) + [event("View", 222, day(6))])
    store.append([event("Add", 222, day(6, 1)), event("Buy", 222, day(6, 2))])
    store.append([identify(222, "alice", day(6, 5))])
    store.append([become(333, after: 111, day(7)), identify(333, "bob", day(7))])
    store.append([event("View", 333, day(7, 1)), plan(333, "Pro", day(7, 2))])
    store.append([become(444, after: 333, day(8)), event("View", 444, day(8, 1))])
    store.append(session(5, 555, day(9)) + [event("View", 555, day(9))])
    store.append([identify(444, "bob", day(9, 30))])
    store.takeBack(id(222), at: day(10))
    return store
  }
}
