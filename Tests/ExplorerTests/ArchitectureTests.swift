import Foundation
import Testing

@Suite("The explorer stays pure")
struct ArchitectureTests {
  @Test("Its sources import the questions, scenarios, domain, canvas and a lock, nothing else")
  func imports() throws {
    let allowed: Set = ["Analysis", "Canvas", "Domain", "Scenarios", "Synchronization"]
    let sources = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/Explorer")
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var count = 0
    for case let file as URL in files where file.pathExtension == "swift" {
      count += 1
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      for line in lines where line.hasPrefix("import ") {
        #expect(allowed.contains(String(line.dropFirst(7))), "\(file.lastPathComponent): \(line)")
      }
    }
    #expect(count > 30)
  }
}
