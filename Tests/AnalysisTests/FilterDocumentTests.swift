import Analysis
import Foundation
import Testing

@Suite("docs/filters.md")
struct FilterDocumentTests {
  private func lines(of language: String) throws -> [String] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "docs/filters.md"), encoding: .utf8)
    return page.components(separatedBy: "```\(language)\n").dropFirst()
      .flatMap { ($0.components(separatedBy: "```").first ?? "").split(separator: "\n") }
      .map(String.init)
  }

  @Test("Every example of a filter is one")
  func filters() throws {
    let examples = try lines(of: "filter")
    #expect(examples.count > 20)
    for example in examples {
      let filter = try UserFilter(parsing: example)
      #expect(!filter.isEmpty)
    }
  }

  @Test("Every example of events is one")
  func selectors() throws {
    let examples = try lines(of: "selector")
    #expect(examples.count >= 4)
    for example in examples {
      let selector = try EventSelector(parsing: example)
      #expect(selector.choices.allSatisfy { !$0.filter.isEmpty })
    }
  }

  @Test("The message on the page is the one that is given")
  func message() throws {
    let shown = try lines(of: "console")
    let problem = #expect(throws: FilterProblem.self) {
      try UserFilter(parsing: "plan=Free events>many")
    }
    let message = try #require(problem)
    #expect(shown[1] == "Error: --where: \(message)")
    #expect(shown[2...].joined(separator: "\n") == message.caret)
  }
}
