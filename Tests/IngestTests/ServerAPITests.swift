import Analysis
import Domain
import Formats
import Foundation
import Ingest
import Store
import TestSupport
import Testing

/// The server-side API from bodies to replies and what is then stored.
@Suite("Server API")
struct ServerAPITests {
  // MARK: Bodies as a real client sends them

  @Test(
    "R-A12: what a client sends is stored, and answered 200 with {}",
    arguments: Self.recordedCalls)
  func recorded(path: String, body: String, stored: [String]) async throws {
    let server = try Server()
    let reply = try server.post(path, body)
    #expect(reply == .done)
    #expect((reply.status, reply.body, reply.retryAfter) == (200, "{}", nil))
    #expect(try await server.stored() == stored)
  }

  /// Recorded from the client `heapapi`.
  private static let recordedCalls: [(String, String, [String])] = [
    (
      "/api/track",
      #"{"app_id": "11", "identity": "alice@example.com", "event": "Purchase", "properties": {"dollars": 50, "item": "Furby"}}"#,
      ["alice@example.com: Purchase at arrival dollars=50 item=Furby"]
    ),
    (
      "/api/track", #"{"app_id": "11", "identity": "alice@example.com", "event": "Ping"}"#,
      ["alice@example.com: Ping at arrival"]
    ),
    (
      "/api/track", #"{"app_id": "11", "identity": 12345, "event": "Numeric identity"}"#,
      ["12345: Numeric identity at arrival"]
    ),
    (
      "/api/add_user_properties",
      #"{"app_id": "11", "identity": "alice@example.com", "properties": {"Name": "Alice Smith", "Profession": "Data Scientist"}}"#,
      ["alice@example.com Name=Alice Smith Profession=Data Scientist"]
    ),
    (
      "/api/track",
      #"{"app_id": "11", "events": [{"identity": "alice@example.com", "event": "Send Email", "timestamp": "2017-03-10T22:21:56+00:00", "properties": {"subject": "Hi"}}, {"identity": "bob@example.com", "event": "Send Email"}]}"#,
      [
        "alice@example.com: Send Email at 2017-03-10T22:21:56.000Z subject=Hi",
        "bob@example.com: Send Email at arrival",
      ]
    ),
    (
      "/api/add_user_properties",
      #"{"app_id": "11", "users": [{"identity": "alice@example.com", "properties": {"plan": "Startup"}}, {"identity": "bob@example.com", "properties": {"plan": "Free"}}]}"#,
      ["alice@example.com plan=Startup", "bob@example.com plan=Free"]
    ),
  ]

