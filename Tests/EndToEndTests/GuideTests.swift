import Foundation
import Testing

/// A reader can type every command of the course and gets what is printed there.
@Suite("docs/identity.md")
struct GuideTests {
  private static let course = "docs/identity.md"

  private static func text(_ path: String) throws -> String {
    try String(contentsOfFile: Program.file(path), encoding: .utf8)
  }

  /// A command of the document, and what it is said to print, if that is said.
  private struct Example {
    var command: String
    var printed: String?
  }

  /// The commands in their order.
  private static func examples(in document: String) -> [Example] {
    var examples: [Example] = []
    for block in document.matches(of: /```(sh|text)\n((?s).*?)```/) {
      let lines = block.2.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      if block.1 == "sh" {
        examples += lines.filter { $0.hasPrefix("cairn ") }.map { Example(command: $0) }
      } else if let first = lines.first, first.hasPrefix("$ ") {
        examples.append(
          Example(
            command: String(first.dropFirst(2)),
            printed: lines.dropFirst().joined(separator: "\n")))
      }
    }
    return examples
  }

  @Test("Every command works as it stands, one after the other, and prints what is shown")
  func commands() throws {
    let place = try Place()
    try FileManager.default.createSymbolicLink(
      atPath: place.path("sample-data"), withDestinationPath: Program.file("sample-data"))
    let examples = Self.examples(in: try Self.text(Self.course))
    #expect(examples.count >= 20 && examples.filter { $0.printed != nil }.count >= 12)
    for example in examples {
      let outcome = try place.run(example.command)
      #expect(outcome.code == 0, "\(example.command): \(outcome.errors)")
      if let printed = example.printed { #expect(outcome.output == printed, "\(example.command)") }
    }
  }

  @Test("Every picture is there, has words for who doesn't see it, and can be taken anew")
  func pictures() throws {
    let script = try Self.text("Scripts/screenshot.py")
    let course = try Self.text(Self.course)
    let pictures = course.matches(of: /!\[([^\]]*)\]\(screenshots\/(.+?)\.svg\)/)
    #expect(pictures.count >= 10)
    for picture in pictures {
      let name = String(picture.2)
      #expect(picture.1.count > 20, "\(name)")
      #expect(try Self.text("docs/screenshots/\(name).svg").hasPrefix("<svg"), "\(name)")
      #expect(script.contains("    \"\(name)\": "), "\(name)")
    }
  }
}
