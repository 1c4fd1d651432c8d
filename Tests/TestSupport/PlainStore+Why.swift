import Analysis
import Domain

/// How a user came to belong where it does, found by going through all facts.
extension PlainStore {
  package func why(_ question: WhyQuestion) async throws -> IdentityFacts? {
    for world in worlds(in: question.environment) {
      let found: (user: UserID, session: Session?)? =
        switch question.subject {
        case .user(let id): world.isThere(id) ? (id, nil) : nil
        case .identity(let identity):
          world.identities.first { $0.value == identity }.map { ($0.key, nil) }
        case .session(let id, let owner):
          world.sessions.first { $0.session.id == id && (owner ?? $0.user) == $0.user }
            .map { ($0.user, $0.session) }
        case .event(_, _, let id, let session):
          world.isThere(id)
            ? (id, world.sessions.first { $0.user == id && $0.session.id == session }?.session)
            : nil
        }
      if let found { return facts(question.subject, world, found.user, found.session) }
    }
    return nil
  }

  private func facts(
    _ subject: WhySubject, _ world: PlainWorld, _ user: UserID, _ session: Session?
  ) -> IdentityFacts {
    let merges = mergeRows(in: world.environment)
    func neighbour(_ id: UserID) -> IdentityFacts.Neighbour {
      .init(
        id, firstSeen: world.firstSight[id] ?? .earliest,
        identity: world.identities[world.profile(of: id)])
    }
    let changes = changesOfUser(in: world.environment)
    var facts = IdentityFacts(
      subject: subject, environment: world.environment, user: user,
      firstSeen: world.firstSight[user] ?? .earliest,
      sessions: world.sessions.count { $0.user == user },
      events: world.events.count { $0.user == user },
      previous: changes.first { $0.to == user && world.firstSeen[$0.from] != nil }
        .map { neighbour($0.from) },
      next: changes.filter { $0.from == user && world.firstSeen[$0.to] != nil }
        .map { neighbour($0.to) },
      merges: merges.filter { $0.user == user },
      session: session.map { .init($0.id, start: $0.start, platform: $0.platform) })
    let profile = world.profile(of: user)
    if let identity = world.identities[profile] {
      let all = merges.filter { $0.profile == profile }
      // Of two merges of one user, which a past moment may have, the earlier counts.
      let counting = Dictionary(grouping: all.filter(\.isInForce), by: \.user)
        .compactMap { $0.value.min { $0.number < $1.number } }
      let members = counting.sorted { ($0.time, $0.number) < ($1.time, $1.number) }
      facts.profile = IdentityFacts.ProfileFacts(
        id: profile, identity: identity, firstMerge: all.first?.number,
        isMadeByMerge: all.first.map { $0.time == world.firstSight[profile] } ?? false,
        members: Array(members.prefix(IdentityFacts.ProfileFacts.shownMembers)),
        memberCount: members.count, caseTwins: world.row(of: profile).caseTwins)
    }
    return facts
  }

  /// Who became whom on a device (R-I4, R-I12): told by the first fact of the new user alone.
  private func changesOfUser(in environment: AppID) -> [(from: UserID, to: UserID)] {
    var known: Set<UserID> = []
    var changes: [(from: UserID, to: UserID)] = []
    for arrival in arrivals where arrival.environment == environment {
      guard case .fact(let fact) = arrival.content else { continue }
      if case .user(let user) = fact, case .user(let id) = user.subject,
        let previous = user.previous, !known.contains(id)
      {
        changes.append((previous, id))
      }
      if let id = fact.rawUser { known.insert(id) }
    }
    return changes
  }
}

extension PlainWorld {
  fileprivate func isThere(_ user: UserID) -> Bool {
    firstSight[user] != nil && profiles.contains(profile(of: user))
  }
}

extension Fact {
  /// The raw user_id that a fact names.
  fileprivate var rawUser: UserID? {
    if case .user(let id) = subject { return id }
    return nil
  }
}
