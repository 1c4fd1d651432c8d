import Analysis
import Domain

/// Why a trend can't be asked as it is written: which of its texts, and what is wrong with it.
struct TrendProblem: Error, Equatable, Sendable {
  enum Field: String, Sendable { case event, by, filter, zone }

  var field: Field
  var message: String
}

extension ExplorerState {
  /// The question that the trend on the screen asks; the range is that of all screens.
  func trendQuestion() throws(TrendProblem) -> TrendQuestion {
    let definition = trends.definition
    var question = TrendQuestion(event: try Self.event(definition.event, glossary))
    question.environment = environment
    question.range = range
    question.interval = definition.interval
    question.timeZone = try Self.zone(definition.timeZone)
    do throws(QuestionError) {
      question.grouping = try Grouping(parsing: definition.by)
    } catch {
      throw TrendProblem(field: .by, message: error.message)
    }
    question.filter = try Self.filter(definition.filter, glossary)
    return question
  }

  /// The events that a text names.
  static func event(_ text: String, _ glossary: Glossary) throws(TrendProblem) -> EventSelector {
    if text == "*" { return .any }
    do throws(TextProblem) {
      return try FunnelReading.selector(text, glossary)
    } catch {
      throw TrendProblem(field: .event, message: error.message)
    }
  }

  static func zone(_ name: String) throws(TrendProblem) -> String {
    guard ZoneClock(name) != nil else {
      let message = "there is no \"\(name)\"; expected UTC, or a name such as Europe/Berlin"
      throw TrendProblem(field: .zone, message: message)
    }
    return name
  }

  private static func filter(
    _ text: String, _ glossary: Glossary
  ) throws(TrendProblem) -> UserFilter {
    do throws(TextProblem) {
      return try FunnelReading.filter(text, glossary)
    } catch {
      throw TrendProblem(field: .filter, message: error.message)
    }
  }
}
