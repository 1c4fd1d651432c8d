import Foundation
import Testing

@Suite("The command line: trends and properties")
struct ReportCommandTests {
  private func store() throws -> Place {
    let place = try Place()
    try place.makeStore()
    return place
  }

  @Test("R-G1: trend gives a line for each bucket and one for all, and for each group likewise")
  func trendJSON() throws {
    let lines = try store().run("cairn trend '*' --by plan --json --store shop.db").objects()
    #expect(lines.allSatisfy { Set($0.keys) == ["start", "group", "events", "users"] })
    let all = lines.filter { $0["group"] is NSNull }
    #expect(
      all.map { $0["start"] as? String } == [
        "2026-01-05T00:00:00.000Z", "2026-01-06T00:00:00.000Z", "2026-01-07T00:00:00.000Z",
        "2026-01-08T00:00:00.000Z", nil,
      ])
    #expect(all.map { $0["events"] as? Int } == [1, 1, 0, 1, 3])
    // Alice came twice, and is one user.
    #expect(all.map { $0["users"] as? Int } == [1, 1, 0, 1, 2])
    let groups = lines.filter { $0["start"] is NSNull }.map { $0["group"] as? String }
    #expect(groups == [nil, "Pro", "(none)"])
  }

  @Test("trend opens a number: exactly the users who were counted")
  func users() throws {
    let place = try store()
    let pro = try place.run(
      "cairn trend '*' --by plan --users-at 2026-01-06 --group Pro --json --store shop.db")
    #expect(try pro.objects().map { $0["name"] as? String } == ["alice@example.com"])
    let all = try place.run("cairn trend '*' --users-at all --json --store shop.db")
    #expect(try all.objects().count == 2)
    let empty = try place.run("cairn trend '*' --users-at 2026-01-07 --json --store shop.db")
    #expect(empty.code == 0 && empty.output.isEmpty)
    let outside = try place.run("cairn trend '*' --users-at 2027-01-07 --store shop.db")
    #expect(outside.code == 1 && outside.errors.contains("the last 2026-01-08"))
    let unknown = try place.run(
      "cairn trend '*' --by plan --users-at all --group Gold --store shop.db")
    #expect(unknown.code == 1 && unknown.errors.contains("expected one of: Pro, (none)"))
  }

  @Test("trend as text states the range and the zone; what it can't do is said for people")
  func trendText() throws {
    let place = try store()
    let text = try place.run("cairn trend Search --time-zone Europe/Berlin --store shop.db")
    #expect(text.lines.first == "Search per day · all time · days in Europe/Berlin")
    #expect(text.output.contains("In all: 1 event by 1 user"))
    let zone = try place.run("cairn trend Search --time-zone Mars --store shop.db")
    #expect(zone.code == 1 && zone.errors.contains("there is no time zone 'Mars'"))
    let nothing = try place.run("cairn trend 'No \u{1B}[31m' --store shop.db")
    #expect(nothing.code == 0 && nothing.output.contains("No such event in this range."))
    #expect(!nothing.output.contains("\u{1B}"))
    let group = try place.run("cairn trend Search --group Pro --store shop.db")
    #expect(group.code == 64 && group.errors.contains("--group is of --users-at"))
  }

  @Test("a trend says what it names that the store hasn't got, and shows a range whole")
  func trendWarnings() throws {
    let place = try store()
    let misspelt = try place.run("cairn trend Serch --by plann --json --store shop.db")
    #expect(misspelt.code == 0)
    #expect(misspelt.errors.contains("there is no event 'Serch'; did you mean Search?"))
    let property = try place.run("cairn trend '*' --by plann --csv --store shop.db")
    #expect(property.errors.contains("no user has the property 'plann'; did you mean plan?"))
    let users = try place.run(
      "cairn trend Serch --range 7d --users-at 2026-01-08 --json --store shop.db")
    #expect(users.output.isEmpty && users.errors.contains("there is no event 'Serch'"))
    let once = try place.run("cairn trend Serch --where did:Serch --json --store shop.db")
    #expect(once.errors.split(separator: "\n").count == 1)
    let quiet = try place.run("cairn trend '*' --by plan --store shop.db")
    #expect(quiet.errors.isEmpty)
    let range = try place.run(
      "cairn trend Search --range 2026-01-07..2026-01-09 --json --store shop.db")
    #expect(try range.objects().map { $0["events"] as? Int } == [0, 0, 0])
    #expect(range.errors.contains("no such event in this range"))
  }

  @Test("a filter that nobody matches says what it names that the store hasn't got")
  func unknownNames() throws {
    let place = try store()
    let users = try place.run(
      "cairn users --where 'plann=Pro or did:Serch or account.plan=X' --json --store shop.db")
    #expect(users.code == 0 && users.output.isEmpty)
    #expect(
      users.errors.split(separator: "\n") == [
        "no user has the property 'plann'; did you mean plan?",
        "there is no event 'Serch'; did you mean Search?", "no account has the property 'plan'",
      ])
    for command in ["funnel '*'", "trend '*'"] {
      let report = try place.run("cairn \(command) --where 'plann=Pro' --store shop.db")
      #expect(report.errors.contains("no user has the property 'plann'"), "\(command)")
    }
    let known = try place.run("cairn users --where 'plan=Gold' --json --store shop.db")
    #expect(known.output.isEmpty && known.errors.isEmpty)
  }

  @Test("a funnel says which groups there are where it has none of that name")
  func funnelGroups() throws {
    let unknown = try store().run(
      "cairn funnel '*' --by plan --users reached:1 --group Gold --json --store shop.db")
    #expect(unknown.code == 0 && unknown.output.isEmpty)
    #expect(unknown.errors.contains("there is no group 'Gold'; the funnel has: Pro, (none)"))
  }

  @Test("properties gives each property with who has it, its types and values")
  func properties() throws {
    let place = try store()
    let lines = try place.run("cairn properties user --json --store shop.db").objects()
    let seats = try #require(lines.first { $0["property"] as? String == "seats" })
    #expect(seats["of"] as? String == "user" && seats["share"] as? Double == 0.5)
    #expect(seats["count"] as? Int == 1 && seats["numbers"] as? Int == 1)
    let top = try #require(seats["top"] as? [[String: Any]])
    #expect(top.count == 1 && top[0]["value"] as? Int == 3 && top[0]["count"] as? Int == 1)
    #expect(lines.contains { $0["property"] as? String == "Initial City" })
    let text = try place.run("cairn properties --store shop.db")
    #expect(text.output.contains("User properties · 2 users"))
    #expect(text.output.contains("Event properties · 3 events"))
    let csv = try place.run("cairn properties event --csv --store shop.db")
    #expect(csv.lines.first?.hasPrefix("of,property,count,share,") == true)
    #expect(csv.lines.contains { $0.hasPrefix("event,term,1,0.333") })
    #expect(csv.lines.contains { $0.hasSuffix(#","[{""count"":1,""value"":""shoes""}]""#) })
  }
}
