import Analysis
import Canvas
import Domain

/// How the buckets of a trend are written: in the time zone in which they were cut (R-G2).
struct BucketText {
  let interval: TrendInterval
  private let zone: ZoneClock?

  /// - Parameter timeZone: by its name; UTC where there is no such zone.
  init(_ interval: TrendInterval, timeZone: String) {
    self.interval = interval
    zone = timeZone == "UTC" ? nil : ZoneClock(timeZone)
  }

  /// What the column of buckets is called.
  var heading: String {
    switch interval {
    case .hour: "Hour"
    case .day: "Day"
    case .week: "Week of"
    case .month: "Month"
    }
  }

  /// The bucket by itself: `2026-01-05 14:00`, `Mon 2026-01-05`, `2026-01`.
  func title(_ bucket: Timestamp) -> String {
    let local = local(bucket)
    return switch interval {
    case .hour: local.minute
    case .day: "\(Self.weekdays[Int((day(local) + 3) % 7 + 7) % 7]) \(local.day)"
    case .week: local.day
    case .month: String(local.day.prefix(7))
    }
  }

  /// The bucket in as little room as a title over numbers has.
  func short(_ bucket: Timestamp) -> String {
    interval == .hour ? clock(local(bucket)) : label(bucket).text
  }

  /// The bucket as it stands under a chart.
  func label(_ bucket: Timestamp) -> Chart.Label {
    let local = local(bucket)
    let day = day(local)
    let date = CivilDate.from(daysSinceEpoch: day)
    let month = Self.months[Int(date.month - 1)]
    switch interval {
    case .hour:
      let hour = Int(day) * 24 + Int((local.milliseconds - day * 86_400_000) / 3_600_000)
      let isMidnight = hour.isMultiple(of: 24)
      return Chart.Label(isMidnight ? "\(month) \(date.day)" : clock(local), ordinal: hour)
    case .day:
      // 1970-01-05 was a Monday: every seventh label is one.
      return Chart.Label("\(month) \(date.day)", ordinal: Int(day - 4))
    case .week: return Chart.Label("\(month) \(date.day)", ordinal: Int((day - 4) / 7))
    case .month:
      return Chart.Label("\(month) \(date.year)", ordinal: Int(date.year * 12 + date.month - 1))
    }
  }

  /// How far apart labels may be so that they fall on round hours, on Mondays, on quarters.
  var strides: [Int] {
    switch interval {
    case .hour: [1, 2, 3, 6, 12, 24, 48, 168, 336, 672]
    case .day: [1, 7, 14, 28, 56, 112, 364]
    case .week: [1, 2, 4, 8, 13, 26, 52, 104]
    case .month: [1, 2, 3, 6, 12, 24, 60, 120]
    }
  }

  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private func clock(_ local: Timestamp) -> String { String(local.minute.suffix(5)) }

  /// Days since 1970, rounded down.
  private func day(_ local: Timestamp) -> Int64 {
    let (quotient, remainder) = local.milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// The moment with what a clock in the zone shows, as if that were UTC.
  private func local(_ time: Timestamp) -> Timestamp { zone?.shown(time) ?? time }
}
