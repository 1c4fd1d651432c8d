import Domain
import Formats
import Testing

@Suite("Segment files")
struct SegmentTests {
  private static let time = Timestamp(milliseconds: 1_489_184_516_123)

  @Test("R-X1 R-X3: what segment-analytics-python sends becomes the domain's operations")
  func segmentClient() throws {
    let result = try importText(Self.pythonBatch, .test())
    #expect(result.problems.isEmpty)
    let anonymous = UserID.ofKey("507f191e810c19729de860ea")
    #expect(
      result.messages == [
        SegmentMessage(
          .identify, at: Self.time, anonymousID: anonymous, identity: "019mr8mf4r",
          idempotencyKey: "m-1",
          operation: .userProperties(["email": "pgibbons@example.com", "plan": "premium"])),
        SegmentMessage(
          .track, at: Self.time, identity: "019mr8mf4r", idempotencyKey: "m-2",
          operation: .event(
            name: "Item Purchased", kind: .custom,
            properties: ["revenue": 14.99, "when": "2017-01-01T00:00:00+00:00"])),
        SegmentMessage(
          .page, at: Self.time, identity: "019mr8mf4r", idempotencyKey: "m-3",
          operation: .event(
            name: "Page viewed", kind: .pageview,
            properties: [
              "url": "https://example.com/pricing", "title": "Pricing", "name": "Pricing",
              "category": "Docs",
            ])),
        SegmentMessage(
          .screen, at: Self.time, identity: "019mr8mf4r", idempotencyKey: "m-3b",
          operation: .event(name: "Screen viewed", kind: .pageview, properties: ["name": "Home"])),
        SegmentMessage(
          .group, at: Self.time, identity: "019mr8mf4r", idempotencyKey: "m-4",
          operation: .account(account: "acme-1", properties: ["name": "Acme", "employees": 420])),
        SegmentMessage(
          .alias, at: Self.time, identity: "019mr8mf4r", idempotencyKey: "m-5",
          operation: .alias(previous: "507f191e810c19729de860ea", user: anonymous)),
        SegmentMessage(
          .track, at: Self.time, anonymousID: UserID(6_932_746_242_181_807),
          idempotencyKey: "m-6",
          operation: .event(name: "Anonymous Ping", kind: .custom, properties: [:])),
      ])
  }

  @Test("R-X3: traits in the context count where there are none of the message's own")
  func contextTraits() throws {
    let result = try importText(
      #"""
      {"type":"identify","userId":"u1","context":{"traits":{"email":"a\u0040b.c"},"library":{"name":"x"}},"timestamp":"2017-03-10T22:21:56.123000+00:00"}
      {"type":"identify","userId":"u1","traits":{"plan":"Pro"},"context":{"traits":{"email":"a@b.c"}},"timestamp":"2017-03-10T22:21:56.123000+00:00"}
      """#, .test())
    #expect(
      result.messages.map(\.operation) == [
        .userProperties(["email": "a@b.c"]), .userProperties(["plan": "Pro"]),
      ])
  }

  @Test("R-X2: ids may be numbers, null or empty; a user_id is kept as it is")
  func ids() throws {
    let result = try importText(
      #"""
      {"type":"track","event":"A","userId":12345678901234567890,"anonymousId":null}
      {"type":"track","event":"A","userId":"","anonymousId":42}
      {"type":"track","event":"A","userId":1.50,"anonymousId":"007"}
      """#, .test())
    #expect(result.messages.map(\.identity) == ["12345678901234567890", nil, "1.5"])
    #expect(result.messages.map(\.anonymousID) == [nil, UserID(42), UserID.ofKey("007")])
  }

  @Test("R-X4: the time is the message's, else when it was sent, else when it arrived")
  func times() throws {
    let result = try importText(
      #"""
      {"type":"track","event":"A","userId":"u","timestamp":"2017-03-10T22:21:56.123Z","sentAt":"2018-01-01"}
      {"batch":[{"type":"track","event":"A","userId":"u"}],"sentAt":"2017-03-10T22:21:56.123Z"}
      {"type":"track","event":"A","userId":"u"}
      """#, .test())
    #expect(result.messages.map(\.time) == [Self.time, Self.time, ImportOptions.arrival])
  }

  @Test(
    "a message that can't be used says why",
    arguments: [
      (#"{"userId":"u","event":"A"}"#, "the field 'type' is missing"),
      (#"{"type":"trak","userId":"u"}"#, "'trak' is not a type of message; did you mean 'track'?"),
      (
        #"{"type":"track","event":"A","userId":null}"#,
        "one of the fields 'userId' and 'anonymousId' is needed"
      ),
      (
        #"{"type":"track","event":"A","userId":[1]}"#,
        "'userId' must be a string or a number, not an array"
      ),
      (#"{"type":"track","userId":"u"}"#, "the field 'event' is missing"),
      (#"{"type":"group","userId":"u"}"#, "the field 'groupId' is missing"),
      (#"{"type":"alias","userId":"u"}"#, "the field 'previousId' is missing"),
      (
        #"{"type":"track","event":"A","userId":"u","timestamp":"soon"}"#,
        "'timestamp' must be a time such as 2026-01-05T10:00:00Z, not the string 'soon'"
      ),
      (#"{"batch":{}}"#, "'batch' must be an array, not an object"),
      (#"{"batch":[1]}"#, "message 1 of the batch: expected a JSON object"),
      (
        #"{"batch":[{"type":"track","event":"A"}]}"#,
        "message 1 of the batch: one of the fields 'userId' and 'anonymousId' is needed"
      ),
      (#"{"type":"track""#, "is not JSON at byte 16: expected ',' or '}'"),
    ])
  func problems(line: String, reason: String) throws {
    let result = try importText(line, .test(.segment))
    #expect(result.problems == ["line 1: \(reason)"])
    #expect(result.items.isEmpty)
  }

  @Test("one bad message of a batch leaves the others")
  func badItem() throws {
    let result = try importText(
      #"{"batch":[{"type":"track","event":"A","userId":"u"},{"type":"x","userId":"u"},{"type":"track","event":"B","userId":"u"}]}"#,
      .test())
    #expect(result.messages.count == 2)
    #expect(result.problems == ["line 1: message 2 of the batch: 'x' is not a type of message"])
  }

  private static let pythonBatch = #"""
    {"batch": [{"integrations": {}, "anonymousId": "507f191e810c19729de860ea", "timestamp": "2017-03-10T22:21:56.123+00:00", "context": {"library": {"name": "analytics-python", "version": "2.4.0"}}, "type": "identify", "userId": "019mr8mf4r", "traits": {"email": "pgibbons@example.com", "plan": "premium"}, "messageId": "m-1"}, {"integrations": {}, "anonymousId": null, "properties": {"revenue": 14.99, "when": "2017-01-01T00:00:00+00:00"}, "timestamp": "2017-03-10T22:21:56.123+00:00", "userId": "019mr8mf4r", "type": "track", "event": "Item Purchased", "messageId": "m-2"}, {"anonymousId": null, "properties": {"url": "https://example.com/pricing", "title": "Pricing"}, "timestamp": "2017-03-10T22:21:56.123+00:00", "category": "Docs", "userId": "019mr8mf4r", "type": "page", "name": "Pricing", "messageId": "m-3"}, {"anonymousId": null, "properties": {}, "timestamp": "2017-03-10T22:21:56.123+00:00", "category": null, "userId": "019mr8mf4r", "type": "screen", "name": "Home", "messageId": "m-3b"}, {"anonymousId": null, "timestamp": "2017-03-10T22:21:56.123+00:00", "groupId": "acme-1", "userId": "019mr8mf4r", "traits": {"name": "Acme", "employees": 420}, "type": "group", "messageId": "m-4"}, {"previousId": "507f191e810c19729de860ea", "timestamp": "2017-03-10T22:21:56.123+00:00", "userId": "019mr8mf4r", "type": "alias", "messageId": "m-5", "anonymousId": null}, {"anonymousId": "anon-1", "properties": {}, "timestamp": "2017-03-10T22:21:56.123+00:00", "userId": null, "type": "track", "event": "Anonymous Ping", "messageId": "m-6"}], "sentAt": "2026-11-21T08:10:50.106534+00:00", "writeKey": "TEST_WRITE_KEY"}
    """#
}
