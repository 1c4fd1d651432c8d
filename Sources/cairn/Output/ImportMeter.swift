import Canvas
import Explorer
import Formats
import Foundation
import Ingest

/// Shows how an import is going: a bar that is drawn over on a terminal, nothing elsewhere, and a
/// summary at the end.
struct ImportMeter {
  private let file: String
  private let isVerbose: Bool
  private let isTerminal = isatty(2) != 0
  private let start = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant?

  init(file: String, isVerbose: Bool) {
    self.file = file == "-" ? "standard input" : file
    self.isVerbose = isVerbose
  }

  mutating func show(_ progress: ImportProgress) {
    if isVerbose, progress.isCommitted { complain("committed \(progress.lines) lines") }
    guard isTerminal, !isVerbose else { return }
    let now = ContinuousClock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
    lastDrawn = now
    draw(bar(progress, seconds: (now - start) / .seconds(1)))
  }

  private func bar(_ progress: ImportProgress, seconds: Double) -> String {
    let rate = Int(Double(progress.lines) / max(seconds, 0.001))
    var text = "\(progress.lines.counted("line")), \(rate.grouped)/s"
    if let total = progress.totalBytes, total > 0, progress.bytes > 0 {
      let share = min(1, Double(progress.bytes) / Double(total))
      let left = Int((seconds / share * (1 - share)).rounded(.up))
      let filled = Int(share * 24)
      text =
        "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
        + "] \(Int(share * 100)) %, \(text), \(left) s left"
    }
    return text
  }

  private func draw(_ text: String) {
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
  }

  func finish(_ summary: ImportSummary, _ options: Importer.Options) {
    if isTerminal, !isVerbose { draw("") }
    for problem in summary.problems {
      complain(TextWidth.shown("\(file):\(problem.line): \(problem.reason)"))
    }
    if summary.problemCount > summary.problems.count {
      complain("… and \(summary.problemCount - summary.problems.count) more lines like these")
    }
    for (_, noted) in summary.warnings.sorted(by: { $0.key < $1.key }) {
      let more = noted.count > 1 ? " (\(noted.count) times)" : ""
      complain(TextWidth.shown("\(file):\(noted.line): warning: \(noted.first)\(more)"))
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    var parts =
      options.reading.rows == .userProperties
      ? [summary.otherCalls.counted("row") + " of user properties"]
      : [summary.events.counted("event"), summary.otherCalls.counted("other call")]
    if summary.duplicates > 0 { parts.append("\(summary.duplicates.grouped) known already") }
    if summary.problemCount > 0 { parts.append("\(summary.problemCount.counted("line")) skipped") }
    // A rate over less than a moment says nothing.
    if seconds >= 0.1 {
      let rate = Int(Double(summary.lines) / seconds)
      let time = seconds.formatted(.number.precision(.fractionLength(1)))
      parts.append("\(time) s, \(rate.grouped) lines/s")
    }
    if options.isDryRun { parts.append("nothing stored (--dry-run)") }
    complain(TextWidth.shown("\(file): " + parts.joined(separator: ", ")))
  }
}
