import Domain
import Foundation
import Testing

@testable import Scenarios

@Suite("Scenarios written as files")
struct ScenarioWriterTests {
  @Test("Whatever a story has in it, its file reads back as the same story", arguments: 1...8)
  func roundTrip(seed: UInt64) throws {
    var random = RandomSteps(seed: seed)
    for _ in 0..<25 {
      let story = try random.scenario()
      let yaml = try story.yaml()
      #expect(try Scenario(yaml: yaml, file: "t.yaml").isSame(as: story))
    }
  }

  @Test("Any text is kept as a title, a name, a value and a key", arguments: RandomSteps.texts)
  func texts(text: String) throws {
    var story = Scenario.untitled
    story.title = text
    _ = try story.yaml()
    let call = Scenario.TimedCall(
      time: Timestamp(milliseconds: 0),
      caller: .device("phone", .addUserProperties([text: .string(text)]), context: [:]),
      expected: CallExpectation())
    story.title = "T"
    story.steps = [Scenario.Step(line: 1, action: .call(call))]
    _ = try story.yaml()
  }

  @Test("What YAML can't hold is refused, not written wrongly")
  func impossible() throws {
    var story = Scenario.untitled
    story.title = "\u{feff}"
    #expect(throws: ScenarioError.self) { try story.yaml() }
  }

  @Test("Any number is kept", arguments: RandomSteps.numbers)
  func numbers(number: Double) throws {
    var story = Scenario.untitled
    let call = Scenario.TimedCall(
      time: Timestamp(milliseconds: 1),
      caller: .device("phone", .identify(.number(number)), context: ["n": .number(number)]),
      expected: CallExpectation())
    story.steps = [Scenario.Step(line: 1, action: .call(call))]
    _ = try story.yaml()
  }

  @Test("The scenarios that come along survive it, and look like files people write")
  func samples() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "sample-data/scenarios")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    #expect(files.count > 20)
    for file in files {
      let story = try Scenario(
        yaml: try String(contentsOf: file, encoding: .utf8), file: file.lastPathComponent)
      #expect(try Scenario(yaml: try story.yaml(), file: "t.yaml").isSame(as: story))
    }
  }

  @Test("A short story as a file")
  func text() throws {
    let yaml = """
      title: "Two: devices"
      about: A story.
      settings: {strict_identities: true}
      devices:
        laptop: web
        phone: {platform: mobile, user_id: 7, context: {city: New York}}
      steps:
      - {at: '2026-01-05T10:00:00Z', laptop: identify, identity: "12345"}
      - {say: "Then, a call."}
      - {at: +1h30m, phone: track, event: Search, properties: {"n": 2, term: shoes}, new_session: true}
      - {server: track, user_id: 7, event: Paid}
      expect:
        users:
        - {name: "12345", identity: null, merged: [7]}

      """
    let story = try Scenario(yaml: yaml, file: "t.yaml")
    let written = try story.yaml()
    #expect(written == yaml)
  }
}
