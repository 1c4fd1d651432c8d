import Domain
import Formats
import Foundation
import Testing

@Suite("docs/file-format.md")
struct DocumentTests {
  private static let text: String = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try? String(contentsOf: root.appending(path: "docs/file-format.md"), encoding: .utf8)
    return page ?? ""
  }()

  /// The contents of the page's code blocks.
  private var blocks: [String] {
    Self.text.components(separatedBy: "```").enumerated()
      .filter { $0.offset % 2 == 1 }
      .map { $0.element.trimmingCharacters(in: .newlines) + "\n" }
  }

  @Test("every example line can be imported")
  func examples() throws {
    let examples = blocks.filter { $0.hasPrefix("{") }
    #expect(examples.count == 4)
    for example in examples {
      let result = try importText(example, .test())
      #expect(result.problems.isEmpty)
      #expect(result.items.count == example.split(separator: "\n").count)
    }
  }

  @Test("every call that can be written is in the page, and so is every field")
  func complete() throws {
    for line in CallLine.examples {
      var writer = CallLineWriter()
      writer.write(line)
      guard case .object(let fields) = try JSONText.value(of: writer.bytes) else {
        Issue.record("a line is an object")
        continue
      }
      for name in fields.keys { #expect(Self.text.contains("`\(name)`"), "\(name)") }
      guard case .string(let call)? = fields["call"] else { continue }
      #expect(Self.text.contains("`\(call)`"), "\(call)")
    }
  }

  @Test("the errors shown are the errors given")
  func errors() throws {
    let wrong = [
      "", "", #"{"tiem":0}"#, #"{"time":0,"call":"track","device":"d"}"#,
      #"{"time":0,"call":"track","user_id":"12a","event":"A"}"#, #"{"time":0,"call":"tarck"}"#,
      #"{"time":0,"a":1 "b":2}"#, String(repeating: "x", count: 17 << 20),
    ]
    let result = try importText(wrong.joined(separator: "\n"), .test(.calls))
    let shown = try #require(blocks.first { $0.hasPrefix("line 3") })
    #expect(result.problems == shown.split(separator: "\n").map(String.init))
  }
}
