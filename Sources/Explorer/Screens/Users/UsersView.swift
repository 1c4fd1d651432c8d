import Analysis
import Canvas
import Domain

extension ExplorerState {
  func drawUsers(into frame: inout Frame) {
    let panes = usersPanes
    if let detail = panes.detail, let content = panes.detailContent {
      drawRule(
        detail, above: panes.isStacked, hasFocus: users.pane == .detail, into: &frame)
      TextPane(userDetailLines(width: content.columns), offset: users.detailTop).draw(
        into: &frame, content, glyphs: glyphs)
    }
    drawUserList(into: &frame, panes.list)
    let seen = (users.cursor.top..<users.cursor.top + panes.listHeight)
    drawMarks(
      seen.map { users.row(at: $0).flatMap(users.change) }, at: panes.list.minColumn - 1,
      from: panes.list.minRow + 1, into: &frame)
    if users.count == 0, let message = emptyMessage {
      let (_, below) = panes.list.split(top: 1)
      drawMessage(message, in: below, into: &frame)
    }
    drawFilterHelp(into: &frame)
  }

  /// Draws the list and tells where its columns and rows are.
  @discardableResult
  func drawUserList(into frame: inout Frame, _ rect: Rect) -> TableLayout {
    // The columns are scrolled as far as it takes to see the one with the column cursor.
    var table = usersTable
    var layout = table.draw(into: &frame, rect, glyphs: glyphs)
    let last = table.columns.count - table.frozenColumns - 1
    while !layout.shows(users.column, of: table), table.columnOffset < last {
      table.columnOffset += 1
      layout = table.draw(into: &frame, rect, glyphs: glyphs)
    }
    return layout
  }

  private var usersTable: Table {
    let views = userColumns
    let columns = views.map { view in
      var column = Table.Column(
        view.heading, width: view.width, alignment: view.alignment,
        sort: view.column == users.sort.column
          ? (users.sort.descending ? .descending : .ascending) : nil)
      // Half a number would be a wrong one; of a text, the title and some letters are enough.
      column.leastWidth =
        view.alignment == .right ? .max : max(8, TextWidth.of(view.heading))
      return column
    }
    let signs = Signs(glyphs)
    let isLate = lanes.isLate(.users, at: now)
    let matcher = filterMatcher
    var table = Table(columns: columns, rowCount: users.count) { index in
      guard let row = users.row(at: index) else { return [[], [Span(signs.dot, .dim)]] }
      return views.map { view in
        var cell = view.column.cell(
          of: row, now: viewpoint, signs: signs, showsTime: showsLastSeenTime)
        if isLate { cell = cell.inRole(.dim) }
        return view.column == .name ? cell.matching(matcher) : cell
      }
    }
    table.selectedRow = users.cursor.index
    table.selectedColumn = users.column
    table.hasFocus = users.pane == .list || usersPanes.detail == nil
    table.rowOffset = users.cursor.top
    table.frozenColumns = 2
    return table
  }

  /// Finds the words of the filter: smart case, as the question does.
  private var filterMatcher: Matcher? {
    let words = users.answered?.filter.words ?? []
    guard !words.isEmpty else { return nil }
    return { text in
      let found = words.flatMap { word in
        text.ranges(of: word, anyCase: !word.contains(where: \.isUppercase))
      }
      return found.sorted { $0.lowerBound < $1.lowerBound }.withoutOverlap
    }
  }

  var usersHeading: Heading {
    guard let page = users.page else {
      return Heading(parts: [[Span("asking the store", .dim)]], right: rangeSpans)
    }
    let isFiltered = front.hasFilter(self)
    var parts = page.counts(in: listedRange, isFiltered: isFiltered).map(\.countSpans)
    if !users.filter.filter.isEmpty {
      parts.append([Span("filter: ", .dim), Span(users.filter.text, .match)])
    }
    // The number must not be left out for a long title. They are of all time (R-F8).
    if let shown = users.members { return Heading(parts: parts, end: [Span(shown.title, .match)]) }
    let isNarrow = size.columns < 60
    let note = isNarrow ? listedRange.title : listedRange.activity
    return Heading(parts: parts, end: [Span(note, .changed)])
  }

