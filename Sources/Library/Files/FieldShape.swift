import Analysis
import Domain
import Foundation

/// What a short text has to look like.
struct FieldShape: Sendable {
  /// As messages say it.
  let expected: String
  let fits: @Sendable (String) -> Bool

  static let duration = FieldShape(expected: "a duration such as 30m, 24h or 7d") { text in
    FilterLiteral.duration(text) != nil
  }

  static let unit = FieldShape(
    expected: "user, session, user-in-session, account or account:PROPERTY"
  ) { text in
    ["user", "session", "user-in-session", "account"].contains(text)
      || text.hasPrefix("account:") && text.count > "account:".count
  }

  static let range = FieldShape(
    expected: "all, hours such as 24h, days such as 7d, or FROM..TO"
  ) { text in
    if text == "all" { return true }
    if let number = text.wholeMatch(of: /([0-9]{1,5})[hd]/) { return Int(number.1) != 0 }
    let ends = text.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
    guard ends.count == 2 else { return false }
    let moments = ends.map { $0.isEmpty ? nil : Timestamp(iso8601: $0) }
    guard zip(ends, moments).allSatisfy({ $0.isEmpty || $1 != nil }) else { return false }
    return (moments[0] ?? .earliest) < (moments[1] ?? .latest)
  }

  static let timeZone = FieldShape(expected: "a time zone such as Europe/Berlin") { text in
    TimeZone(identifier: text) != nil
  }
}
