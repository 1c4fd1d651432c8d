import Domain
import Store

/// Answers questions of trends from one snapshot.
struct TrendReport {
  let reader: Reader
  let map: ProfileMap
  let memory: ReportMemory
  /// The texts that profiles have of a user property; nil where there are more than a limit.
  let codes: (_ property: String, _ limit: Int) throws -> PropertyCodes?
  /// What everybody did in all, asked for only where a filter or a first session needs it.
  let folds: () throws -> Engine.Folds

  /// What a question counts, made ready.
  private struct Plan {
    /// The first and last moment that can count, in milliseconds since 1970.
    var moments: ClosedRange<Int64>
    var users: [Bool]?
    var timed: UserFilterFold?
    var environment: Int?
  }

  func answer(_ question: TrendQuestion) throws -> TrendAnswer {
    let calendar = try TrendCalendar(zone: question.timeZone)
    var answer = TrendAnswer(
      buckets: [], total: TrendGroup(events: [], users: [], totalEvents: 0, totalUsers: 0))
    let span = try map.eventSpan(in: map.code(of: question.environment), reader)
    answer.range = question.range.resolved(
      newest: span.map { Timestamp(milliseconds: $0.upperBound) })
    guard var plan = try plan(question, span) else { return answer }
    var counted = try counted(question, plan)
    if question.range == .all,
      TrendBuckets.estimate(question.interval, plan.moments) > TrendBuckets.limit
    {
      guard let span = try counted.span() else { return answer }
      plan.moments = span
    }
    let buckets = try TrendBuckets(question.interval, in: calendar, covering: plan.moments)
    let groups = try question.grouping.map { grouping in
      try choice.groups(grouping, Self.limit(question), of: counted)
    }
    var fold = TrendFold(
      counted, buckets.edges, groups, profiles: map.count, bytes: memory.bitmaps, reader)
    try fold.run()
    return Self.answer(question, answer, buckets.edges, fold, groups)
  }

  /// Whether each profile, by ordinal, is one of those counted in a cell of the answer (R-F8).
  func profiles(behind question: TrendQuestion, _ cell: TrendCell) throws -> [Bool] {
    var isMember = [Bool](repeating: false, count: map.count)
    let calendar = try TrendCalendar(zone: question.timeZone)
    let span = try map.eventSpan(in: map.code(of: question.environment), reader)
    guard let plan = try plan(question, span) else { return isMember }
    let whole = try counted(question, plan)
    var part = plan
    if let moment = cell.bucket?.milliseconds {
      guard let bucket = calendar.bounds(of: question.interval, at: moment) else { return isMember }
      let first = max(moment, plan.moments.lowerBound)
      let last = min(bucket.upperBound - 1, plan.moments.upperBound)
      guard first <= last else { return isMember }
      part.moments = first...last
    }
    let groups = try groups(question, cell, of: whole)
    var fold = TrendFold(
      try counted(question, part), [part.moments.lowerBound, part.moments.upperBound + 1], groups,
      profiles: map.count, bytes: memory.bitmaps, reader)
    try fold.run()
    let slot = groups.flatMap { groups in cell.group.flatMap(groups.slot) }
    let plane = if case .events = groups?.source { slot ?? 0 } else { 0 }
    let words = (map.count + 63) / 64
    for profile in isMember.indices {
      isMember[profile] = fold.ever[plane * words + profile / 64] >> UInt64(profile % 64) & 1 == 1
      if case .profiles(let slotOf) = groups?.source, slotOf[profile] != slot ?? 0 {
        isMember[profile] = false
      }
    }
    return isMember
  }

  /// The groups that tell who is in a cell; nil where the cell is of all of them.
  private func groups(
    _ question: TrendQuestion, _ cell: TrendCell, of counted: CountedEvents
  ) throws -> TrendGroups? {
    guard let grouping = question.grouping, let group = cell.group else { return nil }
    if case .value(let text) = group {
      return try choice.groups(grouping, 1, only: text, of: counted)
    }
    return try choice.groups(
      grouping, Self.limit(question), isExact: true, of: counted)
  }

  /// How many users match a filter as of the first moment of each day (R-G3): what counts on a day
  /// is what happened before it.
  func sizes(_ question: CohortSizeQuestion) throws -> [CohortSize] {
    let calendar = try TrendCalendar(zone: question.timeZone)
    let environment = map.code(of: question.environment)
    guard let span = try map.eventSpan(in: environment, reader),
      let moments = Self.moments(question.range, span)
    else { return [] }
    let days = try TrendBuckets(.day, in: calendar, covering: moments)
    let folds = try folds()
    let fold = try UserFilterFold(
      question.filter, anchor: span.upperBound, reader, folds.population, folds.activity)
    let profiles = (0..<map.count).filter { profile in
      guard map.isProfile(profile) else { return false }
      return environment.map { $0 == map.environment[profile] } ?? true
    }
    let now = fold.isTimed ? [] : fold.matchesNow()
    let always = fold.isTimed ? 0 : profiles.count { now[$0] }
    return try days.edges.dropLast().map { day in
      try reader.checkCancellation()
      let users = fold.isTimed ? profiles.count { fold.matches($0, at: day) } : always
      return CohortSize(day: Timestamp(milliseconds: day), users: users)
    }
  }

