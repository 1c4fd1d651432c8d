import Analysis
import Canvas
import Domain

extension ExplorerState {
  var eventsHeading: Heading {
    guard events.hasAnswer else {
      return Heading(parts: [[Span("asking the store", .dim)]], right: rangeSpans)
    }
    var parts: [[Span]] = [events.total.counted("event").countSpans]
    if events.onlyPaired {
      parts.append([Span("only ", .dim), Span("paired devices", .match)])
    } else if !events.paired.isEmpty {
      parts.append([
        Span("\(pairedSign) ", .changed), Span(events.paired.count.counted("device"), .dim),
        Span(" paired", .dim),
      ])
    }
    if let name = events.name { parts.append([Span("only ", .dim), Span(name, .match)]) }
    if let catalogue = events.catalogue {
      parts.append(catalogue.count.counted("event name").countSpans)
    }
    return Heading(parts: parts, right: rangeSpans)
  }

  func drawEvents(into frame: inout Frame) {
    let panes = eventPanes
    if let names = panes.names {
      drawNames(
        into: &frame, panes.stream == nil ? names : names.split(left: names.columns - 1).left)
    }
    if let stream = panes.stream {
      if panes.names == nil {
        drawStream(into: &frame, stream)
      } else {
        drawRule(stream, above: false, hasFocus: events.pane != .detail, into: &frame)
        drawStream(into: &frame, stream.besideRule(above: false))
      }
    }
    if let detail = panes.detail, let content = panes.detailContent {
      drawRule(
        detail, above: panes.isDetailBelow, hasFocus: events.pane == .detail, into: &frame)
      TextPane(eventDetailLines(width: content.columns), offset: events.detailTop).draw(
        into: &frame, content, glyphs: glyphs)
    }
  }

  @discardableResult
  func drawStream(into frame: inout Frame, _ rect: Rect) -> TableLayout {
    let layout = streamTable(in: rect).draw(into: &frame, rect, glyphs: glyphs)
    let seen = events.rows.dropFirst(events.stream.top).prefix(max(0, rect.rows - 1))
    drawMarks(
      seen.map(change), at: rect.minColumn - 1, from: rect.minRow + 1, into: &frame)
    if events.hasAnswer, events.rows.isEmpty {
      drawMessage(noEvents, in: rect.split(top: 1).rest, into: &frame)
    }
    return layout
  }

  private func streamTable(in rect: Rect) -> Table {
    let isWide = rect.columns >= 60
    let timeWidth = isWide ? 19 : rect.columns >= 48 ? 16 : 11
    var columns = [
      Table.Column(timeWidth == 11 ? "UTC" : "Time (UTC)", width: .fixed(timeWidth)),
      Table.Column("Event", width: .content(max: max(12, rect.columns / 4))),
      Table.Column("User", width: .content(max: isWide ? max(22, rect.columns / 4) : 16)),
    ]
    if isWide { columns.append(Table.Column("Properties", width: .flexible(min: 8))) }
    let isLate = lanes.isLate(.events, at: now)
    var table = Table(columns: columns, rowCount: events.rows.count) { index in
      let row = events.rows[index]
      let cells: [[Span]] = [
        [Span(row.time.text(columns: timeWidth), .dim)],
        isPaired(row)
          ? [Span("\(pairedSign) ", .changed), Span(row.name, .eventName)]
          : [Span(row.name, .eventName)],
        [Span(row.userName, row.identity == nil ? .anonymous : .identified)],
        [Span(row.summary, .dim)],
      ]
      return isLate ? cells.map { $0.inRole(.dim) } : cells
    }
    table.selectedRow = events.stream.index
    table.hasFocus = events.pane == .stream
    table.rowOffset = events.stream.top
    return table
  }

  private var pairedSign: String { Signs(glyphs).paired }

  private func isPaired(_ row: EventRow) -> Bool { events.paired.device(of: row) != nil }

  private var noEvents: [[Span]] {
    var lines: [[Span]] = [[Span("No events here.", .title)], []]
    if events.onlyPaired {
      let isNone = events.paired.isEmpty
      lines.append([
        Span(isNone ? "No device is paired." : "Nothing from paired devices yet.", .dim),
        Span("   "), keySpan("filter.drop"), Span(" shows all", .dim),
      ])
    }
    if let name = events.name {
      lines.append([
        Span("Only ", .dim), Span(name, .match), Span("   "), keySpan("filter.drop"),
        Span(" shows all", .dim),
      ])
    }
    if range != .all {
      lines.append([
        Span("Range: ", .dim), Span(range.title, .changed), Span("   "), keySpan("range.menu"),
        Span(" chooses another", .dim),
      ])
    } else if events.name == nil, !events.onlyPaired {
      lines.append([
        Span("Run "), Span("cairn import FILE", .eventName), Span(" or "),
        Span("cairn demo", .eventName), Span("."),
      ])
    }
    return lines
  }

