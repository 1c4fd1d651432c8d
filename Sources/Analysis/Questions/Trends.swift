import Domain

/// How events, and the users who did them, move over time (R-G1, R-G2).
package struct TrendQuestion: Hashable, Sendable {
  /// Nil: all environments.
  package var environment: AppID?
  package var event: EventSelector
  package var interval: TrendInterval = .day
  /// Days are cut in this zone: a name of the time zone database.
  package var timeZone = "UTC"
  package var range: TimeRange = .all
  package var grouping: Grouping?
  /// Only users who match; with `did … in 30d`, at the time of the event (R-G3).
  package var filter = UserFilter()
  /// How many groups are answered one by one; the rest is one group, ``GroupValue/other``.
  package var groupLimit = 8

  package init(event: EventSelector) {
    self.event = event
  }
}

package enum TrendInterval: String, CaseIterable, Hashable, Sendable {
  case hour, day, week, month
}

/// One line of a chart. `events` and `users` are parallel to ``TrendAnswer/buckets``.
package struct TrendGroup: Hashable, Sendable {
  /// Nil for the line of all.
  package var value: GroupValue?
  package var events: [Int]
  /// Distinct users in each bucket.
  package var users: [Int]
  package var totalEvents: Int
  /// Distinct over the whole range, so less than the sum of `users` (R-G1).
  package var totalUsers: Int

  package init(
    value: GroupValue? = nil, events: [Int], users: [Int], totalEvents: Int, totalUsers: Int
  ) {
    self.value = value
    self.events = events
    self.users = users
    self.totalEvents = totalEvents
    self.totalUsers = totalUsers
  }
}

package struct TrendAnswer: Hashable, Sendable {
  /// The beginning of each bucket, without gaps; empty where no event matches in all time, or where the
  /// store has no events in the range.
  package var buckets: [Timestamp]
  /// Where the last bucket ends.
  package var end: Timestamp?
  package var total: TrendGroup
  /// Most events first, then in order of value; `missing` and `other` come last. Empty without a
  /// grouping.
  package var groups: [TrendGroup]
  /// The range in force as moments; nil for all time.
  package var range: Range<Timestamp>?

  package init(
    buckets: [Timestamp], end: Timestamp? = nil, total: TrendGroup, groups: [TrendGroup] = [],
    range: Range<Timestamp>? = nil
  ) {
    self.buckets = buckets
    self.end = end
    self.total = total
    self.groups = groups
    self.range = range
  }
}

/// A number in a trend.
package struct TrendCell: Hashable, Sendable {
  /// The beginning of the bucket; nil for the whole range.
  package var bucket: Timestamp?
  /// Nil: all groups.
  package var group: GroupValue?

  package init(bucket: Timestamp? = nil, group: GroupValue? = nil) {
    self.bucket = bucket
    self.group = group
  }
}

/// How many users match a filter on each day (R-G3).
package struct CohortSizeQuestion: Hashable, Sendable {
  package var environment: AppID?
  package var filter: UserFilter
  package var timeZone = "UTC"
  package var range: TimeRange = .lastDays(30)

  package init(filter: UserFilter) {
    self.filter = filter
  }
}

/// The size of a cohort on a day, as of its first moment.
package struct CohortSize: Hashable, Sendable {
  package var day: Timestamp
  package var users: Int

  package init(day: Timestamp, users: Int) {
    self.day = day
    self.users = users
  }
}
