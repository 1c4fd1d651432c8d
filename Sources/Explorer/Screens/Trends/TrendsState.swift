import Analysis
import Canvas
import Domain

/// A trend as it is written, the last answer to it, and a cursor on a bucket and a line of it.
struct TrendsState: Equatable, Sendable {
  var definition = TrendDefinition()
  /// What was opened or saved last.
  var saved: Definition?
  /// Until an interval is chosen, it is one whose buckets fit the window.
  var isIntervalChosen = false
  /// What is typed after `/`.
  var filter = TypedFilter()
  /// Why the texts as they are now can't be asked; the last good answer stays.
  var problem: TrendProblem?

  var asked: TrendQuestion?
  var answered: TrendQuestion?
  var answer: TrendAnswer?

  /// The bucket under the cursor; nil for the newest, which it stays on when time goes on.
  var bucket: Timestamp?
  /// The first bucket of the chart.
  var offset = 0
  /// The line under the cursor, as an index into ``lines``.
  var line = 0
  var legendTop = 0
  var tableTop = 0
  /// Whether the table is shown; nil lets the height decide.
  var wantsTable: Bool?

  /// The line of all, then those of the groups.
  var lines: [TrendGroup] { answer.map { [$0.total] + $0.groups } ?? [] }

  var buckets: [Timestamp] { answer?.buckets ?? [] }

  /// The bucket under the cursor as an index into ``buckets``.
  var cursor: Int {
    let last = max(0, buckets.count - 1)
    guard let bucket else { return last }
    // After a change of the interval, the bucket that holds the moment.
    return min(last, max(0, (buckets.firstIndex { $0 > bucket } ?? buckets.count) - 1))
  }

  var isGrouped: Bool { answer?.groups.isEmpty == false }

  /// The numbers that are charted.
  func values(of group: TrendGroup) -> [Int] { definition.showsUsers ? group.users : group.events }

  func total(of group: TrendGroup) -> Int {
    definition.showsUsers ? group.totalUsers : group.totalEvents
  }

  /// Puts the cursor on a bucket.
  mutating func move(to index: Int) {
    guard buckets.indices.contains(index) else { return }
    bucket = index == buckets.count - 1 ? nil : buckets[index]
  }

  mutating func take(_ answer: TrendAnswer) {
    guard let asked else { return }
    let group = lines.indices.contains(line) ? lines[line].value : nil
    let isSameGrouping = answered?.grouping == asked.grouping
    self.answer = answer
    answered = asked
    if isSameGrouping {
      // The cursor stays on its group, wherever that stands now.
      line = lines.firstIndex { $0.value == group } ?? 0
    } else {
      line = answer.groups.isEmpty ? 0 : 1
    }
  }

  /// Whether there is anything to draw: of a range there are buckets also where nothing happened.
  var hasNumbers: Bool { (answer?.total.totalEvents ?? 0) > 0 }

  /// The number under the cursor.
  var cell: TrendCell? {
    guard hasNumbers, buckets.indices.contains(cursor), lines.indices.contains(line) else {
      return nil
    }
    return TrendCell(bucket: buckets[cursor], group: lines[line].value)
  }
}

extension TrendInterval {
  private var milliseconds: Int64 {
    switch self {
    case .hour: 3_600_000
    case .day: 86_400_000
    case .week: 7 * 86_400_000
    case .month: 30 * 86_400_000
    }
  }

  /// The interval in whose buckets so much time reads best in so many columns: hours of a few days,
  /// else the shortest one that fits.
  static func fitting(_ span: Range<Timestamp>?, columns: Int) -> TrendInterval {
    guard let span else { return .day }
    let length = span.upperBound.milliseconds(since: span.lowerBound)
    func fits(_ interval: TrendInterval) -> Bool {
      length / interval.milliseconds < Int64(columns)
    }
    if length <= 3 * 86_400_000, fits(.hour) { return .hour }
    return [.day, .week].first(where: fits) ?? .month
  }

  /// The next longer or shorter one; the same at the end.
  func stepped(_ step: Int) -> TrendInterval {
    let all = Self.allCases
    let place = (all.firstIndex(of: self) ?? 0) + step
    return all[min(max(0, place), all.count - 1)]
  }
}
