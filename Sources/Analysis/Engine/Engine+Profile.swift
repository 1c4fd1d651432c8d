import Domain
import Store

extension Engine {
  package func profile(_ id: UserID, in environment: AppID?) async throws -> Profile? {
    try await profile(in: environment) { population, code in
      population.profile(of: id, in: code)
    }
  }

  package func profile(_ identity: Identity, in environment: AppID?) async throws -> Profile? {
    try await profile(in: environment) { population, code in
      population.profile(of: identity, in: code)
    }
  }

  private func profile(
    in environment: AppID?, _ find: @escaping @Sendable (Population, Int?) -> Int?
  ) async throws -> Profile? {
    try await read { [self] reader in
      let population = try population(reader)
      guard let user = find(population, population.code(of: environment)) else { return nil }
      let history = try ProfileHistory(reader, population, profile: user)
      let reading = UserProperties(reader: reader, population: population)
      let histories = try reading.histories(of: [user])[user] ?? [:]
      let activity = try ProfileActivity.of([user], reader, population)[0]
      let initial = try reading.initial(of: [(user, activity.firstSession)])[user] ?? [:]
      let values = histories.compactMapValues { $0.current?.value }
      var row = population.row(
        of: user, activity.row, values.merging(initial) { _, initial in initial },
        population.caseTwins(of: [user])[user] ?? [])
      var accounts = try AccountReading(reader)
      row.account = try accounts.account(
        of: row.properties, in: Int(population.environment[user]))
      return Profile(
        user: row,
        properties: histories.keys.sorted().compactMap { key in
          histories[key].map { ProfileProperty(key: key, history: $0) }
        },
        initial: initial.keys.sorted().compactMap { name in
          initial[name].map { (name, $0) }
        },
        members: members(of: user, population, history, histories), visits: history.visits)
    }
  }

  private func members(
    of profile: Int, _ population: Population, _ history: ProfileHistory,
    _ properties: [String: PropertyHistory]
  ) -> [ProfileMember] {
    func member(_ user: Int, _ migration: StoredMigration?) -> ProfileMember {
      let facts = history.facts[user] ?? ProfileHistory.MemberFacts()
      let written = properties.values.flatMap(\.entries)
        .filter { $0.user == population.id(user) }.map(\.time).min()
      let earliest = min(facts.earliest, population.firstFact[user])
      return ProfileMember(
        id: population.id(user), migratedAt: migration?.time, source: migration?.source,
        firstSeen: min(
          Timestamp(milliseconds: earliest), written ?? .latest, migration?.time ?? .latest),
        sessions: facts.sessions, events: facts.events)
    }
    let own = member(profile, nil)
    let hasFacts =
      own.events > 0 || own.sessions > 0 || !population.isIdentified(profile)
      || properties.values.contains { $0.entries.contains { $0.user == own.id } }
    return (hasFacts ? [own] : [])
      + population.migrations(into: profile).map { member($0.from, $0) }
  }
}
