import Analysis
import Canvas
import Domain

/// The lines above the hints that say where in time one is, on every screen that is not about now.
extension ExplorerState {
  func drawScrubber(into frame: inout Frame) {
    guard let past, !layout.scrubber.isEmpty else { return }
    let (top, below) = layout.scrubber.split(top: 1)
    frame.fill(layout.scrubber, style: Style(.text))
    let label = Span(" AS OF ", Style(.selection, bold: true))
    guard let shown = past.shown else {
      draw([label, Span(" looking for the step", .dim)], in: top, into: &frame)
      return
    }
    draw([label] + position(past, shown, columns: top.columns - 7), in: top, into: &frame)
    draw([Span(" ")] + whatHappened(shown, columns: below.columns - 2), in: below, into: &frame)
  }

  private func draw(_ line: [Span], in rect: Rect, into frame: inout Frame) {
    frame.draw(line, at: rect.origin, overflow: .ellipsis(glyphs.ellipsis), clip: rect)
  }

  /// The moment, its place among all, a bar as wide as there is room for, and the keys.
  private func position(
    _ past: TimeMachine, _ shown: IdentityMoment, columns: Int
  ) -> [Span] {
    let isWide = columns >= 62
    let isBetween = lanes.isWaiting(.moment)
    let index = (past.wantedIndex ?? shown.index) + 1
    let time = isWide ? "\(shown.time.exact) UTC" : shown.time.minute
    let step =
      isWide
      ? "step \(index.grouped) of \(shown.total.grouped)"
      : "\(index.grouped)/\(shown.total.grouped)"
    let start = [
      Span(" \(time)", Style(.changed, bold: true)), Span("  "),
      Span(step, isBetween ? .dim : .text),
    ]
    let keys = [
      Span("  "), keySpan("past.back"), Span(" "), keySpan("past.on"), Span(" step  ", .dim),
      keySpan("past.now"), Span(" now", .dim),
    ]
    let room = columns - start.width - keys.width - 2
    guard room >= 8 else {
      return room >= -2 ? start + keys : start
    }
    return start + [Span("  ")] + bar(shown, columns: room) + keys
  }

  /// From the first moment to the last, by time.
  private func bar(_ shown: IdentityMoment, columns: Int) -> [Span] {
    let length = shown.last.milliseconds(since: shown.first)
    let part =
      length > 0 ? Double(shown.time.milliseconds(since: shown.first)) / Double(length) : 1
    let before = Int((part * Double(columns - 1)).rounded())
    let line = String(glyphs.horizontal)
    return [
      Span(String(repeating: line, count: before), .changed),
      Span(String(glyphs.mark), Style(.changed, bold: true)),
      Span(String(repeating: line, count: columns - 1 - before), .dim),
    ]
  }

  /// The first thing that happened, how many more there were, and what the marks of rows mean.
  private func whatHappened(_ shown: IdentityMoment, columns: Int) -> [Span] {
    guard let first = shown.steps.first else { return [] }
    var spans = first.words
    if shown.stepCount > 1 {
      spans.append(Span(", and \((shown.stepCount - 1).grouped) more at this moment"))
    }
    let legend = front.hasMarks ? RowChange.legend(Signs(glyphs)) : []
    let room = columns - spans.width - legend.width
    guard !legend.isEmpty, room >= 2 else { return spans }
    return spans + [Span(String(repeating: " ", count: room))] + legend
  }
}
