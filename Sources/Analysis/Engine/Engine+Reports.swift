import Domain
import Store

extension Engine {
  /// Whether each profile, by ordinal, is behind a number of a report (R-F8).
  func profiles(behind members: Members, _ reader: Reader) throws -> [Bool] {
    if let known = try keptMembers(members, reader) { return known }
    let profiles =
      switch members {
      case .funnel(let question, let cell): try funnelFold(question, reader).profiles(of: cell)
      case .trend(let question, let cell): try trendReport(reader).profiles(behind: question, cell)
      case .account(let account):
        try AccountReading(reader).members(of: account, try population(reader))
      case .named(let keys): try self.profiles(named: Set(keys), reader)
      }
    try keep(members, profiles, reader)
    return profiles
  }

  private func profiles(named keys: Set<UserKey>, _ reader: Reader) throws -> [Bool] {
    let map = try profileMap(reader)
    let ids = Set(keys.map(\.id.rawValue))
    return map.ids.enumerated().map { user, id in
      ids.contains(id)
        && keys.contains(
          UserKey(
            environment: map.environments[Int(map.environment[user])],
            id: UserID(truncating: id)))
    }
  }
}
