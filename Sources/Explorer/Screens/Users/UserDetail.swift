import Analysis
import Canvas
import Domain

extension ExplorerState {
  /// All that is known about the user under the cursor.
  func userDetailLines(width: Int) -> [[Span]] {
    guard let row = users.selectedRow else { return [] }
    let signs = Signs(glyphs)
    let kind = row.isIdentified ? "identified" : "anonymous"
    var lines: [[Span]] = [Span(row.name, Style(.title, bold: true))].in(width)
    lines.append([
      Span(
        row.isIdentified ? signs.identified : signs.anonymous,
        row.isIdentified ? .identified : .anonymous),
      Span(" \(kind)", .dim),
    ])
    for warning in row.warnings {
      lines.append([])
      lines += [Span("! \(row.explanation(of: warning).joined(separator: " "))", .warning)].in(
        width)
    }
    lines.append([])
    lines += KeyValue.lines(userFacts(row, width: width), width: width)
    if row.merged.count > 1 {
      lines.append([])
      lines.append([Span("\(signs.merged) ", .merged), Span("Merged ids", .header)])
      lines += row.merged.map { [Span("  \($0)")] }
    }
    if !row.properties.isEmpty {
      lines.append([])
      lines.append([Span("Properties", .header)])
      // What somebody set comes before what the first session tells.
      let (initial, written) = (
        row.properties.filter { InitialProperty.isName($0.key) },
        row.properties.filter { !InitialProperty.isName($0.key) }
      )
      let ordered = [written, initial].flatMap { $0.sorted { $0.key < $1.key } }
      lines += KeyValue.lines(ordered.map { ($0.key, [$0.value.span]) }, width: width)
    }
    if let account = row.account, !account.properties.isEmpty {
      lines.append([])
      lines += [Span("Account \(account.id)", .header)].in(width)
      let properties = account.properties.sorted { $0.key < $1.key }
      lines += KeyValue.lines(properties.map { ($0.key, [$0.value.span]) }, width: width)
    }
    return lines
  }

  private func userFacts(_ row: UserRow, width: Int) -> [(key: String, value: [Span])] {
    var facts: [(key: String, value: [Span])] = []
    if let identity = row.identity { facts.append(("Identity", [Span(identity.value)])) }
    facts.append(("User id", [Span("\(row.id)")]))
    if (overview?.environments.count ?? 0) > 1 {
      facts.append(("Environment", [Span(row.environment.value)]))
    }
    facts += momentFacts("First seen", row.firstSeen, width: width)
    if let lastSeen = row.lastSeen {
      facts += momentFacts("Last seen", lastSeen, width: width)
    } else {
      facts.append(("Last seen", [Span("never: no events", .dim)]))
    }
    facts.append(("Sessions", [Span(row.sessions.grouped, .number)]))
    facts.append(("Events", [Span(row.events.grouped, .number)]))
    return facts
  }

  /// A moment exactly, in UTC, and how long ago it was: behind it or, in a narrow pane, below.
  func momentFacts(
    _ title: String, _ time: Timestamp, width: Int
  ) -> [(key: String, value: [Span])] {
    let exact = Span(time.exact)
    let relative = time.relative(to: viewpoint)
    guard !time.exact.hasPrefix(relative) else { return [(title, [exact])] }
    return width < 48
      ? [(title, [exact]), ("", [Span(relative, .dim)])]
      : [(title, [exact, Span("  \(relative)", .dim)])]
  }
}

extension PropertyValue {
  /// The value in the role of its type.
  var span: Span {
    if case .number = self { return Span(text, .number) }
    return Span(text)
  }
}

extension [Span] {
  /// The spans broken to a pane's width.
  func `in`(_ width: Int) -> [[Span]] { wrapped(to: Swift.max(1, width)) }
}
