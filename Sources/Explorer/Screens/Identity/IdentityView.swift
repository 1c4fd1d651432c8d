import Analysis
import Canvas
import Domain

extension ExplorerState {
  var identityPanes: Layout.UsersPanes {
    layout.users(wantsDetail: identity.wantsDetail ?? (layout.body.rows >= 18 ? true : nil))
  }

  var identityHeading: Heading {
    guard let page = identity.page else {
      return Heading(parts: [[Span("asking the store", .dim)]])
    }
    let isNarrowed = page.matching != page.total
    let count =
      isNarrowed
      ? "\(page.matching.grouped) of \(page.total.counted("merge"))" : page.total.counted("merge")
    var parts = [count.countSpans]
    if page.takenBack > 0 { parts.append("\(page.takenBack.grouped) taken back".countSpans) }
    if let isInForce = identity.isInForce {
      parts.append([
        Span("only ", .dim), Span(isInForce ? "those in force" : "those taken back", .match),
      ])
    }
    if !identity.filter.text.isEmpty {
      parts.append([Span("filter: ", .dim), Span(identity.filter.text, .match)])
    }
    return Heading(
      parts: parts, right: [Span(identity.newestFirst ? "newest first" : "oldest first", .dim)])
  }

  func drawIdentity(into frame: inout Frame) {
    let panes = identityPanes
    drawMergeList(into: &frame, panes.list)
    if let detail = panes.detail, let content = panes.detailContent {
      drawRule(detail, above: panes.isStacked, hasFocus: identity.pane == .detail, into: &frame)
      TextPane(mergeDetailLines(width: content.columns), offset: identity.detailTop).draw(
        into: &frame, content, glyphs: glyphs)
    }
    if identity.count == 0 {
      drawMessage(identityMessage, in: panes.list.split(top: 1).rest, into: &frame)
    }
  }

  /// Draws the list and tells where its rows are.
  @discardableResult
  func drawMergeList(into frame: inout Frame, _ rect: Rect) -> TableLayout {
    let signs = Signs(glyphs)
    let isLate = lanes.isLate(.merges, at: now)
    let matcher = mergeMatcher
    let columns = Self.mergeColumns(in: rect.columns)
    var table = Table(columns: columns, rowCount: identity.count) { index in
      guard let row = identity.row(at: index) else { return [[], [Span(signs.dot, .dim)]] }
      var cells = Self.cells(of: row, signs)
      for place in [1, 2] { cells[place] = cells[place].matching(matcher) }
      cells.removeLast(cells.count - columns.count)
      return isLate || !row.isInForce ? cells.map { $0.inRole(.dim) } : cells
    }
    table.selectedRow = identity.cursor.index
    table.hasFocus = identity.pane == .list || identityPanes.detail == nil
    table.rowOffset = identity.cursor.top
    table.frozenColumns = 3
    return table.draw(into: &frame, rect, glyphs: glyphs)
  }

  /// Finds the words of the filter.
  private var mergeMatcher: Matcher? {
    let words = identity.answered?.words ?? []
    guard !words.isEmpty else { return nil }
    return { text in
      let found = words.flatMap { text.ranges(of: $0, anyCase: true) }
      return found.sorted { $0.lowerBound < $1.lowerBound }
    }
  }

  /// As many columns as fit beside whole names of usual length. A narrow list says who became part of
  /// whom, and leaves the rest to the detail.
  private static func mergeColumns(in width: Int) -> [Table.Column] {
    func number(_ title: String) -> Table.Column {
      var column = Table.Column(title, width: .content(max: 9), alignment: .right)
      column.leastWidth = .max
      return column
    }
    var source = Table.Column("By", width: .fixed(6))
    source.leastWidth = 6
    let columns = [
      Table.Column("", width: .fixed(1)),
      Table.Column("User id", width: .content(max: 16), alignment: .right),
      Table.Column("Into", width: .flexible(min: 12)),
      Table.Column("When", width: .fixed(16)), number("Events"), number("Sessions"),
      number("Lost"), source,
    ]
    // What the list has to be wide for, from the fourth column on.
    let needed = [64, 74, 84, 90, 98]
    return Array(columns.prefix(3 + needed.count { $0 <= width }))
  }

