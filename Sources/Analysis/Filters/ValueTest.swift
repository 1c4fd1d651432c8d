import Domain

/// How two values stand to each other.
package enum Comparison: Hashable, Sendable {
  case equal, less, lessOrEqual, greater, greaterOrEqual

  func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
    switch self {
    case .equal: left == right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}

/// A text that is looked for with smart case: one with a capital letter is matched exactly, any
/// other whatever the case.
package struct TextPattern: Hashable, Sendable {
  package let text: String
  package let isExact: Bool

  package init(_ text: String) {
    self.text = text
    isExact = text.contains(where: \.isUppercase)
  }

  /// A text as it is compared with this one.
  private func folded(_ other: String) -> String { isExact ? other : other.lowercased() }

  func equals(_ other: String) -> Bool { folded(other) == folded(text) }
  func isContained(in other: String) -> Bool { folded(other).contains(folded(text)) }
  func holds(_ comparison: Comparison, for other: String) -> Bool {
    comparison.holds(folded(other), folded(text))
  }
}

/// A moment or a day to compare with, or an age: how long before now something was.
package enum TimeBound: Hashable, Sendable {
  /// Milliseconds since 1970, the end exclusive: a day is all of its moments.
  case moments(Range<Int64>)
  /// Milliseconds.
  case age(Int64)

  /// - Parameters:
  ///   - time: milliseconds since 1970.
  ///   - now: the moment that ages count back from.
  func holds(_ comparison: Comparison, for time: Int64, now: Int64) -> Bool {
    switch self {
    case .age(let age): return comparison.holds(now - time, age)
    case .moments(let moments):
      return switch comparison {
      case .equal: moments.contains(time)
      case .less: time < moments.lowerBound
      case .lessOrEqual: time < moments.upperBound
      case .greater: time >= moments.upperBound
      case .greaterOrEqual: time >= moments.lowerBound
      }
    }
  }
}

/// A condition on one value, which may be missing. What stands on the right decides how values are
/// compared: a number with numbers, a date or an age with dates, any other text with texts.
package enum ValueTest: Hashable, Sendable {
  case isMissing
  /// Compares the text that is shown, so that 50 and "50" are alike (R-T3).
  case equals(TextPattern)
  case contains(TextPattern)
  case number(Comparison, Double)
  case time(Comparison, TimeBound)
  case text(Comparison, TextPattern)

  /// A value that is missing, or of another kind, passes no test but ``isMissing``.
  func matches(_ value: PropertyValue?, now: Int64) -> Bool {
    guard let value else { return self == .isMissing }
    switch self {
    case .isMissing: return false
    case .equals(let pattern):
      return pattern.equals(value.text)
        || FilterLiteral.number(pattern.text).map { $0.decimalText == value.text } ?? false
    case .contains(let pattern): return pattern.isContained(in: value.text)
    case .number(let comparison, let bound):
      return Self.number(value).map { comparison.holds($0, bound) } ?? false
    case .time(let comparison, let bound):
      guard case .string(let text) = value, let time = Timestamp(iso8601: text) else {
        return false
      }
      return bound.holds(comparison, for: time.milliseconds, now: now)
    case .text(let comparison, let pattern): return pattern.holds(comparison, for: value.text)
    }
  }

  private static func number(_ value: PropertyValue) -> Double? {
    switch value {
    case .number(let number): number
    case .string(let text): FilterLiteral.number(text)
    case .boolean: nil
    }
  }
}
