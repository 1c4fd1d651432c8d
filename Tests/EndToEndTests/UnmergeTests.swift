import Foundation
import Testing

@Suite("Merges on the command line and in the explorer")
struct UnmergeTests {
  private func store() throws -> Place {
    let place = try Place()
    try place.makeStore()
    return place
  }

  private func users(_ place: Place) throws -> String {
    let outcome = try place.run("cairn users --json --store shop.db")
    #expect(outcome.code == 0)
    return outcome.output
  }

  @Test("R-0: unmerge makes two users of one, and --undo gives exactly the users of before")
  func thereAndBack() throws {
    let place = try store()
    let before = try users(place)
    let taken = try place.run(
      "cairn unmerge 222 --reason 'a shared phone' --by kate --yes --store shop.db")
    #expect(taken.code == 0, "\(taken.errors)")
    #expect(taken.output.hasPrefix("Took back 1 merge into alice@example.com"))
    let apart = try place.run("cairn users --json --store shop.db").objects()
    #expect(apart.count == 3)
    let alice = try #require(apart.first { $0["identity"] as? String == "alice@example.com" })
    #expect(alice["merged"] as? [String] == ["111"])
    #expect(apart.contains { $0["user_id"] as? String == "222" })

    let merges = try place.run("cairn merges --json --store shop.db").objects()
    let phone = try #require(merges.first { $0["user_id"] as? String == "222" })
    #expect(phone["in_force"] as? Bool == false)
    let changes = try #require(phone["reversals"] as? [[String: Any]])
    #expect(changes.map { $0["by"] as? String } == ["kate"])
    #expect(changes.map { $0["reason"] as? String } == ["a shared phone"])

    #expect(try place.run("cairn unmerge --undo 222 --yes --store shop.db").code == 0)
    #expect(try users(place) == before)
    #expect(try place.names() == ["shop.db"])
  }

  @Test("--into takes back all merges into an identity; nobody is left there")
  func into() throws {
    let place = try store()
    let before = try users(place)
    let outcome = try place.run(
      "cairn unmerge --into alice@example.com --reason test --yes --store shop.db")
    #expect(outcome.code == 0 && outcome.output.hasPrefix("Took back 2 merges"))
    let apart = try place.run("cairn users --json --store shop.db").objects()
    #expect(Set(apart.compactMap { $0["user_id"] as? String }) == ["111", "222", "333"])
    #expect(apart.allSatisfy { $0["identity"] is NSNull })
    let gone = try place.run("cairn why alice@example.com --store shop.db")
    #expect(gone.code == 1 && gone.errors.contains("there is no identity"))
    _ = try place.run("cairn unmerge --undo --into alice@example.com --yes --store shop.db")
    #expect(try users(place) == before)
  }

  @Test("A preview changes nothing; without a terminal --yes is needed, and a reason always")
  func asking() throws {
    let place = try store()
    let before = try users(place)
    let preview = try place.run("cairn unmerge 222 --dry-run --store shop.db")
    #expect(preview.code == 0 && preview.output.contains("Merged"))
    #expect(preview.output.contains("User 222"))
    let silent = try place.run("cairn unmerge 222 --reason test --store shop.db")
    #expect(silent.code == 1 && silent.errors.contains("--yes is missing"))
    let reasonless = try place.run("cairn unmerge 222 --yes --store shop.db")
    #expect(reasonless.code == 64 && reasonless.errors.contains("--reason is missing"))
    let stranger = try place.run("cairn unmerge 404 --reason test --yes --store shop.db")
    #expect(stranger.code == 1 && stranger.errors.contains("there is no user 404"))
    #expect(try users(place) == before)
  }

  @Test("On a terminal both sides are shown, and only y takes the merge back")
  func confirmation() throws {
    let place = try store()
    let arguments = ["unmerge", "222", "--reason", "a shared phone", "--store", "shop.db"]
    for (answer, said) in [("n", "Nothing was changed."), ("y", "Took back 1 merge")] {
      let session = try TerminalSession(Program.path, arguments, in: place)
      session.waitFor("Take back? [y/N]")
      session.press("\(answer)\r")
      session.waitFor(said)
      #expect(session.end() == 0)
    }
    #expect(try place.run("cairn users --json --store shop.db").objects().count == 3)
  }

  @Test("A store that somebody writes is left alone, with a message that names the writer")
  func locked() throws {
    let place = try store()
    let lock = open(place.path("shop.db-writer"), O_RDWR | O_CREAT, 0o644)
    defer { close(lock) }
    try #require(flock(lock, LOCK_EX) == 0)
    let outcome = try place.run("cairn unmerge 222 --reason test --yes --store shop.db")
    #expect(outcome.code == 1 && outcome.errors.contains("shop.db is being written by"))
    #expect(try place.run("cairn users --json --store shop.db").objects().count == 2)
  }

