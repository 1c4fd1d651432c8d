import Analysis
import Canvas
import Domain

extension ExplorerState {
  /// What is asked, each part behind the key that changes it; below, what is wrong with a part.
  func trendFormLines(width: Int) -> [[Span]] {
    let definition = trends.definition
    let hasRoom = layout.body.rows >= 12
    let measure = definition.showsUsers ? "users" : "events"
    var items = [
      formItem("trends.event", "event", definition.event == "*" ? "any event" : definition.event),
      formItem("trends.group", "by", FunnelReading.grouping(definition.by)?.title ?? "nothing"),
      formItem("trends.interval", "per", definition.interval.rawValue),
      formItem("trends.measure", "count", measure),
    ]
    if !definition.filter.isEmpty || hasRoom {
      items.append(
        formItem("filter.type", "of", definition.filter.isEmpty ? "all users" : definition.filter))
    }
    if definition.timeZone != "UTC" || hasRoom {
      items.append(formItem("trends.zone", "zone", definition.timeZone))
    }
    var lines: [[Span]] = []
    for item in items {
      let gap = [Span("   ")]
      if let last = lines.last, (last + gap + item).width <= width {
        lines[lines.count - 1] = last + gap + item
      } else if lines.isEmpty || (hasRoom && lines.count < 3) {
        lines.append(item)
      }
    }
    if let problem = trends.problem {
      lines.append([Span("\(problem.field.title): ", .dim), Span(problem.message, .error)])
    }
    return lines
  }

  private func formItem(_ command: String, _ title: String, _ value: String) -> [Span] {
    let field = TrendProblem.Field(command: command)
    let isWrong = field != nil && trends.problem?.field == field
    return [
      keySpan(command), Span(" \(title) ", .dim), Span(value, isWrong ? .error : .changed),
    ]
  }
}

extension TrendProblem.Field {
  fileprivate var title: String {
    switch self {
    case .event: "event"
    case .by: "group by"
    case .filter: "filter"
    case .zone: "time zone"
    }
  }

  /// The part that a command changes.
  fileprivate init?(command: String) {
    switch command {
    case "trends.event": self = .event
    case "trends.group": self = .by
    case "filter.type": self = .filter
    case "trends.zone": self = .zone
    default: return nil
    }
  }
}
