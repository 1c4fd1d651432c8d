import Analysis
import Domain

/// A profile of some environment.
struct PlainProfile: Hashable {
  var environment: AppID
  var id: UserID

  init(_ environment: AppID, _ id: UserID) {
    self.environment = environment
    self.id = id
  }
}

/// An event with the profile it counts for.
private struct PlainEvent {
  var stored: PlainWorld.StoredEvent
  var profile: PlainProfile

  var time: Int64 { stored.event.time.milliseconds }
  /// R-F2, R-F4: the total order of events.
  var order: (Int64, Int) { (time, stored.arrival) }
}

/// The best that a unit did in a funnel.
private struct PlainAttempt {
  var depth: Int
  /// The step-1 event whose values are the unit's (R-F7).
  var carrier: PlainEvent
  /// The event that filled the last step reached.
  var last: PlainEvent
  /// From the attempt's first step to its last.
  var duration: Int64
  var latestEntry: Int64
}

/// What a funnel counts one of.
private struct PlainUnit {
  var profiles: Set<PlainProfile>
  var attempt: PlainAttempt
  var isInTime = false
  var group: GroupValue?
}

extension EventSelector {
  /// R-F13: any of its names, each with its condition.
  fileprivate func plainlyFits(_ event: Event) -> Bool {
    choices.contains { choice in
      (choice.name == nil || choice.name == event.name) && choice.filter.matches(event.properties)
    }
  }
}

extension FunnelQuestion {
  /// The best attempt at some events in order; nil without a step-1 event.
  fileprivate func attempt(_ events: [PlainEvent]) -> PlainAttempt? {
    let entries = events.indices.filter { steps[0].plainlyFits(events[$0].stored.event) }
    guard let latest = entries.last else { return nil }
    let chains = entries.map { chain(from: $0, events) }
    let depth = chains.map(\.count).max() ?? 1
    func attempt(_ chain: [Int], carrier: Int) -> PlainAttempt {
      PlainAttempt(
        depth: chain.count, carrier: events[carrier], last: events[chain[chain.count - 1]],
        duration: events[chain[chain.count - 1]].time - events[chain[0]].time,
        latestEntry: events[latest].time)
    }
    // R-F7: who stops at step 1 is judged by the last such event.
    if depth == 1 { return attempt([latest], carrier: latest) }
    if window == nil {
      // Without a window: the first entry, then the first that follows; the value is that of the
      // last step-1 event before step 2.
      let carrier = entries.last { $0 < chains[0][1] } ?? entries[0]
      return attempt(chains[0], carrier: carrier)
    }
    // R-F5, R-F7: every entry counts; the deepest, of these the one that comes so far first; where
    // several end with the same event, the one that began last.
    let deepest = chains.filter { $0.count == depth }
    let end = deepest.map { $0[depth - 1] }.min()
    let best = deepest.last { $0[depth - 1] == end } ?? deepest[0]
    return attempt(best, carrier: best[0])
  }

  /// From one entry on, the first event that fits each next step: nothing gets further, or there
  /// sooner. Each event fills one step (R-F3); the last is within the window (R-F5).
  private func chain(from entry: Int, _ events: [PlainEvent]) -> [Int] {
    var chain = [entry]
    for step in steps.dropFirst() {
      let next = events.indices.first { index in
        index > chain[chain.count - 1] && step.plainlyFits(events[index].stored.event)
          && (window.map { events[index].time - events[entry].time <= $0 } ?? true)
      }
      guard let next else { break }
      chain.append(next)
    }
    return chain
  }
}

extension PlainStore {
  package func funnel(_ question: FunnelQuestion) async throws -> FunnelAnswer {
    try question.check()
    let units = funnelUnits(question)
    let top = topGroups(units, question)
    let values = units.compactMap(\.group).map { top.contains($0) ? $0 : .other }
    var groups = top
    if values.contains(.other) { groups.append(.other) }
    return FunnelAnswer(
      total: row(nil, units, question),
      groups: groups.map { value in
        row(value, units.filter { isIn(value, $0, top) }, question)
      }, range: moments(question))
  }

  /// The profiles behind a number (R-F8).
  func funnelMembers(_ question: FunnelQuestion, _ cell: FunnelCell) -> Set<PlainProfile> {
    let units = funnelUnits(question)
    let top = topGroups(units, question)
    let chosen = units.filter { unit in
      let depth = unit.attempt.depth
      let fits =
        switch cell.outcome {
        case .reached(let step): depth > step
        case .dropped(let step):
          depth == step + 1 && depth < question.steps.count && !unit.isInTime
        case .stillInTime(let step): depth == step + 1 && unit.isInTime
        }
      return fits && (cell.group.map { isIn($0, unit, top) } ?? true)
    }
    return chosen.reduce(into: []) { $0.formUnion($1.profiles) }
  }

  private func isIn(_ value: GroupValue, _ unit: PlainUnit, _ top: [GroupValue]) -> Bool {
    guard let group = unit.group else { return false }
    return value == .other ? !top.contains(group) : group == value
  }

  /// The groups answered one by one: by units at step 1, then by value; `missing` last.
  private func topGroups(_ units: [PlainUnit], _ question: FunnelQuestion) -> [GroupValue] {
    let sizes = Dictionary(grouping: units.compactMap(\.group)) { $0 }.mapValues(\.count)
    let values = sizes.filter { $0.key != .missing }
      .sorted { ($1.value, $0.key.text) < ($0.value, $1.key.text) }.map(\.key)
    return values.prefix(question.groupLimit) + (sizes[.missing] == nil ? [] : [.missing])
  }

