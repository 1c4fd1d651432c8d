import Foundation
import Testing

@Suite("cairn delete")
struct DeleteCommandTests {
  private func store() throws -> Place {
    let place = try Place()
    try place.makeStore()
    return place
  }

  @Test("R-D4: a person goes with everything, by identity, and not a byte of theirs is left")
  func byIdentity() throws {
    let place = try store()
    let outcome = try place.run(
      "cairn delete --identity alice@example.com --user-id 9 --store shop.db --yes")
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(
      outcome.lines == [
        "Deleted 1 profile with 3 user_ids, 2 events and 2 sessions.",
        "Not in the store: user_id 9",
      ])
    let users = try place.run("cairn users --store shop.db --json").objects()
    #expect(users.map { $0["user_id"] as? String } == ["333"])
    #expect(try place.run("cairn user 111 --store shop.db").code == 1)
    #expect(try place.names() == ["shop.db"])
    let bytes = try Data(contentsOf: place.folder.appending(path: "shop.db"))
    for trace in ["alice@example.com", "Search", "shoes", "Oslo", "laptop", "phone"] {
      #expect(bytes.range(of: Data(trace.utf8)) == nil, "\(trace)")
    }
    #expect(bytes.range(of: Data("Browse".utf8)) != nil)
  }

  @Test("R-D3, R-D5: a list names people by line; the outcome is told as JSON")
  func byList() throws {
    let place = try store()
    let outcome = try place.run(
      """
      printf '{"user_id":"222"}\\n{"identity":"nobody"}\\n' |
        cairn delete --file - --store shop.db --yes --json
      """)
    let object = try #require(try outcome.objects().first)
    #expect(outcome.code == 0 && object["profiles"] as? Int == 1)
    #expect(object["user_ids"] as? Int == 3 && object["events"] as? Int == 2)
    #expect(object["sessions"] as? Int == 2 && object["erased"] as? Bool == true)
    #expect(object["unknown"] as? [[String: String]] == [["identity": "nobody"]])
  }

  @Test("--dry-run shows who would go; nobody goes without being asked or --yes")
  func preview() throws {
    let place = try store()
    let shown = try place.run("cairn delete --user-id 111 --store shop.db --dry-run")
    #expect(shown.code == 0)
    #expect(shown.lines.first == "alice@example.com  (main)")
    #expect(shown.output.contains("1 profile with 3 user_ids, 2 events and 2 sessions would be"))
    let json = try place.run("cairn delete --user-id 111 --store shop.db --dry-run --json")
    #expect(try json.objects().map { $0["identity"] as? String } == ["alice@example.com"])
    let refused = try place.run("cairn delete --user-id 111 --store shop.db")
    #expect(refused.code == 1 && refused.errors.contains("--yes deletes without asking"))
    #expect(try place.run("cairn users --store shop.db --json").objects().count == 2)
  }

  @Test("On a terminal the preview is shown and only yes deletes", arguments: ["no", "yes"])
  func asked(answer: String) throws {
    let place = try store()
    let session = try TerminalSession("delete --user-id 333 --store shop.db", in: place)
    session.waitFor("Type yes to delete")
    session.press("\(answer)\r")
    session.waitFor(answer == "yes" ? "Deleted 1 profile" : "Nothing was deleted")
    #expect(session.end() == (answer == "yes" ? 0 : 1))
    let users = try place.run("cairn users --store shop.db --json").objects()
    #expect(users.count == (answer == "yes" ? 1 : 2))
  }

  @Test(
    "What can't be meant is refused before anything is deleted",
    arguments: [
      ("", 64, "name somebody"), ("--user-id x", 64, "'x' is not a user_id"),
      ("--identity ''", 64, "empty"), ("--user-id 1 --yes --dry-run", 64, "--dry-run"),
      ("--file none.jsonl --yes", 1, "none.jsonl"),
      ("--file list --yes", 1, "list: line 1 has both user_id and identity"),
      ("--user-id 1 --yes --store none.db", 1, "there is no store at none.db"),
    ])
  func refused(options: String, code: Int32, message: String) throws {
    let place = try store()
    try place.write("list", "{\"user_id\":1,\"identity\":\"x\"}\n")
    let outcome = try place.run("CAIRN_STORE=shop.db cairn delete \(options)")
    #expect(outcome.code == code && outcome.output.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(try place.names() == ["list", "shop.db"])
  }
}
