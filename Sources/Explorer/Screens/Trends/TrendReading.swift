import Analysis
import Domain

/// Why a trend can't be asked as it is written: which of its texts, and what is wrong with it.
struct TrendProblem: Error, Equatable, Sendable {
  enum Field: String, Sendable { case event, by, filter, zone }

  var field: Field
  var message: String
}

extension ExplorerState {
  /// What texts may name: saved cohorts and defined events.
  var glossary: Glossary { Glossary() }

  /// The question that the trend on the screen asks; the range is that of all screens.
  func trendQuestion() throws(TrendProblem) -> TrendQuestion {
    let definition = trends.definition
    var question = TrendQuestion(event: try Self.event(definition.event, glossary))
    question.environment = environment
    question.range = range
    question.interval = definition.interval
    question.timeZone = definition.timeZone
    question.grouping = Grouping(text: definition.by)
    question.filter = try Self.filter(definition.filter, glossary)
    return question
  }

  /// The events that a text names.
  static func event(
    _ text: String, _ glossary: Glossary
  ) throws(TrendProblem) -> EventSelector {
    guard !text.allSatisfy(\.isWhitespace) else {
      throw TrendProblem(field: .event, message: "expected the name of an event, or * for any")
    }
    return text == "*" ? .any : EventSelector(text)
  }

  private static func filter(
    _ text: String, _ glossary: Glossary
  ) throws(TrendProblem) -> UserFilter {
    UserFilter(text)
  }
}

extension Grouping {
  /// `plan`, or `event:category`; nil for an empty text.
  init?(text: String) {
    guard !text.isEmpty else { return nil }
    self = text.hasPrefix("event:") ? .event(String(text.dropFirst(6))) : .user(text)
  }

  var text: String {
    switch self {
    case .user(let key): key
    case .event(let key): "event:\(key)"
    }
  }

  /// How a heading names it.
  var title: String {
    switch self {
    case .user(let key): key
    case .event(let key): "\(key) of the event"
    }
  }
}
