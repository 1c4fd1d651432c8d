import Domain

/// When servers gave each profile its user_ids (R-A10).
///
/// The first look-ups go to the stored migrations; a table of all is made once there are many.
struct IdentifyIndex {
  /// Nil once the table holds everything.
  private var committed: CommittedRows?
  private var lookUps = 0
  /// Profiles whose stored migrations are in the table.
  private var seen: Set<Int> = []
  private var times: [Int: Times] = [:]

  /// Milliseconds since 1970. Mostly there is one, which needs no array.
  private struct Times {
    var first: Int64
    var others: [Int64] = []
  }

  init(_ committed: CommittedRows) { self.committed = committed }

  /// Whether a server may give a profile another user_id.
  mutating func admits(_ profile: Int, at time: Timestamp) -> Bool {
    lookAt(profile)
    guard let known = times[profile] else { return true }
    let earlier = (known.others + [known.first]).map { Timestamp(milliseconds: $0) }
    return IdentifyLimit.admits(at: time, after: earlier)
  }

  /// Notes that a server gave a profile a user_id.
  mutating func note(_ profile: Int, at time: Timestamp) { add(profile, time.milliseconds) }

  private mutating func add(_ profile: Int, _ time: Int64) {
    if times[profile]?.others.append(time) == nil { times[profile] = Times(first: time) }
  }

  private mutating func lookAt(_ profile: Int) {
    guard let committed, profile < committed.userCount, !seen.contains(profile) else { return }
    lookUps += 1
    if lookUps > CommittedRows.fewLookUps {
      self.committed = nil
      committed.eachServerIdentify { profile, time in
        if !seen.contains(profile) { add(profile, time) }
      }
      seen = []
    } else {
      seen.insert(profile)
      for time in committed.serverIdentifies(of: profile) { add(profile, time) }
    }
  }
}
