import Analysis
import Domain
import Foundation

/// Who did something: user ids alone are unique only within an environment.
package struct PlainUser: Hashable, Sendable {
  package var environment: AppID
  package var profile: UserID

  package init(_ row: UserRow) {
    (environment, profile) = (row.environment, row.id)
  }

  fileprivate init(_ row: EventRow) {
    (environment, profile) = (row.environment, row.profile)
  }
}

extension PlainStore {
  package func trend(_ question: TrendQuestion) async throws -> TrendAnswer {
    let clock = PlainClock(question.timeZone)
    let all = allEvents(question.environment)
    let counted = counted(question)
    var answer = TrendAnswer(
      buckets: [], total: TrendGroup(events: [], users: [], totalEvents: 0, totalUsers: 0))
    answer.range = question.range.resolved(newest: all.map(\.time).max())
    let shown = answer.range == nil ? counted : all
    guard var first = shown.map(\.time).min(), var last = shown.map(\.time).max() else {
      return answer
    }
    if let range = answer.range {
      first = max(range.lowerBound, first)
      last = min(Timestamp(milliseconds: range.upperBound.milliseconds - 1), last)
      guard first <= last else { return answer }
    }
    answer.buckets = clock.buckets(question.interval, first, last)
    answer.end = clock.end(of: question.interval, after: answer.buckets.last ?? first)
    answer.total = line(nil, counted, answer.buckets, clock, question.interval)
    guard question.grouping != nil else { return answer }
    answer.groups = groups(question, counted).map { value, events in
      line(value, events, answer.buckets, clock, question.interval)
    }
    return answer
  }

  /// R-F8: those counted in a cell, found by filtering what is counted.
  package func members(of question: TrendQuestion, _ cell: TrendCell) -> Set<PlainUser> {
    let clock = PlainClock(question.timeZone)
    let counted = counted(question)
    let ofGroup =
      cell.group.map { group in groups(question, counted).first { $0.0 == group }?.1 ?? [] }
      ?? counted
    return Set(
      ofGroup.filter { event in
        cell.bucket.map { $0 == clock.start(of: question.interval, event.time) } ?? true
      }.map { PlainUser($0) })
  }

  // MARK: What counts

  private func allEvents(_ environment: AppID?) -> [EventRow] {
    worlds(in: environment).flatMap { world in world.events.map(world.row) }
  }

  private func counted(_ question: TrendQuestion) -> [EventRow] {
    let all = allEvents(question.environment)
    let range = question.range.resolved(newest: all.map(\.time).max())
    let now = now(in: question.environment)
    let rows = Dictionary(uniqueKeysWithValues: rows(in: nil).map { (PlainUser($0), $0) })
    let done = Dictionary(grouping: all) { PlainUser($0) }
    // R-G3: a window of the filter counts back from each event, any other part from now.
    func passes(_ event: EventRow) -> Bool {
      guard !question.filter.isEmpty else { return true }
      let user = PlainUser(event)
      guard let row = rows[user] else { return false }
      return plainly(
        row, done[user] ?? [], match: question.filter, ages: now,
        windows: question.filter.hasWindows ? event.time.milliseconds : now)
    }
    return all.filter { event in
      (range?.contains(event.time) ?? true)
        && question.event.choices.contains { choice in
          (choice.name == nil || choice.name == event.name)
            && choice.filter.matches(event.properties)
        }
        && passes(event)
    }
  }

  // MARK: Lines

  /// R-G1: events, distinct users of each bucket, and distinct users of all, which is no sum.
  private func line(
    _ value: GroupValue?, _ events: [EventRow], _ buckets: [Timestamp], _ clock: PlainClock,
    _ interval: TrendInterval
  ) -> TrendGroup {
    let byBucket = Dictionary(grouping: events) { clock.start(of: interval, $0.time) }
    return TrendGroup(
      value: value, events: buckets.map { byBucket[$0]?.count ?? 0 },
      users: buckets.map { Set((byBucket[$0] ?? []).map { PlainUser($0) }).count },
      totalEvents: events.count, totalUsers: Set(events.map { PlainUser($0) }).count)
  }

  /// Most events first, then by value; missing and other last.
  private func groups(
    _ question: TrendQuestion, _ counted: [EventRow]
  ) -> [(GroupValue, [EventRow])] {
    let inForce = Dictionary(uniqueKeysWithValues: rows(in: nil).map { (PlainUser($0), $0) })
    // R-T3: values that are written alike are one group.
    let byText = Dictionary(grouping: counted) { event -> String? in
      switch question.grouping {
      // R-M6: the value in force now, whenever the event was.
      case .user(let key): inForce[PlainUser(event)]?.properties[key]?.text
      case .account(let key): inForce[PlainUser(event)]?.account?.properties[key]?.text
      // R-G1: a user counts in every value they had.
      case .event(let key): event.properties[key]?.text
      case nil: nil
      }
    }
    let values = byText.compactMap { text, events in text.map { ($0, events) } }
      .sorted { (-$0.1.count, $0.0) < (-$1.1.count, $1.0) }
    let limit = max(0, question.groupLimit)
    let named = values.prefix(limit).map { (GroupValue.value($0.0), $0.1) }
    let rest = [
      (GroupValue.missing, byText[nil] ?? []),
      (GroupValue.other, values.dropFirst(limit).flatMap(\.1)),
    ]
    return named + rest.filter { !$0.1.isEmpty }
  }

