import Analysis
import Domain

extension PlainStore {
  /// The moment that ages and windows count back from: just after the newest event; without events,
  /// just after the newest user.
  package func now(in environment: AppID?) -> Int64 {
    let events = worlds(in: environment).flatMap(\.events).map(\.event.time)
    let newest = events.max() ?? rows(in: nil).map(\.firstSeen).max()
    return (newest?.milliseconds ?? 0) + 1
  }

  /// Whether a user matches a filter.
  package func plainlyMatches(
    _ row: UserRow, _ filter: UserFilter, ages: Int64, windows: Int64
  ) -> Bool {
    let events = worlds(in: row.environment).flatMap { world in
      world.events(of: row.id).map(world.row)
    }
    return filter.isEmpty
      || plainly(row, events, match: filter, ages: ages, windows: windows)
  }
}

extension UserFilter {
  /// Whether it depends on the moment who matches (R-G3).
  package var hasWindows: Bool {
    root.tests.contains { test in
      if case .did(let deed, _, _) = test { deed.window != nil } else { false }
    }
  }
}

/// Whether a user who did these events matches a filter.
///
/// - Parameters:
///   - ages: the moment that `last_seen<7d` counts back from, in milliseconds since 1970.
///   - windows: the moment that `in 30d` counts back from, exclusive (R-G3).
package func plainly(
  _ row: UserRow, _ events: [EventRow], match filter: UserFilter, ages: Int64, windows: Int64
) -> Bool {
  return plainlyHolds(filter.root) { test in
    switch test {
    case .word(let word):
      // Every part of the name, the identity, the id and the merged ids.
      return plainlyFits(.contains(word), .string(row.name), ages)
        || ([row.id] + row.merged).contains { $0.description.contains(word.text) }
    case .identified: return row.identity != nil
    case .warning: return !row.warnings.isEmpty
    case .name(let value): return plainlyFits(value, .string(row.name), ages)
    case .identity(let value):
      return plainlyFits(value, row.identity.map { .string($0.value) }, ages)
    case .userID(let value):
      return ([row.id] + row.merged).contains {
        plainlyFits(value, .string($0.description), ages)
      }
    case .number(.events, let sign, let bound): return plainlyStands(row.events, sign, bound)
    case .number(.sessions, let sign, let bound): return plainlyStands(row.sessions, sign, bound)
    case .number(.merged, let sign, let bound):
      return plainlyStands(row.merged.count, sign, bound)
    case .firstSeen(let sign, let bound):
      return plainlyIs(row.firstSeen, sign, bound, ages)
    case .lastSeen(let sign, let bound):
      return row.lastSeen.map { plainlyIs($0, sign, bound, ages) } ?? false
    case .hasNoLastSeen: return row.lastSeen == nil
    case .property(let key, let value): return plainlyFits(value, row.properties[key], ages)
    case .account(let key, let value):
      return plainlyFits(value, row.account?.properties[key], ages)
    case .did(let deed, let sign, let number):
      let done = events.filter { event in
        let time = event.time.milliseconds
        // R-G3: from the beginning of the window, inclusive, to its end, exclusive.
        let isInTime = deed.window.map { windows - $0 <= time && time < windows } ?? true
        return isInTime
          && deed.choices.contains { choice in
            (choice.name == nil || choice.name == event.name)
              && plainlyPasses(choice.filter, event.properties)
          }
      }
      return plainlyStands(done.count, sign, Double(number))
    }
  }
}

/// Whether an event passes a filter.
package func plainlyPasses(_ filter: EventFilter, _ properties: Properties) -> Bool {
  plainlyHolds(filter.root) { plainlyFits($0.test, properties[$0.key], 0) }
}

private func plainlyHolds<Test>(_ node: FilterNode<Test>, _ holds: (Test) -> Bool) -> Bool {
  switch node {
  case .test(let test): return holds(test)
  case .not(let inner): return !plainlyHolds(inner, holds)
  case .all(let nodes):
    for node in nodes where !plainlyHolds(node, holds) { return false }
    return true
  case .any(let nodes):
    for node in nodes where plainlyHolds(node, holds) { return true }
    return false
  }
}

private func plainlyStands(_ number: Int, _ sign: Comparison, _ bound: Double) -> Bool {
  plainlyCompares(Double(number) < bound, Double(number) == bound, sign)
}

private func plainlyCompares(_ isLess: Bool, _ isEqual: Bool, _ sign: Comparison) -> Bool {
  switch sign {
  case .equal: isEqual
  case .less: isLess
  case .lessOrEqual: isLess || isEqual
  case .greater: !isLess && !isEqual
  case .greaterOrEqual: !isLess
  }
}

/// A day is as long as its 24 hours; an age is how long before `now` something was.
private func plainlyIs(
  _ time: Timestamp, _ sign: Comparison, _ bound: TimeBound, _ now: Int64
) -> Bool {
  let time = time.milliseconds
  switch bound {
  case .moments(let moments):
    return plainlyCompares(
      time < moments.lowerBound, moments.lowerBound <= time && time < moments.upperBound, sign)
  case .age(let age): return plainlyCompares(now - time < age, now - time == age, sign)
  }
}

/// A missing value passes only `isMissing`; a value is compared with what it is asked to be.
private func plainlyFits(_ test: ValueTest, _ value: PropertyValue?, _ now: Int64) -> Bool {
  guard let value else { return test == .isMissing }
  /// Smart case.
  func texts(_ pattern: TextPattern) -> (value: String, pattern: String) {
    let hasCapital = pattern.text.contains { $0.isUppercase }
    return hasCapital
      ? (value.text, pattern.text) : (value.text.lowercased(), pattern.text.lowercased())
  }
  switch test {
  case .isMissing: return false
  case .equals(let pattern):
    // R-T3: alike when shown alike; a number may be written in another way.
    let (text, wanted) = texts(pattern)
    if text == wanted { return true }
    return plainNumber(pattern.text).map { $0.decimalText == value.text } ?? false
  case .contains(let pattern):
    let (text, wanted) = texts(pattern)
    return text.contains(wanted)
  case .number(let sign, let bound):
    let number: Double? =
      switch value {
      case .number(let number): number
      case .string(let text): plainNumber(text)
      case .boolean: nil
      }
    return number.map { plainlyCompares($0 < bound, $0 == bound, sign) } ?? false
  case .time(let sign, let bound):
    guard case .string(let text) = value, let time = Timestamp(iso8601: text) else { return false }
    return plainlyIs(time, sign, bound, now)
  case .text(let sign, let pattern):
    let (text, bound) = texts(pattern)
    return plainlyCompares(text < bound, text == bound, sign)
  }
}

/// A number in digits, as people write it.
private func plainNumber(_ text: String) -> Double? {
  text.allSatisfy { "0123456789+-.eE".contains($0) } ? Double(text) : nil
}
