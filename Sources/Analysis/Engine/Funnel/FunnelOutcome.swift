import Domain

/// How each unit of a funnel ended: what every number of the answer, and the users behind it, are
/// counted from (R-F8).
struct FunnelOutcome {
  let steps: Int
  /// How many steps each unit reached; 0 for those that never entered.
  var depth: [UInt8]
  /// Whether it can still go on within the window (R-F9).
  var isInTime: [Bool]
  /// Units that reached the last step, and how many milliseconds it took each.
  var converted: [Int] = []
  var durations: [Int64] = []
  /// By unit: 0 for no value, else one more than the index of a text. Empty without a grouping.
  var groupOf: [UInt32] = []
  var texts = TextCodes()

  /// - Parameter depth: by unit.
  init(depth: [UInt8], steps: Int) {
    self.depth = depth
    self.steps = steps
    isInTime = [Bool](repeating: false, count: depth.count)
  }

  // MARK: Rows

  /// The rows of the answer: the top groups, then "missing" and "other" where there are such.
  struct Rows {
    var values: [GroupValue] = []
    /// By code of a group.
    var rowOf: [Int] = []
  }

  /// Groups by units at the first step, then in order of value.
  func rows(limit: Int) -> Rows {
    var entered = [Int](repeating: 0, count: texts.all.count + 1)
    entered.withUnsafeMutableBufferPointer { entered in
      for unit in groupOf.indices { entered[Int(groupOf[unit])] &+= Int(min(depth[unit], 1)) }
    }
    let codes = entered.indices.filter { $0 > 0 && entered[$0] > 0 }
    let top = codes.smallest(min(max(0, limit), codes.count)) {
      (-entered[$0], texts.all[$0 - 1]) < (-entered[$1], texts.all[$1 - 1])
    }
    var rows = Rows()
    rows.values = top.map { .value(texts.all[$0 - 1]) }
    if entered[0] > 0 { rows.values.append(.missing) }
    rows.rowOf = [Int](repeating: rows.values.count, count: entered.count)
    if entered[0] > 0 { rows.rowOf[0] = top.count }
    for (row, code) in top.enumerated() { rows.rowOf[code] = row }
    if codes.count > top.count { rows.values.append(.other) }
    return rows
  }

  func answer(groupLimit: Int, isGrouped: Bool) -> (total: FunnelGroup, groups: [FunnelGroup]) {
    guard isGrouped else { return (groups(Rows())[0].group(nil), []) }
    let rows = rows(limit: groupLimit)
    let groups = groups(rows)
    var total = groups[0]
    for group in groups.dropFirst() { total.add(group) }
    return (total.group(nil), zip(rows.values, groups).map { $1.group($0) })
  }

  // MARK: Counting

  /// One row being counted, by the number of steps that units reached.
  private struct Tally {
    var ended: [Int]
    var inTime: [Int]
    var durations: [Int64] = []

    init(steps: Int) {
      ended = [Int](repeating: 0, count: steps + 1)
      inTime = ended
    }

    mutating func add(_ other: Tally) {
      for depth in ended.indices {
        ended[depth] += other.ended[depth]
        inTime[depth] += other.inTime[depth]
      }
      durations += other.durations
    }

    func group(_ value: GroupValue?) -> FunnelGroup {
      var counts = Array(ended.dropFirst())
      for step in counts.indices.dropLast().reversed() { counts[step] += counts[step + 1] }
      var times = [Int](repeating: 0, count: FunnelAnswer.timeBounds.count)
      for duration in durations { times[FunnelAnswer.timeClass(of: duration)] += 1 }
      let middle = (durations.count - 1) / 2
      var ordered = durations
      ordered.split(at: middle, by: <)
      return FunnelGroup(
        value: value, counts: counts, stillInTime: Array(inTime.dropFirst()),
        medianTime: ordered.isEmpty ? nil : ordered[middle], times: times)
    }
  }

  /// The tallies of rows; one of all units where there are no rows.
  private func groups(_ rows: Rows) -> [Tally] {
    let isGrouped = !rows.values.isEmpty
    var tallies = [Tally](
      repeating: Tally(steps: steps), count: isGrouped ? rows.values.count : 1)
    // Flat, and counting those that never entered as well: then no unit takes a jump. A group that
    // nobody entered has no row; one more than there are takes its units.
    let stride = 2 * (steps + 1)
    var counts = [Int](repeating: 0, count: stride * (tallies.count + 1))
    counts.withUnsafeMutableBufferPointer { counts in
      for unit in depth.indices {
        let row = isGrouped ? rows.rowOf[Int(groupOf[unit])] : 0
        let place = 2 &* Int(depth[unit]) &+ (isInTime[unit] ? 1 : 0)
        counts[row &* stride &+ place] &+= 1
      }
    }
    for row in tallies.indices {
      for depth in 1...steps {
        let place = stride * row + 2 * depth
        tallies[row].inTime[depth] = counts[place + 1]
        tallies[row].ended[depth] = counts[place] + counts[place + 1]
      }
    }
    for (unit, duration) in zip(converted, durations) {
      let row = isGrouped ? rows.rowOf[Int(groupOf[unit])] : 0
      tallies[row].durations.append(duration)
    }
    return tallies
  }

  // MARK: Drill-down

  /// The units behind a number.
  func units(of cell: FunnelCell, groupLimit: Int) -> [Bool] {
    let isInGroup = group(cell.group, limit: groupLimit)
    return depth.indices.map { unit in
      guard depth[unit] > 0, isInGroup(unit) else { return false }
      return switch cell.outcome {
      case .reached(let step): depth[unit] > step
      case .dropped(let step):
        depth[unit] == step + 1 && depth[unit] < steps && !isInTime[unit]
      case .stillInTime(let step): depth[unit] == step + 1 && isInTime[unit]
      }
    }
  }

  private func group(_ value: GroupValue?, limit: Int) -> (Int) -> Bool {
    switch value {
    case nil: return { _ in true }
    case .value(let text):
      let code = texts.known(text)
      return { groupOf.indices.contains($0) && groupOf[$0] == code }
    case .missing: return { groupOf.indices.contains($0) && groupOf[$0] == 0 }
    case .other:
      let rows = rows(limit: limit)
      guard let other = rows.values.firstIndex(of: .other) else { return { _ in false } }
      return { rows.rowOf[Int(groupOf[$0])] == other }
    }
  }
}

extension FunnelAnswer {
  /// The class of a time to convert, as an index into ``timeBounds``.
  package static func timeClass(of duration: Int64) -> Int {
    timeBounds.firstIndex { $0.map { duration <= $0 } ?? true } ?? timeBounds.count - 1
  }
}