  /// The event names, most frequent first.
  @discardableResult
  func drawNames(into frame: inout Frame, _ rect: Rect) -> TableLayout {
    let shown = events.shownNames
    let columns = [
      Table.Column("", width: .fixed(1)),
      Table.Column("Event name", width: .flexible(min: 8)),
      Table.Column("Count", width: .content(max: 10), alignment: .right),
      Table.Column("Users", width: .content(max: 9), alignment: .right),
    ]
    let words = events.nameFilter.text.split(separator: " ").map(String.init)
    var table = Table(columns: columns, rowCount: shown.count) { index in
      let use = shown[index]
      let isOnly = use.name == events.name
      let name = [Span(use.name, .eventName)].matching { text in
        words.flatMap { text.ranges(of: $0, anyCase: true) }.sorted {
          $0.lowerBound < $1.lowerBound
        }
      }
      return [
        [Span(isOnly ? String(glyphs.check) : "", .changed)], name,
        [Span(use.count.grouped, .number)], [Span(use.users.grouped, .dim)],
      ]
    }
    table.selectedRow = events.pane == .names ? events.names.index : nil
    table.rowOffset = events.names.top
    table.placeholder = events.nameFilter.text.isEmpty ? "" : "no event name fits"
    return table.draw(into: &frame, rect, glyphs: glyphs)
  }

  /// The event under the cursor; in the list of names, how the name under the cursor is used.
  func eventDetailLines(width: Int) -> [[Span]] {
    if let name = events.nameInFocus { return nameDetailLines(name, width: width) }
    guard let row = events.selectedRow else { return [] }
    var lines: [[Span]] = [Span(row.name, Style(.title, bold: true))].in(width)
    if let kind = row.kindNote { lines.append([Span(kind, .dim)]) }
    lines.append([])
    var facts = momentFacts("Time", row.time, width: width)
    facts += [
      ("User", [Span(row.userName, row.identity == nil ? .anonymous : .identified)]),
      ("User id", [Span("\(row.user)")]),
    ]
    if row.user != row.profile { facts.append(("Profile", [Span("\(row.profile)")])) }
    if let device = events.paired.device(of: row) {
      facts.append(("Paired", [Span("\(pairedSign) ", .changed), Span(device)]))
    }
    if let session = row.session { facts.append(("Session", [Span("\(session)")])) }
    lines += KeyValue.lines(facts, width: width)
    guard !row.properties.isEmpty else { return lines }
    lines += [[], [Span("Properties", .header)]]
    return lines
      + KeyValue.lines(
        row.properties.sorted { $0.key < $1.key }.map { ($0.key, [$0.value.span]) }, width: width)
  }

  private func nameDetailLines(_ name: String, width: Int) -> [[Span]] {
    guard let use = events.catalogue?.first(where: { $0.name == name }) else { return [] }
    var lines: [[Span]] = [Span(name, Style(.title, bold: true))].in(width)
    lines.append([])
    lines += KeyValue.lines(
      [
        ("Events", [Span(use.count.grouped, .number)]),
        ("Users", [Span(use.users.grouped, .number)]),
      ] + momentFacts("First seen", use.firstSeen, width: width)
        + momentFacts("Last seen", use.lastSeen, width: width), width: width)
    lines.append([])
    guard let properties = events.uses[name] else { return lines }
    guard !properties.isEmpty else { return lines + [[Span("No properties.", .dim)]] }
    lines.append([Span("Properties", .header)])
    for property in properties {
      let distinct = property.distinct.counted("value")
      lines.append([
        Span(property.key, .property),
        Span("  \(property.count.grouped) of \(use.count.grouped), \(distinct)", .dim),
      ])
      for top in property.topValues {
        lines.append([
          Span("  "), Span(TextWidth.pad(top.count.grouped, to: 8, alignment: .right), .number),
          Span("  "), top.value.span,
        ])
      }
    }
    return lines
  }
}

extension Timestamp {
  /// The moment as exactly as so many columns allow, never without its day.
  fileprivate func text(columns: Int) -> String {
    switch columns {
    case 19...: exact
    case 16...: minute
    default: String(minute.dropFirst(5))
    }
  }
}

extension EventRow {
  /// What is said of the kind where it is not the ordinary one, nor what the name says already.
  fileprivate var kindNote: String? {
    switch kind {
    case .custom: nil
    case .pageview: name == Event.pageviewName ? nil : "pageview"
    case .background: "tracked in the background"
    case .server: "from a server"
    }
  }
}
