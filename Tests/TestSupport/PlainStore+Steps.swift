import Analysis
import Domain

extension PlainStore {
  /// All that happened to who is whom, by moment, in order of time; what happened at one moment is
  /// in no particular order.
  package func identitySteps(
    in environment: AppID?
  ) -> [(time: Timestamp, steps: [IdentityStep])] {
    let all = worlds(in: environment).flatMap(\.steps)
    return Dictionary(grouping: all, by: \.time).sorted { $0.key < $1.key }
      .map { (time: $0.key, steps: $0.value.map(\.step)) }
  }

  package func identityMoment(
    _ place: IdentityPlace, in environment: AppID?
  ) async throws -> IdentityMoment? {
    let moments = identitySteps(in: environment)
    guard let first = moments.first, let last = moments.last else { return nil }
    let index =
      switch place {
      case .index(let index): min(max(0, index), moments.count - 1)
      case .fromEnd(let back): min(max(0, moments.count - 1 - back), moments.count - 1)
      case .upTo(let time): max(0, (moments.firstIndex { $0.time > time } ?? moments.count) - 1)
      }
    return IdentityMoment(
      time: moments[index].time, index: index, total: moments.count,
      previous: index > 0 ? moments[index - 1].time : nil, first: first.time, last: last.time,
      steps: moments[index].steps, stepCount: moments[index].steps.count)
  }
}

extension PlainWorld {
  fileprivate var steps: [(time: Timestamp, step: IdentityStep)] {
    var steps: [(time: Timestamp, step: IdentityStep)] = []
    var switched: Set<UserID> = []
    for (place, (stored, reversals)) in accepted.enumerated() {
      let (user, identity) = (stored.migration.from, identity(of: stored.to))
      var step = IdentityStep(.merged, environment: environment, user: user, identity: identity)
      let isFirstOfUser = !accepted[..<place].contains { $0.stored.migration.from == user }
      if let previous = previous[user], isFirstOfUser, firstSight[user] == stored.migration.time {
        switched.insert(user)
        step.kind = .switched
        step.previous = previous
        step.previousIdentity = self.identity(of: previous, at: stored.migration.time)
      } else if isFirst(place) {
        step.kind = .identified
      }
      steps.append((stored.migration.time, step))
      for reversal in reversals {
        let kind: IdentityStep.Kind =
          reversal.isInForce
          ? .restored(by: "test", reason: "") : .takenBack(by: "test", reason: "")
        steps.append(
          (
            reversal.time,
            IdentityStep(kind, environment: environment, user: user, identity: identity)
          ))
      }
    }
    for (user, previous) in previous where !switched.contains(user) {
      guard let time = firstSight[user] else { continue }
      steps.append(
        (
          time,
          IdentityStep(
            .reset, environment: environment, user: user, previous: previous,
            previousIdentity: self.identity(of: previous, at: time))
        ))
    }
    return steps
  }

  /// R-I1: the earliest merge into a profile of which nothing else was known before.
  private func isFirst(_ place: Int) -> Bool {
    let merge = accepted[place].stored
    let earliest = accepted.indices.filter { accepted[$0].stored.to == merge.to }.min {
      (accepted[$0].stored.migration.time, $0) < (accepted[$1].stored.migration.time, $1)
    }
    return earliest == place && (firstSight[merge.to] ?? .latest) >= merge.migration.time
  }

  private func identity(of user: UserID, at time: Timestamp) -> Identity? {
    let merge = accepted.first { stored, reversals in
      stored.migration.from == user && stored.migration.time <= time
        && (reversals.last { $0.time <= time }?.isInForce ?? true)
    }
    return merge.flatMap { identity(of: $0.stored.to) } ?? identity(of: user)
  }
}
