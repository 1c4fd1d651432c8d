import Domain
import Foundation

/// What clocks show in a time zone.
package struct ZoneClock: Sendable {
  private let zone: TimeZone

  /// Nil where the time zone database has no such name.
  package init?(_ name: String) {
    guard let zone = TimeZone(identifier: name) else { return nil }
    self.zone = zone
  }

  /// The moment at which a clock in UTC shows what one in the zone shows at `time`.
  package func shown(_ time: Timestamp) -> Timestamp {
    let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)
    return time.advanced(seconds: Int64(zone.secondsFromGMT(for: date)))
  }
}
