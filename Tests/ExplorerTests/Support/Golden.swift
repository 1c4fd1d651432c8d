import Canvas
import Foundation
import Testing

/// Frames kept as files. `UPDATE_GOLDEN=1` writes them anew.
enum Golden {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Golden")

  static func expect(
    _ frame: Frame, is name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = (frame.textLines + ["", "roles:"] + frame.styleLines).joined(separator: "\n") + "\n"
    let file = folder.appending(path: "\(name).txt")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      return
    }
    let kept = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    guard kept != text else { return }
    Issue.record(
      "\(name) differs; UPDATE_GOLDEN=1 keeps the new one\n\(difference(kept, text))",
      sourceLocation: sourceLocation)
  }

  private static func difference(_ old: String, _ new: String) -> String {
    let old = old.split(separator: "\n", omittingEmptySubsequences: false)
    let new = new.split(separator: "\n", omittingEmptySubsequences: false)
    return (0..<max(old.count, new.count)).compactMap { index in
      let before = index < old.count ? String(old[index]) : nil
      let after = index < new.count ? String(new[index]) : nil
      guard before != after else { return nil }
      return [before.map { "\(index + 1) - \($0)" }, after.map { "\(index + 1) + \($0)" }]
        .compactMap(\.self).joined(separator: "\n")
    }.joined(separator: "\n")
  }
}
