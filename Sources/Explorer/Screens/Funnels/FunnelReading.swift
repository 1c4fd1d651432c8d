import Analysis
import Domain

/// What the texts of a funnel mean, and where they mean nothing.
///
/// All parsing of texts that the screen needs is here.
struct FunnelReading: Equatable, Sendable {
  /// Nil without steps, and while a text can't be read.
  private(set) var question: FunnelQuestion?
  /// What is wrong with a step, by its place.
  private(set) var stepProblems: [Int: String] = [:]
  private(set) var filterProblem: String?
  private(set) var windowProblem: String?
  private(set) var groupProblem: String?
  /// What is counted can't be read, or there is nothing of the kind in the store.
  private(set) var unitProblem: String?

  /// What makes all numbers meaningless, those of the last good question too.
  var settingProblem: String? { unitProblem ?? groupProblem }

  /// - Parameter overview: what the store holds now; nil while that isn't known, and in the past, when
  ///   what there was not yet is no mistake.
  init(
    _ definition: FunnelDefinition, environment: AppID?, range: TimeRange, glossary: Glossary,
    overview: Overview? = nil
  ) {
    var selectors: [EventSelector] = []
    for (place, text) in definition.steps.enumerated() {
      do throws(TextProblem) {
        selectors.append(try Self.selector(text, glossary))
      } catch {
        stepProblems[place] = error.short
      }
    }
    var question = FunnelQuestion(steps: selectors)
    do throws(TextProblem) {
      question.filter = try Self.filter(definition.filter, glossary)
    } catch {
      filterProblem = error.short
    }
    do throws(TextProblem) {
      question.window = try Self.window(definition.within)
    } catch {
      windowProblem = error.message
    }
    question.environment = environment
    question.range = range
    do throws(QuestionError) {
      question.grouping = try Grouping(parsing: definition.by)
    } catch {
      groupProblem = error.message
    }
    do throws(QuestionError) {
      question.unit = try FunnelUnit(parsing: definition.per)
      unitProblem = overview.flatMap {
        question.unit.problem(
          userProperties: $0.userProperties, accountProperty: $0.accountProperty)
      }
    } catch {
      unitProblem = error.message
    }
    let settings = [filterProblem, windowProblem, groupProblem, unitProblem]
    let isRead = stepProblems.isEmpty && settings.allSatisfy { $0 == nil }
    if isRead, !definition.steps.isEmpty { self.question = question }
  }

  /// The events that a step's text is about.
  static func selector(
    _ text: String, _ glossary: Glossary
  ) throws(TextProblem) -> EventSelector {
    do throws(FilterProblem) {
      return try EventSelector(parsing: text, glossary: glossary)
    } catch {
      throw TextProblem(error.description, short: "expected \(error.expected)")
    }
  }

  static func filter(_ text: String, _ glossary: Glossary) throws(TextProblem) -> UserFilter {
    do throws(FilterProblem) {
      return try UserFilter(parsing: text, glossary: glossary)
    } catch {
      throw TextProblem(error.description, short: "expected \(error.expected)")
    }
  }

  /// The conversion window that a text such as `7d` means, in milliseconds; nil for none.
  static func window(_ text: String) throws(TextProblem) -> Int64? {
    do throws(QuestionError) {
      return try FunnelQuestion.window(parsing: text)
    } catch {
      throw TextProblem(error.message)
    }
  }

  static func grouping(_ text: String) -> Grouping? { try? Grouping(parsing: text) }

  static func unit(_ text: String) -> FunnelUnit { (try? FunnelUnit(parsing: text)) ?? .user }
}

/// Why a text means nothing.
struct TextProblem: Error, Equatable {
  /// As one line.
  var message: String
  /// What was expected, for where the text stands beside it.
  var short: String

  init(_ message: String, short: String? = nil) {
    self.message = message
    self.short = short ?? message
  }
}

extension String {
  var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}

extension TimeRange {
  /// The range as a definition has it: `all`, `24h`, `7d`, or two times.
  var written: String {
    func moment(_ time: Timestamp) -> String {
      time == .earliest || time == .latest ? "" : time.description
    }
    return switch self {
    case .all: "all"
    case .lastHours(let hours): "\(hours)h"
    case .lastDays(let days): "\(days)d"
    case .between(let start, let end): "\(moment(start))..\(moment(end))"
    }
  }
}
