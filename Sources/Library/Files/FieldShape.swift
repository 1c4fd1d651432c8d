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
    !text.isEmpty && (try? FunnelUnit(parsing: text)) != nil
  }

  static let grouping = FieldShape(
    expected: "a property such as plan, account.plan or event:category"
  ) { text in
    (try? Grouping(parsing: text)) != nil
  }

  static let range = FieldShape(
    expected: "all, hours such as 24h, days such as 7d, or FROM..TO"
  ) { text in
    (try? TimeRange(parsing: text)) != nil
  }

  static let timeZone = FieldShape(expected: "a time zone such as Europe/Berlin") { text in
    TimeZone(identifier: text) != nil
  }
}
