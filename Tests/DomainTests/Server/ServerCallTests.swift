import Domain
import Testing

@Suite("Server-side calls")
struct ServerCallTests {
  @Test("R-A2: track of a user_id creates that user and an event without a session")
  func trackUser() throws {
    let call = ServerCall.track(of: .user(user(7)), event: "Ship", properties: ["n": 1])
    let event = Event(
      "Ship", kind: .server, of: .user(user(7)), at: at(10), properties: ["n": 1])
    #expect(
      try call.perform(at: at(10)).facts
        == [.user(User(.user(user(7)), firstSeen: at(10))), .event(event)])
  }

  @Test("R-A3: track of an identity creates that user; nothing is migrated")
  func trackIdentity() throws {
    let alice = Subject.identity(Identity(unchecked: "alice"))
    let facts = try ServerCall.track(of: alice, event: "Ship").perform(at: at(10)).facts
    #expect(facts.users == [User(alice, firstSeen: at(10))])
    #expect(facts.events.map(\.subject) == [alice])
    #expect(facts.map(\.kind) == ["user", "event"])
  }

  @Test("R-A3: a user made of properties alone has neither event nor session")
  func propertiesAlone() throws {
    let alice = Subject.identity(Identity(unchecked: "alice"))
    let call = ServerCall.addUserProperties(identity: "alice", properties: ["plan": "Pro"])
    #expect(
      try call.perform(at: at(10)).facts == [
        .user(User(alice, firstSeen: at(10))),
        .properties(PropertyWrite(alice, time: at(10), properties: ["plan": "Pro"])),
      ])
    let empty = ServerCall.addUserProperties(identity: "alice", properties: [:])
    #expect(try empty.perform(at: at(10)).facts == [.user(User(alice, firstSeen: at(10)))])
  }

  @Test("R-S10: server events never create a session; R-S11: a session_id given is kept")
  func sessions() throws {
    let id = SessionID.ofKey("5")
    let with = ServerCall.track(of: .user(user(7)), event: "A", session: id)
    let without = ServerCall.track(of: .user(user(7)), event: "A")
    let facts = try with.perform(at: at(10)).facts + without.perform(at: at(10)).facts
    #expect(facts.events.map(\.session) == [id, nil])
    #expect(facts.events.allSatisfy { $0.kind == .server })
    #expect(facts.sessions.isEmpty)
  }

  @Test("R-T1: a server event name has 1 to 1024 UTF-16 units")
  func eventName() throws {
    let longest = String(repeating: "n", count: 1024)
    _ = try ServerCall.track(of: .user(user(7)), event: longest).perform(at: at(10))
    let error = #expect(throws: CallRejection.self) {
      try ServerCall.track(of: .user(user(7)), event: longest + "n").perform(at: at(10))
    }
    #expect(error?.description.contains("at most 1024") == true)
    #expect(throws: CallRejection.self) {
      try ServerCall.track(of: .user(user(7)), event: "").perform(at: at(10))
    }
  }

  @Test("R-I7: the server accepts an identity of 255 units and rejects 256")
  func identityLimit() throws {
    let longest = String(repeating: "x", count: 255)
    _ = try ServerCall.identify(user: user(7), identity: .string(longest)).perform(at: at(10))
    for call in [
      ServerCall.identify(user: user(7), identity: .string(longest + "x")),
      .addUserProperties(identity: .string(longest + "x"), properties: [:]),
    ] {
      let error = #expect(throws: CallRejection.self) { try call.perform(at: at(10)) }
      #expect(error?.description.contains("at most 255") == true)
    }
  }

  @Test("R-I6: an empty identity is an error on the server", arguments: ["", " \n"])
  func emptyIdentity(text: String) {
    #expect(throws: CallRejection("the identity is empty")) {
      try ServerCall.identify(user: user(7), identity: .string(text)).perform(at: at(10))
    }
  }

  @Test("R-A8: an array is stored as its values joined with two bars")
  func array() throws {
    #expect(
      try stored(["vanilla", "chocolate"]).0 == .string("vanilla||chocolate"))
    #expect(try stored(["a", 1, 2.5, true]).0 == .string("a||1||2.5||true"))
    #expect(try stored(["alone"]).0 == .string("alone"))
  }

  @Test("R-A8: a joined array is cut to 1024 units, a text to 1023")
  func arrayLimit() throws {
    let exact = String(repeating: "v", count: 1024)
    #expect(try stored([.string(exact)]).0 == .string(exact))
    #expect(try stored([.string(exact + "v")]).0 == .string(exact))
    let (left, right) = (String(repeating: "l", count: 500), String(repeating: "r", count: 600))
    #expect(
      try stored([.string(left), .string(right)]).0
        == .string(left + "||" + String(right.prefix(522))))
    let thumbs = String(repeating: "v", count: 1023) + "👍"
    #expect(try stored([.string(thumbs)]).0 == .string(String(thumbs.dropLast())))
  }

  @Test(
    "R-A8: an array that can't be joined is left out with a warning that is true of it",
    arguments: [
      ([], .valueEmpty), (["a", ""], .valueEmpty), (["a", .null], .valueNull),
      (["a", .object([:])], .valueNested), ([.number(.nan)], .valueNotFinite),
    ] as [([InputValue], CallWarning.Code)])
  func arrayLeftOut(items: [InputValue], code: CallWarning.Code) throws {
    let (value, warnings) = try stored(items)
    #expect(value == nil)
    #expect(warnings == [CallWarning(code, subject: "flavours")])
  }

  @Test("R-A8: an object is an error that names the key; a boolean is accepted")
  func object() throws {
    let calls: [ServerCall] = [
      .track(of: .user(user(7)), event: "A", properties: ["a": 1, "size": .object(["w": 1])]),
      .addUserProperties(identity: "alice", properties: ["a": 1, "size": .object(["w": 1])]),
    ]
    for call in calls {
      let error = #expect(throws: CallRejection.self) { try call.perform(at: at(10)) }
      #expect(error?.description.contains("'size'") == true)
    }
    let ok = ServerCall.track(of: .user(user(7)), event: "A", properties: ["yes": true])
    #expect(try ok.perform(at: at(10)).facts.events.map(\.properties) == [["yes": true]])
  }

  @Test(
    "R-A9: a user property called id in any casing is an error",
    arguments: ["id", "ID", "Id", "iD"])
  func forbiddenKey(key: String) {
    let error = #expect(throws: CallRejection.self) {
      try ServerCall.addUserProperties(identity: "alice", properties: [key: 1, "plan": "Pro"])
        .perform(at: at(10))
    }
    #expect(error?.description.contains("'\(key)'") == true)
  }

  @Test("R-A9: user_id and other keys are accepted, and events may have an id")
  func allowedKeys() throws {
    let properties: [String: InputValue] = ["user_id": 1, "ids": 2, " id": 3]
    let written = try ServerCall.addUserProperties(identity: "alice", properties: properties)
      .perform(at: at(10))
    #expect(written.facts.writes.map(\.properties.count) == [3])
    #expect(written.warnings.isEmpty)
    let event = ServerCall.track(of: .user(user(7)), event: "A", properties: ["id": 1])
    #expect(try event.perform(at: at(10)).facts.events.map(\.properties) == [["id": 1]])
  }

  @Test("R-A10: server identify migrates the user to the identity, and says nothing else")
  func identify() throws {
    let outcome = try ServerCall.identify(user: user(7), identity: 42).perform(at: at(10))
    #expect(
      outcome.facts == [
        .migration(
          Migration(
            from: user(7), to: Identity(unchecked: "42"), time: at(10), source: .server))
      ])
  }

  @Test("R-I10: the server performs a non-unique identity with a warning, or rejects it")
  func nonUnique() throws {
    let calls: [ServerCall] = [
      .identify(user: user(7), identity: "null"),
      .addUserProperties(identity: "null", properties: [:]),
    ]
    for call in calls {
      #expect(
        try call.perform(at: at(10)).warnings == [CallWarning(.nonUniqueIdentity, subject: "null")])
      #expect(throws: CallRejection.self) { try call.perform(at: at(10), policy: .reject) }
    }
  }

  /// What the server stores for an array, and the warnings.
  private func stored(_ items: [InputValue]) throws -> (PropertyValue?, [CallWarning]) {
    let call = ServerCall.track(
      of: .user(user(7)), event: "A", properties: ["flavours": .array(items)])
    let outcome = try call.perform(at: at(10))
    return (outcome.facts.events.first?.properties["flavours"], outcome.warnings)
  }
}
