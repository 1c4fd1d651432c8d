import CPseudoTerminal
import Foundation
import Testing

/// The program under test.
enum Program {
  /// How long anything may take before a test gives up; only a failing test waits so long.
  static let patience: Duration = .seconds(60)

  /// The folder of the built programs, which the test bundle lies in too.
  static let folder: URL = {
    #if os(Linux)
      return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    #else
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
      return bundle.bundleURL.deletingLastPathComponent()
    #endif
  }()

  static let path = folder.appending(path: "cairn").path(percentEncoded: false)

  /// The checkout.
  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func file(_ path: String) -> String {
    repository.appending(path: path).path(percentEncoded: false)
  }
}

/// Strings as C takes them: ending with null, alive during `body`.
func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) throws -> Result
) rethrows -> Result {
  var pointers = strings.map { strdup($0) } + [nil]
  defer { for pointer in pointers { free(pointer) } }
  return try body(&pointers)
}
