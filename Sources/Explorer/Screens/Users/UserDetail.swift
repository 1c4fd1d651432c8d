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
      lines += [Span("! \(warning.explanation.joined(separator: " "))", .warning)].in(width)
    }
    lines.append([])
    lines += KeyValue.lines(userFacts(row), width: width)
    if row.merged.count > 1 {
      lines.append([])
      lines.append([Span("\(signs.merged) ", .merged), Span("Merged ids", .header)])
      lines += row.merged.map { [Span("  \($0)")] }
    }
    if !row.properties.isEmpty {
      lines.append([])
      lines.append([Span("Properties", .header)])
      lines += KeyValue.lines(
        row.properties.sorted { $0.key < $1.key }.map { ($0.key, [$0.value.span]) }, width: width)
    }
    return lines
  }

  private func userFacts(_ row: UserRow) -> [(key: String, value: [Span])] {
    var facts: [(key: String, value: [Span])] = []
    if let identity = row.identity { facts.append(("Identity", [Span(identity.value)])) }
    facts.append(("User id", [Span("\(row.id)")]))
    if (overview?.environments.count ?? 0) > 1 {
      facts.append(("Environment", [Span(row.environment.value)]))
    }
    facts.append(("First seen", moment(row.firstSeen)))
    facts.append(
      ("Last seen", row.lastSeen.map { moment($0) } ?? [Span("never: no events", .dim)]))
    facts.append(("Sessions", [Span(row.sessions.grouped, .number)]))
    facts.append(("Events", [Span(row.events.grouped, .number)]))
    return facts
  }

  /// A moment exactly, in UTC, and how long ago it was.
  func moment(_ time: Timestamp) -> [Span] {
    let relative = time.relative(to: now)
    let exact = Span(time.exact)
    return relative == time.exact.prefix(10)
      ? [exact] : [exact, Span("  \(relative)", .dim)]
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
