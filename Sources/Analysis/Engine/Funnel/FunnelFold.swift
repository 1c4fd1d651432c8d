import Domain
import Store

/// Counts a funnel (R-F1 to R-F13), from the events of a snapshot.
struct FunnelFold {
  let question: FunnelQuestion
  let reader: Reader
  let map: ProfileMap
  /// The texts that profiles have of a user property.
  private let codes: (String) throws -> PropertyCodes?
  /// Asked for only where a filter or an `Initial …` property needs it.
  let folds: () throws -> Engine.Folds
  private let newest: Int64?
  /// The range in force; nil for all time.
  let range: Range<Timestamp>?

  init(
    _ question: FunnelQuestion, _ reader: Reader, _ map: ProfileMap,
    codes: @escaping (String) throws -> PropertyCodes?,
    folds: @escaping () throws -> Engine.Folds
  ) throws {
    try question.check()
    self.question = question
    self.reader = reader
    self.map = map
    self.codes = codes
    self.folds = folds
    let newest = try map.newestEvent(in: map.code(of: question.environment), reader)
    self.newest = newest?.milliseconds
    range = question.range.resolved(newest: newest)
  }

  func answer() throws -> FunnelAnswer {
    let (outcome, _) = try count()
    let (total, groups) = outcome.answer(
      groupLimit: question.groupLimit, isGrouped: question.grouping != nil)
    return FunnelAnswer(total: total, groups: groups, range: range)
  }

  /// The profiles behind a number, by ordinal: exactly those that were counted (R-F8).
  func profiles(of cell: FunnelCell) throws -> [Bool] {
    let (outcome, units) = try count()
    let chosen = outcome.units(of: cell, groupLimit: question.groupLimit)
    return question.unit == .userInSession ? chosen : units.profiles(of: chosen, map)
  }

  // MARK: Counting

  private func count() throws -> (FunnelOutcome, FunnelUnits) {
    let filter = try userFilter()
    let units = try FunnelUnits(
      question.unit, allowed: allowed(filter), reader, map, folds: folds)
    // A preset of an environment without events, too, is a range without events.
    let isEmpty = newest == nil || (range == nil && question.range != .all)
    let all = Int64.min..<Int64.max
    let moments = range.map { $0.lowerBound.milliseconds..<$0.upperBound.milliseconds } ?? all
    let timed = filter?.isTimed == true ? filter : nil
    let isShort = question.window.map { $0 <= FunnelStates<UInt32>.reach } ?? false
    let outcome =
      isShort
      ? try outcome(UInt32.self, isEmpty ? 0..<0 : moments, units, timed)
      : try outcome(Int64.self, isEmpty ? 0..<0 : moments, units, timed)
    return (outcome, units)
  }

  /// - Parameter moment: what moments are kept in; wide enough for the window.
  private func outcome<Moment: FixedWidthInteger & Sendable>(
    _ moment: Moment.Type, _ moments: Range<Int64>, _ units: FunnelUnits, _ timed: UserFilterFold?
  ) throws -> FunnelOutcome {
    var scan = try FunnelScan<Moment>(
      question, moments, units, timedFilter: timed, withCarriers: needsCarriers, reader, map)
    return try scan.run { states in try outcome(of: states, units) }
  }

  private func userFilter() throws -> UserFilterFold? {
    if question.filter.isEmpty { return nil }
    let folds = try folds()
    return try UserFilterFold(
      question.filter, anchor: newest ?? 0, reader, folds.population, folds.activity)
  }

  /// Which profiles count; nil for all.
  private func allowed(_ filter: UserFilterFold?) -> [Bool]? {
    let environment = map.code(of: question.environment)
    var allowed = filter.flatMap { $0.isTimed ? nil : $0.matchesNow() }
    guard let environment, map.isDivided(by: environment) else { return allowed }
    if allowed == nil { allowed = [Bool](repeating: true, count: map.count) }
    for profile in 0..<map.count where map.environment[profile] != environment {
      allowed?[profile] = false
    }
    return allowed
  }

  /// Whether it matters which events a unit's attempt is made of.
  private var needsCarriers: Bool {
    switch (question.unit, question.grouping) {
    case (.userInSession, _), (_, .event), (.account, .user), (.account, .account): true
    default: false
    }
  }

  private func outcome<Moment>(
    of states: borrowing FunnelStates<Moment>, _ units: FunnelUnits
  ) throws -> FunnelOutcome {
    let best = question.unit == .userInSession ? bestSessions(states, units) : nil
    var outcome = best.map { self.outcome(of: $0, states) } ?? self.outcome(of: states)
    try group(&outcome, states, units, best?.session)
    return outcome
  }

  private func outcome<Moment>(of states: borrowing FunnelStates<Moment>) -> FunnelOutcome {
    let depths = states.allDepths()
    var outcome = FunnelOutcome(depth: depths, steps: question.steps.count)
    if let window = question.window {
      outcome.isInTime = states.allInTime(depths, within: window, of: endOfWindows)
    }
    (outcome.converted, outcome.durations) = states.conversions(depths)
    return outcome
  }

