import Analysis
import Canvas
import Domain

extension ExplorerState {
  func profileHeading(_ open: ProfileState) -> Heading {
    let signs = Signs(glyphs)
    let user = open.profile?.user
    var name: [Span] = []
    if let user {
      name.append(
        user.isIdentified
          ? Span("\(signs.identified) ", .identified) : Span("\(signs.anonymous) ", .anonymous))
    }
    name.append(Span(open.title, Style(.title, bold: true)))
    if user?.warnings.isEmpty == false { name.append(Span(" !", .warning)) }
    var parts = [name]
    if let user {
      parts.append([
        Span(user.sessions.counted("session")), Span(", "), Span(user.events.counted("event")),
      ])
      if let lastSeen = user.lastSeen {
        parts.append([
          Span("last seen ", .dim), Span(lastSeen.relative(to: viewpoint, showsTime: true)),
        ])
      }
      parts.append([Span("id ", .dim), Span("\(user.id)")])
    } else if !open.isMissing {
      parts.append([Span("asking the store", .dim)])
    }
    if !open.filter.text.isEmpty {
      parts.insert([Span("filter: ", .dim), Span(open.filter.text, .match)], at: 1)
    }
    // R-U3: the range narrows the list, never a user's history.
    let note =
      range == .all ? [] : [Span("all history; ", .changed), Span("list: \(range.title)", .dim)]
    return Heading(parts: parts, right: note)
  }

  func draw(_ open: ProfileState, into frame: inout Frame) {
    if open.isMissing, let asOf {
      drawMessage(
        [
          [Span("\(open.title) was not there yet at \(asOf.exact) UTC.", .title)], [],
          [
            keySpan("past.on"), Span(" goes on in time, "), keySpan("past.now"),
            Span(" returns to now."),
          ],
        ], in: layout.body, into: &frame)
      return
    }
    guard open.profile != nil else {
      if open.isMissing {
        drawMessage(
          [
            [Span("\(open.title) is not in the store.", .title)], [],
            [
              Span("It was deleted, or merged into another user. "), keySpan("back"),
              Span(" goes back."),
            ],
          ], in: layout.body, into: &frame)
      }
      return
    }
    let panes = profilePanes
    drawFacts(open, in: panes.facts, into: &frame)
    if panes.isStacked || panes.facts.isEmpty {
      drawVisits(open, in: panes.visits, into: &frame)
    } else {
      drawRule(panes.visits, above: false, hasFocus: open.pane == .visits, into: &frame)
      drawVisits(open, in: panes.visits.besideRule(above: false), into: &frame)
    }
  }

  /// A line of a list with a cursor, as wide as its place.
  private func draw(
    _ line: [Span], at row: Int, in rect: Rect, isSelected: Bool, hasFocus: Bool,
    into frame: inout Frame
  ) {
    let place = Rect(column: rect.minColumn, row: rect.minRow + row, columns: rect.columns, rows: 1)
    var line = line
    if isSelected {
      line = hasFocus ? line.selected : line.inRole(.selectionInactive)
      frame.fill(place, style: hasFocus ? Style(.text, selected: true) : Style(.selectionInactive))
    }
    frame.draw(
      line, at: Point(column: place.minColumn + 1, row: place.minRow),
      overflow: .ellipsis(glyphs.ellipsis), clip: place)
  }

  // MARK: What is known

  private func drawFacts(_ open: ProfileState, in rect: Rect, into frame: inout Frame) {
    let lines = open.factLines
    let bar = Scrollbar(offset: open.facts.top, visible: rect.rows, count: lines.count)
    let text = rect.split(left: rect.columns - (bar.isNeeded ? 1 : 0)).left
    let keyWidth = min(max(8, text.columns / 2 - 4), open.widestKey)
    if lines.isEmpty {
      drawMessage([[Span("No property or id fits.", .dim)]], in: rect, into: &frame)
    }
    let shown = lines.dropFirst(open.facts.top).prefix(rect.rows)
    for (row, (index, line)) in zip(shown.indices, shown).enumerated() {
      draw(
        spans(of: line, keyWidth: keyWidth, width: text.columns - 2), at: row, in: text,
        isSelected: open.pane == .facts && index == open.facts.index, hasFocus: true, into: &frame)
    }
    drawMarks(
      shown.map { open.change(of: $0, asOf: asOf) }, at: text.minColumn, from: text.minRow,
      into: &frame)
    bar.draw(into: &frame, rect.split(left: max(0, rect.columns - 1)).rest, glyphs: glyphs)
  }

