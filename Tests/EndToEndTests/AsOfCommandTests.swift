import Foundation
import Testing

@Suite("The command line: --as-of")
struct AsOfCommandTests {
  private func store() throws -> Place {
    let place = try Place()
    try place.makeStore()
    return place
  }

  @Test(
    "R-0: users as of a time, a date and so long ago; JSON keeps its shape",
    arguments: [
      ("2026-01-05T10:00:30Z", ["User 111"]), ("2026-01-05T10:01:00Z", ["alice@example.com"]),
      ("2026-01-05", ["alice@example.com"]),
      ("2026-01-06T09:00:59+00:00", ["User 222", "alice@example.com"]),
      ("2d", ["User 222", "alice@example.com"]), ("49h", ["alice@example.com"]),
      ("2026-02-01", ["User 333", "alice@example.com"]), ("2025-12-31", []),
    ])
  func users(moment: String, names: [String]) throws {
    let place = try store()
    let then = try place.run("cairn users --json --store shop.db --as-of \(moment)").objects()
    #expect(then.map { $0["name"] as? String } == names)
    let now = try place.run("cairn users --json --store shop.db").objects()
    for user in then { #expect(Set(user.keys) == Set(now[0].keys)) }
  }

  @Test("Text says first what it is about, and counts back from there")
  func heading() throws {
    let place = try store()
    let list = try place.run("cairn users --store shop.db --as-of 2026-01-06T09:00:30Z")
    #expect(
      list.output.hasPrefix("As of 2026-01-06 09:00:30 UTC: what came later doesn't count.\n\n"))
    #expect(list.output.contains("just now"))
    for command in [
      "user 111", "events", "events --names", "funnel Search", "funnel Search --users reached:1",
      "trend '*'", "trend '*' --users-at all", "properties", "merges", "why 111",
    ] {
      let text = try place.run("cairn \(command) --store shop.db --as-of 2026-01-06")
      #expect(text.code == 0, "\(text.errors)")
      #expect(text.lines.first?.hasPrefix("As of 2026-01-06 23:59:59 UTC") == true, "\(command)")
    }
    let json = try place.run("cairn funnel Search --json --store shop.db --as-of 2026-01-06")
    #expect(json.lines.count == 1 && !json.output.contains("As of"))
  }

  @Test("A profile, events, funnel and properties are those of the moment")
  func questions() throws {
    let place = try store()
    func objects(_ command: String, _ moment: String) throws -> [[String: Any]] {
      try place.run("cairn \(command) --json --store shop.db --as-of \(moment)").objects()
    }
    let alice = try objects("user alice@example.com", "2026-01-05").first
    #expect(alice?["merged"] as? [String] == ["111"])
    let later = try objects("user alice@example.com", "2026-01-06").first
    #expect(later?["merged"] as? [String] == ["111", "222"])
    #expect(try objects("events", "2026-01-05").count == 1)
    #expect(try objects("merges", "2026-01-05").count == 1)
    #expect(try objects("merges", "2026-01-06").count == 2)
    let funnel = try objects("funnel Pageview Search", "2026-01-06T09:00:30Z").first
    #expect(funnel?["total"] as? [Int] == [1, 0])
    let merged = try objects("funnel Pageview Search", "2026-01-06T09:01:00Z").first
    #expect(merged?["total"] as? [Int] == [1, 1])
    let before = try objects("properties user", "2026-01-05T10:01:30Z")
    #expect(!before.contains { $0["property"] as? String == "plan" })
    let unknown = try place.run("cairn user 333 --store shop.db --as-of 2026-01-06")
    #expect(unknown.code == 1 && unknown.errors.contains("as of 2026-01-06T23:59:59.999Z"))
  }

  @Test("A date ends by the clock of the time zone that the question is asked in")
  func timeZone() throws {
    let place = try store()
    func last(_ zone: String) throws -> String? {
      try place.run(
        "cairn trend '*' --store shop.db --as-of 2026-01-05 --time-zone \(zone)"
      ).lines.first
    }
    #expect(try last("Asia/Kolkata")?.hasPrefix("As of 2026-01-05 18:29:59 UTC") == true)
    #expect(try last("America/New_York")?.hasPrefix("As of 2026-01-06 04:59:59 UTC") == true)
  }

