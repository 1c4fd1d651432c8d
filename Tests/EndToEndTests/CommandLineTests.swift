import Foundation
import Testing

@Suite("The command line")
struct CommandLineTests {
  private func store() throws -> Place {
    let place = try Place()
    try place.makeStore()
    return place
  }

  // MARK: Answers

  @Test("users gives the List view as JSON, with the promised fields")
  func usersJSON() throws {
    let outcome = try store().run("cairn users --store shop.db --json")
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    let users = try outcome.objects()
    try #require(users.count == 2)
    let (unknown, alice) = (users[0], users[1])
    #expect(
      Set(alice.keys) == [
        "user_id", "identity", "name", "first_seen", "last_seen", "events", "sessions",
        "properties", "merged", "warnings", "app_id",
      ])
    #expect(alice["identity"] as? String == "alice@example.com")
    #expect(alice["name"] as? String == "alice@example.com")
    #expect(alice["merged"] as? [String] == ["111", "222"])
    #expect(alice["events"] as? Int == 2 && alice["sessions"] as? Int == 2)
    #expect(alice["first_seen"] as? String == "2026-01-05T10:00:00.000Z")
    #expect(alice["last_seen"] as? String == "2026-01-06T09:00:00.000Z")
    let properties = try #require(alice["properties"] as? [String: Any])
    #expect(properties["plan"] as? String == "Pro")
    #expect(properties["seats"] as? Int == 3 && properties["trial"] as? Bool == false)
    #expect(unknown["identity"] is NSNull)
    #expect(unknown["user_id"] as? String == "333" && unknown["name"] as? String == "User 333")
  }

  @Test("users --where takes the whole filter language, and points at what it can't read")
  func usersWhere() throws {
    let place = try store()
    func names(_ filter: String) throws -> [String?] {
      try place.run("cairn users --store shop.db --json --where '\(filter)'").objects()
        .map { $0["identity"] as? String }
    }
    #expect(try names("ALICE") == [])
    #expect(try names("plan=pro events>1") == ["alice@example.com"])
    #expect(try names("not (plan=pro)") == [nil])
    #expect(try names("did:Search in 52w or plan=nothing") == ["alice@example.com"])
    let bad = try place.run("cairn users --store shop.db --where 'plan=pro events>many'")
    #expect(bad.code == 64 && bad.output.isEmpty)
    #expect(
      bad.errors.hasPrefix(
        """
        Error: --where: character 17: found "many", expected a number such as 10
        plan=pro events>many
                        ^^^^

        """))
  }

  @Test("user gives one profile by identity or by a merged id")
  func user() throws {
    let place = try store()
    let byIdentity = try place.run("cairn user alice@example.com --store shop.db --json")
    let byID = try place.run("cairn user 222 --store shop.db --json")
    #expect(byIdentity.output == byID.output)
    let profile = try #require(try byID.objects().first)
    #expect((profile["merged_users"] as? [Any])?.count == 2)
    #expect((profile["session_list"] as? [Any])?.count == 2)
    #expect((profile["property_history"] as? [String: Any])?["plan"] != nil)
    #expect(try place.run("cairn user 222 --store shop.db").output.contains("plan: Pro"))
    let nobody = try place.run("cairn user nobody --store shop.db")
    #expect(nobody.code == 1 && nobody.errors.contains("no user 'nobody'"))
  }

  @Test("events gives the stream as JSON, newest first, and as many as asked for")
  func events() throws {
    let place = try store()
    let events = try place.run("cairn events --store shop.db --json").objects()
    #expect(events.map { $0["event"] as? String } == ["Browse", "Search", "Pageview"])
    let search = events[1]
    #expect(
      Set(search.keys) == [
        "time", "event", "kind", "user_id", "profile_id", "identity", "session_id", "properties",
        "app_id",
      ])
    #expect(search["user_id"] as? String == "222")
    #expect(search["profile_id"] as? String != "222")
    #expect((search["properties"] as? [String: String])?["term"] == "shoes")
    let one = try place.run("cairn events --store shop.db --json --event Browse --limit 5")
    #expect(try one.objects().count == 1)
    let names = try place.run("cairn events --store shop.db --names --json").objects()
    #expect(Set(names.compactMap { $0["event"] as? String }) == ["Browse", "Search", "Pageview"])
  }

  @Test("CSV has a header and a line for each row")
  func csv() throws {
    let place = try store()
    let users = try place.run("cairn users --store shop.db --csv --properties plan")
    #expect(
      users.lines.first
        == "user_id,identity,name,first_seen,last_seen,events,sessions,merged,plan")
    #expect(users.lines.last?.hasSuffix(",2,2,111 222,Pro") == true)
    let events = try place.run("cairn events --store shop.db --csv")
    #expect(events.lines.count == 4)
    #expect(events.lines[1].hasSuffix(#","{""depth"":2.5}""#))
  }

  @Test("What a store answers leaves no file beside it")
  func noFiles() throws {
    let place = try store()
    #expect(try place.names() == ["shop.db"])
    for command in ["users", "user 111", "events", "events --names", "users | head -1"] {
      let parts = command.split(separator: "|", maxSplits: 1)
      let rest = parts.count > 1 ? "|\(parts[1])" : ""
      _ = try place.run("cairn \(parts[0]) --store shop.db \(rest)")
      #expect(try place.names() == ["shop.db"], "\(command)")
    }
  }

  // MARK: Manners

  @Test("Into a pipe that is closed early it writes no more, and ends quietly")
  func closedPipe() throws {
    let place = try Place()
    let outcome = try place.run("{ cairn generate --users 60; echo $? >code; } | head -1")
    #expect(outcome.lines.count == 1 && outcome.errors.isEmpty)
    #expect(try place.text("code") == "0\n")
  }

  @Test("demo prints the list where standard output is no terminal")
  func demo() throws {
    let outcome = try Place().run("cairn demo")
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.contains("665 users"))
    #expect(outcome.output.contains("victor.novak91@example.net"))
    #expect(!outcome.output.contains("\u{1B}"))
  }

  @Test(
    "What it can't understand is a usage error, status 64",
    arguments: [
      "users --bogus", "users --limit -1", "users --range soon", "users --json --csv",
      "users --sort ''", "user", "import", "import - -", "generate --users 0", "demo --color pink",
      "play a b", "events --limit x", "users --where 'plan=a or'",
    ])
  func usage(arguments: String) throws {
    let outcome = try Place().run("cairn \(arguments)")
    #expect(outcome.code == 64)
    #expect(outcome.output.isEmpty && outcome.errors.contains("Usage: "), "\(outcome.errors)")
  }

  @Test(
    "What can't be done is one message on standard error, status 1",
    arguments: [
      ("users --store none.db", "there is no store at none.db"),
      ("none.db", "there is no store at none.db"),
      ("users", "there is no store at"),
      ("users --store .", "is a folder"),
      ("users --store text", "text is not a store of Cairn"),
      ("text", "text is not a store of Cairn"),
      ("import text2 --store text", "text is not a store of Cairn"),
      ("import text2 --store new.db --time-zone Mars/Base", "'Mars/Base' is not a time zone"),
      ("play none", "there is no file none"),
      ("play .", "."),
    ])
  func failures(arguments: String, message: String) throws {
    let place = try Place()
    try place.write("text", String(repeating: "This is no store. ", count: 100))
    try place.write("text2", Place.story)
    let outcome = try place.run("cairn \(arguments)")
    #expect(outcome.code == 1)
    #expect(outcome.output.isEmpty && outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(try place.names() == ["text", "text2"])
  }

  @Test("Every command explains itself with examples")
  func help() throws {
    let place = try Place()
    let help = try place.run("cairn --help")
    #expect(help.code == 0 && help.output.contains("EXAMPLES"))
    let list = try #require(help.output.components(separatedBy: "SUBCOMMANDS:\n").last)
    let commands = list.split(separator: "\n")
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.contains("'cairn help") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(commands.count == 21)
    for command in commands {
      let outcome = try place.run("cairn \(command) --help")
      #expect(outcome.code == 0 && outcome.output.contains("EXAMPLES\n  cairn"), "\(command)")
    }
  }

  @Test("--version is a number")
  func version() throws {
    let outcome = try Place().run("cairn --version")
    #expect(outcome.code == 0)
    #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test("themes and keys list what there is")
  func lists() throws {
    let place = try Place()
    let themes = try place.run("cairn themes")
    #expect(themes.code == 0 && themes.lines.count > 8)
    let keys = try place.run("cairn keys --json").objects()
    #expect(keys.contains { $0["command"] as? String == "users.open" })
    #expect(try place.run("cairn keys").output.contains("users.open"))
  }

  // MARK: Sample data and scenarios

  @Test("generate makes the committed sample data, byte for byte")
  func generate() throws {
    let sample = Program.file("sample-data/shop.jsonl")
    let outcome = try Place().run("cairn generate --users 600 --seed 1 | cmp - '\(sample)'")
    #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test("Each scenario that comes along plays by its name, and all it expects holds")
  func scenarios() throws {
    let place = try Place()
    let names = try place.run("cairn play").lines.filter { !$0.hasPrefix(" ") }
    let files = try FileManager.default.contentsOfDirectory(
      atPath: Program.file("sample-data/scenarios"))
    #expect(names.sorted() == files.map { $0.replacing(".yaml", with: "") }.sorted())
    for name in names {
      let outcome = try place.run("cairn play \(name)")
      #expect(outcome.code == 0 && !outcome.output.contains("FAILED"), "\(name)")
    }
  }

  private static let scenario = """
    title: Short
    devices: { laptop: web }
    steps:
      - { at: 2026-01-05T10:00:00Z, laptop: identify, identity: "1" }
      - { at: +1m, laptop: track, event: Buy }
    expect:
      users: [{ name: "NAME" }]

    """

  @Test("A scenario whose expectation does not hold says where, status 1; --step shows one call")
  func expectation() throws {
    let place = try Place()
    try place.write("good.yaml", Self.scenario.replacing("NAME", with: "1"))
    try place.write("bad.yaml", Self.scenario.replacing("NAME", with: "2"))
    #expect(try place.run("cairn play good.yaml").code == 0)
    let bad = try place.run("cairn play bad.yaml")
    #expect(bad.code == 1 && bad.output.contains("FAILED (line 7)"))
    let step = try place.run("cairn play good.yaml --step 2")
    #expect(step.code == 0 && step.output.contains("Buy") && !step.output.contains("identify"))
    #expect(try place.run("cairn play good.yaml --step 3").code == 1)
  }

  @Test(
    "A scenario that can't be read is told with file and line",
    arguments: [
      ("title: [\n", "s.yaml:2: not readable as YAML"),
      ("title: T\nsteps:\n  - { at: 2026-01-05T10:00:00Z, laptop: fly }\n", "s.yaml:3: "),
      ("", "s.yaml"), ("- 1\n", "s.yaml:1: "),
    ])
  func unreadable(yaml: String, message: String) throws {
    let place = try Place()
    try place.write("s.yaml", yaml)
    let outcome = try place.run("cairn play s.yaml")
    #expect(outcome.code == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }
}
