import Foundation
import Testing

@testable import Scenarios

/// The documents say what the program does.
@Suite("Documents about identity")
struct DocumentTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardizedFileURL

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Blocks such as `$ cairn play FILE --step 4` with what follows up to the end of the block.
  private func played(_ document: String) throws -> [(file: String, step: Int, shown: String)] {
    let blocks = document.matches(
      of: /```text\n\$ cairn play sample-data\/scenarios\/([a-z-]+\.yaml) --step ([0-9]+)\n/)
    return try blocks.map { match in
      let rest = document[match.range.upperBound...]
      let end = try #require(rest.range(of: "```"))
      return (String(match.1), Int(match.2) ?? 0, String(rest[..<end.lowerBound]))
    }
  }

  @Test("The plays in docs/identity.md are what cairn play prints")
  func plays() async throws {
    let blocks = try played(try Self.text("docs/identity.md"))
    #expect(blocks.count >= 8)
    for block in blocks {
      let scenario = try SampleScenarioTests.scenario(block.file)
      let text = ScenarioText(scenario, try await scenario.frames())
      #expect(block.shown == text.step(block.step), "\(block.file) --step \(block.step)")
    }
  }

  @Test("The example in docs/scenarios.md is a scenario whose expectations hold")
  func example() async throws {
    let document = try Self.text("docs/scenarios.md")
    let match = try #require(document.firstMatch(of: /```yaml\n([^`]*)```/))
    let scenario = try Scenario(yaml: String(match.1), file: "docs/scenarios.md")
    let checks = ScenarioText(scenario, try await scenario.frames()).checks
    #expect(!checks.isEmpty && checks.allSatisfy(\.holds))
  }

  @Test("The typed calls in docs/scenarios.md are read")
  func typed() throws {
    let document = try Self.text("docs/scenarios.md")
    let match = try #require(document.firstMatch(of: /```text\n([^`]*)```/))
    let lines = match.1.split(separator: "\n").map(String.init)
    #expect(lines.count >= 8)
    for line in lines {
      #expect(throws: Never.self, "\(line)") {
        try Scenario.TypedStep(parsing: line, devices: ["phone"])
      }
    }
  }

  @Test("Every rule number in sources, tests and documents is explained in docs/rules.md")
  func rules() throws {
    let number = /R-[A-Z]?[0-9]+/
    let table = try Self.text("docs/rules.md")
    let explained = Set(table.matches(of: /\| (R-[A-Z]?[0-9]+) \|/).map { String($0.1) })
    var used: [String: String] = [:]
    for folder in ["Sources", "Tests", "docs", "sample-data/scenarios"] {
      let files = FileManager.default.enumerator(atPath: Self.root.appending(path: folder).path)
      while let file = files?.nextObject() as? String {
        guard [".swift", ".md", ".yaml", ".h", ".c"].contains(where: file.hasSuffix) else {
          continue
        }
        for match in try Self.text("\(folder)/\(file)").matches(of: number) {
          used[String(match.output)] = "\(folder)/\(file)"
        }
      }
    }
    #expect(used.count > 50)
    for (rule, file) in used.sorted(by: { $0.key < $1.key }) {
      #expect(explained.contains(rule), "\(rule) in \(file)")
    }
  }
}
