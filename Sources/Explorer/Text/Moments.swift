import Analysis
import Domain

extension Timestamp {
  /// `2026-01-06 09:02:11`, in UTC.
  package var exact: String {
    let text = description
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
  }

  /// `2026-01-06 09:02`, in UTC.
  var minute: String { String(exact.prefix(16)) }

  /// `09:02:11`, in UTC.
  var clock: String { String(exact.suffix(8)) }

  /// How long ago the moment was, for lists: `13 minutes ago`; its day when that is more than a
  /// month away. Client clocks are trusted, so a moment may lie ahead.
  ///
  /// - Parameter showsTime: whether hour and minute follow the day.
  func relative(to now: Timestamp, showsTime: Bool = false) -> String {
    let seconds = now.milliseconds(since: self) / 1000
    let distance = abs(seconds)
    let count: Int64
    let unit: String
    switch distance {
    case ..<60: return seconds > -60 && seconds < 0 ? "in a moment" : "just now"
    case ..<3600: (count, unit) = (distance / 60, "minute")
    case ..<86400: (count, unit) = (distance / 3600, "hour")
    case ..<(31 * 86400): (count, unit) = (distance / 86400, "day")
    default: return showsTime ? minute : day
    }
    let phrase = Int(count).counted(unit)
    return seconds < 0 ? "in \(phrase)" : "\(phrase) ago"
  }
}

/// How durations are written: the two largest units, `1 h 04 min`.
package enum DurationText {
  /// An em dash stands for no duration (R-U4).
  package static func of(milliseconds: Int64?) -> String {
    guard let milliseconds else { return "—" }
    let seconds = max(0, milliseconds) / 1000
    func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }
    return switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min \(two(seconds % 60)) s"
    case ..<86400: "\(seconds / 3600) h \(two(seconds / 60 % 60)) min"
    default: "\(seconds / 86400) d \(two(seconds / 3600 % 24)) h"
    }
  }
}
