import Domain
import Testing

@Suite("identify and resetIdentity on a device")
struct IdentifyTests {
  @Test("R-I1: an anonymous device that identifies keeps its user_id and migrates it once")
  func anonymousToNew() throws {
    var visitor = Visitor(userID: 111)
    try visitor.view(at: at(10))
    let outcome = try visitor.call(.identify("alice"), at: at(10, 1))
    #expect(visitor.userID == user(111))
    #expect(visitor.identity == "alice")
    #expect(
      outcome.facts == [
        .migration(
          Migration(
            from: user(111), to: Identity(unchecked: "alice"), time: at(10, 1), source: .client))
      ])
    #expect(outcome.warnings.isEmpty)
  }

  @Test("R-I1: a device that identifies before anything else is announced and has a session first")
  func identifyFirst() throws {
    var visitor = Visitor(userID: 111)
    try visitor.identify("alice", at: at(10))
    #expect(visitor.facts.count == 3)
    #expect(visitor.facts.first == .user(User(.user(user(111)), firstSeen: at(10))))
    #expect(visitor.facts.sessions.map(\.start) == [at(10)])
    #expect(visitor.facts.migrations.map(\.from) == [user(111)])
  }

  @Test("R-I2: two devices that identify alike end in one profile")
  func anonymousToExisting() throws {
    var laptop = Visitor(seed: 1, userID: 111)
    var phone = Visitor(.mobile, seed: 2, userID: 222)
    try laptop.track(at: at(9))
    try laptop.identify("alice", at: at(9, 1))
    try phone.track(at: at(10))
    try phone.identify("alice", at: at(10, 1))
    let facts = laptop.facts + phone.facts
    #expect(facts.migrations.map(\.from) == [user(111), user(222)])
    #expect(Set(facts.events.map { facts.profile(of: $0) }) == [profile("alice")])
  }

  @Test("R-I3: identifying as the same identity again does nothing, not even extend the session")
  func same() throws {
    var visitor = Visitor()
    try visitor.identify("alice", at: at(10))
    let before = visitor.client
    let outcome = try visitor.call(.identify("alice"), at: at(10, 4))
    #expect(visitor.client == before)
    #expect(outcome.facts.isEmpty)
    #expect(outcome.warnings == [CallWarning(.alreadyIdentified, subject: "alice")])
    #expect(try visitor.call(.identify("alice"), at: at(23)).facts.isEmpty)
    #expect(visitor.client == before)
  }

  @Test(
    "R-I4: an identified device that identifies as someone else becomes a new user with a new session"
  )
  func toSomeoneElse() throws {
    var visitor = Visitor(userID: 111)
    try visitor.identify("alice", at: at(10))
    try visitor.track("Before", at: at(10, 1))
    let outcome = try visitor.call(.identify("bob"), at: at(10, 2))
    try visitor.track("After", at: at(10, 2, 1))

    let fresh = try #require(visitor.userID)
    #expect(fresh != user(111))
    #expect(visitor.identity == "bob")
    #expect(
      outcome.facts.users
        == [User(.user(fresh), firstSeen: at(10, 2), previous: user(111))])
    let session = try #require(outcome.facts.sessions.first)
    #expect(session.start == at(10, 2) && session.subject == .user(fresh))
    #expect(visitor.sessionIDs.count == 2 && Set(visitor.sessionIDs).count == 2)
    #expect(visitor.facts.events.map(\.session) == visitor.sessionIDs)
    #expect(
      visitor.facts.events.map { visitor.facts.profile(of: $0) }
        == [profile("alice"), profile("bob")])
  }

  @Test("R-I5: Kate, Jack, then Kate again are three raw users, and what Jack did stays Jack's")
  func kateAndJack() throws {
    var browser = Visitor(userID: 111)
    try browser.identify("kate", at: at(10))
    try browser.track("Kate 1", at: at(10, 1))
    try browser.identify("jack", at: at(10, 2))
    try browser.track("Jack", at: at(10, 3))
    try browser.track("Kate before she logs in", at: at(11))
    try browser.identify("kate", at: at(11, 1))
    try browser.track("Kate 2", at: at(11, 2))

    #expect(Set(browser.facts.migrations.map(\.from)).count == 3)
    let owners = browser.facts.events.map { browser.facts.profile(of: $0) }
    #expect(owners == [profile("kate"), profile("jack"), profile("jack"), profile("kate")])
    #expect(browser.facts.events.last?.session == browser.sessionIDs.last)
    #expect(browser.facts.sessions.last?.start == at(11, 1))
  }

  @Test(
    "R-I6: an empty or white-space identity is ignored with a warning",
    arguments: ["", " ", "\t\n", "\u{A0}"], [false, true])
  func empty(text: String, isIdentified: Bool) throws {
    var visitor = Visitor()
    try visitor.track(at: at(9))
    if isIdentified { try visitor.identify("alice", at: at(9)) }
    let before = visitor.client
    let outcome = try visitor.call(.identify(.string(text)), at: at(9, 1))
    #expect(visitor.client == before)
    #expect(outcome.facts.isEmpty)
    #expect(outcome.warnings.map(\.code) == [.emptyIdentity])
  }

  @Test("R-I7: an identity of 255 characters is rejected with a message that names the limit")
  func tooLong() throws {
    var visitor = Visitor()
    let longest = String(repeating: "x", count: 254)
    let before = visitor.client
    let error = #expect(throws: CallRejection.self) {
      try visitor.identify(.string(longest + "x"), at: at(10))
    }
    #expect(error?.description.contains("at most 254") == true)
    #expect(visitor.client == before)
    try visitor.identify(.string(longest), at: at(10))
    #expect(visitor.identity == longest)
  }

  @Test("R-I8: identify takes a number; 42 and 42.0 and \"42\" are one identity")
  func number() throws {
    var visitor = Visitor()
    try visitor.identify(42, at: at(10))
    #expect(visitor.identity == "42")
    #expect(
      try visitor.call(.identify(42.0), at: at(10)).warnings.map(\.code) == [.alreadyIdentified])
    #expect(
      try visitor.call(.identify("42"), at: at(10)).warnings.map(\.code) == [.alreadyIdentified])
  }

  @Test("R-I9: identifying in another spelling of the same letters is identifying as someone else")
  func spelling() throws {
    var visitor = Visitor()
    try visitor.identify("caf\u{E9}", at: at(10))
    try visitor.identify("cafe\u{301}", at: at(10, 1))
    #expect(Set(visitor.facts.migrations.map { UserID.profile(of: $0.identity) }).count == 2)
  }

  @Test("R-I10: a non-unique identity is performed with a warning")
  func nonUniquePerformed() throws {
    var visitor = Visitor()
    let outcome = try visitor.call(.identify("Guest"), at: at(10))
    #expect(visitor.identity == "Guest")
    #expect(outcome.facts.migrations.count == 1)
    #expect(outcome.warnings == [CallWarning(.nonUniqueIdentity, subject: "Guest")])
  }

  @Test("R-I10: the strict policy rejects a non-unique identity and says what to do instead")
  func nonUniqueRejected() throws {
    var visitor = Visitor()
    try visitor.track(at: at(9))
    let before = visitor.client
    let error = #expect(throws: CallRejection.self) {
      try visitor.call(.identify("Guest"), at: at(10), policy: .reject)
    }
    #expect(error?.description.contains("'Guest'") == true)
    #expect(error?.description.contains("addUserProperties") == true)
    #expect(visitor.client == before)
    try visitor.call(.identify("alice"), at: at(10), policy: .reject)
    #expect(visitor.identity == "alice")
  }

  @Test("R-I11: resetIdentity of an anonymous device changes nothing")
  func resetAnonymous() throws {
    var visitor = Visitor()
    #expect(try visitor.call(.resetIdentity, at: at(9)).facts.isEmpty)
    try visitor.track(at: at(10))
    let before = visitor.client
    #expect(try visitor.call(.resetIdentity, at: at(10, 1)).facts.isEmpty)
    #expect(visitor.client == before)
  }

  @Test("R-I12: resetIdentity makes an identified device a new anonymous user with a new session")
  func resetIdentified() throws {
    var visitor = Visitor(userID: 111)
    try visitor.call(.addEventProperties(["Plan": "Free"]), at: at(10))
    try visitor.call(.addPageviewProperties(["pageType": "home"]), at: at(10))
    try visitor.identify("alice", at: at(10))
    let outcome = try visitor.call(.resetIdentity, at: at(10, 1))
    let fresh = try #require(visitor.userID)
    #expect(fresh != user(111))
    #expect(visitor.identity == nil)
    #expect(
      outcome.facts.users
        == [User(.user(fresh), firstSeen: at(10, 1), previous: user(111))])
    #expect(outcome.facts.sessions.map(\.start) == [at(10, 1)])
    #expect(outcome.facts.count == 2)

    let event = try #require(try visitor.track(at: at(10, 2)))
    #expect(event.subject == .user(fresh))
    #expect(event.session == outcome.facts.sessions.first?.id)
    #expect(event.properties == ["Plan": "Free", "pageType": "home"])
    #expect(visitor.facts.migrations.map(\.from) == [user(111)])
  }

  @Test(
    "R-I13: after a reset the new user belongs to whoever identifies next",
    arguments: ["bob", "alice"])
  func identifyAfterReset(next: String) throws {
    var visitor = Visitor(userID: 111)
    try visitor.identify("alice", at: at(10))
    try visitor.call(.resetIdentity, at: at(10, 1))
    try visitor.track("Between", at: at(10, 2))
    let between = visitor.userID
    try visitor.identify(.string(next), at: at(10, 3))
    #expect(visitor.userID == between)
    #expect(visitor.facts.events.map { visitor.facts.profile(of: $0) } == [profile(next)])
    #expect(visitor.facts.sessions.count == 2)
  }

  @Test("R-I14: of an identify and an event at one moment, the order of calls decides")
  func sameMoment() throws {
    var visitor = Visitor(userID: 111)
    try visitor.identify("alice", at: at(10))
    try visitor.track("Alice's", at: at(10))
    try visitor.identify("bob", at: at(10))
    try visitor.track("Bob's", at: at(10))
    #expect(
      visitor.facts.events.map { visitor.facts.profile(of: $0) }
        == [profile("alice"), profile("bob")])
  }

  @Test("R-I15: identifying as a user that a server call created is an ordinary merge")
  func serverCreated() throws {
    let created = try ServerCall.addUserProperties(
      identity: "alice", properties: ["plan": "Pro"]
    ).perform(at: at(9))
    var visitor = Visitor(userID: 111)
    let outcome = try visitor.call(.identify("alice"), at: at(10))
    let identity = Identity(unchecked: "alice")
    #expect(created.facts.users.map(\.subject) == [.identity(identity)])
    #expect(outcome.warnings.isEmpty)
    #expect(outcome.facts.migrations.map(\.identity) == [identity])
  }

  @Test("The first identify of an expired session begins a new one")
  func expiredSession() throws {
    var visitor = Visitor()
    try visitor.track(at: at(10))
    try visitor.identify("alice", at: at(10, 6))
    #expect(visitor.facts.sessions.map(\.start) == [at(10), at(10, 6)])
    #expect(visitor.userID == user(111))
  }
}