  private static func cells(of row: MergeRow, _ signs: Signs) -> [[Span]] {
    [
      row.isInForce ? [Span(signs.merged, .merged)] : [Span(signs.broken, .warning)],
      [Span("\(row.user)")],
      [
        Span(row.identity.value, .identified),
        Span(row.identity.isNonUnique ? " !" : "", .warning),
      ],
      [Span(row.time.minute, .dim)],
      [Span(row.events.grouped, .number)], [Span(row.sessions.grouped, .number)],
      [Span(row.lost.isEmpty ? "" : row.lost.count.grouped, .changed)],
      [Span(row.source.short, .dim)],
    ]
  }

  private var identityMessage: [[Span]] {
    guard let page = identity.page else {
      return identity.asked != nil && failures[.merges] == nil && lanes.isSlow(at: now)
        ? [[Span("Reading the store", .dim)]] : []
    }
    guard page.total > 0 else {
      return [
        [Span("Nobody was merged yet.", .title)], [],
        [Span("A merge comes with every first identify of a device.", .dim)],
      ]
    }
    return [
      [Span("No merge matches.", .title)], [],
      [keySpan("filter.drop"), Span(" shows all merges again", .dim)],
    ]
  }

  // MARK: The merge under the cursor

  func mergeDetailLines(width: Int) -> [[Span]] {
    guard let row = identity.selectedRow else { return [] }
    let signs = Signs(glyphs)
    var lines: [[Span]] = [
      Span("User \(row.user)", Style(.title, bold: true)), Span(" into ", .dim),
      Span(row.identity.value, .identified),
    ].in(width)
    lines.append(
      row.isInForce
        ? [Span("\(signs.merged) in force", .merged)]
        : [Span("\(signs.broken) taken back", .warning)])
    if row.identity.isNonUnique {
      lines += [Span("! a placeholder: whoever is identified by it is merged", .warning)].in(width)
    }
    lines.append([])
    var facts: [(key: String, value: [Span])] = momentFacts("When", row.time, width: width)
    facts.append(("How", [Span(row.source.title)]))
    facts.append(("Profile id", [Span("\(row.profile)")]))
    facts.append(
      (
        "Came along",
        [Span("\(row.sessions.counted("session")), \(row.events.counted("event"))", .number)]
      ))
    lines += KeyValue.lines(facts, width: width)
    lines += lostLines(row, width: width)
    guard !row.reversals.isEmpty else { return lines }
    lines += [[], [Span("What was done about it", .header)]]
    for reversal in row.reversals {
      let what = reversal.isInForce ? "restored" : "taken back"
      lines += [
        Span(reversal.time.exact), Span("  \(what) by ", .dim), Span(reversal.author),
        Span(reversal.reason.isEmpty ? "" : ": \(reversal.reason)"),
      ].in(width)
    }
    return lines
  }

  /// R-M1: of what both sides have, the later write counts.
  private func lostLines(_ row: MergeRow, width: Int) -> [[Span]] {
    guard !row.lost.isEmpty else { return [] }
    var lines: [[Span]] = [[], [Span("Values that lost", .header)]]
    for lost in row.lost {
      lines += [
        Span(lost.key, .property), Span("  "), lost.loser.value.span, Span(" lost to ", .dim),
        lost.winner.value.span,
      ].in(width)
      lines += [
        Span("  \(lost.winner.time.exact) of user \(lost.winner.user)", .dim),
        Span(" is after \(lost.loser.time.exact) of user \(lost.loser.user)", .dim),
      ].in(width)
    }
    return lines
  }
}

extension Migration.Source {
  /// Who made the merge, in a word.
  fileprivate var short: String {
    switch self {
    case .client: "device"
    case .server: "server"
    case .imported: "import"
    }
  }
}
