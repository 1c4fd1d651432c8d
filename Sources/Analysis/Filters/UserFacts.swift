import Domain
import Store

/// Answers conditions on users for all profiles at once.
struct UserFacts {
  let reader: Reader
  let population: Population
  let activity: Activity
  /// The moment that ages count back from, in milliseconds since 1970.
  let now: Int64

  /// Whether each profile, by ordinal, passes a test of anything but what it did.
  func matches(_ test: UserTest) throws -> [Bool] {
    try reader.checkCancellation()
    switch test {
    case .word(let pattern):
      let names = NameSearch(pattern)
      return try profiles { names.matches($0, in: population) }
    case .identified: return try profiles { population.isIdentified($0) }
    case .warning:
      let haveTwins = population.haveCaseTwins()
      return try profiles {
        haveTwins[$0] || population.identity($0)?.isNonUnique == true
      }
    case .name(let test):
      return try profiles { test.matches(.string(population.name($0)), now: now) }
    case .identity(let test):
      return try profiles { profile in
        test.matches(population.identity(profile).map { .string($0.value) }, now: now)
      }
    case .userID(let test):
      return try profiles { profile in
        population.members(of: profile).contains {
          test.matches(.string(String(population.ids[$0])), now: now)
        }
      }
    case .number(let number, let comparison, let bound):
      return try profiles { comparison.holds(value(of: number, $0), bound) }
    case .firstSeen(let comparison, let bound):
      return try profiles { bound.holds(comparison, for: activity[$0].firstSeen, now: now) }
    case .lastSeen(let comparison, let bound):
      return try profiles { profile in
        let time = activity[profile].lastEvent
        return time != ActivityRow.none && bound.holds(comparison, for: time, now: now)
      }
    case .hasNoLastSeen: return try profiles { activity[$0].lastEvent == ActivityRow.none }
    case .property(let key, let test): return try property(key, test)
    case .account(let key, let test): return try accountProperty(key, test)
    case .did: return [Bool](repeating: false, count: population.count)
    }
  }

  private func profiles(_ matches: (Int) -> Bool) throws -> [Bool] {
    var rows = [Bool](repeating: false, count: population.count)
    for user in rows.indices where population.isProfile(user) {
      if user.isMultiple(of: 1 << 16) { try reader.checkCancellation() }
      rows[user] = matches(user)
    }
    return rows
  }

  private func value(of number: UserNumber, _ profile: Int) -> Double {
    switch number {
    case .events: Double(activity[profile].events)
    case .sessions: Double(activity[profile].sessions)
    case .merged: Double(population.mergedCount(profile))
    }
  }

  /// Each distinct value is tested once.
  private func property(_ key: String, _ test: ValueTest) throws -> [Bool] {
    let reading = UserProperties(reader: reader, population: population)
    let written = try reading.values(of: key)
    let initial =
      InitialProperty.isName(key) ? try reading.initialValues(named: key, activity) : [:]
    var rows = [Bool](repeating: test.matches(nil, now: now), count: population.count)
    var results: [PropertyValue: Bool] = [:]
    for values in [written, initial] {
      for (profile, value) in values {
        if let result = results[value] {
          rows[profile] = result
        } else {
          let result = test.matches(value, now: now)
          results[value] = result
          rows[profile] = result
        }
      }
    }
    return rows
  }

  /// Of each account the value is tested once.
  private func accountProperty(_ key: String, _ test: ValueTest) throws -> [Bool] {
    let values = try AccountValues(of: key, reader, population.map) {
      Engine.Folds(population: population, activity: activity)
    }
    let results =
      [test.matches(nil, now: now)] + values.values.map { test.matches($0, now: now) }
    return values.codes.map { results[Int($0)] }
  }
}