  private func outcome<Moment>(
    of best: BestSessions, _ states: borrowing FunnelStates<Moment>
  ) -> FunnelOutcome {
    let depths = best.session.map { Int($0) < states.units ? states.depth(Int($0)) : 0 }
    var outcome = FunnelOutcome(
      depth: depths.map { UInt8(truncatingIfNeeded: $0) }, steps: question.steps.count)
    let end = endOfWindows
    for profile in depths.indices where depths[profile] > 0 {
      if depths[profile] == question.steps.count {
        outcome.converted.append(profile)
        outcome.durations.append(states.duration(Int(best.session[profile])))
      } else if let window = question.window {
        outcome.isInTime[profile] = end - best.latestEntry[profile] < window
      }
    }
    return outcome
  }

  /// R-F9: the moment at which a window has to be open still: the end of the range; of one that is
  /// open at its end, the newest event.
  private var endOfWindows: Int64 {
    let open = Timestamp.latest.milliseconds
    return range.flatMap { $0.upperBound.milliseconds > open ? nil : $0.upperBound.milliseconds }
      ?? (newest ?? 0) + 1
  }

  /// Of each profile, what is the best of its sessions (R-F11).
  private struct BestSessions {
    /// By profile; the number of units where there is none.
    var session: [UInt32]
    /// The latest step-1 event over all of them.
    var latestEntry: [Int64]
  }

  /// The deepest; of those the one that came so far first, and where nobody went on, the one that
  /// began last.
  private func bestSessions<Moment>(
    _ states: borrowing FunnelStates<Moment>, _ units: FunnelUnits
  ) -> BestSessions {
    var best = BestSessions(
      session: [UInt32](repeating: UInt32(units.count), count: map.count),
      latestEntry: [Int64](repeating: .min, count: map.count))
    for unit in 0..<units.count {
      let depth = states.depth(unit)
      if depth == 0 { continue }
      let profile = Int(units.profileOf[unit])
      best.latestEntry[profile] = max(best.latestEntry[profile], states.latestEntry(unit))
      let other = Int(best.session[profile])
      if other < units.count {
        let otherDepth = states.depth(other)
        let isEarlier = states.moment(unit) < states.moment(other)
        guard depth > otherDepth || (depth == otherDepth && isEarlier == (depth > 1)) else {
          continue
        }
      }
      best.session[profile] = UInt32(unit)
    }
    return best
  }

  // MARK: Grouping

  private func group<Moment>(
    _ outcome: inout FunnelOutcome, _ states: borrowing FunnelStates<Moment>, _ units: FunnelUnits,
    _ sessions: [UInt32]?
  ) throws {
    switch question.grouping {
    case nil: return
    case .user(let property):
      guard let values = try codes(property) else { return }
      outcome.texts = values.texts
      outcome.groupOf = try groups(values.codes, outcome, states, units)
    case .account(let property):
      let values = try AccountValues(of: property, reader, map, folds: folds).texts()
      outcome.texts = values.texts
      outcome.groupOf = try groups(values.codes, outcome, states, units)
    case .event(let property):
      outcome.groupOf = [UInt32](repeating: 0, count: outcome.depth.count)
      let entered = outcome.depth.indices.filter { outcome.depth[$0] > 0 }
      let units = sessions.map { sessions in entered.map { Int(sessions[$0]) } } ?? entered
      let values = try CarrierValues(reader: reader)
        .values(of: property, at: carriers(of: units, states), into: &outcome.texts)
      for (thing, value) in zip(entered, values) { outcome.groupOf[thing] = value }
    }
  }

  /// The groups of units by what their profiles have; of an account, by what the profile has that the
  /// event which speaks for the account is of.
  private func groups<Moment>(
    _ codes: [UInt32], _ outcome: FunnelOutcome, _ states: borrowing FunnelStates<Moment>,
    _ units: FunnelUnits
  ) throws -> [UInt32] {
    switch question.unit {
    case .user, .userInSession: return codes
    case .session: return units.profileOf.map { codes[Int($0)] }
    case .account:
      var groupOf = [UInt32](repeating: 0, count: units.count)
      let entered = outcome.depth.indices.filter { outcome.depth[$0] > 0 }
      let profiles = try CarrierValues(reader: reader)
        .profiles(at: carriers(of: entered, states), map)
      for (unit, profile) in zip(entered, profiles) { groupOf[unit] = codes[Int(profile)] }
      return groupOf
    }
  }

  private func carriers<Moment>(
    of units: [Int], _ states: borrowing FunnelStates<Moment>
  ) -> [Int] {
    var carriers: [Int] = []
    carriers.reserveCapacity(units.count)
    for unit in units { carriers.append(states.carrier(unit)) }
    return carriers
  }
}