  /// The range of the list. The users behind a number of a report are those that it counted,
  /// whatever range the list had before (R-F8).
  var listedRange: TimeRange { users.members == nil ? range : .all }

  /// What is said instead of rows: how to fill a store, or how to see more of it.
  private var emptyMessage: [[Span]]? {
    guard let page = users.page else {
      return users.asked != nil && failures[.users] == nil && lanes.isSlow(at: now)
        ? [[Span("Reading the store", .dim)]] : nil
    }
    guard page.total > 0 else {
      if past != nil { return [[Span("Nobody was there yet.", .title)]] }
      return [
        [Span("This store has no users yet.", .title)], [],
        [Span("To look around, leave with "), Span("q", .keyHint), Span(" and run")],
        [Span("  cairn demo", .eventName), Span("           sample data", .dim)],
        [Span("  cairn import FILE", .eventName), Span("    calls, Segment, CSV", .dim)],
      ]
    }
    var lines: [[Span]] = [[Span("No user matches.", .title)], []]
    if !users.filter.filter.isEmpty {
      lines.append([
        Span("Filter: ", .dim), Span(users.filter.text, .match), Span("   "),
        keySpan("filter.drop"),
        Span(" drops it", .dim),
      ])
      for message in unknownNames(in: users.filter.filter) {
        lines.append([Span(message, .warning)])
      }
      if let words = users.filter.filter.onlyWords {
        let place = listedRange == .all ? "No" : "In this range no"
        lines.append([
          Span("\(place) name, identity or id has ", .dim),
          Span(words.map { "\"\($0)\"" }.joined(separator: " and "), .match),
        ])
      }
    }
    if range != .all {
      lines.append([
        Span("Range:  ", .dim), Span(range.title, .changed), Span("   "), keySpan("range.menu"),
        Span(" chooses another", .dim),
      ])
    }
    return lines
  }

  /// What a filter names that the store hasn't got, as far as that is known here: of the past, and of
  /// one environment of several, no more than what was there.
  private func unknownNames(in filter: UserFilter) -> [String] {
    guard past == nil, let overview else { return [] }
    let isAll = environment == nil || overview.environments.count < 2
    return KnownNames(
      events: isAll ? events.catalogue?.map(\.name) : nil,
      userProperties: overview.userProperties,
      accountProperties: isAll ? properties.catalogue?.account.map(\.key) : nil
    ).unknown(in: filter)
  }

  func keySpan(_ command: String) -> Span {
    Span(keyMap.titles(of: CommandID(command)).first ?? ":", .keyHint)
  }
}

extension TableLayout {
  /// Whether a column is seen, at least as far as its title goes.
  fileprivate func shows(_ column: Int, of table: Table) -> Bool {
    guard column >= table.frozenColumns else { return true }
    guard let place = columns.first(where: { $0.column == column }) else { return false }
    let wanted =
      switch table.columns[column].width {
      case .fixed(let width): width
      default: TextWidth.of(table.columns[column].title)
      }
    return place.width >= wanted
  }
}

extension [Range<String.Index>] {
  /// The ranges without those that begin inside the one before.
  fileprivate var withoutOverlap: [Range<String.Index>] {
    reduce(into: []) { kept, range in
      guard let last = kept.last, range.lowerBound < last.upperBound else {
        kept.append(range)
        return
      }
    }
  }
}

extension UserFilter {
  /// The words, where nothing else is asked for; nil where there is more to it.
  fileprivate var onlyWords: [String]? {
    let nodes = if case .all(let nodes) = root { nodes } else { [root] }
    let words = nodes.compactMap { node in
      if case .test(.word(let pattern)) = node { pattern.text } else { nil }
    }
    return words.count == nodes.count ? words : nil
  }
}