  // MARK: Cohorts and properties

  /// R-G3: the size on a day is as of its midnight.
  package func cohortSizes(_ question: CohortSizeQuestion) async throws -> [CohortSize] {
    let clock = PlainClock(question.timeZone)
    let times = allEvents(question.environment).map(\.time)
    guard let oldest = times.min(), let newest = times.max() else { return [] }
    let range = question.range.resolved(newest: newest)
    let first = max(range?.lowerBound ?? oldest, oldest)
    let end = range?.upperBound ?? Timestamp(milliseconds: newest.milliseconds + 1)
    let last = min(Timestamp(milliseconds: end.milliseconds - 1), newest)
    guard first <= last else { return [] }
    let now = now(in: question.environment)
    return clock.buckets(.day, first, last).map { day in
      let users = rows(in: question.environment).count {
        plainlyMatches($0, question.filter, ages: now, windows: day.milliseconds)
      }
      return CohortSize(day: day, users: users)
    }
  }

  package func propertyCatalogue(in environment: AppID?) async throws -> PropertyCatalogue {
    let users = rows(in: environment)
    let events = allEvents(environment)
    var catalogue = PropertyCatalogue()
    catalogue.users = users.count
    catalogue.events = events.count
    catalogue.user = entries(users.map(\.properties))
    catalogue.account = entries(users.compactMap(\.account?.properties))
    catalogue.event = entries(events.map(\.properties))
    return catalogue
  }

  private func entries(_ properties: [Properties]) -> [PropertyEntry] {
    let byKey = Dictionary(grouping: properties.flatMap(\.self), by: \.key)
    return byKey.map { key, pairs in
      let values = pairs.map(\.value)
      let counts = Dictionary(grouping: values) { $0 }
        .map { ValueCount(value: $0.key, count: $0.value.count) }
        .sorted { (-$0.count, $0.value) < (-$1.count, $1.value) }
      return PropertyEntry(
        key: key, count: values.count,
        strings: values.count { if case .string = $0 { true } else { false } },
        numbers: values.count { if case .number = $0 { true } else { false } },
        booleans: values.count { if case .boolean = $0 { true } else { false } },
        distinct: counts.count, topValues: Array(counts.prefix(10)))
    }.sorted { (-$0.count, $0.key) < (-$1.count, $1.key) }
  }
}

/// R-G2: what hour, day, week or month it is somewhere, asked of a calendar for every moment.
private struct PlainClock {
  private var calendar = Calendar(identifier: .gregorian)

  init(_ zone: String) {
    calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
  }

  /// The beginning of the bucket that holds a moment.
  func start(of interval: TrendInterval, _ moment: Timestamp) -> Timestamp {
    let date = Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000)
    let midnight = calendar.startOfDay(for: date)
    let parts = calendar.dateComponents([.minute, .day, .weekday], from: date)
    func daysBefore(_ days: Int) -> Date {
      // Noon is never skipped, so going back from it stays within the day that is meant.
      let noon = midnight.addingTimeInterval(12 * 3600)
      return calendar.startOfDay(for: calendar.date(byAdding: .day, value: -days, to: noon) ?? noon)
    }
    switch interval {
    case .hour:
      let minutes = Int64(parts.minute ?? 0)
      return Timestamp(
        milliseconds: moment.milliseconds - minutes * 60000 - moment.milliseconds % 60000)
    case .day: return timestamp(midnight)
    // Sunday is 1, and the last day of a week that starts on Monday.
    case .week: return timestamp(daysBefore(((parts.weekday ?? 2) + 5) % 7))
    case .month: return timestamp(daysBefore((parts.day ?? 1) - 1))
    }
  }

  /// Every bucket from that of a moment to that of another: found by walking, so there is no gap.
  func buckets(
    _ interval: TrendInterval, _ first: Timestamp, _ last: Timestamp
  ) -> [Timestamp] {
    var found = [start(of: interval, first)]
    var moment = first
    while moment < last {
      moment = min(last, moment.advanced(seconds: 900))
      let start = start(of: interval, moment)
      if start != found.last { found.append(start) }
    }
    return found
  }

  /// Where the bucket that begins at a moment ends.
  func end(of interval: TrendInterval, after start: Timestamp) -> Timestamp {
    var moment = start
    while self.start(of: interval, moment) == start { moment = moment.advanced(seconds: 900) }
    return self.start(of: interval, moment)
  }

  private func timestamp(_ date: Date) -> Timestamp {
    Timestamp(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
  }
}
