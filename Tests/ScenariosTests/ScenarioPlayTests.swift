import Analysis
import Domain
import Testing

@testable import Scenarios

@Suite("Playing a scenario")
struct ScenarioPlayTests {
  private let kate = """
    title: Kate and Jack
    about: Two people and one browser.
    devices: { laptop: { platform: web, user_id: 111 } }
    steps:
      - { at: 2026-02-01T10:00:00Z, laptop: track, event: A }
      - { at: +1m, laptop: identify, identity: kate }
      - say: Then Jack.
      - { at: +1m, laptop: identify, identity: jack, new_session: true }
    """

  private func frames(_ yaml: String) async throws -> (Scenario, [ScenarioFrame]) {
    let scenario = try Scenario(yaml: yaml, file: "story.yaml")
    return (scenario, try await scenario.frames())
  }

  @Test("Each call shows what changed in the List view: new, changed, and merged into whom")
  func marks() async throws {
    let (_, frames) = try await frames(kate)
    #expect(frames.map(\.number) == [1, 2, nil, 3])
    #expect(frames[0].rows.map(\.mark) == [.new])
    #expect(frames[1].rows.map(\.mark) == [.new, .gone(into: "kate")])
    #expect(frames[1].rows.map(\.row.name) == ["kate", "User 111"])
    #expect(frames[2].rows.map(\.mark) == [.same])
    #expect(frames[3].rows.map(\.mark) == [.same, .new])
    #expect(!frames[2].changesList)
  }

  @Test("Each call is explained by the rule that it follows")
  func explanations() async throws {
    let (_, frames) = try await frames(kate)
    #expect(
      frames.map { $0.outcome.explanations.map(\.rule) } == [["R-S3"], ["R-I1"], [], ["R-I4"]])
  }

  @Test("As text: the calls as the documents write them, marked rows, captions and results")
  func text() async throws {
    let (scenario, frames) = try await frames(kate)
    let text = ScenarioText(scenario, frames).whole
    #expect(text.hasPrefix("Kate and Jack\nTwo people and one browser.\n\n"))
    #expect(text.contains("1  2026-02-01 10:00:00  laptop: heap.track(\"A\")\n"))
    #expect(text.contains("   + User 111  anonymous   1 session   1 event\n"))
    #expect(text.contains("   + kate      identified  1 session   1 event\n       merged: 111\n"))
    #expect(text.contains("   - User 111  merged into kate\n"))
    #expect(text.contains("\nThen Jack.\n"))
    #expect(text.hasSuffix("   As expected: this call.\n\nThe expectation holds.\n"))
  }

  @Test("One step alone comes with its captions and its list; one past the end doesn't exist")
  func oneStep() async throws {
    let (scenario, frames) = try await frames(kate)
    let text = ScenarioText(scenario, frames)
    let third = try #require(text.step(3))
    #expect(third.contains("Then Jack.") && third.contains("heap.identify(\"jack\")"))
    #expect(third.contains("kate") && !third.contains("heap.track"))
    #expect(text.step(4) == nil)
    #expect(text.step(0) == nil)
  }

  @Test("The same file gives the same ids in every run, and devices never share any")
  func repeatable() async throws {
    let yaml = """
      title: T
      devices: { a: web, b: web }
      steps:
        - { at: 2026-01-01, a: track, event: A }
        - { at: 2026-01-01, b: track, event: A }
      """
    let first = try await frames(yaml).1
    #expect(first == (try await frames(yaml).1))
    #expect(first[1].rows.count == 2)
  }

  @Test("An expectation that doesn't hold says what was expected and what was found")
  func failures() async throws {
    let (scenario, frames) = try await frames(
      """
      title: T
      devices: { phone: { platform: mobile, user_id: 5 } }
      steps:
        - { at: 2026-01-01, phone: track, event: A, properties: { n: 1 }, new_session: false, sends: { n: "1", m: null } }
        - { at: +1s, phone: getIdentity, returns: alice }
        - { at: +1s, phone: track, event: "" }
        - { at: +1s, phone: track, event: B, rejected: true }
        - { at: +1s, phone: identify, identity: guest, warns: [] }
        - { at: +1s, phone: addUserProperties, properties: { plan: Free }, sends: { plan: Free } }
      expect:
        users:
          - name: alice
            user_id: 5
            identity: null
            sessions: 2
            events: 3
            merged: []
            properties: { plan: Pro }
            warnings: []
          - { name: bob }
        devices: { phone: { identity: null, user_id: 6, session: null } }
      """)
    let differences = frames.flatMap(\.checks).flatMap(\.differences)
    #expect(
      differences == [
        "new_session: expected false, found true",
        "sends \"n\": expected \"1\", found 1",
        "returns: expected \"alice\", found nothing",
        "the call was refused: the event name is empty",
        "expected a refusal, but the call was accepted",
        "warns: expected none, found non_unique_identity",
        "sends: the call sent no event",
        "users: expected 2, found 1: guest",
        "name: expected \"alice\", found \"guest\"",
        "user_id: expected 5, found \(UserID.profile(of: Identity(unchecked: "guest")))",
        "identity: expected nothing, found \"guest\"",
        "sessions: expected 2, found 1",
        "events: expected 3, found 2",
        "property \"plan\": expected \"Pro\", found \"Free\"",
        "merged: expected none, found 5",
        "warnings: expected none, found non_unique_identity",
        "user_id: expected 6, found 5",
        "identity: expected nothing, found \"guest\"",
        "session: expected nothing, found \(sessionID(frames))",
      ])
    let text = ScenarioText(scenario, frames).whole
    #expect(text.contains("FAILED (line 4): this call: new_session: expected false, found true"))
    #expect(text.hasSuffix("9 of 9 expectations failed.\n"))
  }

  private func sessionID(_ frames: [ScenarioFrame]) -> String {
    frames.compactMap(\.outcome.newSession).last?.id.description ?? ""
  }

  @Test("Text from a file can't send control characters to the terminal")
  func escapes() async throws {
    let (scenario, frames) = try await frames(
      """
      title: "T\\e[2J"
      devices: { phone: mobile }
      steps:
        - say: "a\\e]0;x\\a b"
        - { at: 2026-01-01, phone: identify, identity: "al\\u202eice\\n\\e[31m" }
        - { at: +1s, phone: addUserProperties, properties: { "k\\e[1m": "v\\x9b" } }
      """)
    let text = ScenarioText(scenario, frames).whole
    let dangerous = text.unicodeScalars.filter {
      ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E
    }
    #expect(dangerous.isEmpty)
    #expect(text.contains("al\\u{202e}ice\\u{a}\\u{1b}[31m"))
  }
}
