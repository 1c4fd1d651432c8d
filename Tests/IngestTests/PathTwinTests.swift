import Analysis
import Domain
import Foundation
import Formats
import Ingest
import Store
import TestSupport
import Testing

/// The same rows give the same store, whichever way they take and however they are written down.
@Suite("Fast and slow, JSON and CSV")
struct PathTwinTests {
  private struct Row {
    var time: Int
    var user: String?
    var identity: String?
    var session: String?
    var event: String?
    var app: String?
    var key: String?
    var properties: [(String, String)]
    var userProperties: [(String, String)]

    /// As a line of JSON; slowly, by a field that is given twice.
    func json(slow: Bool) -> String {
      var fields = ["\"time\":\(time)", "\"call\":\"event\""]
      func add(_ name: String, _ value: String?) {
        if let value { fields.append("\"\(name)\":\"\(value)\"") }
      }
      if let user, Int(user) != nil {
        fields.append("\"user_id\":\(user)")
      } else {
        add("user_id", user)
      }
      add("identity", identity)
      add("session_id", session)
      add("event", event)
      add("app_id", app)
      add("idempotency_key", key)
      func object(_ pairs: [(String, String)]) -> String {
        "{" + pairs.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
      }
      if event != nil {
        fields.append("\"properties\":" + object(properties))
      }
      if !userProperties.isEmpty || event == nil {
        fields.append("\"user_properties\":" + object(userProperties))
      }
      if slow { fields.append("\"call\":\"event\"") }
      return "{" + fields.joined(separator: ",") + "}\n"
    }
  }

  @Test("Random rows give the same users and events by bytes and by calls", arguments: 1...16)
  func fastAndSlow(seed: Int) async throws {
    var chance = SeededGenerator(seed: UInt64(seed))
    let rows = (0..<150).map { _ in Self.row(&chance) }
    let parts = rows.chunks(of: Int.random(in: 30...150, using: &chance))
    var answers: [Answers] = []
    for way in 0..<3 {
      let imports = try Imports()
      var answer = Answers()
      for (number, part) in parts.enumerated() {
        let lines = part.map { row in
          row.json(slow: way == 1 || (way == 2 && Bool.random(using: &chance)))
        }
        let summary = try imports.load(lines.joined(), name: "part \(number)") {
          $0.identityPolicy = seed.isMultiple(of: 4) ? .reject : .perform
        }
        answer.counts.append([
          summary.lines, summary.events, summary.otherCalls, summary.duplicates,
          summary.problemCount,
        ])
        answer.problems += summary.problems.map(\.description)
        for (code, noted) in summary.warnings {
          answer.warnings.append(
            "\(number) \(code): \(noted.count) from line \(noted.line), \(noted.first)")
        }
      }
      answer.warnings.sort()
      answer.events = try await imports.events()
      answer.users = try await imports.users()
      answers.append(answer)
    }
    answers[1].expectSame(as: answers[0])
    answers[2].expectSame(as: answers[0])
  }

