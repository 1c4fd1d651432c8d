import Domain
import Explorer

@testable import Analysis

/// Reports from the stream, by the plainest means. Days are those of UTC, whatever is asked.
extension SampleStore {
  func trend(of question: TrendQuestion) -> TrendAnswer {
    let found = events(of: question)
    let range = question.range.resolved(newest: stream.first?.time)
    guard let first = found.map(\.row.time).min(), let last = found.map(\.row.time).max() else {
      return TrendAnswer(
        buckets: [], total: TrendGroup(events: [], users: [], totalEvents: 0, totalUsers: 0),
        range: range)
    }
    var edges = [start(of: first, question.interval)]
    while let edge = edges.last, edge <= last { edges.append(next(edge, question.interval)) }
    let buckets = Array(edges.dropLast())
    func group(_ value: GroupValue?) -> TrendGroup {
      let rows = found.filter { value == nil || $0.value == value }.map(\.row)
      let byBucket = buckets.indices.map { index in
        rows.filter { edges[index] <= $0.time && $0.time < edges[index + 1] }
      }
      return TrendGroup(
        value: value, events: byBucket.map(\.count),
        users: byBucket.map { Set($0.map(\.profile)).count }, totalEvents: rows.count,
        totalUsers: Set(rows.map(\.profile)).count)
    }
    return TrendAnswer(
      buckets: buckets, end: edges.last, total: group(nil),
      groups: question.grouping == nil ? [] : values(found, limit: question.groupLimit).map(group),
      range: range)
  }

  /// The users behind a number of a trend.
  func users(of question: TrendQuestion, _ cell: TrendCell) -> Set<UserID> {
    let rows = events(of: question).filter { found in
      (cell.group == nil || found.value == cell.group)
        && (cell.bucket == nil || start(of: found.row.time, question.interval) == cell.bucket)
    }
    return Set(rows.map(\.row.profile))
  }

  /// The events asked for, each with the value that it is grouped by.
  private func events(of question: TrendQuestion) -> [(row: EventRow, value: GroupValue?)] {
    let range = question.range.resolved(newest: stream.first?.time)
    let matching = stream.filter { row in
      (range?.contains(row.time) ?? true)
        && question.event.choices.contains {
          ($0.name ?? row.name) == row.name && $0.filter.matches(row.properties)
        } && (profiles[row.profile].map { matches($0.user, question.filter) } ?? false)
    }
    return matching.map { ($0, value(of: $0, by: question.grouping)) }
  }

  private func value(of row: EventRow, by grouping: Grouping?) -> GroupValue? {
    let value: PropertyValue?
    switch grouping {
    case nil: return nil
    case .user(let key): value = profiles[row.profile]?.user.properties[key]
    case .account(let key): value = profiles[row.profile]?.user.account?.properties[key]
    case .event(let key): value = row.properties[key]
    }
    return value.map { .value($0.text) } ?? .missing
  }

  /// The values of groups, most events first; the missing one last. (No sample has more than the
  /// limit, so there is no other.)
  private func values(
    _ found: [(row: EventRow, value: GroupValue?)], limit: Int
  ) -> [GroupValue?] {
    let counts = Dictionary(grouping: found.compactMap(\.value)) { $0 }.mapValues(\.count)
    return counts.sorted { left, right in
      if (left.key == .missing) != (right.key == .missing) { return right.key == .missing }
      return (right.value, left.key.text) < (left.value, right.key.text)
    }.map(\.key)
  }

  private func start(of time: Timestamp, _ interval: TrendInterval) -> Timestamp {
    let day = time.milliseconds / 86_400_000
    switch interval {
    case .hour: return Timestamp(milliseconds: time.milliseconds / 3_600_000 * 3_600_000)
    case .day: return Timestamp(milliseconds: day * 86_400_000)
    case .week: return Timestamp(milliseconds: ((day + 3) / 7 * 7 - 3) * 86_400_000)
    case .month:
      let date = CivilDate.from(daysSinceEpoch: day)
      return Timestamp(
        milliseconds: CivilDate.days(year: date.year, month: date.month, day: 1) * 86_400_000)
    }
  }

  private func next(_ bucket: Timestamp, _ interval: TrendInterval) -> Timestamp {
    switch interval {
    case .hour: bucket.advanced(seconds: 3600)
    case .day: bucket.advanced(seconds: 86400)
    case .week: bucket.advanced(seconds: 7 * 86400)
    case .month: start(of: bucket.advanced(seconds: 32 * 86400), .month)
    }
  }

  // MARK: Properties

  var allProperties: PropertyCatalogue {
    var catalogue = PropertyCatalogue()
    catalogue.users = rows.count
    catalogue.events = stream.count
    catalogue.account = entries(rows.compactMap(\.account?.properties))
    catalogue.user = entries(
      rows.map { row in
        let initial = profiles[row.id]?.initial ?? []
        return row.properties.merging(initial.map { ($0.name, $0.value) }) { $1 }
      })
    catalogue.event = entries(stream.map(\.properties))
    return catalogue
  }

  private func entries(_ all: [Properties]) -> [PropertyEntry] {
    let keys = Set(all.flatMap(\.keys))
    let entries = keys.map { key in
      let values = all.compactMap { $0[key] }
      let counts = Dictionary(grouping: values, by: \.self)
        .map { ValueCount(value: $0, count: $1.count) }
        .sorted { ($1.count, $0.value) < ($0.count, $1.value) }
      return PropertyEntry(
        key: key, count: values.count,
        strings: values.count { if case .string = $0 { true } else { false } },
        numbers: values.count { if case .number = $0 { true } else { false } },
        booleans: values.count { if case .boolean = $0 { true } else { false } },
        distinct: counts.count, topValues: Array(counts.prefix(10)))
    }
    return entries.sorted { ($1.count, $0.key) < ($0.count, $1.key) }
  }
}
