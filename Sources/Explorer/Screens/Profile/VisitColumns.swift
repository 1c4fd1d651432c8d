import Analysis
import Canvas
import Domain

/// How the lines of the tree of sessions are set (R-U4).
struct VisitColumns {
  private let showsDuration: Bool
  /// The columns for where a session was: its name, its first letters, or nothing.
  private let platformWidth: Int
  private let eventsWidth: Int

  init(width: Int, visits: [Visit]) {
    showsDuration = width >= 48
    platformWidth = width >= 66 ? 7 : width >= 50 ? 4 : 0
    eventsWidth = max(6, visits.map { $0.events.grouped.count }.max() ?? 0)
  }

  private static let startWidth = 16
  private static let durationWidth = 13

  var header: [Span] {
    var text = "  " + TextWidth.pad("Session (UTC)", to: Self.startWidth)
    if showsDuration {
      text += TextWidth.pad("Duration", to: Self.durationWidth, alignment: .right)
    }
    text += "  " + TextWidth.pad("Events", to: eventsWidth, alignment: .right)
    text += platform("From")
    return [Span(text + "  Most frequent", .header)]
  }

  /// The cell for where a session was, with the gap before it.
  private func platform(_ text: String) -> String {
    guard platformWidth > 0 else { return "" }
    // `web` and `mob`: letters enough to tell them apart.
    let short = platformWidth < text.count ? String(text.prefix(3)) : text
    return "  " + TextWidth.pad(short, to: platformWidth)
  }

  /// - Parameter profile: the profile's own id where it has others beside it; events of others say
  ///   whose they were.
  func spans(of line: VisitLine, signs: Signs, profile: UserID?) -> [Span] {
    switch line.content {
    case .visit(let visit, let isOpen): return spans(of: visit, isOpen, signs)
    case .event(let row, let isOpen):
      var spans = [
        Span("    \(isOpen ? signs.open : signs.closed) ", .dim), Span("\(row.time.clock)  ", .dim),
        Span(row.name, .eventName),
      ]
      if row.kind == .server { spans.append(Span("  server", .changed)) }
      if row.kind == .background { spans.append(Span("  in background", .dim)) }
      if !isOpen, !row.properties.isEmpty { spans.append(Span("  \(row.summary)", .dim)) }
      return spans
    case .property(let name, let value):
      return [Span("        \(name)", .property), Span("  "), value.span]
    case .more(let read, let total):
      let text =
        total.map { "\(read.grouped) of \($0.counted("event")), reading on" }
        ?? "reading the events"
      return [Span("      \(text)", .dim)]
    }
  }

  private func spans(of visit: Visit, _ isOpen: Bool, _ signs: Signs) -> [Span] {
    let sign = visit.events == 0 ? " " : isOpen ? signs.open : signs.closed
    var spans = [Span("\(sign) ", .dim), Span(visit.start.minute)]
    if showsDuration {
      let text = visit.duration == nil ? signs.dash : DurationText.of(milliseconds: visit.duration)
      spans.append(Span(TextWidth.pad(text, to: Self.durationWidth, alignment: .right)))
    }
    spans.append(
      Span("  " + TextWidth.pad(visit.events.grouped, to: eventsWidth, alignment: .right), .number))
    switch visit.kind {
    case .session(_, let platform):
      spans.append(Span(self.platform(platform.rawValue) + "  ", .dim))
    case .serverGroup:
      spans += [Span(platform("")), Span("  server events: ", .changed)]
    }
    for (index, event) in visit.topEvents.enumerated() {
      if index > 0 { spans.append(Span(", ", .dim)) }
      spans.append(Span(event.name, .eventName))
      if event.count > 1 { spans.append(Span(" \(signs.times)\(event.count.grouped)", .dim)) }
    }
    return spans
  }
}