  @Test("A cohort's sizes are those of the moment")
  func cohorts() throws {
    let place = try store()
    try FileManager.default.createDirectory(
      atPath: place.path("saved/cohorts"), withIntermediateDirectories: true)
    try place.write("saved/cohorts/known.yaml", "cohort: Known\nwhere: alice\n")
    let sizes = try place.run(
      "cairn cohorts size Known --definitions saved --store shop.db --as-of 2026-01-06 --json")
    #expect(sizes.code == 0, "\(sizes.errors)")
    #expect(try sizes.objects().last?["day"] as? String == "2026-01-06")
  }

  @Test("What is no moment is refused with what was expected")
  func refusals() throws {
    let place = try store()
    let wrong = try place.run("cairn users --store shop.db --as-of yesterday")
    #expect(wrong.code == 64)
    #expect(wrong.errors.contains("'yesterday' is not a moment; expected a time such as"))
    let zone = try place.run(
      "cairn trend '*' --store shop.db --as-of 2026-01-05 --time-zone Mars")
    #expect(zone.code != 0 && zone.errors.contains("there is no time zone 'Mars'"))
  }

  /// Every command that takes --as-of, with what it asks here.
  private static let commands = [
    "users", "user 111", "events", "funnel Pageview", "trend '*'", "properties", "merges",
    "why 111", "why 111 --event Pageview",
  ]

  @Test("R-0: every command knows what was known then, and nothing before the first fact")
  func everyCommand() throws {
    let place = try store()
    for command in Self.commands {
      let run = { (moment: String) in
        try place.run("cairn \(command) --json --store shop.db --as-of \(moment)")
      }
      let first = try run("2026-01-05T10:00:00Z")
      #expect(first.code == 0 && first.errors.isEmpty, "\(command): \(first.errors)")
      #expect(first.output.contains("alice") == false, "\(command)")
      // Who or what is asked for by name isn't there yet; lists are empty.
      let early = try run("2020-01-01")
      let namesOne = command.hasPrefix("user ") || command.hasPrefix("why")
      #expect(early.code == (namesOne ? 1 : 0), "\(command): \(early.errors)")
      if namesOne {
        #expect(early.output.isEmpty)
        #expect(early.errors.contains("as of 2020-01-01T23:59:59.999Z"), "\(early.errors)")
      } else if command.hasPrefix("funnel") {
        #expect(try early.objects().first?["total"] as? [Int] == [0])
      } else if command.hasPrefix("trend") {
        #expect(try early.objects().map { $0["events"] as? Int } == [0])
      } else {
        #expect(early.output.isEmpty, "\(command)")
      }
    }
  }

  @Test("Every command refuses what is no moment, and has a moment in any offset")
  func everyMoment() throws {
    let place = try store()
    for command in Self.commands {
      for text in ["soon", "2026-13-01", "7", "-1d", "2026-01-05T25:00:00Z"] {
        let wrong = try place.run("cairn \(command) --store shop.db --as-of=\(text)")
        #expect(wrong.code == 64 && wrong.output.isEmpty, "\(command) \(text)")
        #expect(wrong.errors.contains("is not a moment; expected a time such as"))
      }
      let utc = try place.run(
        "cairn \(command) --json --store shop.db --as-of 2026-01-05T10:01:30Z")
      let offset = try place.run(
        "cairn \(command) --json --store shop.db --as-of 2026-01-05T15:31:30+05:30")
      #expect(utc.code == 0 && utc.output == offset.output, "\(command)")
    }
  }

  @Test("So long before the newest event means nothing in a store without events")
  func noEvents() throws {
    let place = try Place()
    try place.makeStore(
      "shop.db",
      """
      {"time":"2026-01-05T10:00:00Z","call":"addUserProperties","identity":"bob","properties":{"a":1}}

      """)
    for command in ["users", "user bob", "merges", "why bob", "funnel A", "trend A"] {
      let outcome = try place.run("cairn \(command) --store shop.db --as-of 7d")
      #expect(outcome.code == 1 && outcome.output.isEmpty, "\(command)")
      #expect(outcome.errors.contains("there is no event to count back from; expected a time"))
    }
  }
}