  @Test("What lies in rows and what a plain store of the same facts answers", arguments: [1])
  func largeBatches(seed: Int) async throws {
    // Past a segment, few users, events that come late.
    let count = SegmentKind.capacity + 9000
    var chance = SeededGenerator(seed: UInt64(seed))
    let imports = try Imports()
    var plain: [(time: Int, name: String, user: Int, arrival: Int)] = []
    var lines = ""
    for index in 0..<count {
      var time = 1_700_000_000_000 + index * 40
      if Int.random(in: 0..<20, using: &chance) == 0 {
        time -= Int.random(in: 0...3_000_000, using: &chance)
      }
      let user = Int.random(in: 1...6, using: &chance)
      let name = "E\(Int.random(in: 0..<5, using: &chance))"
      plain.append((time, name, user, index))
      lines +=
        "{\"time\":\(time),\"user_id\":\(user),\"session_id\":\(user),\"call\":\"event\",\"event\":\"\(name)\",\"properties\":{\"n\":\(index)}}\n"
    }
    try imports.load(lines)
    plain.sort { ($0.time, $0.arrival) < ($1.time, $1.arrival) }
    try await imports.read { engine in
      let events = try await Imports.allEvents(engine)
      #expect(events.count == count)
      for (event, expected) in zip(events, plain) {
        let isSame =
          event.time.milliseconds == Int64(expected.time) && event.name == expected.name
          && event.user.rawValue == UInt64(expected.user)
          && event.properties["n"] == .number(Double(expected.arrival))
        if !isSame {
          Issue.record("arrival \(expected.arrival) is not in its place")
          break
        }
      }
      let users = try await engine.users(UsersQuestion()).rows
      for user in users {
        let own = plain.filter { $0.user == Int(user.id.rawValue) }
        #expect(user.events == own.count)
        #expect(user.sessions == 1)
        #expect(user.firstSeen.milliseconds == Int64(own.first?.time ?? 0))
        #expect(user.lastSeen?.milliseconds == Int64(own.last?.time ?? 0))
        let history = try await engine.history(HistoryQuestion(profile: user.id, limit: count))
        #expect(history.total == own.count)
        let numbers = history.rows.compactMap { row -> Int? in
          if case .number(let number)? = row.properties["n"] { Int(number) } else { nil }
        }
        #expect(numbers == own.map(\.arrival))
      }
      for use in try await engine.catalogue(in: nil) {
        let own = plain.filter { $0.name == use.name }
        #expect(use.count == own.count)
        #expect(use.users == Set(own.map(\.user)).count)
      }
    }
  }

  // MARK: Support

  private struct Answers {
    var counts: [[Int]] = []
    var problems: [String] = []
    var warnings: [String] = []
    var events: [String] = []
    var users: [String] = []

    func expectSame(as other: Answers) {
      #expect(counts == other.counts)
      #expect(problems == other.problems)
      #expect(warnings == other.warnings)
      func first(_ left: [String], _ right: [String]) -> String? {
        zip(left, right).first { $0 != $1 }.map { "\($0)\n\($1)" }
          ?? (left.count == right.count ? nil : "\(left.count) and \(right.count)")
      }
      for difference in [first(events, other.events), first(users, other.users)] {
        if let difference { Issue.record("\(difference)") }
      }
    }
  }

  private static func row(_ chance: inout SeededGenerator) -> Row {
    func one<Value>(of values: [Value]) -> Value {
      values.randomElement(using: &chance) ?? values[0]
    }
    func maybe<Value>(_ percent: Int, _ value: Value) -> Value? {
      Int.random(in: 0..<100, using: &chance) < percent ? value : nil
    }
    func pairs(_ keys: [String], _ most: Int) -> [(String, String)] {
      let chosen = Array(
        keys.shuffled(using: &chance).prefix(.random(in: 0...most, using: &chance)))
      return chosen.map { ($0, one(of: Self.values)) }
    }
    var row = Row(
      time: 1_700_000_000 + Int.random(in: 0...20000, using: &chance),
      user: one(of: ["1", "2", "3", "uuid-a", "uuid-b"]),
      identity: maybe(25, one(of: ["alice", "bob", "guest", "日本", "1"])),
      session: maybe(50, one(of: ["7", "8", "s-9"])),
      event: one(of: ["View", "Buy", "日本語", "Sign Up", " "]),
      app: maybe(15, "shop"), key: maybe(20, "k\(Int.random(in: 0..<20, using: &chance))"),
      properties: pairs(["a", "b", "Plan", "é", "user_id"], 4),
      userProperties: maybe(30, pairs(["plan", "age", "email", "user_id"], 3)) ?? [])
    if row.identity != nil, Int.random(in: 0..<3, using: &chance) == 0 { row.user = nil }
    return row
  }

  private static let values = [
    "\"Free\"", "\"Pro\"", "50", "\"50\"", "1.5", "-0.25e3", "true", "false", "\" \"", "\"\"",
    "null",
    "\"\(String(repeating: "x", count: 1100))\"", "{\"nested\":1}", "[1]", "9007199254740993",
  ]
}

extension Array {
  fileprivate func chunks(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min(count, $0 + size)]) }
  }
}
