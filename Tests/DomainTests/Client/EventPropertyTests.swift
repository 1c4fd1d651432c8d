import Domain
import Testing

@Suite("track and event properties")
struct EventPropertyTests {
  @Test("R-T1: an event name has 1 to 255 UTF-16 units")
  func nameLimits() throws {
    var visitor = Visitor()
    let longest = String(repeating: "n", count: 255)
    #expect(try visitor.track(longest, at: at(10))?.name == longest)
    let before = visitor.client
    let tooLong = #expect(throws: CallRejection.self) {
      try visitor.track(longest + "n", at: at(11))
    }
    #expect(tooLong?.description.contains("256") == true)
    #expect(tooLong?.description.contains("at most 255") == true)
    #expect(throws: CallRejection("the event name is empty")) { try visitor.track("", at: at(11)) }
    #expect(visitor.client == before)
  }

  @Test("R-T1: 127 emoji and a letter are 255 units, 128 emoji are too many")
  func nameUnits() throws {
    var visitor = Visitor()
    let emoji = String(repeating: "👍", count: 127)
    #expect(try visitor.track(emoji + "a", at: at(10)) != nil)
    #expect(throws: CallRejection.self) { try visitor.track(emoji + "👍", at: at(10)) }
  }

  @Test("R-T1: an event name is not trimmed", arguments: [" Purchase ", " ", "\tx"])
  func nameVerbatim(name: String) throws {
    var visitor = Visitor()
    #expect(try visitor.track(name, at: at(10))?.name == name)
  }

  @Test("A track call becomes one custom event of the raw user in the running session")
  func event() throws {
    var visitor = Visitor(userID: 111)
    let event = try #require(
      try visitor.track("Purchase", ["dollars": 50, "item": "Furby"], at: at(10)))
    #expect(
      event
        == Event(
          "Purchase", kind: .custom, of: .user(user(111)), at: at(10),
          session: visitor.sessionIDs.first, properties: ["dollars": 50, "item": "Furby"]))
    #expect(visitor.facts.map(\.kind) == ["user", "session", "event"])
  }

  @Test("R-T4: event properties attach to every later pageview and event, not to the session")
  func attach() throws {
    var visitor = Visitor()
    try visitor.track("Before", at: at(10))
    try visitor.call(.addEventProperties(["Logged In": "true", "Plan": "Free"]), at: at(10))
    try visitor.call(.addEventProperties(["Plan": "Pro"]), at: at(10))
    try visitor.view(at: at(12))
    try visitor.track("After", ["n": 1], at: at(12))
    #expect(
      visitor.facts.events.map(\.properties) == [
        [:], ["Logged In": "true", "Plan": "Pro"], ["Logged In": "true", "Plan": "Pro", "n": 1],
      ])
    #expect(visitor.facts.sessions.map(\.properties) == [[:], [:]])
  }

  @Test("R-T4: a property passed to track wins over an event property for that event alone")
  func ownWins() throws {
    var visitor = Visitor()
    try visitor.call(.addEventProperties(["Plan": "Free"]), at: at(10))
    #expect(try visitor.track("A", ["Plan": "Pro"], at: at(10))?.properties == ["Plan": "Pro"])
    #expect(try visitor.track("B", at: at(10))?.properties == ["Plan": "Free"])
  }

  @Test("R-T4: event properties survive the end of a session, identify, a switch and a reset")
  func persist() throws {
    var visitor = Visitor()
    try visitor.call(.addEventProperties(["Plan": "Free"]), at: at(10))
    try visitor.track(at: at(10))
    try visitor.track(at: at(15))
    try visitor.identify("alice", at: at(15))
    try visitor.track(at: at(15))
    try visitor.identify("bob", at: at(15))
    try visitor.track(at: at(15))
    try visitor.call(.resetIdentity, at: at(15))
    try visitor.track(at: at(15))
    try visitor.call(.pageLoaded, at: at(15))
    try visitor.track(at: at(15))
    #expect(visitor.facts.events.count == 6)
    #expect(visitor.facts.events.allSatisfy { $0.properties == ["Plan": "Free"] })
  }

  @Test("R-T5: removing an absent event property does nothing")
  func removeAbsent() throws {
    var visitor = Visitor()
    try visitor.call(.addEventProperties(["Plan": "Free"]), at: at(10))
    let before = visitor.client
    let outcome = try visitor.call(.removeEventProperty("plan"), at: at(10))
    #expect(outcome == CallOutcome())
    #expect(visitor.client == before)
  }

  @Test("R-T5: removing and clearing end the attachment and leave past events alone")
  func removeAndClear() throws {
    var visitor = Visitor()
    try visitor.call(.addEventProperties(["a": 1, "b": 2, "c": 3]), at: at(10))
    try visitor.track(at: at(10))
    try visitor.call(.removeEventProperty("a"), at: at(10))
    try visitor.track(at: at(10))
    try visitor.call(.clearEventProperties, at: at(10))
    try visitor.track(at: at(10))
    #expect(
      visitor.facts.events.map(\.properties) == [["a": 1, "b": 2, "c": 3], ["b": 2, "c": 3], [:]])
    #expect(visitor.client.device?.attachesNothing == true)
  }

  @Test("R-T2: what event properties can't hold is left out with one warning each")
  func leftOut() throws {
    var visitor = Visitor()
    let outcome = try visitor.call(
      .addEventProperties(["ok": true, "": 1, "nothing": .null, "list": .array(["a"])]), at: at(10))
    #expect(outcome.warnings.map(\.code) == [.keyEmpty, .valueNested, .valueNull])
    #expect(visitor.client.device?.eventProperties == ["ok": true])
  }
}