  @Test("merges filters by identity and id, and prints text, JSON and CSV")
  func merges() throws {
    let place = try store()
    let text = try place.run("cairn merges --store shop.db")
    #expect(text.lines.first == "2 merges")
    #expect(text.output.contains("2026-01-06 09:01:00"))
    let one = try place.run("cairn merges --user-id 111 --json --store shop.db").objects()
    #expect(one.map { $0["user_id"] as? String } == ["111"])
    #expect(
      Set(one[0].keys) == [
        "number", "time", "user_id", "profile_id", "identity", "source", "in_force", "sessions",
        "events", "lost", "reversals", "app_id",
      ])
    let none = try place.run("cairn merges --identity bob --json --store shop.db")
    #expect(none.code == 0 && none.output.isEmpty)
    let csv = try place.run("cairn merges --csv --oldest-first --store shop.db")
    #expect(csv.lines.count == 3 && csv.lines[1].hasPrefix("1,2026-01-05T10:01:00.000Z,main,111,"))
  }

  @Test("why draws the chain of a user_id, an identity and a session")
  func why() throws {
    let place = try store()
    let phone = try place.run("cairn why 222 --store shop.db")
    #expect(phone.code == 0 && phone.output.contains("R-I2"))
    #expect(phone.output.contains("╭─ alice@example.com "))
    let alice = try place.run("cairn why alice@example.com --json --store shop.db").objects()
    #expect(alice[0]["identity"] as? String == "alice@example.com")
    #expect((alice[0]["steps"] as? [[String: Any]])?.isEmpty == false)
    let user = try place.run("cairn user 222 --json --store shop.db").objects()[0]
    let visits = try #require(user["session_list"] as? [[String: Any]])
    let session = try #require(visits.first?["session_id"] as? String)
    let visit = try place.run("cairn why \(session) --store shop.db")
    #expect(visit.output.contains("─ Session \(session) "))
    let nobody = try place.run("cairn why nobody --store shop.db")
    #expect(nobody.code == 1 && nobody.errors.contains("there is no identity, user_id or session"))
  }

  @Test("What docs/merges.md shows is what the commands do")
  func document() throws {
    let page = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/merges.md"),
      encoding: .utf8)
    let place = try store()
    let why = try place.run("cairn why 222 --store shop.db")
    #expect(page.contains("<!-- cairn why 222 -->\n```text\n\(why.output)```\n"))
    let blocks = page.components(separatedBy: "```sh\n").dropFirst()
      .compactMap { $0.components(separatedBy: "```").first }
    let commands = blocks.flatMap { $0.split(separator: "\n") }.map(String.init)
    #expect(commands.count == 11)
    for command in commands where !command.contains("--into guest") {
      let outcome = try place.run(command)
      #expect(outcome.code == 0 && !outcome.output.isEmpty, "\(command): \(outcome.errors)")
    }
  }

  @Test("In the explorer a store that somebody writes is left alone, and that is said")
  func explorerLocked() throws {
    let place = try store()
    let lock = open(place.path("shop.db-writer"), O_RDWR | O_CREAT, 0o644)
    defer { close(lock) }
    try #require(flock(lock, LOCK_EX) == 0)
    let session = try TerminalSession("shop.db", in: place)
    session.waitFor("alice@example.com")
    session.press("6")
    session.waitFor("2 merges")
    session.press("u")
    session.waitFor("nothing is changed yet")
    session.press("\ra shared phone\r")
    session.waitFor("shop.db is being written by")
    session.press("1")
    session.waitFor("2 users")
    session.press("q")
    #expect(session.end() == 0)
  }

  @Test("In the explorer: both sides, a reason, and the lists follow; U restores")
  func explorer() throws {
    let place = try store()
    let before = try users(place)
    let session = try TerminalSession("shop.db", in: place)
    session.waitFor("alice@example.com")
    session.press("6")
    session.waitFor("2 merges")
    session.press("u")
    session.waitFor("nothing is changed yet")
    session.press(.enter)
    session.waitFor("Why is it taken back?")
    session.press("a shared phone\r")
    session.waitFor("Took back 1 merge")
    session.waitFor("1 taken back")
    session.waitFor("a shared phone")
    session.press("1")
    session.waitFor("3 users")
    #expect(
      try place.run("cairn merges --taken-back --json --store shop.db").objects().count == 1)
    session.press("6U")
    session.waitFor("Restoring")
    session.press("\r\r")
    session.waitFor("Restored 1 merge")
    session.press("1")
    session.waitFor("2 users")
    session.press("q")
    #expect(session.end() == 0)
    #expect(try users(place) == before)
  }
}
