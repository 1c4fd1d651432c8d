import Domain
import Store

/// Finds out who matches a filter, as of now or as of any moment.
struct UserFilterFold {
  /// Whether the answer depends on the moment: `did … in 30d` (R-G3).
  let isTimed: Bool
  private let count: Int
  private let now: Int64
  private let condition: TimedCondition

  /// - Parameter anchor: the newest event where nothing else is said, in milliseconds since 1970. Now
  ///   is just after it: ages such as `last_seen<7d` count back from there, and so does `in 30d`.
  init(
    _ filter: UserFilter, anchor: Int64, _ reader: Reader, _ population: Population,
    _ activity: Activity
  ) throws {
    count = population.count
    now = anchor + 1
    isTimed = filter.root.tests.contains { $0.deed?.window != nil }
    let facts = UserFacts(
      reader: reader, population: population, activity: activity, now: now)
    let deeds = try DeedFold(filter.root.tests.compactMap(\.deed), reader, population, asOf: nil)
    condition = try TimedCondition(filter.root, population.count) { test in
      guard case .did(let deed, let comparison, let count) = test else {
        return .fixed(try facts.matches(test))
      }
      if let window = deed.window {
        return .timed(deeds.times(of: deed), window: window, comparison, count)
      }
      return .fixed(deeds.counts(of: deed).map { comparison.holds(Int($0), count) })
    }
  }

  /// Whether each profile, by ordinal, matches as of now. Takes less than the fold where a filter has
  /// windows, since nothing has to be remembered for other moments.
  static func matchesNow(
    _ filter: UserFilter, anchor: Int64, _ reader: Reader, _ population: Population,
    _ activity: Activity
  ) throws -> [Bool] {
    let facts = UserFacts(
      reader: reader, population: population, activity: activity, now: anchor + 1)
    let deeds = try DeedFold(
      filter.root.tests.compactMap(\.deed), reader, population, asOf: anchor + 1)
    return try filter.root.rows(population.count) { test in
      guard case .did(let deed, let comparison, let count) = test else {
        return try facts.matches(test)
      }
      return deeds.counts(of: deed).map { comparison.holds(Int($0), count) }
    }
  }

  /// Whether each profile, by ordinal, matches as of now.
  func matchesNow() -> [Bool] {
    switch condition {
    case .fixed(let rows): rows
    default: (0..<count).map { condition.holds(for: $0, at: now) }
    }
  }

  /// Whether a profile matches as of a moment in milliseconds since 1970, exclusive.
  func matches(_ profile: Int, at moment: Int64) -> Bool {
    condition.holds(for: profile, at: moment)
  }
}

/// What is known of every profile and, for what depends on the moment, when each did it.
private indirect enum TimedCondition {
  case fixed([Bool])
  case timed(DeedTimes, window: Int64, Comparison, Int)
  case not(TimedCondition)
  case all([TimedCondition])
  case any([TimedCondition])

  /// What doesn't depend on the moment is joined into one.
  init(
    _ node: FilterNode<UserTest>, _ count: Int, _ test: (UserTest) throws -> TimedCondition
  ) throws {
    switch node {
    case .test(let one): self = try test(one)
    case .not(let node):
      let inner = try TimedCondition(node, count, test)
      if case .fixed(let rows) = inner {
        self = .fixed(rows.map { !$0 })
      } else {
        self = .not(inner)
      }
    case .all(let nodes):
      let (fixed, timed) = try Self.parts(nodes, count, test, neutral: true) { $0 && $1 }
      self = timed.isEmpty ? .fixed(fixed) : .all([.fixed(fixed)] + timed)
    case .any(let nodes):
      let (fixed, timed) = try Self.parts(nodes, count, test, neutral: false) { $0 || $1 }
      self = timed.isEmpty ? .fixed(fixed) : .any([.fixed(fixed)] + timed)
    }
  }

  private static func parts(
    _ nodes: [FilterNode<UserTest>], _ count: Int,
    _ test: (UserTest) throws -> TimedCondition, neutral: Bool, _ join: (Bool, Bool) -> Bool
  ) throws -> (fixed: [Bool], timed: [TimedCondition]) {
    var fixed = [Bool](repeating: neutral, count: count)
    var timed: [TimedCondition] = []
    for node in nodes {
      switch try TimedCondition(node, count, test) {
      case .fixed(let rows): fixed.combine(rows, join)
      case let other: timed.append(other)
      }
    }
    return (fixed, timed)
  }

  func holds(for profile: Int, at moment: Int64) -> Bool {
    switch self {
    case .fixed(let rows): rows[profile]
    case .timed(let times, let window, let comparison, let count):
      comparison.holds(times.count(of: profile, from: moment - window, to: moment), count)
    case .not(let inner): !inner.holds(for: profile, at: moment)
    case .all(let parts): parts.allSatisfy { $0.holds(for: profile, at: moment) }
    case .any(let parts): parts.contains { $0.holds(for: profile, at: moment) }
    }
  }
}
