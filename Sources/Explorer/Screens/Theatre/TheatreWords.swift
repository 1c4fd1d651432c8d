import Analysis
import Canvas
import Domain
import Scenarios

extension ExplorerState {
  /// What happens at the current step, in words: the captions before it, the call, what it did by
  /// which rule, and how what the file expects came out.
  func theatreWords(width: Int) -> [[Span]] {
    guard let scenario = theatre.scenario else { return [] }
    var lines: [[Span]] = []
    if let problem = theatre.problem {
      lines += [Span("The file has changed and can't be played; this is how it was. ", .warning)]
        .in(width)
      lines += [Span(problem, .error)].in(width) + [[]]
    }
    if theatre.step == 0 { lines += beginning(scenario, width: width) }
    let parts = theatre.script.parts
    guard parts.indices.contains(theatre.step) else { return lines }
    for place in parts[theatre.step] { lines += words(of: place, scenario, width: width) }
    return lines
  }

  /// Whether the list has room for a column that says what changed.
  var listNamesChanges: Bool { (theatrePanes.listContent?.columns ?? 0) >= 60 }

  /// What changed in the list, where the list itself has no room to say it.
  private func changeLines(width: Int) -> [[Span]] {
    guard !listNamesChanges, theatre.isListCurrent else { return [] }
    return theatre.rows.filter { $0.mark != .same }.prefix(6).flatMap { row in
      let (sign, role) = row.mark.look
      return bulleted(
        Span("\(sign) ", Style(role, bold: true)),
        [Span("\(row.row.name): "), Span(row.change, role)], width: width)
    }
  }

  private func beginning(_ scenario: Scenario, width: Int) -> [[Span]] {
    var lines: [[Span]] = []
    if !scenario.about.isEmpty { lines += [Span(scenario.about.oneLine)].in(width) + [[]] }
    guard theatre.script.calls > 0 else {
      return lines
        + [
          keySpan("theatre.type"), Span(" types the first call, such as "),
          Span("laptop: track \"Look\"", .eventName),
        ].in(width)
    }
    return lines
      + [
        keySpan("theatre.next"),
        Span(" makes the first of \(theatre.script.calls.counted("call"))"),
      ]
      .in(width)
  }

  private func words(of place: Int, _ scenario: Scenario, width: Int) -> [[Span]] {
    switch scenario.steps[place].action {
    case .say(let caption): return [Span(caption.oneLine, .title)].in(width)
    case .expect: return checkLines(place, width: width)
    case .call(let call):
      var lines = [
        Span("\(call.time.exact)  ", .dim), Span(call.words, Style(.eventName, bold: true)),
      ].in(width)
      for explanation in theatre.playNow?.outcomes[place].explanations ?? [] {
        let rule = explanation.rule.isEmpty ? "" : "  \(explanation.rule)"
        lines += bulleted(
          Span("\(glyphs.bullet) ", .dim), [Span(explanation.text), Span(rule, .dim)],
          width: width)
      }
      return lines + changeLines(width: width) + checkLines(place, width: width)
    }
  }

  /// What holds in one line, what doesn't in a line each.
  private func checkLines(_ place: Int, width: Int) -> [[Span]] {
    guard let checks = theatre.playNow?.checks[place], !checks.isEmpty else { return [] }
    var lines: [[Span]] = []
    let fine = checks.filter(\.holds).map(\.subject)
    if !fine.isEmpty {
      lines += bulleted(
        Span("\(glyphs.check) ", .ok),
        [Span("as expected: ", .ok), Span(fine.joined(separator: "; "), .dim)], width: width)
    }
    for check in checks {
      for difference in check.differences {
        lines += bulleted(
          Span("\(glyphs.cross) ", .error),
          [
            Span("\(check.subject): \(difference)", .error),
            Span(theatre.isChanged ? "" : "  line \(check.line)", .dim),
          ], width: width)
      }
    }
    return lines
  }

  private func bulleted(_ bullet: Span, _ text: [Span], width: Int) -> [[Span]] {
    text.wrapped(to: max(1, width - 2)).enumerated().map { index, line in
      [index == 0 ? bullet : Span("  ")] + line
    }
  }
}
