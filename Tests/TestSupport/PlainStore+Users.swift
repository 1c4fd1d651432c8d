import Analysis
import Domain

extension PlainStore {
  /// Every user as a line of the List view, in no particular order.
  package func rows(in environment: AppID?) -> [UserRow] {
    worlds(in: environment).flatMap { world in world.profiles.map(world.row) }
  }

  package func usersPage(_ question: UsersQuestion) -> UsersPage {
    let all = rows(in: question.environment)
    var page = UsersPage()
    page.total = all.count
    page.newest = worlds(in: question.environment).flatMap(\.events).map(\.event.time).max()
    page.range = question.range.resolved(newest: page.newest)

    let now = now(in: question.environment)
    let matching = all.filter { row in
      isActive(row, question.range, page.range)
        && plainlyMatches(row, question.filter, ages: now, windows: now)
        && (question.members.map { isMember(row, $0) } ?? true)
    }
    page.matching = matching.count
    page.identified = matching.count { $0.identity != nil }
    page.events = matching.reduce(0) { $0 + $1.events }
    page.sessions = matching.reduce(0) { $0 + $1.sessions }
    let sorted = matching.sorted { question.sort.plainlyPuts($0, before: $1) }
    page.rows = Array(sorted.dropFirst(question.offset).prefix(question.limit))
    return page
  }

  /// R-F8: exactly those that were counted.
  private func isMember(_ row: UserRow, _ members: Members) -> Bool {
    switch members {
    case .funnel(let question, let cell):
      funnelMembers(question, cell).contains(PlainProfile(row.environment, row.id))
    case .trend(let question, let cell):
      self.members(of: question, cell).contains(PlainUser(row))
    case .account(let account): row.account?.id == account
    case .named(let keys): keys.contains(UserKey(environment: row.environment, id: row.id))
    }
  }

  /// R-A3, R-U1: all time takes in users without events, any other range only those with an event
  /// in it.
  private func isActive(
    _ row: UserRow, _ asked: TimeRange, _ moments: Range<Timestamp>?
  ) -> Bool {
    if asked == .all { return true }
    guard let moments else { return false }
    return worlds(in: row.environment).contains { world in
      world.events(of: row.id).contains { moments.contains($0.event.time) }
    }
  }
}

extension UserSort {
  /// R-U1, R-U5: what is missing comes last in both directions; ties are in order of user id, then
  /// of environment.
  fileprivate func plainlyPuts(_ left: UserRow, before right: UserRow) -> Bool {
    let tie = (left.id, left.environment) < (right.id, right.environment)
    switch (column.plainKey(of: left), column.plainKey(of: right)) {
    case (nil, nil): return tie
    case (nil, _): return false
    case (_, nil): return true
    case (let a?, let b?):
      if a == b { return tie }
      return descending ? b < a : a < b
    }
  }
}

extension UserColumn {
  fileprivate func plainKey(of row: UserRow) -> PropertyValue? {
    switch self {
    case .name: .string(row.name)
    case .kind: .number(row.isIdentified ? 1 : 0)
    case .userID: .number(Double(row.id.rawValue))
    case .firstSeen: .number(Double(row.firstSeen.milliseconds))
    case .lastSeen: row.lastSeen.map { .number(Double($0.milliseconds)) }
    case .sessions: .number(Double(row.sessions))
    case .events: .number(Double(row.events))
    case .merged: .number(Double(row.merged.count))
    case .property(let key): row.properties[key]
    }
  }
}
