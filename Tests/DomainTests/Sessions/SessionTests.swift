import Domain
import Testing

@Suite("Sessions of a device")
struct SessionTests {
  @Test("R-S1: at the moment of expiry the session goes on, a millisecond later it is over")
  func expiry() {
    var session = LiveSession(.ofKey("1"), start: at(10))
    session.extend(by: .foreground, on: .web, at: at(10))
    #expect(!session.isExpired(at: at(10, 5)))
    #expect(session.isExpired(at: Timestamp(milliseconds: at(10, 5).milliseconds + 1)))
    #expect(session.covers(at(10)) && session.covers(at(10, 5)))
    #expect(!session.covers(at(9, 59, 59)) && !session.covers(at(10, 5, 1)))
  }

  @Test(
    "R-S1: a web pageview keeps a session open for 1800 s, everything else for 300 s",
    arguments: [
      (SessionActivity.pageview, Platform.web, 1800), (.foreground, .web, 300),
      (.pageview, .mobile, 300), (.foreground, .mobile, 300),
    ] as [(SessionActivity, Platform, Int64)])
  func lifetimes(activity: SessionActivity, platform: Platform, seconds: Int64) {
    #expect(LiveSession.lifetime(of: activity, on: platform) == seconds)
  }

  @Test("R-S2: an event after a pageview never shortens the session")
  func neverDecreases() throws {
    var visitor = Visitor()
    try visitor.view(at: at(10))
    try visitor.track(at: at(10, 1))
    #expect(visitor.expires == at(10, 30))
    try visitor.track(at: at(10))
    #expect(visitor.expires == at(10, 30))
  }

  @Test("R-S2: the identify of an anonymous device extends its session by 300 s")
  func identifyExtends() throws {
    var visitor = Visitor()
    try visitor.track(at: at(10))
    try visitor.identify("alice", at: at(10, 4))
    #expect(visitor.expires == at(10, 9))
    #expect(visitor.sessionIDs.count == 1)
  }

  @Test("R-S3: the first event and an event after expiry start sessions at their own times")
  func starts() throws {
    var visitor = Visitor()
    let first = try #require(try visitor.track(at: at(10)))
    let second = try #require(try visitor.track(at: at(10, 5, 1)))
    #expect(visitor.facts.sessions.map(\.start) == [at(10), at(10, 5, 1)])
    #expect(visitor.sessionIDs == [first.session, second.session])
  }

  @Test("R-S4: the web row: 10:00 pageview, 10:20, 10:29, 10:34:00 and 10:39:01 events")
  func web() throws {
    var visitor = Visitor(.web)
    try visitor.view(at: at(10))
    #expect(visitor.expires == at(10, 30))
    try visitor.track(at: at(10, 20))
    #expect(visitor.expires == at(10, 30))
    try visitor.track(at: at(10, 29))
    #expect(visitor.expires == at(10, 34))
    try visitor.track(at: at(10, 34))
    #expect(visitor.facts.sessions.count == 1)
    try visitor.track(at: at(10, 39, 1))
    #expect(visitor.facts.sessions.map(\.start) == [at(10), at(10, 39, 1)])
  }

  @Test("R-S5: the mobile row: 10:00:00 and 10:05:00 are one session, 10:10:01 is another")
  func mobile() throws {
    var visitor = Visitor(.mobile)
    try visitor.view(at: at(10))
    try visitor.view(at: at(10, 5))
    try visitor.view(at: at(10, 10, 1))
    #expect(visitor.facts.sessions.map(\.start) == [at(10), at(10, 10, 1)])
    #expect(visitor.facts.sessions.allSatisfy { $0.platform == .mobile })
    let sessions = visitor.facts.events.map(\.session)
    #expect(sessions[0] == sessions[1] && sessions[1] != sessions[2])
  }

  @Test("R-S6: an event on a page left open past the expiry is not attached to the old session")
  func openTab() throws {
    var visitor = Visitor()
    try visitor.view("https://shop.example/", at: at(10))
    try visitor.track(at: at(10, 30, 1))
    #expect(visitor.facts.sessions.map(\.start) == [at(10), at(10, 30, 1)])
  }

