import Analysis
import Canvas

extension UsersPage {
  /// What a heading counts. Events, sessions and identified users are counted over whole histories,
  /// so they would be wrong numbers beside a range or a filter: only the users are counted then.
  func counts(in range: TimeRange, isFiltered: Bool) -> [String] {
    guard range == .all, !isFiltered, matching == total else {
      return ["\(matching.grouped) of \(total.counted("user"))"]
    }
    return [
      total.counted("user"), "\(identified.grouped) identified", events.counted("event"),
      sessions.counted("session"),
    ]
  }
}

extension TimeRange {
  /// The range as a list of users names it: those in it are the ones who did something then.
  var activity: String {
    switch self {
    case .all: title
    case .lastHours, .lastDays: "active in the \(title)"
    case .between: "active \(title)"
    }
  }
}

extension String {
  /// A number with its noun, the number in its role.
  var countSpans: [Span] {
    let number = prefix { $0 != " " }
    return [Span(String(number), .number), Span(String(dropFirst(number.count)))]
  }
}
