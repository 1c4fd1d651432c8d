import Domain
import TestSupport

@testable import Analysis
@testable import Explorer

/// The funnels of the sample store, found by trying every entry: slow, and plainly right.
extension SampleStore {
  func funnel(of question: FunnelQuestion) -> FunnelAnswer {
    let tries = attempts(question)
    let groups = Dictionary(grouping: tries, by: \.group).map { value, tries in
      sum(tries, question, value: question.grouping == nil ? nil : value)
    }
    let sorted = groups.sorted { ($1.order, $0.row.text) < ($0.order, $1.row.text) }
    return FunnelAnswer(
      total: sum(tries, question, value: nil), groups: question.grouping == nil ? [] : sorted,
      range: question.range.resolved(newest: stream.first?.time))
  }

  /// Whether a user is behind a number of a funnel.
  func contains(_ user: UserID, _ cell: FunnelCell, _ question: FunnelQuestion) -> Bool {
    attempts(question).contains { attempt in
      guard attempt.user == user, cell.group == nil || cell.group == attempt.group else {
        return false
      }
      return switch cell.outcome {
      case .reached(let step): attempt.depth > step
      case .dropped(let step): attempt.depth == step + 1 && !attempt.isInTime
      case .stillInTime(let step): attempt.depth == step + 1 && attempt.isInTime
      }
    }
  }

  /// The best that a unit did.
  private struct Attempt {
    var user: UserID
    var depth = 0
    var duration: Int64 = 0
    var entry: EventRow?
    var isInTime = false
    var group = GroupValue.missing
  }

  private func attempts(_ question: FunnelQuestion) -> [Attempt] {
    let moments = question.range.resolved(newest: stream.first?.time)
    return rows.filter { row in
      let now = (stream.first?.time.milliseconds ?? 0) + 1
      return plainly(
        row, histories[row.id, default: []].flatMap { $0 }, match: question.filter, ages: now,
        windows: now)
    }.flatMap { row -> [Attempt] in
      let visits = histories[row.id] ?? []
      let units = question.unit == .session ? visits : [visits.flatMap { $0 }]
      return units.compactMap { events in
        let inRange = events.filter { moments?.contains($0.time) ?? true }
        return attempt(of: row, inRange.sorted { $0.time < $1.time }, question)
      }
    }
  }

  private func attempt(
    of row: UserRow, _ events: [EventRow], _ question: FunnelQuestion
  ) -> Attempt? {
    var best = Attempt(user: row.id)
    for (place, entry) in events.enumerated() where question.steps[0].means(entry) {
      var attempt = Attempt(user: row.id, depth: 1, entry: entry)
      for later in events[(place + 1)...] where attempt.depth < question.steps.count {
        let duration = later.time.milliseconds(since: entry.time)
        guard duration <= question.window ?? .max else { break }
        guard question.steps[attempt.depth].means(later) else { continue }
        attempt.depth += 1
        attempt.duration = duration
      }
      let end = stream.first?.time ?? entry.time
      attempt.isInTime = question.window.map { end.milliseconds(since: entry.time) < $0 } ?? false
      if attempt.depth >= best.depth { best = attempt }
    }
    guard best.depth > 0 else { return nil }
    switch question.grouping {
    case .user(let key): best.group = .init(row.properties[key])
    case .account(let key): best.group = .init(row.account?.properties[key])
    case .event(let key): best.group = .init(best.entry?.properties[key])
    case nil: break
    }
    return best
  }

  private func sum(
    _ attempts: [Attempt], _ question: FunnelQuestion, value: GroupValue?
  ) -> FunnelGroup {
    let steps = question.steps.indices
    let converted = attempts.filter { $0.depth == steps.count }.map(\.duration).sorted()
    var times = Array(repeating: 0, count: FunnelAnswer.timeBounds.count)
    for duration in converted {
      let place = FunnelAnswer.timeBounds.firstIndex { $0.map { duration <= $0 } ?? true }
      if let place { times[place] += 1 }
    }
    return FunnelGroup(
      value: value, counts: steps.map { step in attempts.count { $0.depth > step } },
      stillInTime: steps.map { step in
        step + 1 == steps.count ? 0 : attempts.count { $0.depth == step + 1 && $0.isInTime }
      },
      medianTime: converted.isEmpty ? nil : converted[(converted.count - 1) / 2], times: times)
  }
}

extension EventSelector {
  fileprivate func means(_ row: EventRow) -> Bool {
    choices.contains { choice in
      (choice.name == nil || choice.name == row.name) && choice.filter.matches(row.properties)
    }
  }
}

extension GroupValue {
  fileprivate init(_ value: PropertyValue?) {
    self = value.map { .value($0.text) } ?? .missing
  }
}

extension FunnelGroup {
  /// The groups' order: those without a value last.
  fileprivate var order: Int { value == .missing ? -1 : counts.first ?? 0 }
}
