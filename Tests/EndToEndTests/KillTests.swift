import Analysis
import Domain
import Foundation
import Store
import Testing

/// kill -9 in the middle of an import: every commit that was told is there, nothing is half there,
/// and importing the rest gives what one undisturbed import gives.
@Suite("Killed imports")
struct KillTests {
  private static let segment = 65536
  private static let count = 2 * segment + 9000

  @Test(
    "Whenever an import is killed, whole commits are left, and at least those told",
    arguments: 1...4)
  func killed(seed: Int) async throws {
    let place = try Place()
    var chance = SeededGenerator(seed: UInt64(seed))
    let lines = Self.lines(&chance)
    try place.write("lines", lines.joined())
    // Killed once so many lines were fed and so many commits told, whatever it is at then.
    let fed = [20000, Self.segment + 30000, Self.count, Self.count][seed - 1]
    let told = [0, 1, 0, 2][seed - 1]
    _ = try place.run(
      """
      mkfifo pipe
      cairn import - --format calls --store shop.db --verbose <pipe 2>told &
      exec 9>pipe
      head -n \(fed) lines >&9
      until [ "$(grep -c committed told)" -ge \(told) ]; do :; done
      kill -9 $!
      wait $!
      exec 9>&-
      """)
    let safe = try place.text("told").split(separator: "\n").compactMap { line in
      line.hasPrefix("committed ") ? Int(line.split(separator: " ")[1]) : nil
    }
    #expect(safe.count >= told)
    #expect(safe == (0..<safe.count).map { ($0 + 1) * Self.segment })

    // A killed import may not even have come to make the store.
    let rows = try await Answers(place, "shop.db")?.events.count ?? 0
    #expect(rows >= safe.last ?? 0)
    #expect(rows.isMultiple(of: Self.segment))

    try load(lines[..<rows], into: "undisturbed.db", place)
    if rows > 0 { try await expectSame("shop.db", "undisturbed.db", place) }
    try load(lines[rows...], into: "shop.db", place)
    try load(lines[rows...], into: "undisturbed.db", place)
    try await expectSame("shop.db", "undisturbed.db", place)
    #expect(try !place.names().contains { $0.hasPrefix("shop.db-") })
  }

  private func load(_ lines: ArraySlice<String>, into store: String, _ place: Place) throws {
    guard !lines.isEmpty else { return }
    try place.write("part", lines.joined())
    let outcome = try place.run("cairn import part --format calls --store \(store) --again")
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  private func expectSame(_ store: String, _ other: String, _ place: Place) async throws {
    let (left, right) = (try await Answers(place, store), try await Answers(place, other))
    #expect(left?.users == right?.users)
    let parting = zip(left?.events ?? [], right?.events ?? []).first { $0 != $1 }
    if let parting { Issue.record("\(parting.0)\n\(parting.1)") }
    #expect(left?.events.count == right?.events.count)
  }

  /// All that a store says; nil where there is none.
  private struct Answers {
    var users: [UserRow] = []
    var events: [EventRow] = []

    init?(_ place: Place, _ name: String) async throws {
      guard try place.names().contains(name) else { return nil }
      let store = try Store.open(place.path(name))
      defer { try? store.close() }
      let engine = Engine(store)
      users = try await engine.users(UsersQuestion(limit: 1000)).rows
      events = try await engine.events(EventsQuestion(limit: 1_000_000)).rows
    }
  }

  /// Every line is one event. Some are of devices, whose state is stored beside them; some name an
  /// identity, which merges their user.
  private static func lines(_ chance: inout SeededGenerator) -> [String] {
    (0..<count).map { number in
      let start = "{\"time\":\(1_700_000_000 + number),\"call\":"
      let user = number % 40
      if number % 500 == 3 {
        return start + "\"track\",\"device\":\"d\(user)\",\"event\":\"Tap\"}\n"
      }
      let identity = number % 700 == 5 ? "\"identity\":\"p\(user)\"," : ""
      return start
        + "\"event\",\(identity)\"user_id\":\(user),\"event\":\"E\(user % 3)\"}\n"
    }
  }
}