  private func row(
    _ value: GroupValue?, _ units: [PlainUnit], _ question: FunnelQuestion
  ) -> FunnelGroup {
    let steps = question.steps.indices
    let durations = units.filter { $0.attempt.depth == steps.count }.map(\.attempt.duration)
    let sorted = durations.sorted()
    var times = FunnelAnswer.timeBounds.map { _ in 0 }
    for duration in durations {
      let place = FunnelAnswer.timeBounds.firstIndex { $0 == nil || duration <= $0 ?? 0 } ?? 0
      times[place] += 1
    }
    return FunnelGroup(
      value: value, counts: steps.map { step in units.count { $0.attempt.depth > step } },
      stillInTime: steps.map { step in
        units.count { $0.attempt.depth == step + 1 && $0.isInTime }
      },
      medianTime: sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2], times: times)
  }

  // MARK: Units

  private func newest(_ question: FunnelQuestion) -> Timestamp? {
    worlds(in: question.environment).flatMap(\.events).map(\.event.time).max()
  }

  private func moments(_ question: FunnelQuestion) -> Range<Timestamp>? {
    question.range.resolved(newest: newest(question))
  }

  private func funnelUnits(_ question: FunnelQuestion) -> [PlainUnit] {
    let moments = moments(question)
    func isInRange(_ event: PlainEvent) -> Bool {
      // R-F1: all steps are inside the range, start inclusive, end exclusive.
      moments?.contains(event.stored.event.time) ?? true
    }
    var units: [PlainUnit] = []
    var accounts: [String: [PlainEvent]] = [:]
    var members: [String: Set<PlainProfile>] = [:]
    let now = now(in: question.environment)
    let isTimed = question.filter.hasWindows
    let worlds = worlds(in: question.environment)
    let newest = worlds.flatMap(\.events).map(\.event.time.milliseconds).max() ?? 0
    for world in worlds {
      for id in world.profiles {
        let profile = PlainProfile(world.environment, id)
        let row = world.row(of: id)
        // R-G3: a window of the filter counts back from each event, any other part from now.
        func passes(at moment: Int64) -> Bool {
          plainlyMatches(row, question.filter, ages: now, windows: moment)
        }
        guard isTimed || passes(at: now) else { continue }
        func events(_ stored: [PlainWorld.StoredEvent]) -> [PlainEvent] {
          stored.map { PlainEvent(stored: $0, profile: profile) }
            .filter { isInRange($0) && (!isTimed || passes(at: $0.time)) }
            .sorted { $0.order < $1.order }
        }
        switch question.unit {
        case .user:
          let attempt = question.attempt(events(world.events(of: id)))
          units += attempt.map { [PlainUnit(profiles: [profile], attempt: $0)] } ?? []
        case .session, .userInSession:
          // R-F10: server groups are no sessions.
          let attempts = world.visits(of: id).filter { $0.session != nil }
            .compactMap { question.attempt(events($0.events)) }
          if question.unit == .session {
            units += attempts.map { PlainUnit(profiles: [profile], attempt: $0) }
          } else if let best = Self.best(attempts) {
            units.append(PlainUnit(profiles: [profile], attempt: best))
          }
        case .account(let property):
          guard let value = row.properties[property ?? AccountID.defaultProperty]?.text else {
            continue
          }
          accounts[value, default: []] += events(world.events(of: id))
          members[value, default: []].insert(profile)
        }
      }
    }
    for (value, events) in accounts {
      if let attempt = question.attempt(events.sorted { $0.order < $1.order }) {
        units.append(PlainUnit(profiles: members[value] ?? [], attempt: attempt))
      }
    }
    return units.map { finished($0, question, worlds, newest: newest) }
  }

  /// R-F11: the best session, by the same rules as the best entry of a user.
  private static func best(_ attempts: [PlainAttempt]) -> PlainAttempt? {
    let depth = attempts.map(\.depth).max()
    let deepest = attempts.filter { $0.depth == depth }
    let first = deepest.min { $0.last.order < $1.last.order }
    var best = depth == 1 ? deepest.max { $0.carrier.order < $1.carrier.order } : first
    best?.latestEntry = attempts.map(\.latestEntry).max() ?? 0
    return best
  }

  private func finished(
    _ unit: PlainUnit, _ question: FunnelQuestion, _ worlds: [PlainWorld], newest: Int64
  ) -> PlainUnit {
    var unit = unit
    // R-F9: its latest entry is younger than the window at the end of the range; where that is open,
    // at the newest event.
    let moments = question.range.resolved(newest: Timestamp(milliseconds: newest))
    let end = moments.map(\.upperBound).flatMap { $0 > .latest ? nil : $0.milliseconds }
    if let window = question.window, unit.attempt.depth < question.steps.count {
      unit.isInTime = (end ?? newest + 1) - unit.attempt.latestEntry < window
    }
    let carrier = unit.attempt.carrier
    switch question.grouping {
    case nil: break
    case .user(let property):
      // R-M6: the value in force now, of who made the event that speaks for the unit.
      let world = worlds.first { $0.environment == carrier.profile.environment }
      let row = world?.row(of: carrier.profile.id)
      unit.group = row?.properties[property].map { .value($0.text) } ?? .missing
    case .account(let property):
      // R-A14: the account that this user belongs to now, and what is said of it last.
      let world = worlds.first { $0.environment == carrier.profile.environment }
      let account = world?.row(of: carrier.profile.id).account
      unit.group = account?.properties[property].map { .value($0.text) } ?? .missing
    case .event(let property):
      let value = carrier.stored.event.properties[property]
      unit.group = value.map { .value($0.text) } ?? .missing
    }
    return unit
  }
}
