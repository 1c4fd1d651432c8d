import Foundation
import Testing

/// One store, several environments (app_id): who is who is told apart in each of them.
@Suite("Environments on the command line and in the explorer")
struct EnvironmentCommandTests {
  /// The same identity and the same user_ids in two environments, which did different things there.
  private static let story = """
    {"time":"2026-01-05T10:00:00Z","app_id":"main","device":"laptop","user_id":111,"call":"track","event":"Look"}
    {"time":"2026-01-05T10:01:00Z","app_id":"main","device":"laptop","call":"identify","identity":"alice"}
    {"time":"2026-01-05T10:02:00Z","app_id":"main","device":"laptop","call":"addUserProperties","properties":{"plan":"Pro","Account ID":"acme"}}
    {"time":"2026-01-05T10:03:00Z","app_id":"main","call":"addAccountProperties","account_id":"acme","properties":{"tier":"Gold"}}
    {"time":"2026-01-06T10:00:00Z","app_id":"test","device":"phone","user_id":111,"call":"track","event":"Tap"}
    {"time":"2026-01-06T10:01:00Z","app_id":"test","device":"phone","call":"identify","identity":"alice"}
    {"time":"2026-01-06T10:02:00Z","app_id":"test","device":"phone","call":"addUserProperties","properties":{"plan":"Free","Account ID":"acme","beta":true}}
    {"time":"2026-01-06T10:03:00Z","app_id":"test","device":"tablet","user_id":222,"call":"track","event":"Tap"}
    {"time":"2026-01-06T10:04:00Z","app_id":"test","device":"tablet","call":"identify","identity":"guest"}

    """

  private func store() throws -> Place {
    let place = try Place()
    try place.makeStore("shop.db", Self.story)
    return place
  }

  private func objects(_ place: Place, _ command: String) throws -> [[String: Any]] {
    let outcome = try place.run("cairn \(command) --json --store shop.db")
    #expect(outcome.code == 0, "\(command): \(outcome.errors)")
    return try outcome.objects()
  }

  @Test("R-1: an identity and a user_id are somebody else in each environment")
  func unique() throws {
    let place = try store()
    let users = try objects(place, "users --sort first_seen:asc")
    #expect(users.map { $0["app_id"] as? String } == ["main", "test", "test"])
    #expect(users.map { $0["name"] as? String } == ["alice", "alice", "guest"])
    #expect(users.map { $0["merged"] as? [String] } == [["111"], ["111"], ["222"]])
    #expect(users.map { $0["events"] as? Int } == [1, 1, 1])
    for (app, plan, event) in [("main", "Pro", "Look"), ("test", "Free", "Tap")] {
      let alice = try objects(place, "user alice --app-id \(app)")[0]
      #expect((alice["properties"] as? [String: Any])?["plan"] as? String == plan)
      let visits = try #require(alice["session_list"] as? [[String: Any]])
      #expect(visits.map { $0["top_events"] as? [String] } == [[event]])
      let why = try objects(place, "why 111 --event \(event) --app-id \(app)")[0]
      #expect(why["app_id"] as? String == app && why["identity"] as? String == "alice")
    }
    // Without a choice of environment the first that has the user is meant.
    #expect(try objects(place, "user 111")[0]["app_id"] as? String == "main")
    #expect(try objects(place, "user 222")[0]["app_id"] as? String == "test")
  }

  @Test(
    "Every command that asks takes --app-id and counts that environment alone",
    arguments: [
      ("users", 1, 2), ("users --where account.tier=Gold", 1, 0), ("user alice", 1, 1),
      ("events", 1, 2), ("events --names", 1, 1), ("properties user", 2, 3),
      ("properties account", 1, 0), ("properties event", 0, 0), ("accounts", 1, 1),
      ("accounts members acme", 1, 1), ("merges", 1, 2), ("why alice", 1, 1), ("doctor", 0, 1),
      ("funnel Look --users reached:1", 1, 0), ("funnel Tap --users reached:1", 0, 2),
    ])
  func everyCommand(command: String, main: Int, test: Int) throws {
    let place = try store()
    #expect(try objects(place, "\(command) --app-id main").count == main)
    #expect(try objects(place, "\(command) --app-id test").count == test)
    let unknown = try place.run("cairn \(command) --app-id mars --store shop.db")
    #expect(unknown.code == 1 && unknown.output.isEmpty)
    #expect(
      unknown.errors.contains("there is no environment 'mars' in the store; it has: main, test"))
  }

  @Test("Funnels, trends and cohorts count one environment, or all of them")
  func counts() throws {
    let place = try store()
    try place.write("saved/cohorts/all.yaml", "cohort: Tappers\nwhere: did:Tap\n")
    func sums(_ app: String) throws -> [Int?] {
      let funnel = try objects(place, "funnel '*' \(app)")[0]
      let trend = try objects(place, "trend '*' --per month \(app)")
      let cohort = try objects(
        place, "cohorts size Tappers --definitions saved --range 2026-01-07.. \(app)")
      return [
        (funnel["total"] as? [Int])?[0], trend.last?["users"] as? Int,
        cohort.last?["users"] as? Int,
      ]
    }
    #expect(try sums("") == [3, 3, nil])
    #expect(try sums("--app-id main") == [1, 1, nil])
    #expect(try sums("--app-id test") == [2, 2, nil])
  }

  @Test("R-0: taking a merge back in one environment leaves the same user_id of another merged")
  func unmerge() throws {
    let place = try store()
    let outcome = try place.run(
      "cairn unmerge 111 --app-id test --reason test --yes --store shop.db")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try objects(place, "merges --app-id main")[0]["in_force"] as? Bool == true)
    let names = try objects(place, "users").map { $0["name"] as? String }
    #expect(names.sorted { $0 ?? "" < $1 ?? "" } == ["User 111", "alice", "guest"])
  }

  @Test("R-D4: deleting a person deletes them in all environments, by identity or a merged id")
  func deletion() throws {
    for whom in ["--identity alice", "--user-id 111"] {
      let place = try store()
      let outcome = try place.run("cairn delete \(whom) --yes --store shop.db")
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output.hasPrefix("Deleted 2 profiles with 4 user_ids, 2 events"))
      let left = try objects(place, "users")
      #expect(left.map { $0["name"] as? String } == ["guest"])
      #expect(try objects(place, "events").map { $0["user_id"] as? String } == ["222"])
    }
  }

  @Test("cairn STORE --app-id lists that environment, and opens the explorer on it")
  func opened() throws {
    let place = try store()
    let list = try place.run("cairn shop.db --app-id test")
    #expect(list.code == 0 && list.output.contains("guest"), "\(list.errors)")
    #expect(try !place.run("cairn shop.db --app-id main").output.contains("guest"))
    let unknown = try place.run("cairn shop.db --app-id mars")
    #expect(unknown.code == 1 && unknown.errors.contains("it has: main, test"))
    let session = try TerminalSession(Program.path, ["shop.db", "--app-id", "test"], in: place)
    session.waitFor("2 users")
    session.press("q")
    #expect(session.end() == 0)
  }

  @Test("In the explorer E chooses the environment of every screen")
  func explorer() throws {
    let place = try store()
    let session = try TerminalSession("shop.db", in: place)
    session.waitFor("3 users")
    session.press("E")
    session.waitFor("Environment")
    session.press("/test\r")
    session.waitFor("2 users")
    session.press("6")
    session.waitFor("2 merges")
    session.press("E")
    session.waitFor("Environment")
    session.press("/main\r")
    session.waitFor("1 merge")
    session.press("1")
    session.waitFor("1 user")
    session.press("q")
    #expect(session.end() == 0)
  }
}
