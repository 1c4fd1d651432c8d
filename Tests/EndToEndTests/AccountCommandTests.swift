import Foundation
import Testing

@Suite("Accounts and property imports on the command line")
struct AccountCommandTests {
  private static let calls = """
    {"time":"2026-01-05T10:00:00Z","call":"addAccountProperties","account_id":"acme","properties":{"plan":"Team","seats":12}}
    {"time":"2026-01-05T10:00:00Z","call":"add_account_properties","account_id":"empty","properties":{}}
    {"time":"2026-01-05T10:01:00Z","user_id":111,"call":"event","event":"Browse","user_properties":{"Account ID":"acme","company":"Acme Ltd"}}
    {"time":"2026-01-05T10:02:00Z","identity":"bob","call":"event","event":"Browse","user_properties":{"Account ID":"acme"}}
    {"time":"2026-01-05T10:03:00Z","identity":"eve","call":"event","event":"Browse"}

    """

  private func store() throws -> Place {
    let place = try Place()
    try place.makeStore("shop.db", Self.calls)
    return place
  }

  @Test("accounts lists every account, as text, JSON and CSV (R-A13)")
  func list() throws {
    let place = try store()
    let text = try place.run("cairn accounts --store shop.db")
    #expect(text.code == 0 && text.errors.isEmpty)
    #expect(text.lines.first == "2 accounts · by the user property Account ID")
    #expect(text.output.contains("plan=Team, seats=12"))
    let rows = try place.run("cairn accounts --store shop.db --json").objects()
    try #require(rows.count == 2)
    #expect(rows.map { $0["account_id"] as? String } == ["acme", "empty"])
    #expect(rows.map { $0["members"] as? Int } == [2, 0])
    #expect(rows[0]["first_seen"] as? String == "2026-01-05T10:00:00.000Z")
    #expect((rows[0]["properties"] as? [String: Any])?["seats"] as? Int == 12)
    #expect(
      try place.run("cairn accounts --store shop.db --csv").lines == [
        "account_id,app_id,members,first_seen,plan,seats",
        "acme,main,2,2026-01-05T10:00:00.000Z,Team,12",
        "empty,main,0,2026-01-05T10:00:00.000Z,,",
      ])
  }

  @Test("accounts members lists users; user shows the account (R-A14)")
  func members() throws {
    let place = try store()
    let members = try place.run("cairn accounts members acme --store shop.db --json").objects()
    #expect(members.map { $0["name"] as? String } == ["bob", "User 111"])
    let account = members[0]["account"] as? [String: Any]
    #expect(account?["account_id"] as? String == "acme")
    #expect((account?["properties"] as? [String: Any])?["plan"] as? String == "Team")
    let bob = try place.run("cairn user bob --store shop.db")
    #expect(bob.output.contains("Account acme\n  plan: Team\n  seats: 12"))
    let eve = try place.run("cairn user eve --store shop.db --json").objects()
    #expect(eve.first?["account"] == nil)
    #expect(try place.run("cairn accounts members empty --store shop.db").code == 0)
    let nobody = try place.run("cairn accounts members acm --store shop.db")
    #expect(nobody.code == 1 && nobody.errors.contains("there is no account 'acm'"))
  }

  @Test("accounts --set-property chooses the user property, and funnels follow (R-A14)")
  func setProperty() throws {
    let place = try store()
    let funnel = "cairn funnel Browse --store shop.db --json"
    func total(_ options: String) throws -> [Int]? {
      try place.run("\(funnel) \(options)").objects().first?["total"] as? [Int]
    }
    #expect(try total("--per account") == [1])
    let chosen = try place.run("cairn accounts --set-property company --store shop.db --json")
    let names = try chosen.objects().map { $0["account_id"] as? String }
    #expect(names == ["Acme Ltd", "acme", "empty"])
    #expect(try total("--per account") == [1])
    #expect(try total("--per 'account:Account ID'") == [1])
    let unknown = try place.run("cairn funnel Browse --store shop.db --per account:compny")
    #expect(unknown.code == 1 && unknown.output.isEmpty)
    #expect(unknown.errors.contains("no user has the property 'compny'; did you mean company?"))
    _ = try place.run("cairn accounts --set-property nothing --store shop.db")
    let unset = try place.run("cairn funnel Browse --store shop.db --per account")
    #expect(unset.code == 1 && unset.errors.contains("'nothing', which names accounts"))
    let initial = try place.run("cairn accounts --set-property 'Initial City' --store shop.db")
    #expect(initial.code == 64)
    #expect(try place.run("cairn accounts --set-property x --store none.db").code == 1)
    #expect(try place.names() == ["shop.db"])
  }

  @Test("R-A14: account.NAME is a property in filters, funnels, trends and the catalogue")
  func properties() throws {
    let place = try store()
    func run(_ command: String) throws -> Place.Outcome {
      let outcome = try place.run("cairn \(command) --store shop.db")
      #expect(outcome.code == 0, "\(outcome.errors)")
      return outcome
    }
    let team = try run("users --where account.plan=Team --json").objects()
    #expect(team.map { $0["name"] as? String } == ["bob", "User 111"])
    let funnel = try run("funnel Browse --by account.plan --json").objects()
    #expect(funnel[0]["by"] as? String == "account.plan")
    let groups = try #require(funnel[0]["groups"] as? [[String: Any]])
    #expect(groups.map { $0["value"] as? String } == ["Team", nil])
    #expect(groups.map { $0["counts"] as? [Int] } == [[2], [1]])
    let behind = try run("funnel Browse --by account.plan --users reached:1 --group Team --json")
    #expect(try behind.objects().count == 2)
    let trend = try run("trend Browse --by account.seats --csv")
    #expect(trend.lines.contains { $0.contains(",12,2,2") })
    let keys = try run("properties account --json").objects()
    #expect(keys.map { $0["property"] as? String } == ["plan", "seats"])
    #expect(try run("properties").output.contains("Account properties · 3 users"))
    #expect(
      try run("funnel Browse --by account.pln").errors.contains(
        "no account has the property 'pln'; did you mean plan?"))
    let nameless = try place.run("cairn trend Browse --by account. --store shop.db")
    #expect(nameless.code != 0 && nameless.errors.contains("'account.' doesn't say which property"))
  }

  // MARK: Property imports

  private static let people = """
    email,Plan,Seats,Trial,Note
    alice@example.com,Pro,3,true,"line one
    line two"
    bob,,,,
    ,Free,1,false,nobody
    alice@example.com,Team

    """

  @Test("properties import sets user properties by identity; bad rows are told and skipped")
  func propertyImport() throws {
    let place = try store()
    try place.write("people.csv", Self.people)
    let command = "cairn properties import people.csv --identity-column email --store shop.db"
    let dry = try place.run("\(command) --dry-run")
    #expect(dry.code == 1)
    #expect(dry.errors.contains("nothing stored (--dry-run)"))
    #expect(try place.run("cairn user alice@example.com --store shop.db").code == 1)
    let outcome = try place.run(command)
    #expect(outcome.code == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("people.csv:5: names no user: 'email' is empty"))
    #expect(outcome.errors.contains("people.csv:6: has 2 cells, but the header has 5"))
    #expect(outcome.errors.contains("people.csv: 2 rows of user properties, 2 lines skipped"))
    let alice = try place.run("cairn user alice@example.com --store shop.db --json").objects()
    let properties = try #require(alice.first?["properties"] as? [String: Any])
    #expect(Set(properties.keys) == ["Plan", "Seats", "Trial", "Note"])
    #expect(properties["Seats"] as? Int == 3 && properties["Trial"] as? Bool == true)
    #expect(properties["Note"] as? String == "line one\nline two")
    #expect(alice.first?["events"] as? Int == 0)
    // Empty cells set nothing, so what Bob had is still there.
    let bob = try place.run("cairn user bob --store shop.db --json").objects()
    #expect((bob.first?["properties"] as? [String: Any])?.keys.sorted() == ["Account ID"])
    let again = try place.run(command)
    #expect(again.code == 1 && again.errors.contains("was imported already"))
    #expect(try place.run("\(command) --again").errors.contains("2 rows of user properties"))
  }

  @Test("properties import by user_id and with a time: an older value doesn't win (R-M1)")
  func propertyImportTimes() throws {
    let place = try store()
    try place.write("new.csv", "visitor,plan,since\n111,Pro,2026-03-01\n")
    try place.write("old.csv", "visitor,plan,since\n111,Free,2026-02-01\n")
    let options = "--user-id-column visitor --time-column since --store shop.db"
    for file in ["new.csv", "old.csv"] {
      #expect(try place.run("cairn properties import \(file) \(options)").code == 0)
    }
    let user = try place.run("cairn user 111 --store shop.db --json").objects().first
    #expect((user?["properties"] as? [String: Any])?["plan"] as? String == "Pro")
    let history = (user?["property_history"] as? [String: Any])?["plan"] as? [Any]
    #expect(history?.count == 2)
    try place.write("elsewhere.csv", "identity,plan\nann,Pro\n")
    let elsewhere = "cairn properties import elsewhere.csv --app-id shop --store shop.db"
    #expect(try place.run(elsewhere).code == 0)
    let users = try place.run("cairn users --store shop.db --json --app-id shop").objects()
    #expect(users.map { $0["name"] as? String } == ["ann"])
  }

  @Test("properties import --strict stores nothing of a file with a bad row, and makes no store")
  func propertyImportStrict() throws {
    let place = try Place()
    try place.write("people.csv", Self.people)
    let outcome = try place.run(
      "cairn properties import people.csv --identity-column email --strict --store new.db")
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("people.csv:5:") && outcome.errors.contains("--strict"))
    #expect(try place.names() == ["people.csv"])
    let unknown = try place.run(
      "cairn properties import people.csv --identity-column mail --store new.db")
    #expect(unknown.code == 1)
    #expect(unknown.errors.contains("has no column 'mail'; did you mean 'email'?"))
    let none = try place.run("cairn properties import people.csv --store new.db")
    #expect(none.code == 1 && none.errors.contains("name it with --identity-column"))
    #expect(try place.names() == ["people.csv"])
  }

  @Test("properties alone, and with an owner, is the catalogue as before")
  func catalogue() throws {
    let place = try store()
    let both = try place.run("cairn properties --store shop.db")
    #expect(both.output.hasPrefix("User properties · 3 users"))
    #expect(both.output.contains("Event properties · 3 events"))
    let keys = try place.run("cairn properties user --json --store shop.db").objects()
    #expect(keys.map { $0["property"] as? String } == ["Account ID", "company"])
    #expect(try place.run("cairn properties nothing --store shop.db").code == 64)
  }
}
