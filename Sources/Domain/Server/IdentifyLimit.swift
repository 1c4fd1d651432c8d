/// How many user_ids the server's identify may give one identity (R-A10).
package enum IdentifyLimit {
  package static let users = 10
  /// 30 × 24 hours, in milliseconds.
  package static let window: Int64 = 30 * 24 * 3_600_000

  /// Whether an identity may get another user_id.
  ///
  /// - Parameter earlier: when it got each of its others by this call, in any order. Those that are
  ///   a whole window old, or later than `time`, don't count.
  package static func admits(
    at time: Timestamp, after earlier: some Sequence<Timestamp>
  ) -> Bool {
    let count = earlier.count { other in
      (0..<window).contains(time.milliseconds(since: other))
    }
    return count < users
  }
}
