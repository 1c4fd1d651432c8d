import Analysis
import Foundation
import Testing

@testable import Library

@Suite("The document about definitions")
struct DocumentTests {
  private let document: String

  init() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/definitions.md").standardizedFileURL
    document = try String(contentsOf: file, encoding: .utf8)
  }

  @Test("Its examples are files that can be used, one of each kind, together")
  func examples() throws {
    let sources = try document.matches(of: /```yaml\n([^`]*)```/).map { block in
      let text = String(block.1)
      let kind = try #require(
        Definition.Kind.allCases.first { text.hasPrefix($0.rawValue + ": ") })
      return DefinitionSource(file: kind.rawValue, kind: kind, text: text)
    }
    let catalog = DefinitionCatalog(sources)
    #expect(catalog.problems.map(\.description) == [])
    #expect(catalog.definitions.map(\.kind) == Definition.Kind.allCases)
  }

  @Test(
    "Every field is in an example and in the table of its kind", arguments: Definition.Kind.allCases
  )
  func fields(kind: Definition.Kind) throws {
    let titles = [
      Definition.Kind.funnel: "## A funnel", .trend: "## A trend", .cohort: "## A cohort",
      .event: "## A defined event",
    ]
    let start = try #require(document.range(of: titles[kind] ?? "?"))
    let rest = document[start.upperBound...]
    let section = rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)]
    for field in kind.fields {
      #expect(section.contains("\n\(field): "), "\(field) in the example")
      #expect(section.contains("`\(field)`"), "\(field) in the table")
    }
  }
}
