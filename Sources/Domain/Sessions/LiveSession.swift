/// What keeps a session alive.
package enum SessionActivity: Hashable, Sendable {
  case pageview
  /// A custom event in the foreground, or the identify that names an anonymous visitor.
  case foreground
}

/// A session as a device sees it: when it began and when it will be over (R-S1, R-S2).
package struct LiveSession: Hashable, Sendable {
  package let id: SessionID
  package let start: Timestamp
  /// The last moment that still belongs to the session unless something extends it.
  package private(set) var expires: Timestamp

  package init(_ id: SessionID, start: Timestamp, expires: Timestamp? = nil) {
    self.id = id
    self.start = start
    self.expires = expires ?? start
  }

  /// R-S1: at the very moment of expiry the session goes on.
  package func isExpired(at time: Timestamp) -> Bool { expires < time }

  package func covers(_ time: Timestamp) -> Bool { start <= time && time <= expires }

  /// R-S2: expiry only ever moves forward.
  package mutating func extend(
    by activity: SessionActivity, on platform: Platform, at time: Timestamp
  ) {
    expires = max(expires, time.advanced(seconds: Self.lifetime(of: activity, on: platform)))
  }

  /// Seconds that an activity keeps a session open: 30 minutes for a web pageview, else 5 (R-S1).
  package static func lifetime(of activity: SessionActivity, on platform: Platform) -> Int64 {
    activity == .pageview && platform == .web ? 1800 : 300
  }
}
