import Domain
import Testing

@Suite("addUserProperties on a device")
struct UserPropertyTests {
  @Test("R-T8: user_id is left out with a warning, the other properties are stored")
  func forbiddenKey() throws {
    var visitor = Visitor(userID: 111)
    let outcome = try visitor.call(
      .addUserProperties(["user_id": "7", "Name": "Alice Smith", "USER_ID": 1, "id": 2]),
      at: at(10))
    #expect(outcome.warnings == [CallWarning(.keyForbidden, subject: "user_id")])
    #expect(
      outcome.facts.writes == [
        PropertyWrite(
          .user(user(111)), time: at(10),
          properties: ["Name": "Alice Smith", "USER_ID": 1, "id": 2])
      ])
  }

  @Test("R-T8: user_id is an ordinary key for events")
  func onlyForUsers() throws {
    var visitor = Visitor()
    #expect(try visitor.track("A", ["user_id": 7], at: at(10))?.properties == ["user_id": 7])
  }

  @Test("R-T8: user properties create no event and no session, and extend none")
  func noEvent() throws {
    var visitor = Visitor()
    let first = try visitor.call(.addUserProperties(["plan": "Free"]), at: at(9))
    #expect(first.facts.map(\.kind) == ["user", "properties"])
    try visitor.track(at: at(10))
    let expires = visitor.client.device?.sessions.live?.expires
    try visitor.call(.addUserProperties(["plan": "Pro"]), at: at(10, 4))
    #expect(visitor.client.device?.sessions.live?.expires == expires)
    #expect(visitor.facts.sessions.count == 1 && visitor.facts.events.count == 1)
  }

  @Test("R-T9: an equal value is not recorded again, a value of another type or text is")
  func equalValue() throws {
    var visitor = Visitor()
    try visitor.call(.addUserProperties(["plan": "Free", "seats": 5]), at: at(10))
    #expect(try visitor.call(.addUserProperties(["plan": "Free"]), at: at(11)).facts.isEmpty)
    let mixed = try visitor.call(.addUserProperties(["plan": "Pro", "seats": 5]), at: at(12))
    #expect(mixed.facts.writes.map(\.properties) == [["plan": "Pro"]])
    let typed = try visitor.call(.addUserProperties(["seats": "5"]), at: at(13))
    #expect(typed.facts.writes.map(\.properties) == [["seats": "5"]])
    let back = try visitor.call(.addUserProperties(["plan": "Free"]), at: at(14))
    #expect(back.facts.writes.map(\.properties) == [["plan": "Free"]])
  }

  @Test("R-T9: a new user has none of the values that the one before was given")
  func afterSwitch() throws {
    var visitor = Visitor()
    try visitor.call(.addUserProperties(["plan": "Free"]), at: at(10))
    try visitor.identify("alice", at: at(10))
    #expect(try visitor.call(.addUserProperties(["plan": "Free"]), at: at(10)).facts.isEmpty)
    try visitor.identify("bob", at: at(10))
    let written = try visitor.call(.addUserProperties(["plan": "Free"]), at: at(10)).facts.writes
    #expect(written.map(\.subject) == [visitor.userID.map { .user($0) }])
  }

  @Test("R-M4: email and Email are two properties")
  func email() throws {
    var visitor = Visitor()
    try visitor.call(.addUserProperties(["email": "a@x.com", "Email": "b@x.com"]), at: at(10))
    #expect(visitor.facts.writes.map(\.properties) == [["email": "a@x.com", "Email": "b@x.com"]])
  }

  @Test("A call of which nothing can be stored becomes no fact")
  func nothingLeft() throws {
    var visitor = Visitor()
    let before = visitor.client
    let outcome = try visitor.call(.addUserProperties(["user_id": 1, "a": .null]), at: at(10))
    #expect(outcome.facts.isEmpty)
    #expect(outcome.warnings.map(\.code) == [.valueNull, .keyForbidden])
    #expect(visitor.client == before)
    #expect(try visitor.call(.addUserProperties([:]), at: at(10)) == CallOutcome())
  }
}
