import Domain
import Testing

@testable import Scenarios

@Suite("Scenario files")
struct ScenarioFileTests {
  private func scenario(_ yaml: String) throws -> Scenario {
    try Scenario(yaml: yaml, file: "story.yaml")
  }

  private func message(_ yaml: String) -> String {
    do {
      _ = try Scenario(yaml: yaml, file: "story.yaml")
      return "no error"
    } catch {
      return error.description
    }
  }

  private func step(_ text: String, devices: String = "{ phone: mobile }") -> String {
    "title: T\ndevices: \(devices)\nsteps:\n  - \(text)\n"
  }

  @Test("A file like the documents' example is read whole")
  func example() throws {
    let story = try scenario(
      """
      title: Two devices
      about: A story.
      devices: { laptop: web, phone: { platform: mobile, user_id: 7, context: { city: Berlin } } }
      steps:
        - { at: 2026-01-05T10:00:00Z, laptop: identify, identity: "12345", warns: [] }
        - say: Then.
        - { at: +1h30m, phone: track, event: Search, properties: { term: shoes, n: 2, ok: true } }
        - { server: track, user_id: 7, event: Paid }
      expect:
        users: [{ name: "12345", identity: "12345", sessions: 1 }, { identity: null }]
        devices: { phone: { session: null } }
      """)
    #expect(story.title == "Two devices")
    #expect(story.devices.map(\.name) == ["laptop", "phone"])
    #expect(story.devices[1].userID == UserID(7))
    #expect(story.devices[1].context == ["city": "Berlin"])
    #expect(story.steps.map(\.line) == [5, 6, 7, 8, 10])
    #expect(story.callCount == 3)
    guard case .call(let search) = story.steps[2].action,
      case .call(let paid) = story.steps[3].action,
      case .expect(let end) = story.steps[4].action
    else {
      Issue.record("the steps are not what they were written as")
      return
    }
    #expect(search.time.description == "2026-01-05T11:30:00.000Z")
    #expect(
      search.caller
        == .device(
          "phone", .track(event: "Search", properties: ["term": "shoes", "n": 2, "ok": true]),
          context: [:]))
    #expect(paid.time == search.time)
    #expect(end.users?.map(\.identity) == [.some(Identity(unchecked: "12345")), .some(nil)])
    #expect(end.devices.first?.session == .some(nil))
  }

  @Test("Quotes decide whether an identity is a text or a number (R-I8)")
  func numbers() throws {
    func identity(_ written: String) throws -> ClientCall? {
      let text = step("{ at: 2026-01-05, phone: identify, identity: \(written) }")
      guard case .call(let call) = try scenario(text).steps[0].action,
        case .device(_, let made, _) = call.caller
      else { return nil }
      return made
    }
    #expect(try identity("\"42\"") == .identify("42"))
    #expect(try identity("42") == .identify(42))
    #expect(try identity("2026-01-05") == .identify("2026-01-05"))
  }

  @Test("Every mistake is told with its line, what was found and what was expected")
  func mistakes() {
    let at = "at: 2026-01-05"
    let cases: [(String, String)] = [
      ("", "story.yaml: the file is empty; expected 'title' and 'steps'"),
      (
        "- a", "story.yaml:1: expected a scenario: a mapping with 'title' and 'steps', found a list"
      ),
      ("steps: []", "story.yaml:1: a scenario needs 'title'"),
      (
        "title: T\nstpes: []",
        "story.yaml:2: 'stpes' means nothing in a scenario; did you mean 'steps'?"
      ),
      ("title: T\nsteps: 5", "story.yaml:2: expected a list of steps, found '5'"),
      ("title: [\nsteps: ", "story.yaml:3: not readable as YAML: "),
      ("title: T\ntitle: U\nsteps: []", "story.yaml:1: written twice: 'title'"),
      (
        "title: T\ndevices: { phone: tablet }\nsteps: []",
        "story.yaml:2: 'tablet' is no platform; expected web or mobile"
      ),
      (
        "title: T\ndevices: { server: web }\nsteps: []",
        "story.yaml:2: a device can't be called 'server': the word has a meaning in steps"
      ),
      (
        "title: T\ndevices: { phone: { platform: web, user_id: 9007199254740992 } }\nsteps: []",
        "story.yaml:2: '9007199254740992' is not a user_id: expected a whole number from 0 to "
          + "9007199254740991, written without sign or leading zeros"
      ),
      (
        step("{ \(at), fone: track, event: A }"),
        "story.yaml:4: a step must name who calls: expected one of: phone, server, say, expect; "
          + "found 'fone'; did you mean 'phone'?"
      ),
      (
        step("{ \(at), phone: trak, event: A }"),
        "story.yaml:4: 'trak' is no client call; did you mean 'track'?"
      ),
      (
        step("{ \(at), server: resetIdentity }"),
        "story.yaml:4: 'resetIdentity' is no server call; expected one of: track, "
          + "addUserProperties, identify"
      ),
      (step("{ \(at), phone: track }"), "story.yaml:4: track needs 'event'"),
      (
        step("{ \(at), phone: track, event: A, propertys: {} }"),
        "story.yaml:4: 'propertys' means nothing in a step with track; did you mean 'properties'?"
      ),
      (
        step("{ \(at), phone: identify, server: identify }"),
        "story.yaml:4: a step is one call, this one names phone and server"
      ),
      (
        step("{ phone: track, event: A }"),
        "story.yaml:4: the first call needs 'at', such as at: 2026-01-05T10:00:00Z"
      ),
      (
        step("{ at: +5m, phone: track, event: A }"),
        "story.yaml:4: the first call needs a full time, such as 2026-01-05T10:00:00Z"
      ),
      (
        step("{ at: yesterday, phone: track, event: A }"),
        "story.yaml:4: 'yesterday' is not a time; expected 2026-01-05T10:00:00Z, or +5m, +1h30m, "
          + "+2d after the step before"
      ),
      (
        step("{ \(at), phone: track, event: A, warns: keyempty }"),
        "story.yaml:4: no warning has the code 'keyempty'; did you mean 'key_empty'?"
      ),
      (
        step("{ \(at), server: track, event: A }"),
        "story.yaml:4: track from a server needs either 'identity' or 'user_id'"
      ),
      (
        step("expect: { users: [{ name: A, session: 1 }] }"),
        "story.yaml:4: 'session' means nothing in an expected user; did you mean 'sessions'?"
      ),
      (
        step("expect: { users: [{ sessions: many }] }"),
        "story.yaml:4: expected a whole number, 0 or more, found 'many'"
      ),
      (
        step("expect: { devices: { laptop: { identity: A } } }"),
        "story.yaml:4: 'laptop' means nothing in the devices of expect; expected one of: phone"
      ),
    ]
    for (yaml, expected) in cases {
      let found = message(yaml)
      #expect(found.hasPrefix(expected), "\(yaml)")
    }
  }

  @Test("Hostile files are refused, not run into: deep brackets, a megabyte, control characters")
  func hostile() {
    #expect(message(String(repeating: "[", count: 200_000)).hasPrefix("story.yaml"))
    #expect(message(String(repeating: "- ", count: 100_000)).hasPrefix("story.yaml"))
    #expect(message(String(repeating: "a", count: 1 << 21)).contains("longer than 1 MB"))
    #expect(message("title: \u{1}").hasPrefix("story.yaml"))
    let escape = message("title: T\n\"\\e[2J\": 1\nsteps: []")
    #expect(escape.contains("\\u{1b}[2J") && !escape.contains("\u{1b}"))
    // Four levels of aliases: what is nested deeper is refused before it is unfolded.
    let bomb = "a: &a [1,1,1,1]\nb: &b [*a,*a,*a,*a]\ntitle: *b\nsteps: []"
    #expect(message(bomb).hasPrefix("story.yaml:1: 'a' means nothing"))
  }

  @Test(
    "Pauses are written in days, hours, minutes and seconds",
    arguments: [
      ("+5m", 300_000), ("+1h30m", 5_400_000), ("+2d", 172_800_000), ("+0s", 0),
      ("+1d1s", 86_401_000),
      ("5m", nil), ("+5", nil), ("+m", nil), ("+5w", nil), ("+", nil), ("+99999999999d", nil),
      ("+-5m", nil), ("+5 m", nil),
    ] as [(String, Int64?)])
  func pauses(text: String, milliseconds: Int64?) {
    #expect(StepTime.pause(text) == milliseconds)
  }
}