  private func spans(of line: FactLine, keyWidth: Int, width: Int) -> [Span] {
    let signs = Signs(glyphs)
    func key(_ text: String) -> Span {
      Span(TextWidth.pad(text, to: keyWidth, ellipsis: glyphs.ellipsis) + "  ", .property)
    }
    switch line.content {
    case .section(let title, let count):
      return [Span(title, .header), Span("  \(count.grouped)", .dim)]
    case .warning(let text):
      if case .warning(_, line: 0) = line.id { return [Span("! \(text)", .warning)] }
      return [Span("  \(text)", .warning)]
    case .property(let property, let isOpen):
      let earlier = property.history.entries.count - 1
      let sign = earlier == 0 ? " " : isOpen ? signs.open : signs.closed
      guard let current = property.history.current else { return [key(property.title)] }
      let title = [Span("\(sign) ", .dim), key(property.title)]
      let more = Span(earlier == 0 || isOpen ? "" : "  +\(earlier)", .changed)
      let day = Span(" \(current.time.day)", .dim)
      let room = width - title.width - more.text.count - day.text.count
      // Where little of a value would be left beside its day, the value goes first.
      guard room >= 10 || current.value.span.text.count <= room else {
        return title + [current.value.span, more]
      }
      var value = current.value.span
      value.text = TextWidth.truncate(value.text, to: room, ellipsis: glyphs.ellipsis)
      let blank = String(repeating: " ", count: max(0, room - TextWidth.of(value.text)))
      return title + [value, more, Span(blank), day]
    case .earlier(let entry, let winner):
      let start = [Span("    "), entry.value.span, Span("  ")]
      guard entry.user != winner.user else {
        return start + [Span("\(entry.time.day) until \(winner.time.day)", .dim)]
      }
      let lost = [
        Span("lost to ", .dim), winner.value.span, Span(" (user \(winner.user))", .dim),
      ]
      let whole = start + [Span("\(entry.time.day), ", .dim)] + lost
      return whole.width <= width ? whole : start + lost
    case .initial(let name, let value):
      return [Span("  "), key(name), value.span]
    case .member(let member, let isOwn):
      guard let time = member.migratedAt else {
        return [Span("  \(member.id)"), Span(isOwn ? "  this profile's own" : "", .dim)]
      }
      return [
        Span("\(signs.merged) ", .merged), Span("\(member.id)"),
        Span(" \(signs.dot) migrated \(time.minute)", .dim),
      ]
    case .memberDetail(let member):
      let what = "\(member.sessions.counted("session")), \(member.events.counted("event"))"
      guard let how = member.source?.title else { return [Span("  \(what)", .dim)] }
      let both = "  \(how) \(signs.dot) \(what)"
      return [Span(both.count <= width ? both : "  \(how)", .dim)]
    }
  }

  // MARK: Sessions, events, properties

  private func drawVisits(_ open: ProfileState, in rect: Rect, into frame: inout Frame) {
    let (header, body) = rect.split(top: 1)
    let columns = VisitColumns(width: body.columns - 3, visits: open.profile?.visits ?? [])
    frame.fill(header, style: Style(.header))
    frame.draw(
      columns.header, at: Point(column: header.minColumn + 1, row: header.minRow),
      clip: header)
    let lines = open.visitLines
    guard !lines.isEmpty else {
      drawMessage([[Span("No sessions and no events.", .dim)]], in: body, into: &frame)
      return
    }
    let bar = Scrollbar(offset: open.visits.top, visible: body.rows, count: lines.count)
    let text = body.split(left: body.columns - (bar.isNeeded ? 1 : 0)).left
    let shown = lines.dropFirst(open.visits.top).prefix(body.rows)
    let signs = Signs(glyphs)
    let own = open.profile?.members.count ?? 1 > 1 ? open.profile?.user.id : nil
    for (row, (index, line)) in zip(shown.indices, shown).enumerated() {
      draw(
        columns.spans(of: line, signs: signs, profile: own), at: row, in: text,
        isSelected: index == open.visits.index, hasFocus: open.pane == .visits, into: &frame)
    }
    drawMarks(
      shown.map { open.change(of: $0, asOf: asOf) }, at: text.minColumn, from: text.minRow,
      into: &frame)
    bar.draw(into: &frame, body.split(left: max(0, body.columns - 1)).rest, glyphs: glyphs)
  }
}

extension ProfileState {
  /// The columns that the longest name of a property takes.
  fileprivate var widestKey: Int {
    let names =
      (profile?.properties.map(\.title) ?? []) + (profile?.initial.map(\.name) ?? [])
      + (profile?.user.account?.properties.keys.sorted() ?? [])
    return names.map { TextWidth.of($0) }.max() ?? 0
  }
}