  // MARK: What counts

  private var choice: TrendGroupChoice {
    TrendGroupChoice(
      reader: reader, map: map, capacity: memory.distinctValues, codes: codes, folds: folds)
  }

  private static func limit(_ question: TrendQuestion) -> Int {
    min(max(0, question.groupLimit), TrendGroups.limit)
  }

  /// The range asked for, as far as the environment has events; nil where it has none in it.
  private static func moments(
    _ range: TimeRange, _ span: ClosedRange<Int64>
  ) -> ClosedRange<Int64>? {
    guard
      let range = range.resolved(newest: Timestamp(milliseconds: span.upperBound))
    else { return span }
    let first = max(range.lowerBound.milliseconds, span.lowerBound)
    let last = min(range.upperBound.milliseconds - 1, span.upperBound)
    return first <= last ? first...last : nil
  }

  private func plan(
    _ question: TrendQuestion, _ span: ClosedRange<Int64>?
  ) throws -> Plan? {
    guard let span, let moments = Self.moments(question.range, span) else { return nil }
    var plan = Plan(
      moments: moments, environment: map.code(of: question.environment))
    guard !question.filter.isEmpty else { return plan }
    let folds = try folds()
    let fold = try UserFilterFold(
      question.filter, anchor: span.upperBound, reader, folds.population, folds.activity)
    if fold.isTimed { plan.timed = fold } else { plan.users = fold.matchesNow() }
    return plan
  }

  private func counted(_ question: TrendQuestion, _ plan: Plan) throws -> CountedEvents {
    try CountedEvents(
      question.event, moments: plan.moments, environment: plan.environment, users: plan.users,
      timed: plan.timed, reader, map)
  }

  // MARK: The answer

  private static func answer(
    _ question: TrendQuestion, _ empty: TrendAnswer, _ edges: [Int64], _ fold: TrendFold,
    _ groups: TrendGroups?
  ) -> TrendAnswer {
    // All time is from the first event that matches to the last one; a range is shown whole, also where
    // nothing happened.
    var shown = fold.events.indices
    if question.range == .all {
      guard let first = fold.events.firstIndex(where: { $0 > 0 }),
        let last = fold.events.lastIndex(where: { $0 > 0 })
      else { return empty }
      shown = first..<last + 1
    }
    var answer = empty
    answer.buckets = shown.map { Timestamp(milliseconds: edges[$0]) }
    answer.end = Timestamp(milliseconds: edges[shown.upperBound])
    let totals = fold.distinct(fold.ever)
    answer.total = TrendGroup(
      events: Array(fold.events[shown]), users: Array(fold.users[shown]),
      totalEvents: fold.events.reduce(0, +), totalUsers: totals.all)
    if let groups {
      answer.groups = lines(groups, fold, shown, totals.groups, limit(question))
    }
    return answer
  }

  /// The lines of the groups: the largest, then who has no value, then the rest.
  private static func lines(
    _ groups: TrendGroups, _ fold: TrendFold, _ shown: Range<Int>, _ users: [Int], _ limit: Int
  ) -> [TrendGroup] {
    func line(_ slot: Int, _ value: GroupValue) -> TrendGroup {
      let start = slot * fold.events.count
      let events = fold.groupEvents[start..<start + fold.events.count]
      return TrendGroup(
        value: value, events: Array(events.dropFirst(shown.lowerBound).prefix(shown.count)),
        users: Array(fold.groupUsers[start + shown.lowerBound..<start + shown.upperBound]),
        totalEvents: events.reduce(0, +), totalUsers: users[slot])
    }
    let values = groups.values.indices.map { line($0, .value(groups.values[$0])) }
      .filter { $0.totalEvents > 0 }
      .sorted { (-$0.totalEvents, $0.value?.text ?? "") < (-$1.totalEvents, $1.value?.text ?? "") }
    // Beyond the limit there are only values of users, each of whom is in one group: sums are right.
    let other = values.dropFirst(limit).reduce(line(groups.other, .other)) { $0.adding($1) }
    return values.prefix(limit)
      + [line(groups.missing, .missing), other].filter { $0.totalEvents > 0 }
  }
}

extension TrendGroup {
  /// The line of two groups that have no user in common.
  fileprivate func adding(_ group: TrendGroup) -> TrendGroup {
    TrendGroup(
      value: value, events: zip(events, group.events).map { $0 + $1 },
      users: zip(users, group.users).map { $0 + $1 },
      totalEvents: totalEvents + group.totalEvents, totalUsers: totalUsers + group.totalUsers)
  }
}

/// How much memory a report may take beside what grows with the number of users.
package struct ReportMemory: Sendable {
  /// Bytes for telling users apart in the buckets of a trend.
  package var bitmaps = 128 << 20
  /// Distinct values of a property that are counted at a time.
  package var distinctValues = 200_000

  package init() {}
}
