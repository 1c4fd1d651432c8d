import Domain
import Store

/// Which migrations a change of merges is about.
struct MergePlan {
  let change: MergeChange
  /// In order of arrival; of one user at most one.
  let records: [MigrationRecord]
  /// The profile that they are merges into.
  let profile: Int
  /// Users that stay as they are because they belong to another profile now.
  private(set) var leftOut = 0

  /// - Throws: ``MergeProblem``.
  init(_ change: MergeChange, _ population: Population, _ log: MergeLog) throws {
    self.change = change
    let environment = population.code(of: change.environment)
    let isTakingBack = change.action == .takeBack
    switch change.subject {
    case .number(let number):
      guard let record = log.records.first(where: { $0.id == number }) else {
        throw MergeProblem.noSuchMerge(number)
      }
      let user = record.migration.from
      let identity = log.identity(of: record.migration.to, population)
      if record.isInForce != isTakingBack {
        if let last = record.reversals.last, isTakingBack {
          throw MergeProblem.takenBackAlready(population.id(user), identity, last)
        }
        throw MergeProblem.inForceAlready(population.id(user), identity)
      }
      if !isTakingBack { try Self.checkIsFree(user, population, log) }
      records = [record]
      profile = record.migration.to
    case .user(let id):
      let record = try Self.record(of: id, change.action, environment, population, log)
      records = [record]
      profile = record.migration.to
    case .identity(let identity):
      let profiles = log.profiles(of: identity, population)
        .filter { environment == nil || Int(population.environment[$0]) == environment }
      guard !profiles.isEmpty else {
        if population.profile(of: identity, in: environment) == nil {
          throw MergeProblem.noSuchIdentity(identity)
        }
        throw isTakingBack
          ? MergeProblem.nothingInForce(identity) : MergeProblem.nothingTakenBack(identity)
      }
      var found: (records: [MigrationRecord], leftOut: Int, profile: Int)?
      for profile in profiles.sorted(by: {
        (population.environment[$0], $0) < (population.environment[$1], $1)
      }) where found == nil {
        let (records, leftOut) = Self.records(into: profile, change.action, population, log)
        if !records.isEmpty { found = (records, leftOut, profile) }
      }
      guard let found else {
        throw isTakingBack
          ? MergeProblem.nothingInForce(identity) : MergeProblem.nothingTakenBack(identity)
      }
      (records, leftOut, profile) = found
    }
  }

  /// Reversals as they will be, for folds that suppose them.
  var reversals: [Reversal] {
    records.map {
      Reversal(
        of: $0.id, isInForce: change.action == .restore, at: .earliest, by: "", reason: "")
    }
  }

  // MARK: One user

  private static func record(
    of id: UserID, _ action: MergeChange.Action, _ environment: Int?, _ population: Population,
    _ log: MergeLog
  ) throws -> MigrationRecord {
    let users = (0..<population.count)
      .filter {
        population.ids[$0] == id.rawValue
          && (environment == nil || Int(population.environment[$0]) == environment)
      }
      .sorted { population.environment[$0] < population.environment[$1] }
    guard !users.isEmpty else { throw MergeProblem.noSuchUser(id) }
    let wanted = Set(users)
    let records = log.records.filter { wanted.contains($0.migration.from) }
    let isTakingBack = action == .takeBack
    if let inForce = records.first(where: \.isInForce), isTakingBack { return inForce }
    guard let last = records.max(by: { $0.lastChange < $1.lastChange }) else {
      if let profile = users.first(where: { population.isIdentified($0) }) {
        throw MergeProblem.isProfile(id, log.identity(of: profile, population))
      }
      throw MergeProblem.neverMerged(id)
    }
    if isTakingBack {
      let identity = log.identity(of: last.migration.to, population)
      guard let reversal = last.reversals.last else { throw MergeProblem.neverMerged(id) }
      throw MergeProblem.takenBackAlready(id, identity, reversal)
    }
    let free = records.filter { !$0.isInForce }
    guard let latest = free.max(by: { $0.lastChange < $1.lastChange }) else {
      throw MergeProblem.inForceAlready(id, log.identity(of: last.migration.to, population))
    }
    try checkIsFree(latest.migration.from, population, log)
    return latest
  }

  /// Restoring would put a user into two profiles.
  private static func checkIsFree(
    _ user: Int, _ population: Population, _ log: MergeLog
  ) throws {
    let owner = Int(population.canonical[user])
    guard owner != user else { return }
    let since = population.migrations(into: owner).first { $0.from == user }?.time ?? .earliest
    throw MergeProblem.belongsToAnother(
      population.id(user), log.identity(of: owner, population), since: since)
  }

  // MARK: All of an identity

  private static func records(
    into profile: Int, _ action: MergeChange.Action, _ population: Population, _ log: MergeLog
  ) -> (records: [MigrationRecord], leftOut: Int) {
    let all = log.records.filter { $0.migration.to == profile }
    if action == .takeBack { return (all.filter(\.isInForce), 0) }
    var latest: [Int: MigrationRecord] = [:]
    var elsewhere: Set<Int> = []
    for record in all where !record.isInForce {
      let user = record.migration.from
      if Int(population.canonical[user]) != user {
        if Int(population.canonical[user]) != profile { elsewhere.insert(user) }
      } else if latest[user].map({ $0.lastChange < record.lastChange }) ?? true {
        latest[user] = record
      }
    }
    return (latest.values.sorted { $0.id < $1.id }, elsewhere.count)
  }
}

extension MigrationRecord {
  /// When it was taken back or restored last, else when it was made; of equal moments the later
  /// arrival counts as later.
  fileprivate var lastChange: (Timestamp, Int) { (reversals.last?.time ?? migration.time, id) }
}
