import Analysis
import Canvas
import Domain

/// How often something was done over time, split by a property.
struct TrendsScreen: ScreenBehavior {
  let lanes: [Lane] = [.trend]
  let filterPlaceholder = "which users: plan=Startup, or words in their names"

  func contexts(_ state: ExplorerState) -> [Context] { [.trends] }

  func heading(_ state: ExplorerState) -> Heading { state.trendsHeading }

  func draw(_ state: ExplorerState, into frame: inout Frame) { state.drawTrends(into: &frame) }

  func arrange(_ state: inout ExplorerState) {
    let panes = state.trendPanes
    let cursor = state.trends.cursor
    let count = state.trends.buckets.count
    state.trends.line = min(max(0, state.trends.line), max(0, state.trends.lines.count - 1))
    state.trends.offset = ChartLayout(state.trendChart, in: panes.chart).shown.lowerBound
    state.trends.tableTop = Scrolling.offset(
      state.trends.tableTop, showing: count - 1 - cursor, of: count, height: panes.tableHeight)
    state.trends.legendTop = Scrolling.offset(
      state.trends.legendTop, showing: state.trends.line, of: state.trends.lines.count,
      height: panes.isLegendBeside ? panes.legendHeight : 0)
  }

  func ask(_ state: inout ExplorerState) -> [Effect] {
    // The interval follows from how much time the store covers.
    guard state.overview != nil || !state.lanes.isWaiting(.overview) else { return [] }
    if !state.trends.isIntervalChosen {
      state.trends.definition.interval = .fitting(
        state.coveredTime, columns: state.trendPanes.chart.columns - 8)
    }
    var effects: [Effect] = []
    let picker = state.picker?.kind
    if state.isFiltering || picker == .trend(.event) || picker == .trend(.by) {
      effects = state.askForNames()
    }
    do throws(TrendProblem) {
      let question = try state.trendQuestion()
      state.trends.problem = nil
      guard question != state.trends.asked else { return effects }
      state.trends.asked = question
      return effects + [state.ask(.trend(question), in: .trend)]
    } catch {
      state.trends.problem = error
      return effects
    }
  }

  func refresh(_ state: inout ExplorerState) { state.trends.asked = nil }

  // MARK: Moving

  /// Up and down go over the lines, pages and ends over time.
  func move(_ movement: Movement, _ state: inout ExplorerState) {
    let panes = state.trendPanes
    let page = max(1, ChartLayout(state.trendChart, in: panes.chart).shown.count)
    let cursor = state.trends.cursor
    let last = state.trends.buckets.count - 1
    switch movement {
    case .up: moveLine(to: state.trends.line - 1, &state)
    case .down: moveLine(to: state.trends.line + 1, &state)
    case .to(let line): moveLine(to: line, &state)
    case .pageUp: state.trends.move(to: max(0, cursor - page))
    case .pageDown: state.trends.move(to: min(last, cursor + page))
    case .halfPageUp: state.trends.move(to: max(0, cursor - page / 2))
    case .halfPageDown: state.trends.move(to: min(last, cursor + page / 2))
    case .top: state.trends.move(to: 0)
    case .bottom: state.trends.move(to: last)
    }
  }

  private func moveLine(to line: Int, _ state: inout ExplorerState) {
    state.trends.line = min(max(0, line), max(0, state.trends.lines.count - 1))
  }

  func scroll(by lines: Int, at point: Point, _ state: inout ExplorerState) {
    let panes = state.trendPanes
    if panes.isLegendBeside, panes.legend.contains(point) {
      moveLine(to: state.trends.line + lines.signum(), &state)
    } else {
      // In the table, newer is above; in the chart, the wheel goes on in time.
      let step = panes.table?.contains(point) == true ? -lines : lines
      let last = state.trends.buckets.count - 1
      state.trends.move(to: min(max(0, state.trends.cursor + step), last))
    }
  }

  func press(at point: Point, isDouble: Bool, _ state: inout ExplorerState) -> [Effect] {
    guard state.trends.hasNumbers else { return [] }
    let panes = state.trendPanes
    var scratch = Frame(size: state.size)
    if panes.isLegendBeside, panes.legend.contains(point) {
      guard let line = state.drawTrendLegend(into: &scratch, panes.legend).row(at: point) else {
        return []
      }
      moveLine(to: line, &state)
    } else if let table = panes.table, table.contains(point) {
      let rect = table.split(top: 1).rest.split(left: 1).rest
      let place = state.drawTrendTable(into: &scratch, rect)
      guard point.row < rect.maxRow - 1, let row = place.row(at: point) else { return [] }
      if let column = place.column(at: point), column > 0 { state.chooseTrendColumn(column - 1) }
      state.trends.move(to: state.trendBucket(row: row))
    } else {
      guard
        let bucket = ChartLayout(state.trendChart, in: panes.chart).bucket(at: point)
      else { return [] }
      state.trends.move(to: bucket)
    }
    return isDouble ? state.run(CommandID("trends.open")) : []
  }

  func goBack(_ state: inout ExplorerState) -> Bool {
    guard hasFilter(state) else { return false }
    dropFilter(&state)
    return true
  }

  // MARK: Filter

  func filter(_ state: ExplorerState) -> LineEditor? { state.trends.filter.editor }

  func setFilter(_ filter: LineEditor, _ state: inout ExplorerState) {
    state.trends.filter.editor = filter
    state.trends.definition.filter = filter.text
  }

  func filterProblem(_ state: ExplorerState) -> FilterProblem? { state.trends.filter.problem }

  func filterCount(_ state: ExplorerState) -> String {
    (state.trends.answer?.total.totalUsers ?? 0).counted("user")
  }

  // MARK: Copying

  func copied(_ part: CopiedPart, _ state: ExplorerState) -> String? {
    let trends = state.trends
    let cursor = trends.cursor
    guard let cell = trends.cell, let bucket = cell.bucket else { return nil }
    let line = trends.lines[trends.line]
    switch part {
    case .value: return "\(trends.values(of: line)[cursor])"
    case .row:
      let values = state.trendColumns.map { "\($0.value(trends.lines[$0.line], cursor))" }
      return ([bucket.description] + values).joined(separator: "\t")
    case .id: return nil
    case .json:
      return JSONText.object([
        ("start", JSONText.string(bucket.description)),
        ("group", line.value.map { JSONText.string($0.text) } ?? "null"),
        ("events", "\(line.events[cursor])"), ("users", "\(line.users[cursor])"),
      ])
    }
  }
}

extension ExplorerState {
  /// The time that a question over the range in force is about.
  fileprivate var coveredTime: Range<Timestamp>? {
    guard let oldest = overview?.oldestEvent, let newest = overview?.newestEvent,
      oldest <= newest
    else { return nil }
    let all = oldest..<Timestamp(milliseconds: newest.milliseconds + 1)
    return range.resolved(newest: newest).map { $0.clamped(to: all) } ?? all
  }

  /// Puts the cursor into a column of the table.
  fileprivate mutating func chooseTrendColumn(_ index: Int) {
    if trends.isGrouped {
      trends.line = index
    } else {
      trends.definition.showsUsers = index == 1
    }
  }
}
