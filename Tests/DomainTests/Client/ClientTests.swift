import Domain
import Testing

@Suite("The client: environments, readiness, getters")
struct ClientTests {
  @Test(
    "Before setAppId every call but onReady is rejected with what to do",
    arguments: [
      ClientCall.track(event: "Click"), .identify("alice"), .resetIdentity, .trackPageview(),
      .getUserId, .getIdentity, .getSessionId, .pageLoaded, .clearEventProperties,
      .addUserProperties(["plan": "Free"]),
    ])
  func noEnvironment(call: ClientCall) {
    var client = Client(.web, seed: 1)
    let before = client
    let error = #expect(throws: CallRejection.self) {
      try client.perform(call, at: at(10), context: ["city": "Oslo"])
    }
    #expect(error?.description.contains("setAppId") == true)
    #expect(client == before)
  }

  @Test("onReady before the first setAppId waits for it; afterwards it runs at once")
  func onReady() throws {
    var client = Client(.web, seed: 1)
    #expect(try client.perform(.onReady(callback: "a"), at: at(9)) == CallOutcome())
    #expect(try client.perform(.onReady(callback: "b"), at: at(9)) == CallOutcome())
    let ready = try client.perform(.setAppId(.main), at: at(10))
    #expect(ready.answer == .ready(["a", "b"]))
    #expect(ready.facts.isEmpty)
    #expect(try client.perform(.onReady(callback: "c"), at: at(10)).answer == .ready(["c"]))
    #expect(try client.perform(.setAppId(.main), at: at(10)).answer == nil)
  }

  @Test("The first setAppId starts nothing; every later one starts a session for its user")
  func setAppIdAgain() throws {
    var client = Client(.mobile, seed: 1, userID: user(111))
    #expect(try client.perform(.setAppId(.main), at: at(10)).facts.isEmpty)
    let first = try client.perform(.track(event: "Open"), at: at(10)).facts
    let again = try client.perform(.setAppId(.main), at: at(10, 1)).facts
    #expect(again.sessions.map(\.start) == [at(10, 1)])
    #expect(again.sessions.map(\.subject) == [.user(user(111))])
    let next = try client.perform(.track(event: "Tap"), at: at(10, 2)).facts
    #expect(next.events.map(\.session) == again.sessions.map(\.id))
    #expect(first.sessions.map(\.id) != again.sessions.map(\.id))
  }

  @Test("Each environment has a user, an identity and properties of its own")
  func environments() throws {
    let (main, test) = (AppID("11"), AppID("21"))
    var client = Client(.web, seed: 1, userID: user(111), appID: main)
    _ = try client.perform(.identify("alice"), at: at(10))
    _ = try client.perform(.addEventProperties(["Plan": "Free"]), at: at(10))
    let switched = try client.perform(.setAppId(test), at: at(10, 1)).facts
    #expect(client.appID == test)
    let other = try #require(client.device)
    #expect(other.userID != user(111))
    #expect(other.identity == nil && other.attachesNothing)
    #expect(switched.sessions.map(\.subject) == [.user(other.userID)])
    #expect(switched.users.map(\.subject) == [.user(other.userID)])

    _ = try client.perform(.setAppId(main), at: at(10, 2))
    #expect(client.device?.userID == user(111))
    #expect(client.device?.identity?.value == "alice")
    #expect(client.device?.eventProperties == ["Plan": "Free"])
  }

  @Test("getIdentity is nil while anonymous and after a reset")
  func getIdentity() throws {
    var visitor = Visitor()
    #expect(try visitor.call(.getIdentity, at: at(9)).answer == .text(nil))
    try visitor.identify(42, at: at(10))
    #expect(try visitor.call(.getIdentity, at: at(10)).answer == .text("42"))
    try visitor.call(.resetIdentity, at: at(10))
    #expect(try visitor.call(.getIdentity, at: at(10)).answer == .text(nil))
  }

  @Test("getUserId is the device's own user_id, also while identified")
  func getUserId() throws {
    var visitor = Visitor(userID: 111)
    #expect(try visitor.call(.getUserId, at: at(9)).answer == .text("111"))
    try visitor.identify("alice", at: at(10))
    #expect(try visitor.call(.getUserId, at: at(10)).answer == .text("111"))
    try visitor.identify("bob", at: at(10))
    #expect(
      try visitor.call(.getUserId, at: at(10)).answer == .text(visitor.userID?.description))
    #expect(visitor.userID != user(111))
  }

  @Test("R-S1: getSessionId is nil before the first session and from the moment of expiry")
  func getSessionId() throws {
    var visitor = Visitor()
    #expect(try visitor.call(.getSessionId, at: at(9)).answer == .text(nil))
    let event = try #require(try visitor.track(at: at(10)))
    let id = event.session?.description
    #expect(try visitor.call(.getSessionId, at: at(10)).answer == .text(id))
    #expect(try visitor.call(.getSessionId, at: at(10, 4, 59)).answer == .text(id))
    #expect(try visitor.call(.getSessionId, at: at(10, 5)).answer == .text(nil))
    #expect(try visitor.track(at: at(10, 5))?.session?.description == id)
  }

  @Test(
    "Asking changes nothing and becomes no fact",
    arguments: [
      ClientCall.getIdentity, .getUserId, .getSessionId, .onReady(callback: "f"),
    ])
  func asking(call: ClientCall) throws {
    var visitor = Visitor()
    try visitor.track(at: at(10))
    let before = visitor.client
    let outcome = try visitor.call(call, at: at(10, 1))
    #expect(outcome.facts.isEmpty && outcome.warnings.isEmpty)
    #expect(visitor.client == before)
  }

  @Test("A session takes along what was known of the surroundings when it began")
  func context() throws {
    var visitor = Visitor()
    try visitor.call(.track(event: "A"), at: at(10), context: ["city": "Oslo", "browser": "Lynx"])
    try visitor.call(.track(event: "B"), at: at(11), context: ["city": "Rome"])
    try visitor.call(.setAppId(.main), at: at(12), context: ["city": "Bonn"])
    #expect(
      visitor.facts.sessions.map(\.properties) == [
        ["city": "Oslo", "browser": "Lynx"], ["city": "Rome", "browser": "Lynx"],
        ["city": "Bonn", "browser": "Lynx"],
      ])
    #expect(visitor.facts.events.allSatisfy { $0.properties.isEmpty })
  }

  @Test("A rejected call leaves the surroundings as they were known before")
  func contextOfRejected() throws {
    var visitor = Visitor()
    try visitor.call(.track(event: "A"), at: at(10), context: ["city": "Oslo"])
    let before = visitor.client
    #expect(throws: CallRejection.self) {
      try visitor.call(.track(event: ""), at: at(11), context: ["city": "Rome"])
    }
    #expect(visitor.client == before)
  }

  @Test("A client repeats itself exactly with its seed and differs with another")
  func seeds() throws {
    func ids(_ seed: UInt64) throws -> [Fact] {
      var client = Client(.web, seed: seed, appID: .main)
      return try client.perform(.track(event: "A"), at: at(10)).facts
        + client.perform(.identify("a"), at: at(10)).facts
        + client.perform(.identify("b"), at: at(10)).facts
    }
    #expect(try ids(5) == ids(5))
    #expect(try ids(5).users != ids(6).users)
  }
}
