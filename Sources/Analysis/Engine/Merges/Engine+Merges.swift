import Domain
import Store

extension Engine {
  package func merges(_ question: MergesQuestion) async throws -> MergesPage {
    try await read { [self] reader in
      let population = try population(reader)
      return try MergeList(
        reader: reader, population: population, log: try mergeLog(reader)
      ).page(question)
    }
  }

  package func mergePreview(_ change: MergeChange) async throws -> MergePreview {
    try await read { [self] reader in
      let present = try folds(reader)
      let log = try mergeLog(reader)
      let plan = try MergePlan(change, present.population, log)
      let now = UserList(
        reader: reader, population: present.population, activity: present.activity)
      reader.suppose(plan.reversals)
      let population = try Population(reader, try ProfileMap(reader))
      let then = UserList(
        reader: reader, population: population, activity: try Activity(reader, population))
      let (merged, apart) = change.action == .takeBack ? (now, then) : (then, now)
      let users = plan.records.prefix(MergePreview.shownUsers).map(\.migration.from)
      return MergePreview(
        change: change, migrations: plan.records.map(\.id),
        identity: log.identity(of: plan.profile, present.population),
        merged: try merged.row(of: plan.profile), profile: try apart.row(of: plan.profile),
        users: try apart.rows(of: users.filter { apart.population.isProfile($0) }),
        userCount: plan.records.count, leftOut: plan.leftOut)
    }
  }
}

extension UserList {
  /// The row of a profile; nil where it isn't there.
  fileprivate func row(of profile: Int) throws -> UserRow? {
    population.isProfile(profile) ? try rows(of: [profile]).first : nil
  }
}
