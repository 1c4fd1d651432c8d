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
      "trend '*'", "trend '*' --users-at all", "properties",
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
}
