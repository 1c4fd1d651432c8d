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

  private func results(_ checks: [Check]) -> [String] {
    checks.flatMap { check -> [String] in
      if check.holds { return ["\(Self.indent)ok: \(check.subject)"] }
      return check.differences.map {
        "\(Self.indent)FAILED (line \(check.line)): \(check.subject): \($0)"
      }
    }
  }

  // MARK: The List view

  private func list(_ rows: [MarkedRow]) -> [String] {
    let widest = rows.map { $0.row.name.shown.count }.max() ?? 0
    let name = min(widest, 40)
    return rows.flatMap { marked -> [String] in
      let row = marked.row
      let title = row.name.shown.padded(to: name)
      if case .gone(let home) = marked.mark {
        let whereTo = home.map { "merged into \($0.shown)" } ?? "gone"
        return ["\(Self.indent)- \(title)  \(whereTo)"]
      }
      let kind = row.isIdentified ? "identified" : "anonymous "
      let sessions = Self.count(row.sessions, "session").padded(to: 11)
      var lines = [
        "\(Self.indent)\(marked.mark.sign) \(title)  \(kind)  \(sessions)"
          + Self.count(row.events, "event")
      ]
      let detail = Self.indent + "    "
      if !row.merged.isEmpty {
        let ids = row.merged.map(\.description).joined(separator: ", ")
        lines += "merged: \(ids)".wrapped(to: Self.width, indent: detail)
      }
      if !row.properties.isEmpty {
        lines += row.properties.words.wrapped(to: Self.width, indent: detail)
      }
      for warning in row.warnings { lines.append("\(detail)warning: \(warning.rawValue)") }
      return lines
    }
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