  @Test("R-S7: a background event within 300 s of a foreground one joins and doesn't extend it")
  func backgroundJoins() throws {
    var visitor = Visitor(.mobile)
    try visitor.track(at: at(10))
    let outcome = try visitor.call(.track(event: "Push", background: true), at: at(10, 5))
    #expect(outcome.facts.events.map(\.session) == visitor.sessionIDs)
    #expect(outcome.facts.events.map(\.kind) == [.background])
    #expect(visitor.expires == at(10, 5))
  }

  @Test("R-S7: later background events make one session each, and leave the live one alone")
  func backgroundAlone() throws {
    var visitor = Visitor(.mobile)
    try visitor.call(.track(event: "Early", background: true), at: at(9))
    try visitor.track(at: at(10))
    for second in [1, 2, 2] as [Int64] {
      try visitor.call(.track(event: "Push", background: true), at: at(10, 5, second))
    }
    #expect(
      visitor.facts.sessions.map(\.start)
        == [at(9), at(10), at(10, 5, 1), at(10, 5, 2), at(10, 5, 2)])
    #expect(Set(visitor.sessionIDs).count == 5)
    #expect(visitor.facts.events.map(\.session) == visitor.sessionIDs)
    #expect(visitor.expires == at(10, 5))
  }

  @Test("R-S7: on the web too, five minutes count and not the half hour of a pageview")
  func backgroundOnWeb() throws {
    var visitor = Visitor(.web)
    try visitor.view(at: at(10))
    try visitor.call(.track(event: "Push", background: true), at: at(10, 5))
    try visitor.call(.track(event: "Push", background: true), at: at(10, 5, 1))
    #expect(visitor.facts.sessions.map(\.start) == [at(10), at(10, 5, 1)])
    #expect(try visitor.track(at: at(10, 20))?.session == visitor.sessionIDs.first)
  }

  @Test("R-S8: another campaign or referrer does not start a session")
  func campaign() throws {
    var visitor = Visitor()
    try visitor.view("https://x/?utm_source=mail", at: at(10))
    try visitor.view("https://x/?utm_source=ad", at: at(10, 1))
    try visitor.call(.track(event: "A"), at: at(10, 2), context: ["referrer": "https://search"])
    #expect(visitor.facts.sessions.map { $0.properties["utm_source"] } == ["mail"])
  }

  @Test("R-S9: an event from before the live session joins the session of its own time")
  func clockBack() throws {
    var visitor = Visitor(.mobile)
    try visitor.track("A", at: at(9))
    try visitor.track("B", at: at(10))
    let expires = visitor.expires
    #expect(try visitor.track("late", at: at(9, 3))?.session == visitor.sessionIDs.first)
    #expect(visitor.facts.sessions.count == 2)
    let alone = try visitor.track("alone", at: at(8))
    #expect(visitor.facts.sessions.map(\.start) == [at(9), at(10), at(8)])
    #expect(alone?.session == visitor.sessionIDs.last)
    #expect(try visitor.track("beside it", at: at(8, 5))?.session == alone?.session)
    #expect(visitor.expires == expires)
    #expect(try visitor.track("C", at: at(10, 5))?.session == visitor.sessionIDs[1])
  }

  @Test("R-S9: a late background event joins the session of its own time as well")
  func lateBackground() throws {
    var visitor = Visitor(.mobile)
    try visitor.track("A", at: at(9))
    try visitor.track("B", at: at(10))
    let late = try visitor.call(.track(event: "Push", background: true), at: at(9, 4))
    #expect(late.facts.events.map(\.session) == [visitor.sessionIDs.first])
    for _ in 0..<2 {
      try visitor.call(.track(event: "Push", background: true), at: at(8))
    }
    #expect(visitor.facts.sessions.map(\.start) == [at(9), at(10), at(8), at(8)])
  }

  @Test("R-S9: the sessions of another raw user are not joined")
  func clockBackAfterSwitch() throws {
    var visitor = Visitor()
    try visitor.identify("alice", at: at(9))
    try visitor.identify("bob", at: at(10))
    let late = try #require(try visitor.track("late", at: at(9, 1)))
    #expect(visitor.facts.sessions.map(\.start) == [at(9), at(10), at(9, 1)])
    #expect(late.session == visitor.sessionIDs.last)
    #expect(visitor.facts.sessions.last?.subject == late.subject)
  }
}

extension Visitor {
  fileprivate var expires: Timestamp? { client.device?.sessions.live?.expires }
}
