import Domain
import Store

/// Answers a page of the List view from the folds of a snapshot.
struct UserList {
  let reader: Reader
  let population: Population
  let activity: Activity

  /// - Parameter members: the profiles, by ordinal, that alone are listed.
  func page(_ question: UsersQuestion, among members: [Bool]? = nil) throws -> UsersPage {
    let environment = population.code(of: question.environment)
    let newest = try population.map.newestEvent(in: environment, reader)
    let range = question.range.resolved(newest: newest)
    var page = UsersPage()
    page.newest = newest
    page.range = range

    let active =
      question.range == .all ? nil : try profiles(activeIn: range, newest: newest)
    let passes = try matches(question.filter, newest: newest)
    var matching: [Int] = []
    if passes == nil, members == nil { matching.reserveCapacity(population.count) }
    for user in 0..<population.count where population.isProfile(user) {
      if let environment, population.environment[user] != environment { continue }
      page.total += 1
      if let active, !active[user] { continue }
      if let members, !members[user] { continue }
      if let passes, !passes[user] { continue }
      matching.append(user)
      page.events += Int(activity[user].events)
      page.sessions += Int(activity[user].sessions)
      if population.isIdentified(user) { page.identified += 1 }
    }
    page.matching = matching.count
    let end = min(matching.count, max(0, question.offset) + max(0, question.limit))
    let start = min(max(0, question.offset), end)
    page.rows = try rows(of: try ranked(start..<end, of: matching, by: question.sort))
    return page
  }

  /// Rows of the List view for some profiles, in the order given.
  func rows(of profiles: [Int]) throws -> [UserRow] {
    try UserRows(reader: reader, population: population)
      .rows(of: profiles, profiles.map { activity.of($0) })
  }

  /// Who passes a filter, as of just after the newest event; nil for everybody.
  private func matches(_ filter: UserFilter, newest: Timestamp?) throws -> [Bool]? {
    if filter.isEmpty { return nil }
    // Without any event, ages count back from the newest user.
    let anchor =
      newest?.milliseconds ?? activity.rows.lazy.map(\.firstSeen).filter { $0 != .max }.max() ?? 0
    return try UserFilterFold.matchesNow(filter, anchor: anchor, reader, population, activity)
  }

  // MARK: Range

  /// Which profiles have an event in a range; none do where there is nothing that a preset could
  /// count back from (R-A3). One that reaches the newest event is told by the last
  /// event alone; any other needs the events.
  private func profiles(activeIn range: Range<Timestamp>?, newest: Timestamp?) throws -> [Bool] {
    guard let range else { return [Bool](repeating: false, count: population.count) }
    let start = range.lowerBound.milliseconds
    let end = range.upperBound.milliseconds
    if let newest, range.upperBound > newest {
      return activity.rows.map { $0.lastEvent != ActivityRow.none && $0.lastEvent >= start }
    }
    var isActive = [Bool](repeating: false, count: population.count)
    var codes: [UInt32] = []
    var list: [UInt32] = []
    var times: [Int64] = []
    for segment in try reader.segments(.events)
    where segment.newest >= start && segment.oldest < end {
      try reader.checkCancellation()
      try reader.integers(.user, of: segment, into: &codes)
      try reader.integers(.userList, of: segment, into: &list)
      try reader.integers(.time, of: segment, into: &times)
      for row in 0..<segment.count where times[row] >= start && times[row] < end {
        isActive[Int(population.canonical[Int(list[Int(codes[row])])])] = true
      }
    }
    return isActive
  }

  // MARK: Order

  /// Users of some places in order; ties by user id, then environment; missing values last (R-U1,
  /// R-U5).
  private func ranked(
    _ places: Range<Int>, of users: [Int], by sort: UserSort
  ) throws -> [Int] {
    func byNumber(_ number: @escaping (Int) -> Int64?) -> [Int] {
      let keys = users.lazy.map { user -> (missing: Bool, key: Int64, user: Int) in
        let value = number(user)
        let key = value ?? 0
        return (value == nil, sort.descending ? ~key : key, user)
      }
      return keys.ranked(places) { left, right in
        if left.missing != right.missing { return right.missing }
        return left.key != right.key
          ? left.key < right.key : population.isTieBroken(left.user, right.user)
      }.map(\.user)
    }
    func byValue(_ value: (Int) -> PropertyValue?) -> [Int] {
      let keys = users.map { (key: value($0), user: $0) }
      return keys.ranked(places) { left, right in
        switch (left.key, right.key) {
        case (nil, nil): return population.isTieBroken(left.user, right.user)
        case (nil, _): return false
        case (_, nil): return true
        case (let one?, let other?):
          if one == other { return population.isTieBroken(left.user, right.user) }
          return sort.descending ? other < one : one < other
        }
      }.map(\.user)
    }
    switch sort.column {
    case .lastSeen:
      return byNumber { user in
        let time = activity[user].lastEvent
        return time == ActivityRow.none ? nil : time
      }
    case .firstSeen: return byNumber { activity[$0].firstSeen }
    case .events: return byNumber { Int64(activity[$0].events) }
    case .sessions: return byNumber { Int64(activity[$0].sessions) }
    case .merged: return byNumber { Int64(population.mergedCount($0)) }
    case .userID: return byNumber { Int64(population.ids[$0]) }
    case .kind: return byNumber { population.isIdentified($0) ? 1 : 0 }
    case .name: return byValue { .string(population.name($0)) }
    case .property(let key):
      let values = try values(of: key)
      return byValue { values[$0] }
    }
  }

  private func values(of key: String) throws -> [Int: PropertyValue] {
    let reading = UserProperties(reader: reader, population: population)
    let written = try reading.values(of: key)
    let initial = try reading.initialValues(named: key, activity)
    return written.merging(initial) { _, initial in initial }
  }
}
