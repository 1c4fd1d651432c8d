import CairnClient
import Foundation
import Testing

@Suite("docs/client.md")
struct DocumentTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
  }

  @Test("Its examples are those that are compiled here, word for word")
  func examples() throws {
    let page = try text("docs/client.md")
    let shown = page.components(separatedBy: "```swift\n").dropFirst()
      .compactMap { $0.components(separatedBy: "```").first }
    let source = try text("Tests/CairnClientTests/DocumentExamples.swift")
    let compiled = source.components(separatedBy: "    // example\n").dropFirst()
      .compactMap { $0.components(separatedBy: "    // end\n").first }
      .map { $0.split(separator: "\n", omittingEmptySubsequences: false).map { $0.dropFirst(4) } }
      .map { $0.joined(separator: "\n") }
    #expect(shown.count > 6)
    #expect(Array(shown) == Array(compiled))
  }

  @Test("Every call of the library is on the page")
  func calls() throws {
    let page = try text("docs/client.md")
    let folder = Self.root.appending(path: "Sources/CairnClient")
    var count = 0
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where file.hasPrefix("Cairn") {
      for match in try text("Sources/CairnClient/\(file)").matches(of: /public (?:func|var) (\w+)/)
      {
        count += 1
        #expect(page.contains("\(match.1)"), "\(match.1)")
      }
    }
    #expect(count > 25)
  }

  @Test("The examples do what the page says")
  func run() async throws {
    let world = try World()
    let cairn = DocumentExamples.make(URL(filePath: world.path))
    DocumentExamples.ready(cairn)
    DocumentExamples.events(cairn, 12.5, "Tamagotchi")
    DocumentExamples.users(cairn)
    DocumentExamples.pairing(cairn)
    await DocumentExamples.storing(cairn)
    #expect(
      try await world.events().map(\.name).sorted() == ["Pageview", "Purchase", "Purchase"])
    let alice = try await world.users().first { $0.identity?.value == "alice123" }
    #expect(alice?.properties["Profession"] == "Data Scientist")
  }

  @Test("The public interface shows no other module than Foundation")
  func interface() throws {
    let files = try #require(
      FileManager.default.enumerator(
        atPath: Self.root.appending(path: "Sources/CairnClient").path))
    var imports: Set<String> = []
    while let file = files.nextObject() as? String {
      guard file.hasSuffix(".swift") else { continue }
      let lines = try text("Sources/CairnClient/\(file)").split(separator: "\n")
      imports.formUnion(
        lines.filter { $0.contains("import ") && !$0.hasPrefix(" ") }.map(String.init))
    }
    #expect(imports.contains("internal import Domain"))
    #expect(imports.filter { !$0.hasPrefix("internal import ") } == ["public import Foundation"])
  }
}