  @Test("docs/server-api.md: every example is answered 200")
  func document() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "docs/server-api.md"), encoding: .utf8)
    let examples = page.split(separator: "\n").filter { $0.hasPrefix("POST ") }
    #expect(examples.count == 4)
    let server = try Server()
    for example in examples {
      let parts = example.split(separator: " ", maxSplits: 2).map(String.init)
      #expect(try server.post(parts[1], parts[2]) == .done, "\(example)")
    }
  }

  // MARK: Rejections

  @Test("What breaks a rule is answered 400 with a message, and nothing is stored", arguments: bad)
  func rejected(rule: String, path: String, body: String, message: String) async throws {
    let server = try Server(environments: ["11"])
    let reply = try server.post(path, body)
    #expect(reply.status == 400, "\(rule)")
    #expect(try server.message(reply).contains(message), "\(rule): \(reply.body)")
    #expect(try await server.stored().isEmpty, "\(rule)")
  }

  private static let bad: [(String, String, String, String)] = [
    (
      "R-A1", "/api/track", #"{"app_id":"11","event":"A"}"#,
      "one of the fields 'identity' and 'user_id' is needed"
    ),
    (
      "R-A1", "/api/track", #"{"app_id":"11","event":"A","identity":"a","user_id":"1"}"#,
      "both given"
    ),
    (
      "R-A1", "/api/track",
      #"{"app_id":"11","events":[{"event":"A","identity":"a"},{"event":"B"}]}"#,
      "events[1]: one of the fields"
    ),
    (
      "R-A2", "/api/track", #"{"app_id":"11","event":"A","user_id":9007199254740992}"#,
      "a whole number from 0 to 9007199254740991"
    ),
    ("R-A2", "/api/track", #"{"app_id":"11","event":"A","user_id":"007"}"#, "'user_id' must be"),
    ("R-A2", "/api/track", #"{"app_id":"11","event":"A","user_id":1.5}"#, "'user_id' must be"),
    ("R-A2", "/api/track", #"{"app_id":"11","event":"A","user_id":""}"#, "'user_id' must be"),
    ("R-A4", "/api/track", #"{"event":"A","identity":"a"}"#, "'app_id' is missing"),
    ("R-A4", "/api/track", #"{"app_id":null,"event":"A","identity":"a"}"#, "'app_id' is missing"),
    ("R-A4", "/api/track", #"{"app_id":"","event":"A","identity":"a"}"#, "'app_id' must not be"),
    ("R-A4", "/api/track", #"{"app_id":"12","event":"A","identity":"a"}"#, "no app_id '12'"),
    ("R-A4", "/api/track", #"{"app_id":"11","event":"A","#, "the body is not JSON at byte"),
    ("R-A4", "/api/track", "", "expected a JSON object"),
    ("R-A4", "/api/track", "[]", "expected a JSON object"),
    ("R-A4", "/api/track", "app_id=11&event=A", "expected a JSON object"),
    ("R-A4", "/api/v1/identify", "\u{0}", "zero byte"),
    (
      "R-A5", "/api/track",
      #"{"app_id":"11","event":"A","identity":"a","timestamp":"yesterday"}"#,
      "'timestamp' must be an ISO 8601 time"
    ),
    (
      "R-A5", "/api/track", #"{"app_id":"11","event":"A","identity":"a","timestamp":17}"#,
      "'timestamp' must be an ISO 8601 time"
    ),
    (
      "R-A5", "/api/v1/identify",
      #"{"app_id":"11","user_id":"1","identity":"a","timestamp":"2026-13-01"}"#, "'timestamp'"
    ),
    (
      "R-A7", "/api/track",
      #"{"app_id":"11","events":[{"event":"A","identity":"a"},{"event":"","identity":"a"}]}"#,
      "events[1]: "
    ),
    (
      "R-A7", "/api/track", #"{"app_id":"11","events":[{"event":"A","identity":"a"},7]}"#,
      "events[1]: expected a JSON object"
    ),
    ("R-A7", "/api/track", #"{"app_id":"11","events":{}}"#, "'events' must be an array"),
    (
      "R-A7", "/api/add_user_properties", #"{"app_id":"11","users":[{"identity":"a"},{}]}"#,
      "users[1]: the field 'identity' is missing"
    ),
    (
      "R-A8", "/api/track",
      #"{"app_id":"11","event":"A","identity":"a","properties":{"size":{"w":1}}}"#, "'size'"
    ),
    (
      "R-A8", "/api/track", #"{"app_id":"11","event":"A","identity":"a","properties":[1]}"#,
      "'properties' must be an object"
    ),
    (
      "R-A9", "/api/add_user_properties",
      #"{"app_id":"11","identity":"a","properties":{"plan":1,"ID":2}}"#, "'ID'"
    ),
    (
      "R-A9", "/api/add_user_properties",
      #"{"app_id":"11","users":[{"identity":"a"},{"identity":"b","properties":{"Id":2}}]}"#,
      "users[1]: 'Id'"
    ),
    (
      "R-A13", "/api/add_account_properties", #"{"app_id":"11","properties":{}}"#,
      "'account_id' is missing"
    ),
    (
      "R-A13", "/api/add_account_properties", #"{"app_id":"11","account_id":[1]}"#,
      "'account_id' must be a string or a number"
    ),
    (
      "R-A13", "/api/add_account_properties",
      #"{"app_id":"11","accounts":[{"account_id":"a"},{"account_id":"b","properties":{"x":{}}}]}"#,
      "accounts[1]: the value of 'x'"
    ),
    ("R-I7", "/api/v1/identify", #"{"app_id":"11","user_id":"1","identity":""}"#, "is empty"),
    ("R-A10", "/api/v1/identify", #"{"app_id":"11","identity":"a"}"#, "'user_id' is missing"),
    ("R-A10", "/api/v1/identify", #"{"app_id":"11","user_id":"1"}"#, "'identity' is missing"),
    ("R-T1", "/api/track", #"{"app_id":"11","identity":"a"}"#, "'event' is missing"),
  ]

  @Test("R-A4: what isn't JSON is told with its Content-Type; JSON is taken under any")
  func contentType() throws {
    let server = try Server()
    let form = try server.post("/api/track", "a=1", type: "application/x-www-form-urlencoded")
    #expect(try server.message(form).contains("'application/x-www-form-urlencoded'"))
    let plain = try server.post(
      "/api/track", #"{"app_id":"11","event":"A","identity":"a"}"#, type: "text/plain")
    #expect(plain.status == 200)
    let other = try server.post("/api/unknown", "{}")
    #expect(other.status == 404)
    #expect(try server.message(other).contains("/api/track"))
  }

  // MARK: Bulk

  @Test("R-A7, R-A13: 1000 at once are stored, 1001 are refused whole, none is fine")
  func bulkLimits() async throws {
    let forms = [
      ("/api/track", "events", #"{"identity":"u#","event":"A"}"#),
      ("/api/add_user_properties", "users", #"{"identity":"u#"}"#),
      ("/api/add_account_properties", "accounts", #"{"account_id":"u#"}"#),
    ]
    for (path, list, item) in forms {
      func body(_ count: Int) -> String {
        let items = (0..<count).map { item.replacing("#", with: "\($0)") }
        return #"{"app_id":"11","\#(list)":[\#(items.joined(separator: ","))]}"#
      }
      let server = try Server()
      let refused = try server.post(path, body(1001))
      #expect(refused.status == 400)
      #expect(try server.message(refused).contains("'\(list)' has 1001 items; at most 1000"))
      #expect(try await server.count() == 0)
      #expect(try server.post(path, body(0)) == .done)
      #expect(try server.post(path, body(1000)) == .done)
      #expect(try await server.count() == 1000)
    }
  }

  @Test(
    "R-A7: a bulk is stored whole or not at all, and the first bad item is named",
    arguments: 1...12)
  func atomic(seed: UInt64) async throws {
    var chance = SeededGenerator(seed: seed)
    let count = Int.random(in: 1...30, using: &chance)
    let bad = (0..<count).filter { _ in Int.random(in: 0..<20, using: &chance) == 0 }
    let items = (0..<count).map { index in
      bad.contains(index)
        ? #"{"identity":"u\#(index)","event":"A","user_id":1}"#
        : #"{"identity":"u\#(index)","event":"A"}"#
    }
    let server = try Server()
    let reply = try server.post(
      "/api/track", #"{"app_id":"11","events":[\#(items.joined(separator: ","))]}"#)
    if let first = bad.first {
      #expect(reply.status == 400)
      #expect(try server.message(reply).hasPrefix("events[\(first)]: "))
      #expect(try await server.count() == 0)
    } else {
      #expect(reply == .done)
      #expect(try await server.count() == count)
    }
  }

  // MARK: What is stored

  @Test("R-A2, R-A3: unknown users are created; a merged user_id lands in its profile")
  func users() async throws {
    let server = try Server()
    try server.post("/api/track", #"{"app_id":"11","user_id":"7","event":"A"}"#)
    try server.post("/api/track", #"{"app_id":"11","identity":"bob","event":"B"}"#)
    try server.post("/api/add_user_properties", #"{"app_id":"11","identity":"eve"}"#)
    try server.post("/api/v1/identify", #"{"app_id":"11","user_id":"8","identity":"bob"}"#)
    try server.post("/api/track", #"{"app_id":"11","user_id":8,"event":"C"}"#)
    #expect(
      try await server.stored() == [
        "User 7: A at arrival", "bob: B at arrival", "bob: C at arrival", "eve",
      ])
  }

  @Test("R-A5: any offset is taken and kept in UTC; the future is accepted")
  func times() async throws {
    let server = try Server()
    for time in ["2026-01-05T12:00:00.250+02:00", "2999-01-01T00:00:00Z", "2026-01-05"] {
      let body =
        #"{"app_id":"11","identity":"a","event":"\#(time)","timestamp":"\#(time)"}"#
      #expect(try server.post("/api/track", body) == .done)
    }
    #expect(
      try await server.stored() == [
        "a: 2026-01-05 at 2026-01-05T00:00:00.000Z",
        "a: 2026-01-05T12:00:00.250+02:00 at 2026-01-05T10:00:00.250Z",
        "a: 2999-01-01T00:00:00Z at 2999-01-01T00:00:00.000Z",
      ])
  }

  @Test("R-A6: the same key again changes nothing, within a bulk, later, or with another body")
  func idempotency() async throws {
    let server = try Server()
    func body(_ event: String, _ app: String = "11") -> String {
      #"{"app_id":"\#(app)","identity":"a","event":"\#(event)","idempotency_key":"k1"}"#
    }
    #expect(
      try server.post(
        "/api/track",
        #"{"app_id":"11","events":[{"identity":"a","event":"First","idempotency_key":"k1"},{"identity":"a","event":"Second","idempotency_key":"k1"}]}"#
      ) == .done)
    #expect(try server.post("/api/track", body("Third")) == .done)
    try server.reopen()
    #expect(try server.post("/api/track", body("Fourth")) == .done)
    #expect(try await server.stored() == ["a: First at arrival"])
    // A key belongs to its app, and what was refused may come again.
    #expect(try server.post("/api/track", body("Elsewhere", "12")) == .done)
    #expect(try server.post("/api/track", body("", "13")).status == 400)
    #expect(try server.post("/api/track", body("Mended", "13")) == .done)
    #expect(try await server.count() == 3)
  }

  @Test("R-A10: identify again is no change; to another identity it is dropped with a warning")
  func identify() async throws {
    let server = try Server()
    func identify(_ user: Int, _ identity: String) throws -> ServerReply {
      try server.post(
        "/api/v1/identify",
        #"{"app_id":"11","user_id":"\#(user)","identity":"\#(identity)"}"#)
    }
    #expect(try identify(1, "alice") == .done)
    #expect(try identify(1, "alice") == .done)
    let conflict = try identify(1, "bob")
    #expect(conflict.status == 200)
    #expect(conflict.warnings == [CallWarning(.identityConflict, subject: "1")])
    #expect(try await server.stored() == ["alice"])
  }

  @Test("R-A10: an eleventh user_id within 30 × 24 hours is ignored, across restarts too")
  func identifyLimit() async throws {
    let server = try Server()
    func identify(_ user: Int, day: Int) throws -> [CallWarning] {
      let time = Server.arrival.advanced(seconds: Int64(day) * 86_400)
      let reply = try server.post(
        "/api/v1/identify", #"{"app_id":"11","user_id":"\#(user)","identity":"alice"}"#,
        at: time)
      #expect((reply.status, reply.body) == (200, "{}"))
      return reply.warnings
    }
    for user in 1...10 { #expect(try identify(user, day: user).isEmpty) }
    let refused = [CallWarning(.identityLimit, subject: "alice")]
    #expect(try identify(11, day: 11) == refused)
    // Who is known already doesn't count.
    #expect(try identify(3, day: 11).isEmpty)
    try server.reopen()
    #expect(try identify(11, day: 30) == refused)
    #expect(try await server.merged("alice") == Array(1...10).map { UserID(truncating: $0) })
    #expect(try await server.userCount() == 1)
    // The first of the ten was 30 days ago.
    #expect(try identify(11, day: 31).isEmpty)
    #expect(try identify(12, day: 31) == refused)
    #expect(try await server.merged("alice").count == 11)
  }

  @Test("R-A13, R-A14: account properties overwrite, and an account needs no members")
  func accounts() async throws {
    let server = try Server()
    func post(_ body: String, day: Int) throws {
      let time = Server.arrival.advanced(seconds: Int64(day) * 86_400)
      #expect(try server.post("/api/add_account_properties", body, at: time) == .done)
    }
    try post(#"{"app_id":"11","account_id":42,"properties":{"plan":"Free","seats":3}}"#, day: 0)
    try post(
      #"{"app_id":"11","accounts":[{"account_id":"42","properties":{"plan":"Pro"}}]}"#, day: 1)
    try post(#"{"app_id":"11","account_id":"empty"}"#, day: 1)
    let rows = try await server.ask { try await $0.accounts(in: nil) }
    #expect(rows.map(\.account.id.value) == ["42", "empty"])
    #expect(rows.map(\.members) == [0, 0])
    #expect(rows[0].account.properties == ["plan": "Pro", "seats": 3])
    #expect(rows[0].firstSeen == Server.arrival)
    try server.post(
      "/api/add_user_properties",
      #"{"app_id":"11","identity":"alice","properties":{"Account ID":42}}"#)
    let alice = try await server.ask { try await $0.users(UsersQuestion()).rows.first }
    #expect(alice?.account == rows[0].account)
  }

  @Test("R-A11: with limits, the 31st call is answered 429 with Retry-After; without, never")
  func limits() async throws {
    let server = try Server(limits: RateLimits())
    let free = try Server()
    let body = #"{"app_id":"11","identity":"a","event":"A"}"#
    for _ in 0..<30 { #expect(try server.post("/api/track", body) == .done) }
    let refused = try server.post("/api/track", body)
    #expect((refused.status, refused.retryAfter) == (429, 30))
    #expect(try server.message(refused).contains("30 s"))
    // A call about the same person's properties counts as well; one that is wrong counts for nothing.
    let properties = #"{"app_id":"11","identity":"a"}"#
    #expect(try server.post("/api/add_user_properties", properties).status == 429)
    #expect(try server.post("/api/track", body, at: Server.arrival.advanced(seconds: 30)) == .done)
    #expect(try await server.count() == 31)
    for _ in 0..<40 { #expect(try free.post("/api/track", body) == .done) }
  }
}
