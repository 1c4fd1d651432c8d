import Domain
import TestSupport
import Testing

@testable import Scenarios

@Suite("Steps as they are typed")
struct TypedStepTests {
  private let devices = ["laptop", "phone", "évé's phone", "a: b"]

  private func call(_ text: String) throws -> Scenario.Caller? {
    guard case .call(let caller) = try Scenario.TypedStep(parsing: text, devices: devices).action
    else { return nil }
    return caller
  }

  @Test(
    "Calls are read in the words in which they are shown, and in shorter ones",
    arguments: [
      ("phone: heap.identify(\"12345\")", ClientCall.identify("12345")),
      ("phone: identify '12345'", .identify("12345")),
      ("phone: identify 12345", .identify(12345)),
      ("  phone :identify kate@example.com ", .identify("kate@example.com")),
      (
        "phone: track Search {term: shoes, n: 2, ok: true}",
        .track(event: "Search", properties: ["term": "shoes", "n": 2, "ok": true])
      ),
      ("phone: track(\"Add to Cart\", {})", .track(event: "Add to Cart")),
      ("phone: track Look (in the background)", .track(event: "Look", background: true)),
      ("phone: trackPageview", .trackPageview()),
      (
        "phone: trackPageview {url: \"https://a.example/\"}",
        .trackPageview(.init(url: "https://a.example/"))
      ),
      ("phone: resetIdentity()", .resetIdentity),
      ("phone: the page loads anew", .pageLoaded),
      ("phone: pageLoaded", .pageLoaded),
      ("phone: heap.startEVPairing()", .startEVPairing),
      ("phone: heap.stopEVPairing()", .stopEVPairing),
      ("phone: init staging", .setAppId(AppID("staging"))),
      ("phone: identify 'it\\'s \\u{e9}'", .identify("it's é")),
    ])
  func calls(text: String, expected: ClientCall) throws {
    #expect(try call(text) == .device("phone", expected, context: [:]))
  }

  @Test("A time before the caller is a pause or a moment")
  func times() throws {
    func moment(_ text: String) throws -> Scenario.TypedStep.Moment? {
      try Scenario.TypedStep(parsing: text, devices: devices).moment
    }
    #expect(try moment("+1h30m phone: getUserId") == .after(5_400_000))
    let day = try #require(Timestamp(iso8601: "2026-01-05T10:00:00Z"))
    #expect(try moment("2026-01-05T10:00:00Z phone: getUserId") == .at(day))
    #expect(try moment("phone: getUserId") == nil)
  }

