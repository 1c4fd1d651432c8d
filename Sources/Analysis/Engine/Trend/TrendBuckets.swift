import Domain
import Foundation

/// A time zone and the way it cuts time into hours, days, weeks and months (R-G2).
package struct TrendCalendar: Sendable {
  package let zone: TimeZone
  private let calendar: Calendar

  /// - Parameter name: as the time zone database has it, `Europe/Berlin`.
  package init(zone name: String) throws(QuestionError) {
    guard let zone = TimeZone(identifier: name) else {
      throw QuestionError(
        "there is no time zone '\(name)'; expected UTC or a name of the time zone database such as "
          + "Europe/Berlin")
    }
    self.zone = zone
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    calendar.firstWeekday = 2
    self.calendar = calendar
  }

  /// A date such as `2026-01-05` or `2026-01-05T09:00` by the clock of the zone, or with an offset by
  /// that; nil where the text is neither.
  package func moment(_ text: String) -> Timestamp? {
    var text = text
    let written = text.withUTF8 { WrittenTime(iso8601: $0) }
    return written?.timestamp { local in
      // The offset at the moment itself, which the offset nearby is enough to find.
      let near = Int64(zone.secondsFromGMT(for: Self.date(local)))
      return Int64(zone.secondsFromGMT(for: Self.date(local - 1000 * near)))
    }
  }

  /// How a bucket is titled, by the clock of the zone: `2026-01-05 13:00`, `2026-01-05`, `2026-01`.
  package func title(of interval: TrendInterval, _ start: Timestamp) -> String {
    let offset = Int64(zone.secondsFromGMT(for: Self.date(start.milliseconds)))
    let local = start.advanced(seconds: offset).description
    return switch interval {
    case .hour: "\(local.prefix(10)) \(local.dropFirst(11).prefix(5))"
    case .day, .week: String(local.prefix(10))
    case .month: String(local.prefix(7))
    }
  }

  /// Where the interval that holds a moment begins and ends, in milliseconds since 1970.
  func bounds(of interval: TrendInterval, at moment: Int64) -> Range<Int64>? {
    switch interval {
    // Clocks are put forward and back between hours, so hours need no calendar.
    case .hour: hour(at: moment)
    case .day: period(.day, around: moment)
    case .week: period(.weekOfYear, around: moment)
    case .month: period(.month, around: moment)
    }
  }

  private func hour(at moment: Int64) -> Range<Int64> {
    let offset = 1000 * Int64(zone.secondsFromGMT(for: Self.date(moment)))
    let remainder = (moment + offset) % 3_600_000
    let start = moment - (remainder < 0 ? remainder + 3_600_000 : remainder)
    return start..<start + 3_600_000
  }

  private func period(
    _ component: Calendar.Component, around moment: Int64
  ) -> Range<Int64>? {
    guard let found = calendar.dateInterval(of: component, for: Self.date(moment)) else {
      return nil
    }
    let (start, end) = (Self.milliseconds(found.start), Self.milliseconds(found.end))
    return start < end ? start..<end : nil
  }

  private static func date(_ milliseconds: Int64) -> Date {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000)
  }

  private static func milliseconds(_ date: Date) -> Int64 {
    Int64((date.timeIntervalSince1970 * 1000).rounded())
  }
}

/// The buckets of a trend, without gaps: computed once, so that no event asks a calendar.
struct TrendBuckets {
  /// Milliseconds since 1970: bucket `n` is from edge `n`, inclusive, to edge `n + 1`, exclusive.
  let edges: [Int64]

  /// More than anybody looks at, and little enough to be answered at once.
  static let limit = 10_000

  /// The buckets from that of the first moment to that of the last.
  init(
    _ interval: TrendInterval, in calendar: TrendCalendar, covering moments: ClosedRange<Int64>
  ) throws(QuestionError) {
    guard Self.estimate(interval, moments) <= Self.limit + 2 else {
      throw Self.tooMany(interval)
    }
    var edges: [Int64] = []
    var next = moments.lowerBound
    repeat {
      guard let bounds = calendar.bounds(of: interval, at: next) else {
        throw QuestionError(
          "the calendar doesn't reach all of the events; narrow the range to years 1 to 9999")
      }
      // A change of the zone's offset may cut a bucket short, but never leaves a gap.
      edges.append(edges.isEmpty ? bounds.lowerBound : next)
      next = bounds.upperBound
    } while next <= moments.upperBound
    guard edges.count <= Self.limit else { throw Self.tooMany(interval) }
    self.edges = edges + [next]
  }

  /// About how many buckets a span has; never many more than there are.
  static func estimate(_ interval: TrendInterval, _ moments: ClosedRange<Int64>) -> Int {
    let hours: Int64 =
      switch interval {
      case .hour: 1
      case .day: 24
      case .week: 24 * 7
      case .month: 24 * 31
      }
    return Int((moments.upperBound - moments.lowerBound) / (hours * 3_600_000)) + 1
  }

  private static func tooMany(_ interval: TrendInterval) -> QuestionError {
    QuestionError(
      "more than \(limit) \(interval.rawValue)s; narrow the range, or count per "
        + (interval == .hour ? "day" : "month"))
  }

  var count: Int { edges.count - 1 }

  /// The bucket that holds a moment; the nearest one where none does.
  func index(of moment: Int64) -> Int {
    var low = 0
    var high = count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if edges[middle] <= moment { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
