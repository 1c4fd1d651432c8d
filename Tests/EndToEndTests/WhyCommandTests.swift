import Foundation
import Testing

@Suite("The command line: cairn why of an event or a session")
struct WhyCommandTests {
  private func store() throws -> Place {
    let place = try Place()
    try place.makeStore()
    return place
  }

  private func titles(_ line: [String: Any]) throws -> [String] {
    try #require(line["steps"] as? [[String: Any]]).compactMap { $0["title"] as? String }
  }

  @Test("R-0: every event that cairn events lists can be asked about by what it prints")
  func roundTrip() throws {
    let place = try store()
    let events = try place.run("cairn events --json --store shop.db").objects()
    #expect(events.count == 3)
    for event in events {
      let field = { (name: String) in try #require(event[name] as? String) }
      let (name, time) = (try field("event"), try field("time"))
      let (session, raw) = (try field("session_id"), try field("user_id"))
      for id in [raw, try field("profile_id")] {
        let outcome = try place.run(
          "cairn why \(id) --event '\(name)' --at \(time) --store shop.db")
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("╭─ Event \(name) "))
        #expect(outcome.output.contains("─ Session \(session) "))
        let json = try place.run(
          "cairn why \(id) --event '\(name)' --at \(time) --json --store shop.db"
        ).objects()
        #expect(json.count == 1 && json[0]["user_id"] as? String == raw)
      }
    }
  }

  @Test("Without a time it is the latest of that name; all at one moment are told, alike ones once")
  func several() throws {
    let place = try Place()
    try place.makeStore(
      "shop.db",
      """
      {"time":"2026-01-05T10:00:00Z","device":"laptop","user_id":111,"call":"track","event":"Buy"}
      {"time":"2026-01-05T10:01:00Z","device":"laptop","call":"identify","identity":"alice"}
      {"time":"2026-01-06T10:00:00Z","device":"phone","user_id":222,"call":"track","event":"Buy"}
      {"time":"2026-01-06T10:00:00Z","device":"phone","call":"track","event":"Buy"}
      {"time":"2026-01-06T10:00:00Z","device":"laptop","call":"track","event":"Buy"}
      {"time":"2026-01-06T10:01:00Z","device":"phone","call":"identify","identity":"alice"}

      """)
    func users(_ arguments: String) throws -> [String?] {
      try place.run("cairn why \(arguments) --json --store shop.db").objects()
        .map { $0["user_id"] as? String }
    }
    #expect(try users("alice --event Buy") == ["111"])
    #expect(try users("222 --event Buy") == ["222"])
    #expect(try users("alice --event Buy --at 2026-01-06T10:00:00Z") == ["222", "111"])
    #expect(try users("222 --event Buy --at 2026-01-06T10:00:00Z") == ["222"])
    #expect(try users("alice --event Buy --at 2026-01-05T10:00:00Z") == ["111"])
    #expect(try users("alice --event Buy --as-of 2026-01-05") == ["111"])
    let text = try place.run(
      "cairn why alice --event Buy --at 2026-01-06T10:00:00Z --store shop.db")
    #expect(text.output.components(separatedBy: "╭─ Event Buy ").count == 3)
  }

  @Test("A session is asked about as one of a user, by a merged id or the profile")
  func session() throws {
    let place = try store()
    let user = try place.run("cairn user 222 --json --store shop.db").objects()[0]
    let visits = try #require(user["session_list"] as? [[String: Any]])
    let phone = try #require(visits.first { $0["user_id"] as? String == "222" })
    let session = try #require(phone["session_id"] as? String)
    for id in ["222", "alice@example.com"] {
      let told = try place.run("cairn why \(id) --session \(session) --json --store shop.db")
      #expect(try titles(told.objects()[0]).first == "Session \(session)", "\(told.errors)")
    }
    let other = try place.run("cairn why 111 --session \(session) --store shop.db")
    #expect(other.code == 1 && other.errors.contains("'111' has no session \(session)"))
  }

  @Test("R-0: as of a moment the chain is that of the moment")
  func past() throws {
    let place = try store()
    let before = try place.run("cairn why 222 --as-of 2026-01-06T09:00:30Z --store shop.db")
    #expect(before.output.hasPrefix("As of 2026-01-06 09:00:30 UTC"))
    #expect(before.output.contains("Anonymous") && !before.output.contains("alice"))
    let json = try place.run("cairn why 222 --as-of 2026-01-06 --json --store shop.db").objects()
    #expect(json[0]["identity"] as? String == "alice@example.com")
    let early = try place.run("cairn why 222 --as-of 2026-01-01 --store shop.db")
    #expect(early.code == 1)
    #expect(early.errors.contains("'222' in shop.db as of 2026-01-01T23:59:59.999Z"))
  }

  @Test(
    "What can't be told is refused with what to do",
    arguments: [
      ("222 --at 2026-01-06", Int32(64), "expected --event NAME with it"),
      ("222 --event Search --session 5", 64, "give --event or --session, not both"),
      ("222 --event Search --at noon", 64, "'noon' is not a time; expected one such as"),
      ("222 --session five", 64, "'five' is not a session id; expected digits"),
      ("bob --event Search", 1, "there is no identity or user_id 'bob' in shop.db"),
      ("222 --event 'Sea rch'", 1, "has no event 'Sea rch'; cairn events --event 'Sea rch' lists"),
      ("111 --event Search", 1, "'111' has no event 'Search'; cairn events --event Search lists"),
      ("222 --event Search --at 2026-01-06T09:00:01Z", 1, "'Search' at 2026-01-06T09:00:01.000Z"),
    ])
  func refusals(arguments: String, code: Int32, message: String) throws {
    let outcome = try store().run("cairn why \(arguments) --store shop.db")
    #expect(outcome.code == code && outcome.output.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }
}
