import Analysis
import Domain

/// A played scenario as text: each call in words, what it did, and the List view after it with what
/// changed marked: `+` new, `~` changed, `-` gone.
package struct ScenarioText {
  private let scenario: Scenario
  private let frames: [ScenarioFrame]

  package init(_ scenario: Scenario, _ frames: [ScenarioFrame]) {
    self.scenario = scenario
    self.frames = frames
  }

  package var checks: [Check] { frames.flatMap(\.checks) }

  /// The whole story with the result of its checks.
  package var whole: String {
    var lines = heading
    for frame in frames { lines += text(of: frame) }
    return (lines + summary).joined(separator: "\n") + "\n"
  }

  /// One call with the captions before it and the expectations after it; nil when there is none of
  /// that number, counted from 1.
  package func step(_ number: Int) -> String? {
    guard let call = frames.firstIndex(where: { $0.number == number }) else { return nil }
    var first = call
    while first > 0, case .say = frames[first - 1].step.action { first -= 1 }
    var end = call + 1
    while end < frames.count, case .expect = frames[end].step.action { end += 1 }
    var lines = heading
    for frame in frames[first..<end] {
      lines += text(of: frame, showsList: frame.number != nil)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var heading: [String] {
    let about = scenario.about.wrapped(to: Self.width, indent: "")
    return [scenario.title.shown] + about + [""]
  }

  /// How the checks went: `All 9 expectations hold.`
  private var summary: [String] {
    let failed = checks.filter { !$0.holds }.count
    if checks.isEmpty { return ["The file expects nothing."] }
    if failed == 0 {
      return [
        checks.count == 1 ? "The expectation holds." : "All \(checks.count) expectations hold."
      ]
    }
    return ["\(failed) of \(checks.count) expectations failed."]
  }

  // MARK: Frames

  private static let width = 88
  private static let indent = "   "

  private func text(of frame: ScenarioFrame, showsList: Bool = false) -> [String] {
    switch frame.step.action {
    case .say(let caption): return caption.wrapped(to: Self.width, indent: "") + [""]
    case .call(let call): return text(of: call, frame, showsList: showsList) + [""]
    case .expect: return results(frame.checks) + [""]
    }
  }

  private func text(
    of call: Scenario.TimedCall, _ frame: ScenarioFrame, showsList: Bool
  ) -> [String] {
    let moment = call.time.description
    let time = "\(moment.prefix(10)) \(moment.dropFirst(11).prefix(8))"
    var lines = ["\(frame.number ?? 0)  \(time)  \(call.words)"]
    for explanation in frame.outcome.explanations {
      let rule = explanation.rule.isEmpty ? "" : " (\(explanation.rule))"
      lines += (explanation.text + rule).wrapped(to: Self.width, indent: Self.indent)
    }
    if frame.changesList || showsList { lines += list(frame.rows) }
    return lines + results(frame.checks)
  }

  /// What holds in one line, what doesn't in a line each.
  private func results(_ checks: [Check]) -> [String] {
    let fine = checks.filter(\.holds).map(\.subject)
    let failed = checks.flatMap { check in
      check.differences.map {
        "\(Self.indent)FAILED (line \(check.line)): \(check.subject): \($0)"
      }
    }
    if fine.isEmpty { return failed }
    return "As expected: \(fine.joined(separator: "; "))."
      .wrapped(to: Self.width, indent: Self.indent) + failed
  }

  // MARK: The List view

  private func list(_ rows: [MarkedRow]) -> [String] {
    let width = min(rows.map { title($0.row, among: rows).count }.max() ?? 0, 40)
    return rows.flatMap { marked -> [String] in
      let title = title(marked.row, among: rows).padded(to: width)
      if case .gone(let home) = marked.mark {
        return ["\(Self.indent)- \(title)  \(home.map { "merged into \($0.shown)" } ?? "gone")"]
      }
      let row = marked.row
      let kind = row.isIdentified ? "identified" : "anonymous "
      let sessions = Self.count(row.sessions, "session").padded(to: 12)
      let line =
        "\(Self.indent)\(marked.mark.sign) \(title)  \(kind)  \(sessions)"
        + Self.count(row.events, "event")
      return [line] + (marked.mark == .same ? [] : details(of: row))
    }
  }

  /// The environment is only named where there are several.
  private func title(_ row: UserRow, among rows: [MarkedRow]) -> String {
    let isAlone = rows.allSatisfy { $0.row.environment == row.environment }
    return row.name.shown + (isAlone ? "" : " [\(row.environment.value.shown)]")
  }

  private func details(of row: UserRow) -> [String] {
    let indent = Self.indent + "    "
    var lines: [String] = []
    if !row.merged.isEmpty {
      let ids = row.merged.map(\.description).joined(separator: ", ")
      lines += "merged: \(ids)".wrapped(to: Self.width, indent: indent)
    }
    let initial = row.properties.filter { $0.key.hasPrefix("Initial ") }
    for properties in [row.properties.filter { initial[$0.key] == nil }, initial] {
      lines += properties.words.wrapped(to: Self.width, indent: indent)
    }
    return lines + row.warnings.map { "\(indent)warning: \($0.rawValue)" }
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}

extension MarkedRow.Mark {
  /// One character; a space where nothing changed.
  package var sign: String {
    switch self {
    case .same: " "
    case .new: "+"
    case .changed: "~"
    case .gone: "-"
    }
  }
}