  @Test("A caption, a new device and a server's call can be typed too")
  func others() throws {
    let caption = try Scenario.TypedStep(parsing: "say: Then: (more).", devices: [])
    #expect(caption.action == .say("Then: (more)."))
    let tablet = try Scenario.TypedStep(parsing: "tablet (mobile): getUserId", devices: devices)
    #expect(tablet.newDevice?.platform == .mobile && tablet.newDevice?.name == "tablet")
    let known = try Scenario.TypedStep(parsing: "phone (web): getUserId", devices: devices)
    #expect(known.newDevice == nil)
    #expect(
      try call("server: track {identity: '1', event: Paid, properties: {n: 2}} (app id b)")
        == .server(
          .track(of: .identity("1"), event: "Paid", properties: ["n": 2], session: nil),
          appID: AppID("b")))
    #expect(
      try call("server: POST /api/v1/identify {user_id: 5, identity: 42}")
        == .server(.identify(user: UserID(truncating: 5), identity: 42), appID: .main))
  }

  @Test(
    "A mistake is told by its place and what was expected there",
    arguments: [
      ("", 0, "who calls: laptop, phone"),
      ("phone", 5, "who calls, then ':'"),
      ("fone: track A", 0, "a device; did you mean 'phone'?"),
      ("tablet: track A", 0, "a new one as tablet (web):"),
      ("tablet (tv): track A", 8, "web or mobile"),
      ("event (web): track A", 0, "another name"),
      ("phone: fly", 7, "a call, such as identify"),
      ("phone: indentify 'a'", 7, "a call; did you mean 'identify'?"),
      ("phone: identify", 15, "an identity"),
      ("phone: identify(\"12345\"", 23, "')'"),
      ("phone: identify \"12", 16, "a closing \""),
      ("phone: track Add to Cart", 17, "nothing more; several words need quotes"),
      ("phone: track A {n 2}", 18, "':' and a value"),
      ("phone: track A {n: 1 m: 2}", 21, "',' or '}'"),
      ("phone: track A {n: 1, n: 2}", 22, "each name once"),
      ("phone: track A {n: [[[[1]]]]}", 22, "at most 4 deep"),
      ("phone: track A {n: \"\\u{zz}\"}", 21, "a character after the backslash"),
      ("phone: trackPageview {link: a}", 22, "title, url and previous_page"),
      ("+5x phone: track A", 0, "a time, such as +5m"),
      ("server: fly {}", 8, "track, identify or addUserProperties"),
      ("server: track {event: A}", 14, "either 'identity' or 'user_id'"),
      ("server: track {identity: a, event: 5}", 28, "the name of an event"),
      ("server: identify {user_id: x, identity: a}", 18, "a number from 0 to"),
      ("server: identify {user: 1}", 18, "one of: user_id, identity"),
      ("👍🏽: track A", 0, "one of: laptop"),
    ])
  func mistakes(text: String, position: Int, expected: String) {
    do {
      _ = try Scenario.TypedStep(parsing: text, devices: devices)
      Issue.record("'\(text)' was read")
    } catch {
      #expect(error.position == position && error.expected.contains(expected), "\(error)")
      #expect(error.position + error.length <= text.count)
    }
  }

  @Test("What calls print reads back as the same call", arguments: 1...6)
  func roundTrip(seed: UInt64) throws {
    var random = RandomSteps(seed: seed)
    for _ in 0..<300 {
      let caller = random.caller(devices: devices)
      let read = try call(caller.words)
      #expect(read == caller, "\(caller.words)")
    }
  }

  @Test(
    "No beginning of a call makes the reader fail otherwise than by a message", arguments: 1...3)
  func prefixes(seed: UInt64) {
    var random = RandomSteps(seed: seed)
    for _ in 0..<40 {
      let words = random.caller(devices: devices).words
      for length in 0...words.count {
        let text = String(words.prefix(length))
        do {
          _ = try Scenario.TypedStep(parsing: text, devices: devices)
        } catch {
          #expect(error.position <= text.count && error.position + error.length <= text.count)
          #expect(!error.expected.isEmpty)
        }
      }
    }
  }

  @Test("Devices, calls, events and identities are proposed where they can stand")
  func completion() throws {
    let scenario = try Scenario(
      yaml: """
        title: T
        devices: { laptop: web, phone: mobile }
        steps:
          - { at: 2026-01-01, phone: track, event: Add to Cart }
          - { server: track, identity: kate, event: Paid }
          - { phone: identify, identity: kate }
          - { phone: identify, identity: 42 }
        """, file: "t.yaml")
    func proposed(_ text: String) -> [String] {
      let completion = CallCompletion(text, in: scenario)
      return completion.candidates.map { String(text.prefix(completion.start)) + $0.text }
    }
    #expect(proposed("") == ["laptop: ", "phone: ", "server: ", "say: "])
    #expect(proposed("+5m ph") == ["+5m phone: "])
    #expect(proposed("phone: id") == ["phone: identify("])
    #expect(proposed("phone: heap.getU") == ["phone: heap.getUserId()"])
    #expect(proposed("server: ident") == ["server: identify {"])
    #expect(proposed("phone: track ") == ["phone: track \"Add to Cart\"", "phone: track \"Paid\""])
    #expect(proposed("phone: track(\"pa") == ["phone: track(\"Paid\""])
    #expect(proposed("phone: identify 'k") == ["phone: identify \"kate\""])
    #expect(proposed("phone: identify 4") == ["phone: identify 42"])
    #expect(proposed("say: p") == [])
  }
}
