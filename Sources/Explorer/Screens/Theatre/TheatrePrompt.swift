import Canvas
import Scenarios

extension ExplorerState {
  /// Draws the line on which a call is typed and, below it, what is wrong with it or how it could go
  /// on.
  func drawCallPrompt(into frame: inout Frame) {
    guard let typed = theatre.typed else { return }
    let below = layout.hints.split(left: 1).rest
    let line = Rect(
      column: below.minColumn, row: below.minRow - 1, columns: below.columns, rows: 1)
    frame.fill(
      Rect(column: 0, row: line.minRow, columns: frame.size.columns, rows: 2), style: Style(.text))
    let problem = typed.text.isEmpty ? nil : typedProblem
    var prompt = Prompt(
      label: "call: ", editor: typed, placeholder: "phone: identify '12345'")
    if let problem, problem.length > 0 {
      prompt.marked = problem.position..<problem.position + problem.length
    }
    prompt.draw(into: &frame, line, glyphs: glyphs)
    let candidates = callCompletion?.candidates ?? []
    if let problem, !isOnlyUnfinished(problem, typed, candidates) {
      draw(problem, under: typed, into: &frame, below)
    } else if !candidates.isEmpty {
      HintBar(candidateHints(candidates)).draw(into: &frame, below)
    } else {
      HintBar([("Enter", "plays it"), ("Esc", "closes")]).draw(into: &frame, below)
    }
  }

  /// Whether all that is wrong is that one is still typing, and there is something to propose.
  private func isOnlyUnfinished(
    _ problem: CallProblem, _ typed: LineEditor, _ candidates: [CallCompletion.Candidate]
  ) -> Bool {
    !candidates.isEmpty && problem.position + problem.length >= typed.text.count
      && typed.cursor == typed.text.count
  }

  /// A caret under the place, and what was expected there.
  private func draw(
    _ problem: CallProblem, under typed: LineEditor, into frame: inout Frame, _ rect: Rect
  ) {
    guard let cursor = frame.cursor else { return }
    let text = typed.text
    let place =
      cursor.column - TextWidth.of(text.prefix(typed.cursor))
      + TextWidth.of(text.prefix(problem.position))
    let message = "expected \(problem.expected)"
    let column = min(max(rect.minColumn, place), rect.maxColumn - 1)
    let room = rect.maxColumn - column - 2
    frame.draw("^", at: Point(column: column, row: rect.minRow), style: Style(.error, bold: true))
    let width = TextWidth.of(message)
    // Behind the caret or, where that is too narrow, before it.
    let start =
      width <= room || column - rect.minColumn < room
      ? column + 2 : max(rect.minColumn, column - 1 - width)
    frame.draw(
      message, at: Point(column: start, row: rect.minRow), style: Style(.warning),
      maxColumns: start > column ? room : column - 1 - start,
      overflow: .ellipsis(glyphs.ellipsis), clip: rect)
  }

  private func candidateHints(
    _ candidates: [CallCompletion.Candidate]
  ) -> [(key: String, label: String)] {
    let first = min(theatre.candidate, candidates.count - 1)
    let marked = candidates[first]
    let about = marked.about.isEmpty ? "" : " \(marked.about)"
    var hints = [("Tab", marked.text.oneLine + about)]
    let others = Array(candidates[(first + 1)...] + candidates[..<first])
    if let next = others.first { hints.append(("S-Tab", next.text.oneLine)) }
    return hints + others.dropFirst().map { ("", $0.text.oneLine) }
  }
}
