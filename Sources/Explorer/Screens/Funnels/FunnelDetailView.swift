import Analysis
import Canvas
import Domain

/// How long those of the group under the cursor took.
extension ExplorerState {
  func funnelDetailLines(width: Int) -> [[Span]] {
    guard let answer = funnels.answer, let row = funnels.row else { return [] }
    let noun = answer.question.unit.noun
    let converted = row.counts.last ?? 0
    var lines: [[Span]] = [[Span(groupTitle(row.row), .title)]]
    var facts: [(key: String, value: [Span])] = [
      ("Converted", [Span(converted.grouped, .number), Span(" \(noun.many)", .dim)]),
      (
        "Median time",
        [Span(row.medianTime.map { DurationText.of(milliseconds: $0) } ?? "", .number)]
      ),
    ]
    if answer.question.window != nil {
      let waiting = row.stillInTime.reduce(0, +)
      facts.append(("Still in time", [Span(waiting.grouped, .number)]))
    }
    lines += KeyValue.lines(facts, width: width)
    lines.append([])
    lines += timeLines(row, width: width)
    return lines
  }

  /// The histogram of times to convert: the classes that occur, and one before them.
  private func timeLines(_ row: FunnelGroup, width: Int) -> [[Span]] {
    let most = row.times.max() ?? 0
    guard most > 0 else { return [[Span("Nobody converted.", .dim)]] }
    let first = max(0, (row.times.firstIndex { $0 > 0 } ?? 0) - 1)
    let last = row.times.lastIndex { $0 > 0 } ?? 0
    var lines: [[Span]] = [[Span("Time to convert", .header)]]
    let number = TextWidth.of(most.grouped)
    for place in first...last {
      let count = row.times[place]
      let bar = Bar(fraction: Double(count) / Double(most), style: Style(.chart1)).text(
        columns: max(0, width - number - 19), glyphs: glyphs)
      lines.append([
        Span(TextWidth.pad(Self.timeClass(place), to: 17), .dim),
        Span(TextWidth.pad(count.grouped, to: number, alignment: .right), .number), Span(" "),
        Span(bar, .chart1),
      ])
    }
    return lines
  }

  private static func timeClass(_ place: Int) -> String {
    let bounds = FunnelAnswer.timeBounds
    guard bounds.indices.contains(place), let bound = bounds[place] else {
      let last = bounds.compactMap(\.self).last ?? 0
      return "over \(FunnelRule.duration(milliseconds: last))"
    }
    return "up to \(FunnelRule.duration(milliseconds: bound))"
  }
}
