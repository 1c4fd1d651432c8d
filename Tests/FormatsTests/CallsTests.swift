import Domain
import Formats
import Testing

@Suite("Calls files")
struct CallsTests {
  private static let time = Timestamp(milliseconds: 1_767_607_200_000)

  private func read(_ line: String) throws -> CallLine {
    let result = try importText(line, .test(.calls))
    #expect(result.problems.isEmpty)
    return try #require(result.calls.first)
  }

  @Test("every call survives being written and read", arguments: CallLine.examples)
  func roundTrip(line: CallLine) throws {
    var writer = CallLineWriter()
    writer.write(line)
    #expect(try read(String(decoding: writer.bytes, as: UTF8.self)) == line)
  }

  @Test("an event line is bulk: no call is made of it")
  func bulk() throws {
    let result = try importText(
      #"""
      {"time":"2026-01-05T10:00:00Z","user_id":123,"session_id":"77","call":"event","event":"Search","properties":{"term":"sh\"oes","price":12.5,"new":true,"name":"é"},"app_id":"shop","idempotency_key":"k-1"}
      { "event" : "A\u00e9" , "call" : "event" , "time" : 1767607200 , "user_id" : "visitor-1" , "identity" : "alice" }
      """#, .test())
    #expect(result.bulkCount == 2)
    #expect(
      result.calls == [
        CallLine(
          .recorded(
            RecordedEvent(
              "Search", of: RecordedSubject(user: UserID(123)), session: SessionID(77),
              properties: ["term": "sh\"oes", "price": 12.5, "new": true, "name": "é"])),
          at: Self.time, appID: AppID("shop"), idempotencyKey: "k-1"),
        CallLine(
          .recorded(
            RecordedEvent(
              "Aé", of: RecordedSubject(user: .ofKey("visitor-1"), identity: "alice"))),
          at: Self.time),
      ])
  }

  @Test("an event line beyond the ordinary says the same the slow way")
  func slowEvent() throws {
    let result = try importText(
      #"""
      {"time":"2026-01-05T10:00:00Z","user_id":1,"call":"event","event":"A","properties":{"a":1,"b":null,"a":2,"c":[1],"d":" "}}
      {"time":"2026-01-05T10:00:00Z","user_id":1,"call":"event","event":"A","properties":{"x":1}}
      """#, .test())
    #expect(result.bulkCount == 1)
    #expect(result.items.map(\.line) == [1, 2])
    guard case .recorded(let event)? = result.calls.first?.action else {
      Issue.record("expected a recorded event")
      return
    }
    #expect(event.properties == ["a": 2, "b": .null, "c": .array([1]), "d": " "])
  }

  @Test("a line says the same whatever stood on the lines before it", arguments: 1...20)
  func expectations(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let keys = ["a", "b", "plan", #"caf\u00e9"#, "café", "a key that is longer than sixteen bytes"]
    let lines = (0..<60).map { index in
      var fields = [
        #""time":\#(index)"#, #""call":"event""#, #""user_id":"\#(index)""#,
        #""event":"\#(["A", #"\u0041b"#, "Ünder"].randomElement(using: &random) ?? "A")""#,
      ]
      let properties = keys.shuffled(using: &random).prefix(Int.random(in: 0...4, using: &random))
        .map { #""\#($0)":\#(Bool.random(using: &random) ? "1" : "\"x\"")"# }
      // Now and then a line that is read the slow way, after names of its own, or not at all.
      let more = [", \"a\":1, \"a\":2", "", "", "", "", ", \"n\":null"].randomElement(
        using: &random)
      let text = properties.joined(separator: ",") + (properties.isEmpty ? "" : more ?? "")
      fields.append(#""properties":{\#(text)}"#)
      if Int.random(in: 0..<20, using: &random) == 0 { fields.append("oops") }
      return "{" + fields.shuffled(using: &random).joined(separator: ", ") + "}"
    }
    let alone = try lines.map { try importText($0, .test(.calls)) }
    let together = try importText(lines.joined(separator: "\n"), .test(.calls))
    #expect(together.calls == alone.flatMap(\.calls))
    #expect(together.problems.count == alone.flatMap(\.problems).count)
    #expect(together.bulkCount == alone.reduce(0) { $0 + $1.bulkCount })
  }

  @Test("times are ISO 8601 with or without a zone, seconds, or milliseconds")
  func times() throws {
    var options = try ImportOptions.test()
    options = ImportOptions(arrival: ImportOptions.arrival, zone: { _ in 3600 })
    let texts = [
      (#""2026-01-05T10:00:00Z""#, 0), (#""2026-01-05T10:00:00.250Z""#, 250),
      (#""2026-01-05T12:00:00+02:00""#, 0), (#""2026-01-05 11:00""#, 0),
      (#""2026-01-05T11:00:00""#, 0), ("1767607200", 0), ("1767607200.5", 500),
      ("1767607200250", 250), (#""2026-01-05T10:00:00.250999Z""#, 250),
    ]
    for (text, milliseconds) in texts {
      for call in [#""call":"event","user_id":1"#, #""call":"track","device":"d""#] {
        let result = try importText(#"{"time":\#(text),\#(call),"event":"A"}"#, options)
        #expect(
          result.calls.map(\.time.milliseconds) == [1_767_607_200_000 + Int64(milliseconds)],
          "\(text) \(result.problems)")
      }
    }
  }

  @Test(
    "a line that can't be used says what was wrong and what was expected",
    arguments: [
      (#"{"tiem":"2026-01-05"}"#, "'tiem' is not a field of a call; did you mean 'time'?"),
      (#"{"userId":1}"#, "'userId' is not a field of a call; did you mean 'user_id'?"),
      (#"{"colour":1}"#, "'colour' is not a field of a call"),
      (#"{"time":"2026-01-05"}"#, "the field 'call' is missing"),
      (#"{"time":"2026-01-05","call":"track","device":"d"}"#, "the field 'event' is missing"),
      (#"{"call":"track","device":"d","event":"A"}"#, "the field 'time' is missing"),
      (#"{"time":null,"call":"track","device":"d","event":"A"}"#, "the field 'time' is missing"),
      (
        #"{"time":"yesterday","call":"track","device":"d","event":"A"}"#,
        "'time' must be a time such as 2026-01-05T10:00:00Z, or seconds or milliseconds since 1970, not the string 'yesterday'"
      ),
      (
        #"{"time":1767607200000000,"call":"event","user_id":1,"event":"A"}"#,
        "'time' must be a time such as 2026-01-05T10:00:00Z, or seconds or milliseconds since 1970, not 1767607200000000"
      ),
      (
        #"{"time":0,"call":"event","user_id":-1,"event":"A"}"#,
        "'user_id' must be a string or a whole number from 0 to 9007199254740991, not -1"
      ),
      (
        #"{"time":0,"call":"track","user_id":"12a","event":"A"}"#,
        "'user_id' must be a whole number from 0 to 9007199254740991, not the string '12a'"
      ),
      (
        #"{"time":0,"call":"identify","user_id":9007199254740992,"identity":"a"}"#,
        "'user_id' must be a whole number from 0 to 9007199254740991, not 9007199254740992"
      ),
      (
        #"{"time":0,"call":"event","event":"A"}"#,
        "one of the fields 'user_id' and 'identity' is needed"
      ),
      (#"{"time":0,"call":"event","user_id":1}"#, "the field 'event' is missing"),
      (
        #"{"time":0,"call":"track","event":"A","identity":"a","user_id":1}"#,
        "'identity' and 'user_id' are both given; a server call names its user once"
      ),
      (
        #"{"time":0,"call":"track","event":"A"}"#,
        "one of the fields 'identity' and 'user_id' is needed"
      ),
      (#"{"time":0,"call":"tarck","event":"A"}"#, "'tarck' is not a call; did you mean 'track'?"),
      (
        #"{"time":0,"call":"resetIdentity"}"#,
        "the field 'device' is missing: 'resetIdentity' is a call of a device"
      ),
      (
        #"{"time":0,"call":"event","device":"d"}"#,
        "'event' lines have no 'device'; a device's own call is 'track'"
      ),
      (
        #"{"time":0,"call":"resetIdentity","device":"d","url":"x"}"#,
        "'url' is not a field of 'resetIdentity'"
      ),
      (#"{"time":0,"call":"track","device":"","event":"A"}"#, "'device' must not be empty"),
      (#"{"time":0,"call":"track","device":"d","event":7}"#, "'event' must be a string, not 7"),
      (
        #"{"time":0,"call":"track","device":"d","event":"A","platform":"tv"}"#,
        "'platform' must be 'web' or 'mobile', not 'tv'"
      ),
      (
        #"{"time":0,"call":"track","device":"d","event":"A","properties":[]}"#,
        "'properties' must be an object, not an array"
      ),
      (
        #"{"time":0,"call":"identify","user_id":1,"identity":true}"#,
        "'identity' must be a string or a number, not true"
      ),
      (#"["a"]"#, "expected a JSON object, which begins with '{'"),
      (#"{"time":0,}"#, "is not JSON at byte 11: expected a field name in quotes"),
      (#"{"time":0} x"#, "is not JSON at byte 12: something follows the end of the value"),
    ])
  func problems(line: String, reason: String) throws {
    let result = try importText("\n\(line)\n", .test(.calls))
    #expect(result.items.isEmpty)
    #expect(result.problems == ["line 2: \(reason)"])
    #expect(result.offsets == [1])
  }

  @Test("R-A1 R-3: what is wrong with one line leaves its neighbours alone, in order")
  func neighbours() throws {
    let good = #"{"time":0,"call":"event","user_id":1,"event":"A"}"#
    let slow = #"{"time":0,"call":"track","device":"d","event":"B"}"#
    let result = try importText(
      [good, "{", slow, good, "nonsense", slow, good].joined(separator: "\n"), .test(.calls))
    #expect(result.items.map(\.line) == [1, 3, 4, 6, 7])
    #expect(result.problemCount == 2)
    #expect(result.bulkCount == 3)
  }

  @Test("R-T1 R-T2: bulk events keep every limit, others come as calls to be judged")
  func limits() throws {
    func event(_ name: String, _ properties: String = "{}") -> String {
      #"{"time":0,"call":"event","user_id":1,"event":"\#(name)","properties":\#(properties)}"#
    }
    let cases: [(String, Bool)] = [
      (event(String(repeating: "e", count: 255)), true),
      (event(String(repeating: "e", count: 256)), false),
      (event("A", #"{"\#(String(repeating: "k", count: 511))":1}"#), true),
      (event("A", #"{"\#(String(repeating: "k", count: 512))":1}"#), false),
      (event("A", #"{"k":"\#(String(repeating: "v", count: 1023))"}"#), true),
      (event("A", #"{"k":"\#(String(repeating: "v", count: 1024))"}"#), false),
      (event("A", #"{"k":""}"#), false), (event("A", #"{"k":"\u00a0"}"#), false),
      (event("A", #"{"k":" x"}"#), true), (event("A", #"{" ":1}"#), false),
      (event("A", #"{"k":1e999}"#), false), (event(" "), true),
      (event("A", #"{"k":1,"k":2}"#), false),
      (event("A", #"{"k":{}}"#), false),
    ]
    for (line, isBulk) in cases {
      let result = try importText(line, .test(.calls))
      #expect(result.bulkCount == (isBulk ? 1 : 0), "\(line)")
      #expect(result.items.count == 1, "\(line)")
    }
  }

  @Test("hashes tell texts apart and depend on nothing but their bytes")
  func hashes() throws {
    let folder = try TemporaryFolder()
    let line =
      #"{"time":0,"call":"event","user_id":"a-b","event":"Search","properties":{"term":"Se\u0061rch"}}"#
    let reader = try ImportReader(path: try folder.file("x", line.utf8), options: .test())
    let batch = BulkBatch()
    #expect(try reader.next(into: batch))
    reader.parser.parse(batch)
    let event = try #require(batch.events.first)
    let column = try #require(batch.columns.first)
    #expect(batch.texts.map(\.hash) == [batch.names[Int(event.nameNumber)].hash])
    #expect(
      batch.names[Int(column.key)].hash == Array("term".utf8).withUnsafeBufferPointer(ByteHash.of)
    )
    #expect(!event.user.isNumber)
    var seen = Set<UInt64>()
    for length in 0..<100 {
      for byte: UInt8 in [0x61, 0x62] {
        let text = [UInt8](repeating: byte, count: length)
        if length == 0, byte == 0x62 { continue }
        #expect(seen.insert(text.withUnsafeBufferPointer(ByteHash.of)).inserted)
      }
    }
  }
}

extension CallLine {
  static let examples: [CallLine] = {
    let time = Timestamp(milliseconds: 1_767_607_200_123)
    let odd: [String: InputValue] = [
      "text": "a \"b\" \\ \n\r\t\u{1}\u{1F} é 😀", "number": 12.5, "large": 1e20, "small": 1e-7,
      "whole": 42, "yes": true, "no": false, "none": .null, "list": .array([1, "b", .null]),
      "deep": .object(["a": .object([:])]),
    ]
    let device = CallingDevice(
      "laptop", platform: .mobile, userID: UserID(111), context: ["city": "Köln"])
    let clientCalls: [ClientCall] = [
      .track(event: "Search", properties: odd), .track(event: "Sync", background: true),
      .identify("alice"), .identify(42), .resetIdentity, .addUserProperties(odd),
      .trackPageview(),
      .trackPageview(
        ClientCall.Pageview(
          title: "Home", url: "https://shop.example/", previousPage: "/a", properties: ["a": 1])),
      .addEventProperties(odd), .removeEventProperty("plan"), .clearEventProperties,
      .addPageviewProperties(["a": 1]), .removePageviewProperty("a"), .clearPageviewProperties,
      .pageLoaded, .getIdentity, .getUserId, .getSessionId, .onReady(callback: "go"),
      .startEVPairing, .stopEVPairing,
    ]
    let alice = Subject.identity(Identity(unchecked: "alice"))
    let serverCalls: [ServerCall] = [
      .track(of: alice, event: "Send Email", properties: odd, session: SessionID(9)),
      .track(of: .user(UserID(truncating: 7)), event: "Ping"),
      .addUserProperties(identity: "alice", properties: odd),
      .addUserProperties(identity: 12, properties: [:]),
      .identify(user: UserID(truncating: 7), identity: "alice"),
    ]
    let user = RecordedSubject(user: UserID(5))
    let recorded = [
      RecordedEvent("A", of: user, session: SessionID(6), properties: odd, userProperties: odd),
      RecordedEvent("A", of: RecordedSubject(user: UserID(5), identity: "alice")),
      RecordedEvent("A", of: RecordedSubject(identity: "alice"), properties: ["x": 1]),
      RecordedEvent(nil, of: user, userProperties: ["plan": "Pro"]),
    ]
    let switching = CallLine(
      .client(.setAppId(AppID("other")), on: CallingDevice("d")), at: time, appID: AppID("other"))
    return [switching]
      + clientCalls.map { CallLine(.client($0, on: device), at: time, idempotencyKey: "k") }
      + serverCalls.map { CallLine(.server($0), at: time, appID: AppID("shop")) }
      + recorded.map {
        CallLine(.recorded($0), at: time, appID: AppID("shop"), idempotencyKey: "k")
      }
  }()
}

@Suite("Keys of users and sessions")
struct KeyTests {
  @Test("R-3 R-X2: digits in range are the id they spell, other texts are hashed, in every form")
  func keys() throws {
    let digits = [
      "0", "7", "12345678", "123456789", "1234567890123456", "9007199254740991",
      "9007199254740992", "12345678901234567", "99999999999999999999", "007", "12a", "1 ", "+1",
    ]
    for text in digits {
      let expected = UserID.ofKey(text)
      // The second writes the last digit as an escape, and the third is a cell of a CSV file.
      let escaped = text.dropLast() + "\\u00" + String(text.utf8.last ?? 0, radix: 16)
      let inputs = [
        #"{"time":0,"call":"event","event":"A","user_id":"\#(text)","app_id":"1"}"#,
        #"{"time":0,"call":"event","event":"A","idempotency_key":"\u0031","user_id":"\#(escaped)","app_id":"\u0031\u0031"}"#,
        "user,event,time\n\(text),A,2026-01-05\n",
      ]
      for input in inputs {
        let result = try importText(input, .test())
        #expect(result.bulkCount == 1)
        guard case .recorded(let event)? = result.calls.first?.action else {
          Issue.record("expected a recorded event: \(input)")
          continue
        }
        #expect(event.subject.user == expected, "\(input)")
      }
    }
  }
}
