/// The documented limits of how often a server may be called (R-A11). The clock is the caller's.
///
/// ```swift
/// var limits = RateLimits()
/// if let seconds = limits.admit(.single(app, subject), at: now) {
///   // refused: status 429, `Retry-After: seconds`
/// }
/// ```
package struct RateLimits: Sendable {
  /// What is asked for.
  package enum Request: Sendable {
    /// A request about one user.
    case single(AppID, Subject)
    /// Many events at once, by user.
    case bulk(AppID, [Subject: Int])
  }

  private struct Caller: Hashable, Sendable {
    let app: AppID
    let subject: Subject
  }

  /// 30 requests in any 30 seconds.
  private var requests: SlidingWindow<Caller>
  /// 1000 events that came in bulk in any 60 seconds.
  private var events: SlidingWindow<Caller>
  /// 15,000 of them, whoever they are about.
  private var eventsOfApp: SlidingWindow<AppID>

  /// - Parameter mostUsers: users remembered at a time; beyond that those who were idle longest are
  ///   forgotten, and may begin anew.
  package init(mostUsers: Int = 100_000) {
    requests = SlidingWindow(limit: 30, seconds: 30, mostKeys: mostUsers)
    events = SlidingWindow(limit: 1000, seconds: 60, mostKeys: mostUsers)
    eventsOfApp = SlidingWindow(limit: 15_000, seconds: 60, mostKeys: 1000)
  }

  /// Admits a request and counts it, or says after how many whole seconds it would be admitted; a
  /// refused request counts for nothing.
  package mutating func admit(_ request: Request, at now: Timestamp) -> Int? {
    var wait: Int64 = 0
    switch request {
    case .single(let app, let subject):
      let caller = Caller(app: app, subject: subject)
      wait = requests.wait(caller, cost: 1, at: now)
      if wait == 0 { requests.record(caller, cost: 1, at: now) }
    case .bulk(let app, let counts):
      wait = eventsOfApp.wait(app, cost: counts.values.reduce(0, +), at: now)
      for (subject, count) in counts {
        wait = max(wait, events.wait(Caller(app: app, subject: subject), cost: count, at: now))
      }
      if wait == 0 {
        eventsOfApp.record(app, cost: counts.values.reduce(0, +), at: now)
        for (subject, count) in counts {
          events.record(Caller(app: app, subject: subject), cost: count, at: now)
        }
      }
    }
    return wait == 0 ? nil : Int((wait + 999) / 1000)
  }
}
