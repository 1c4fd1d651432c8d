import Domain

/// The moment that questions are asked as of, as people write it.
package enum PastMoment: Hashable, Sendable {
  case at(Timestamp)
  /// The last moment of a day, `2026-01-31`, by the calendar of a time zone.
  case endOf(day: String)
  /// So many hours before the newest event.
  case hoursBack(Int)

  /// Reads `2026-01-31T09:00:00Z`, `2026-01-31`, `24h` or `7d`.
  ///
  /// - Throws: what was expected.
  package init(parsing text: String) throws(QuestionError) {
    if let number = Int(text.dropLast()), number > 0, number < 100_000,
      text.last == "h" || text.last == "d"
    {
      self = .hoursBack(text.last == "h" ? number : 24 * number)
    } else if let time = Timestamp(iso8601: text) {
      self = text.count == 10 ? .endOf(day: text) : .at(time)
    } else {
      throw QuestionError(
        "'\(text)' is not a moment; expected a time such as 2026-01-31T09:00:00Z, a date such as "
          + "2026-01-31 (to its end), or how long before the newest event: 24h, 7d")
    }
  }

  /// The moment itself.
  ///
  /// - Parameter newest: the time of the newest event.
  /// - Throws: where that is needed and there is none.
  package func resolved(
    newest: Timestamp?, calendar: TrendCalendar
  ) throws(QuestionError) -> Timestamp {
    switch self {
    case .at(let time): return time
    case .endOf(let day):
      let start = calendar.moment(day) ?? .latest
      let end = calendar.bounds(of: .day, at: start.milliseconds)?.upperBound
      return end.map { Timestamp(milliseconds: $0 - 1) } ?? start
    case .hoursBack(let hours):
      guard let newest else {
        throw QuestionError(
          "there is no event to count back from; expected a time such as 2026-01-31T09:00:00Z")
      }
      return newest.advanced(seconds: -3600 * Int64(hours))
    }
  }

  /// Whether the newest event has to be known.
  package var isRelative: Bool {
    if case .hoursBack = self { true } else { false }
  }
}
