import Analysis
import Domain

/// Random questions about trends: all intervals, days on both sides of a change of clocks, all
/// groupings.
enum RandomTrends {
  static func question(
    _ choices: inout SeededGenerator, from start: Timestamp, newest: Timestamp
  ) -> TrendQuestion {
    func pick<Element>(_ elements: [Element]) -> Element {
      elements[Int.random(in: elements.indices, using: &choices)]
    }
    var question = TrendQuestion(
      event: pick([
        .any, EventSelector("Search"), EventSelector("Invoice"), EventSelector("Nothing"),
        EventSelector(
          choices: [.init(name: "Purchase"), .init(name: "Sign Up"), .init(name: "No")],
          text: "two"),
      ]))
    question.environment = pick([nil, nil, .main, AppID("staging"), AppID("unknown")])
    question.interval = pick(TrendInterval.allCases)
    question.timeZone = pick([
      "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland",
    ])
    question.range = pick([
      .all, .all, .lastHours(24), .lastDays(7),
      .between(newest.advanced(seconds: -400_000), newest.advanced(seconds: -9)),
      .between(start, .latest), .between(.earliest, newest.advanced(seconds: -100_000)),
      .between(newest.advanced(seconds: 5), .latest),
    ])
    question.grouping = pick([
      nil, .user("plan"), .user("age"), .user("Initial City"), .user("nothing"), .event("plan"),
      .event("city"), .event("nothing"), .account("plan"), .account("city"), .account("nothing"),
    ])
    question.groupLimit = pick([0, 1, 2, 3, 8])
    question.filter =
      (try? UserFilter(
        parsing: pick(["", "", "", "alice", "User", "account.plan=Pro"] + timedFilters)))
      ?? UserFilter()
    return question
  }

  /// Filters that depend on the moment (R-G3).
  static let timedFilters = [
    "did:Search in 2d", "did:Search>=2 in 7d", "not did:Purchase in 36h",
    "(did:Search in 1d or alice) and not did:Invoice>=3 in 30d",
  ]
}
