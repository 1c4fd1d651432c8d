/// The number of a session, from the same range and generator as user ids.
package struct SessionID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let rawValue: UInt64

  /// Nil when `rawValue` is past 2^53 − 1.
  package init?(_ rawValue: UInt64) {
    guard rawValue <= UserID.maximum else { return nil }
    self.rawValue = rawValue
  }

  package init(truncating bits: UInt64) {
    rawValue = bits & UserID.maximum
  }

  /// The id of a session key: digits in range as they are, anything else hashed (R-X2).
  package static func ofKey(_ key: String) -> SessionID {
    SessionID(truncating: UserID.ofKey(key).rawValue)
  }

  package static func random(using generator: inout some RandomNumberGenerator) -> SessionID {
    SessionID(truncating: generator.next())
  }

  package var description: String { String(rawValue) }

  package static func < (left: SessionID, right: SessionID) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// Where a device runs; web and mobile sessions end by different rules (R-S2).
package enum Platform: String, Hashable, CaseIterable, Codable, Sendable {
  case web, mobile
}

/// The start of a visit.
package struct Session: Hashable, Sendable {
  package var id: SessionID
  /// The raw user it happened to.
  package var subject: Subject
  package var start: Timestamp
  package var platform: Platform
  /// What is known of the visit from its first moment: `referrer`, `landing_page`, `utm_source`,
  /// `city`, `browser`… The first session's are the user's `Initial …` properties (R-M2).
  package var properties: Properties

  package init(
    _ id: SessionID, of subject: Subject, start: Timestamp, platform: Platform = .web,
    properties: Properties = [:]
  ) {
    self.id = id
    self.subject = subject
    self.start = start
    self.platform = platform
    self.properties = properties
  }
}
