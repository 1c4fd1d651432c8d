import Foundation
import Testing

@Suite("Definitions on the command line and in the explorer")
struct DefinitionsTests {
  private func team() throws -> Place {
    let place = try Place()
    try place.write(
      "team/funnels/buy.yaml", "# Ours.\nfunnel: Buy\nabout: All of it.\nsteps: [Look, Play]\n")
    try place.write("team/cohorts/pro.yaml", "cohort: Pro\nwhere: plan=Pro\n")
    try place.write("team/events/play.yaml", "event: Play\nis: Video where action=play\n")
    return place
  }

  @Test("definitions lists what is in the folder of --definitions, else of the variable")
  func list() throws {
    let place = try team()
    let text = try place.run("cairn definitions --definitions team")
    #expect(text.code == 0 && text.errors.isEmpty)
    #expect(text.lines.count == 4)
    #expect(text.output.contains("funnel  Buy   \(place.path("team/funnels/buy.yaml"))"))
    let json = try place.run("cairn definitions --json", ["CAIRN_DEFINITIONS": "team"]).objects()
    #expect(json.map { $0["kind"] as? String } == ["funnel", "cohort", "event"])
    #expect(json[0]["steps"] as? [String] == ["Look", "Play"])
    #expect(json[1]["where"] as? String == "plan=Pro")
    #expect(json[2]["is"] as? String == "Video where action=play")
    let csv = try place.run("cairn definitions --definitions team --csv")
    #expect(csv.lines.first == "kind,name,about,file" && csv.lines.count == 4)
  }

  @Test("Without a choice the folder of the configuration is meant, which may be missing")
  func own() throws {
    let place = try Place()
    let nothing = try place.run("cairn definitions")
    #expect(nothing.code == 0)
    #expect(nothing.output.contains("Nothing is saved in \(place.path(".settings/cairn"))"))
    try place.write(".settings/cairn/definitions/cohorts/a.yaml", "cohort: A\nwhere: x=1\n")
    #expect(try place.run("cairn cohorts").output == "A  x=1\n")
    let missing = try place.run("cairn definitions --definitions nowhere")
    #expect(missing.code == 1)
    #expect(missing.errors.contains("there is no folder \(place.path("nowhere"))"))
  }

  @Test("A definition is shown, renamed and deleted, and whoever uses it is named")
  func change() throws {
    let place = try team()
    let team = ["CAIRN_DEFINITIONS": "team"]
    let shown = try place.run("cairn definitions show Buy", team)
    #expect(try shown.output == place.text("team/funnels/buy.yaml"))
    let renamed = try place.run("cairn definitions rename Play Start", team)
    #expect(renamed.code == 0)
    #expect(renamed.output.contains("defined event 'Play' is now defined event 'Start'"))
    #expect(renamed.errors.contains("the old name is still used by funnel 'Buy'"))
    #expect(try place.text("team/events/start.yaml").hasPrefix("event: Start\n"))
    let deleted = try place.run("cairn definitions delete Pro", team)
    #expect(deleted.code == 0 && deleted.errors.isEmpty)
    let left = try place.run("cairn definitions --json", team).objects()
    #expect(left.map { $0["name"] as? String } == ["Buy", "Start"])
  }

  @Test("A name that isn't there, or that several kinds have, is told with what there is")
  func names() throws {
    let place = try team()
    try place.write("team/cohorts/buy.yaml", "cohort: Buy\nwhere: x=1\n")
    let none = try place.run("cairn definitions show Bye --definitions team")
    #expect(none.code == 1)
    #expect(none.errors.contains("there is no definition 'Bye' in \(place.path("team"))"))
    #expect(none.errors.contains("it has funnel 'Buy', cohort 'Buy', cohort 'Pro'"))
    let both = try place.run("cairn definitions delete Buy --definitions team")
    #expect(both.code == 1)
    #expect(both.errors.contains("'Buy' may be funnel 'Buy', cohort 'Buy'; --kind says which"))
    let one = try place.run("cairn definitions delete Buy --kind cohort --definitions team")
    #expect(one.code == 0)
    let taken = try place.run("cairn definitions rename Buy '' --definitions team")
    #expect(taken.code == 1 && taken.errors.contains("a name can't be empty"))
  }

  @Test("The explorer's funnels tell file, line and field of a broken file, and an unknown unit")
  func brokenFunnels() throws {
    let place = try Place()
    try place.makeStore()
    try place.write("team/funnels/bad.yaml", "funnel: Bad\nsteps: [Search]\nper: household\n")
    let session = try TerminalSession(
      "shop.db", in: place, ["CAIRN_DEFINITIONS": "team"])
    session.waitFor("alice@example.com")
    session.press("3")
    session.waitFor("team/funnels/bad.yaml:3: 'per': expected user,")
    try place.write("team/funnels/bad.yaml", "funnel: Good\nsteps: [Search]\nper: account:plam\n")
    session.waitFor("opens Good")
    session.press(.enter)
    session.waitFor("no user has the property 'plam'; did you mean plan?")
    session.press("q")
    #expect(session.end() == 0)
  }

  @Test("A broken file is told with file and line and ends the list with 1; the rest is there")
  func broken() throws {
    let place = try team()
    try place.write("team/trends/bad.yaml", "trend: Bad\nintervall: day\n")
    let list = try place.run("cairn definitions --definitions team")
    #expect(list.code == 1)
    #expect(list.output.contains("Buy") && !list.output.contains("Bad"))
    #expect(
      list.errors.contains(
        "team/trends/bad.yaml:2: 'intervall' means nothing in a trend; did you mean 'interval'?"))
  }

  @Test("cohorts size refuses a cohort that isn't there, one that is broken, and a wrong zone")
  func size() throws {
    let place = try team()
    try place.makeStore()
    try place.write("team/cohorts/bad.yaml", "cohort: Bad\nwhere: plan=Pro and\n")
    func told(_ arguments: String) throws -> String {
      let outcome = try place.run(
        "cairn cohorts size \(arguments) --store shop.db --definitions team")
      #expect(outcome.code == 1)
      return outcome.errors
    }
    #expect(try told("Nope").contains("there is no cohort 'Nope'"))
    #expect(try told("Bad").contains("the cohort 'Bad' can't be used before its file is mended"))
    #expect(try told("Pro --time-zone Moon").contains("--time-zone Moon is no time zone"))
  }

  @Test("The explorer tells a broken definition at its start and when it breaks later")
  func explorer() throws {
    let place = try team()
    try place.makeStore()
    try place.write("team/trends/bad.yaml", "trend: Bad\nintervall: day\n")
    let session = try TerminalSession("shop.db --definitions team", in: place, columns: 250)
    session.waitFor("bad.yaml:2:")
    session.waitFor("alice@example.com")
    try place.write("team/trends/bad.yaml", "trend: Bad\n\nkount: users\n")
    session.waitFor("bad.yaml:3:")
    session.press("q")
    #expect(session.end() == 0)
    expectClean(session)
  }

  @Test("The demo starts with the definitions of the sample shop, without any complaint")
  func demo() throws {
    let place = try Place()
    let session = try TerminalSession("demo", in: place, columns: 250)
    session.waitFor("users")
    #expect(!session.screen.text.contains(".yaml"))
    session.press("q")
    #expect(session.end() == 0)
  }
}
