import Foundation

/// A folder of a test's own that is removed with the value.
package final class TemporaryFolder: Sendable {
  package let url: URL

  package init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "cairn-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  package func path(_ name: String) -> String {
    url.appending(path: name).path(percentEncoded: false)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
