import Domain
import Store

extension Engine {
  package func why(_ question: WhyQuestion) async throws -> IdentityFacts? {
    try await read { [self] reader in
      let population = try population(reader)
      let fold = WhyFold(
        reader: reader, population: population, log: try mergeLog(reader))
      return try fold.facts(question)
    }
  }
}

/// Gathers what is stored of how one user came to belong where it does.
private struct WhyFold {
  let reader: Reader
  let population: Population
  let log: MergeLog

  func facts(_ question: WhyQuestion) throws -> IdentityFacts? {
    let environment = population.code(of: question.environment)
    var session: IdentityFacts.SessionFacts?
    let found: Int?
    switch question.subject {
    case .user(let id): found = user(id, environment)
    case .identity(let identity): found = population.profile(of: identity, in: environment)
    case .session(let id, let owner):
      let wanted = owner.flatMap { user($0, environment) }
      if owner != nil, wanted == nil { return nil }
      let known = try self.session(id, of: wanted, environment)
      session = known?.facts
      found = known?.user
    case .event(_, _, let id, let named):
      found = user(id, environment)
      if let found, let named { session = try self.session(named, of: found, environment)?.facts }
    }
    guard let user = found else { return nil }
    let counts = try FactCounts(of: [user], reader, population)[user]
    let neighbours = try neighbours(of: user)
    return IdentityFacts(
      subject: question.subject,
      environment: population.environments[Int(population.environment[user])],
      user: population.id(user), firstSeen: try firstSeen(user), sessions: counts.sessions,
      events: counts.events, previous: neighbours.previous, next: neighbours.next,
      merges: try rows(of: log.records.filter { $0.migration.from == user }),
      session: session, profile: try profile(of: user))
  }

  private func user(_ id: UserID, _ environment: Int?) -> Int? {
    (0..<population.count)
      .filter { population.ids[$0] == id.rawValue && isIn($0, environment) }
      .filter { population.isProfile(Int(population.canonical[$0])) }
      .min { (population.environment[$0], $0) < (population.environment[$1], $1) }
  }

  private func isIn(_ user: Int, _ environment: Int?) -> Bool {
    environment == nil || Int(population.environment[user]) == environment
  }

  /// The session of an id; where several users have one, that which is stored first.
  private func session(
    _ id: SessionID, of wanted: Int?, _ environment: Int?
  ) throws -> (user: Int, facts: IdentityFacts.SessionFacts)? {
    var columns = SessionColumns()
    for segment in try reader.segments(.sessions) {
      try reader.checkCancellation()
      try columns.read(reader, segment)
      for row in 0..<segment.count where columns.ids[row] == id.rawValue {
        let user = columns.user(row)
        guard wanted.map({ $0 == user }) ?? true, reader.isInTime(columns.starts[row]),
          isIn(user, environment)
        else { continue }
        let platform: Platform? =
          switch columns.origin(row) {
          case .web: .web
          case .mobile: .mobile
          case .named: nil
          }
        let start = Timestamp(milliseconds: columns.starts[row])
        return (user, .init(id, start: start, platform: platform))
      }
    }
    return nil
  }

  /// The first fact that arrived, also of a profile whose first sight doesn't count any more.
  private func firstSeen(_ user: Int) throws -> Timestamp {
    if population.firstFact[user] != .max {
      return Timestamp(milliseconds: population.firstFact[user])
    }
    let first = log.records.first { $0.migration.to == user || $0.migration.from == user }
    return first?.migration.time ?? .earliest
  }

  /// Who the device was before, and who it became afterwards.
  private func neighbours(
    of user: Int
  ) throws -> (previous: IdentityFacts.Neighbour?, next: [IdentityFacts.Neighbour]) {
    var previous: IdentityFacts.Neighbour?
    var next: [IdentityFacts.Neighbour] = []
    var codes: [UInt32] = []
    for segment in try reader.segments(.users) {
      try reader.checkCancellation()
      try reader.integers(.previous, of: segment, into: &codes)
      for (row, code) in codes.enumerated() where code > 0 {
        let other = segment.firstRow + row
        if other == user, population.map.isSighted(Int(code) - 1) {
          previous = try neighbour(Int(code) - 1)
        }
        if Int(code) - 1 == user, population.map.isSighted(other) {
          next.append(try neighbour(other))
        }
      }
    }
    return (previous, next)
  }

  private func neighbour(_ user: Int) throws -> IdentityFacts.Neighbour {
    .init(
      population.id(user), firstSeen: try firstSeen(user),
      identity: population.identity(Int(population.canonical[user])))
  }

  private func rows(of records: [MigrationRecord]) throws -> [MergeRow] {
    try MergeList(reader: reader, population: population, log: log).rows(of: records)
  }

  private func profile(of user: Int) throws -> IdentityFacts.ProfileFacts? {
    let profile = Int(population.canonical[user])
    guard let identity = population.identity(profile) else { return nil }
    let first = log.records.first { $0.migration.to == profile }
    let members = population.migrations(into: profile)
    let shown = Set(members.prefix(IdentityFacts.ProfileFacts.shownMembers).map(\.from))
    // As of a moment before it was taken back a user may have two merges; the earlier counts then.
    var told: Set<Int> = []
    let records = log.records.filter {
      $0.isInForce && $0.migration.to == profile && shown.contains($0.migration.from)
        && told.insert($0.migration.from).inserted
    }
    let isMade = try first.map { try $0.migration.time == firstSeen(profile) }
    return IdentityFacts.ProfileFacts(
      id: population.id(profile), identity: identity, firstMerge: first?.id,
      isMadeByMerge: isMade ?? false,
      members: try rows(of: records).sorted { ($0.time, $0.number) < ($1.time, $1.number) },
      memberCount: members.count,
      caseTwins: population.caseTwins(of: [profile])[profile] ?? [])
  }
}
