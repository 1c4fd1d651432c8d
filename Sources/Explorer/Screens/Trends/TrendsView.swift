import Analysis
import Canvas
import Domain

extension ExplorerState {
  var trendsHeading: Heading {
    guard let answer = trends.answer else {
      return Heading(parts: [[Span("asking the store", .dim)]], right: rangeSpans)
    }
    var parts: [[Span]] = []
    if let saved = trends.saved {
      let isChanged = saved.content != .trend(writtenTrend)
      parts.append([Span(saved.name, .title), Span(isChanged ? " (changed)" : "", .dim)])
    }
    parts.append(answer.total.totalEvents.counted("event").countSpans)
    parts.append(answer.total.totalUsers.counted("distinct user").countSpans)
    parts.append(
      answer.buckets.count.counted(trends.answered?.interval.rawValue ?? "bucket").countSpans)
    if let question = trends.answered {
      parts.append([Span("cut in ", .dim), Span(question.timeZone)])
    }
    return Heading(parts: parts, right: rangeSpans)
  }

  func drawTrends(into frame: inout Frame) {
    defer { drawFilterHelp(into: &frame) }
    let panes = trendPanes
    for (row, line) in trendFormLines(width: panes.form.columns - 1).enumerated()
    where row < panes.form.rows {
      frame.draw(
        line, at: Point(column: panes.form.minColumn + 1, row: panes.form.minRow + row),
        overflow: .ellipsis(glyphs.ellipsis), clip: panes.form)
    }
    guard trends.hasNumbers else {
      let (_, rest) = layout.body.split(top: panes.form.rows)
      drawMessage(trendMessage, in: rest, into: &frame)
      return
    }
    trendChart.draw(into: &frame, panes.chart, glyphs: glyphs)
    if panes.isLegendBeside {
      drawTrendLegend(into: &frame, panes.legend)
    } else {
      frame.draw(
        trendReading, at: panes.legend.origin, overflow: .ellipsis(glyphs.ellipsis),
        clip: panes.legend)
    }
    if let table = panes.table {
      drawRule(table, above: true, hasFocus: false, into: &frame)
      drawTrendTable(into: &frame, table.split(top: 1).rest.split(left: 1).rest)
    }
  }

  /// The lines with their values at the cursor and over the whole range.
  @discardableResult
  func drawTrendLegend(into frame: inout Frame, _ rect: Rect) -> TableLayout {
    let cursor = trends.cursor
    let lines = trends.lines
    let time =
      trends.buckets.indices.contains(cursor)
      ? bucketText.short(trends.buckets[cursor]) : ""
    let columns = [
      Table.Column("", width: .fixed(1)),
      Table.Column(trends.definition.showsUsers ? "Users" : "Events", width: .flexible(min: 6)),
      Table.Column(time, width: .content(max: 11), alignment: .right),
      Table.Column(
        trends.definition.showsUsers ? "Distinct" : "Total", width: .content(max: 11),
        alignment: .right),
    ]
    var table = Table(columns: columns, rowCount: lines.count) { index in
      let role = trendRole(index)
      let value = trends.values(of: lines[index])[cursor]
      return [
        [Span(String(trendMark(index)), Style(role, bold: true))],
        [Span(trendTitle(index), role)],
        [Span(value.grouped, .number)], [Span(trends.total(of: lines[index]).grouped, .dim)],
      ]
    }
    table.selectedRow = trends.line
    table.rowOffset = trends.legendTop
    table.frozenColumns = 2
    let layout = table.draw(into: &frame, rect, glyphs: glyphs)
    let below = rect.split(top: lines.count + 2).rest
    let notes = trendNotes.flatMap { $0.in(below.columns) }
    for (row, line) in notes.enumerated() where row < below.rows {
      frame.draw(line, at: Point(column: below.minColumn, row: below.minRow + row), clip: below)
    }
    return layout
  }

  /// What one must know to read the numbers.
  private var trendNotes: [[Span]] {
    let title =
      trends.buckets.indices.contains(trends.cursor)
      ? bucketText.title(trends.buckets[trends.cursor]) : ""
    var notes = [[Span("\(bucketText.heading) ", .dim), Span(title)]]
    if trends.isCursorPartial {
      notes.append([Span("The range cuts it: it is not whole.", .warning)])
    }
    if trends.definition.showsUsers {
      notes.append([Span("Distinct users, not the sum.", .dim)])
      switch trends.answered?.grouping {
      case .event: notes.append([Span("A user counts in every value they had.", .dim)])
      case .user: notes.append([Span("Each user is in one group, by the value now.", .dim)])
      case .account:
        notes.append([Span("Each user is in one group, by the account's value now.", .dim)])
      case nil: break
      }
    }
    return notes
  }

  /// The line under the cursor in one line, where there is no room for a list.
  private var trendReading: [Span] {
    guard trends.lines.indices.contains(trends.line),
      trends.buckets.indices.contains(trends.cursor)
    else { return [] }
    let line = trends.lines[trends.line]
    let measure = trends.definition.showsUsers ? "user" : "event"
    return [
      Span("\(trendMark(trends.line)) \(trendTitle(trends.line))", trendRole(trends.line)),
      Span("  \(bucketText.title(trends.buckets[trends.cursor]))", .dim), Span("  "),
    ] + trends.values(of: line)[trends.cursor].counted(measure).countSpans
  }

  /// What is said instead of a chart.
  private var trendMessage: [[Span]] {
    guard trends.answer != nil else {
      return failures[.trend] == nil && lanes.isSlow(at: now)
        ? [[Span("Reading the store", .dim)]] : []
    }
    guard overview?.events != 0 else {
      return [
        [Span("This store has no events yet.", .title)], [],
        [
          Span("Run "), Span("cairn import FILE", .eventName), Span(" or "),
          Span("cairn demo", .eventName), Span("."),
        ],
      ]
    }
    var lines: [[Span]] = [[Span("No event matches.", .title)], []]
    func line(_ title: String, _ value: String, _ command: String, _ what: String) {
      lines.append([
        Span("\(title): ", .dim), Span(value, .match), Span("   "), keySpan(command),
        Span(" \(what)", .dim),
      ])
    }
    if let question = trends.answered, question.event != .any {
      line("Event", question.event.text, "trends.event", "chooses another")
    }
    if !trends.definition.filter.isEmpty {
      line("Only users", trends.definition.filter, "filter.drop", "takes all")
    }
    if range != .all { line("Range", range.title, "range.menu", "chooses another") }
    return lines
  }
}

extension TrendsState {
  /// Whether the range ends or begins inside the bucket under the cursor.
  var isCursorPartial: Bool {
    guard let range = answer?.range, buckets.indices.contains(cursor) else { return false }
    let end = cursor + 1 < buckets.count ? buckets[cursor + 1] : answer?.end
    return buckets[cursor] < range.lowerBound || end.map { $0 > range.upperBound } == true
  }
}
