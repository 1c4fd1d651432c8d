import Analysis
import Domain
import Formats
import Foundation
import Ingest
import Testing

/// Batches of the Segment specification, as clients send them.
@Suite("Segment API")
struct SegmentAPITests {
  /// Recorded from `segment-analytics-python`, shortened.
  private static let batch =
    #"{"batch": [{"integrations": {}, "anonymousId": "507f191e810c19729de860ea", "timestamp": "2017-03-10T22:21:56.123+00:00", "context": {"library": {"name": "analytics-python", "version": "2.4.0"}}, "type": "identify", "userId": "019mr8mf4r", "traits": {"email": "pgibbons@example.com", "plan": "premium"}, "messageId": "m-1"}, {"integrations": {}, "anonymousId": null, "properties": {"revenue": 14.99}, "timestamp": "2017-03-10T22:21:56.123+00:00", "userId": "019mr8mf4r", "type": "track", "event": "Item Purchased", "messageId": "m-2"}, {"anonymousId": null, "groupId": "acme-1", "userId": "019mr8mf4r", "traits": {"name": "Acme", "employees": 420}, "type": "group", "messageId": "m-4"}, {"previousId": "507f191e810c19729de860ea", "userId": "019mr8mf4r", "type": "alias", "messageId": "m-5", "anonymousId": null}, {"anonymousId": "anon-1", "properties": {}, "userId": null, "type": "track", "event": "Anonymous Ping", "messageId": "m-6"}], "sentAt": "2026-11-21T08:10:50.106534+00:00", "writeKey": "TEST_WRITE_KEY"}"#

  @Test("R-X5: a batch is stored and answered 200 with success; again it changes nothing")
  func batch() async throws {
    let server = try Server()
    for _ in 0..<2 {
      let reply = try server.post("/v1/batch", Self.batch)
      #expect((reply.status, reply.body) == (200, #"{"success":true}"#))
    }
    #expect(
      try await server.stored() == [
        "019mr8mf4r: Item Purchased at 2017-03-10T22:21:56.123Z revenue=14.99",
        "User 6932746242181807: Anonymous Ping at 2026-11-21T08:10:50.106Z",
      ])
  }

  @Test("R-X3: group names the account and its traits are the account's properties")
  func group() async throws {
    let server = try Server()
    try server.post("/v1/batch", Self.batch)
    let rows = try await server.ask { try await $0.accounts(in: nil) }
    #expect(rows.map(\.account.id.value) == ["acme-1"])
    #expect(rows.first?.members == 1)
    #expect(rows.first?.account.properties == ["name": "Acme", "employees": 420])
  }

  @Test("R-X1: a single message says its type by its path")
  func single() async throws {
    let server = try Server()
    #expect(try server.post("/v1/track", #"{"userId":5,"event":"A"}"#) == .segmentDone)
    let identify = #"{"userId":"5","traits":{"plan":"Pro"}}"#
    #expect(try server.post("/v1/identify", identify) == .segmentDone)
    #expect(try server.post("/v1/fly", "{}").status == 404)
    #expect(try await server.stored() == ["5: A at arrival"])
    let users = try await server.ask { try await $0.users(UsersQuestion()).rows }
    #expect(users.first?.properties["plan"] == "Pro")
  }

  @Test("R-X1: a body packed with gzip is unpacked, and one that isn't says so")
  func gzip() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "cairn-gzip-\(UUID().uuidString)")
    let body = #"{"batch":[{"type":"track","userId":"u1","event":"Gzipped"}]}"#
    try Data(body.utf8).write(to: folder)
    defer { try? FileManager.default.removeItem(atPath: folder.path() + ".gz") }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", folder.path()]
    try process.run()
    process.waitUntilExit()
    let packed = [UInt8](try Data(contentsOf: URL(filePath: folder.path() + ".gz")))
    let server = try Server()
    #expect(try server.post("/v1/batch", packed, encoding: "gzip") == .segmentDone)
    #expect(try await server.stored() == ["u1: Gzipped at arrival"])
    for (bytes, message) in [
      (Array(packed.dropLast(12)), "ends in the middle"), (Array("{}".utf8), "is not gzip"),
      ([], "ends in the middle"),
    ] {
      let reply = try server.post("/v1/batch", bytes, encoding: "gzip")
      #expect(reply.status == 400 && reply.body.contains(message), "\(reply.body)")
    }
    #expect(try server.post("/v1/batch", packed, encoding: "br").body.contains("expected gzip"))
  }

  @Test(
    "R-X1, R-X5: what can't be used is 400 with code and message, and nothing is stored",
    arguments: bad)
  func rejected(path: String, body: String, code: String, message: String) async throws {
    let server = try Server()
    let reply = try server.post(path, body)
    #expect(reply.status == 400)
    let object = try JSONDecoder().decode([String: String].self, from: Data(reply.body.utf8))
    #expect(Set(object.keys) == ["code", "message"])
    #expect(object["code"] == code)
    #expect(object["message"]?.contains(message) == true, "\(reply.body)")
    #expect(try await server.count() == 0)
  }

  private static let bad: [(String, String, String, String)] = [
    ("/v1/batch", #"{"batch":["#, "invalid_json", "is not JSON at byte"),
    ("/v1/batch", "", "invalid_json", "expected a JSON object"),
    ("/v1/batch", "{}", "invalid_request", "the field 'batch' is missing"),
    ("/v1/batch", #"{"batch":{}}"#, "invalid_request", "'batch' must be an array"),
    (
      "/v1/batch", #"{"batch":[{"type":"track","userId":"a","event":"A"},{"userId":"a"}]}"#,
      "invalid_request", "message 2 of the batch: the field 'type' is missing"
    ),
    (
      "/v1/batch", #"{"batch":[{"type":"track","event":"A","userId":null}]}"#, "invalid_request",
      "one of the fields 'userId' and 'anonymousId' is needed"
    ),
    (
      "/v1/batch",
      #"{"batch":[{"type":"track","userId":"a","event":"A"},{"type":"track","userId":"a","event":"\#(String(repeating: "x", count: 1025))"}]}"#,
      "invalid_request", "message 2 of the batch: "
    ),
    ("/v1/track", #"{"event":"A"}"#, "invalid_request", "one of the fields"),
  ]

  @Test("R-X2, R-X3: a conflict and an alias of an identity are warnings; the rest is stored")
  func warnings() async throws {
    let server = try Server()
    let reply = try server.post(
      "/v1/batch",
      #"{"batch":[{"type":"track","anonymousId":"1","userId":"alice","event":"A"},{"type":"track","anonymousId":"1","userId":"bob","event":"B"},{"type":"alias","previousId":"alice","userId":"bob"},{"type":"track","userId":"bob","event":"C"}]}"#
    )
    #expect(reply.status == 200)
    #expect(
      reply.warnings == [
        CallWarning(.identityConflict, subject: "1"), CallWarning(.aliasRefused, subject: "alice"),
      ])
    #expect(
      try await server.stored() == [
        "alice: A at arrival", "bob: B at arrival", "bob: C at arrival",
      ])
  }
}
