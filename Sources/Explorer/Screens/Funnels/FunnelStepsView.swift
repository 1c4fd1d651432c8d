import Analysis
import Canvas
import Domain

/// The steps, each with its bar and numbers for the group under the cursor.
extension ExplorerState {
  /// - Returns: where its parts are; nil where there is no room for any.
  @discardableResult
  func drawSteps(into frame: inout Frame, _ rect: Rect) -> TableLayout? {
    guard rect.rows > 1 else { return nil }
    var table = isComparing ? comparedSteps(in: rect) : countedSteps(in: rect)
    let count = funnels.definition.steps.count
    table.selectedRow = funnels.step
    table.hasFocus = funnels.pane == .steps
    table.rowOffset = Scrolling.offset(
      0, showing: funnels.step, of: count, height: Table.bodyRows(in: rect))
    let layout = table.draw(into: &frame, rect, glyphs: glyphs)
    drawStepProblems(into: &frame, rect, layout, from: table.rowOffset)
    return layout
  }

  /// What is wrong with a step stands in its row, where its numbers would be.
  private func drawStepProblems(
    into frame: inout Frame, _ rect: Rect, _ layout: TableLayout, from first: Int
  ) {
    guard layout.columns.count > 1 else { return }
    let start = layout.columns[1].start
    for (step, problem) in funnelReading.stepProblems {
      let row = rect.minRow + 1 + step - first
      guard (rect.minRow + 1..<rect.maxRow).contains(row) else { continue }
      let isSelected = step == funnels.step && funnels.pane == .steps
      frame.draw(
        [Span(problem, Style(.error, selected: isSelected))],
        at: Point(column: start, row: row), overflow: .ellipsis(glyphs.ellipsis),
        clip: Rect(
          column: rect.minColumn, row: row, columns: rect.columns - 1, rows: 1))
    }
  }

  /// Whether two groups stand side by side.
  var isComparing: Bool { funnels.isComparing && funnels.compared != nil }

  private func countedSteps(in rect: Rect) -> Table {
    let columns = StepColumns(
      width: rect.columns, titles: stepTitles, noun: shownUnit.noun.many,
      numbers: funnels.rows.map { $0.counts.first ?? 0 },
      isWindowed: funnels.answer?.question.window != nil, showsChange: past != nil)
    let row = funnels.row
    let problems = funnelReading.stepProblems
    let title = row.map { groupTitle($0.row) } ?? "Step"
    let isLate = isFunnelLate
    return Table(
      columns: columns.table(title: title), rowCount: funnels.definition.steps.count
    ) { step in
      let name = stepName(step)
      if problems[step] != nil { return [name.inRole(.error)] }
      guard let row, let place = funnels.answered(step: step) else { return [name] }
      let cells =
        [name] + columns.cells(row, place, glyphs, change: funnels.change(of: row, at: place))
      return isLate ? cells.map { $0.inRole(.dim) } : cells
    }
  }

  /// What a group is called above its steps.
  func groupTitle(_ row: FunnelRow) -> String {
    guard case .group(let value) = row, let grouping = funnels.answer?.question.grouping else {
      return row.text
    }
    return "\(grouping.key): \(value.text)"
  }

  private var stepTitles: [String] {
    funnels.definition.steps.enumerated().map { "\($0 + 1) \($1)" }
  }

  private func stepName(_ step: Int) -> [Span] {
    let text = funnels.definition.steps[step]
    return [Span("\(step + 1) ", .dim), Span(text, .eventName)]
  }

  /// Two groups side by side, in parts of their first step.
  private func comparedSteps(in rect: Rect) -> Table {
    let (left, right) = (funnels.compared, funnels.row)
    let label = min(stepTitles.map { TextWidth.of($0) }.max() ?? 4, max(8, rect.columns / 4))
    let difference = 9
    let each = max(6, (rect.columns - label - difference - 6) / 2)
    func title(_ group: FunnelGroup?) -> String {
      group.map { each < 16 ? $0.row.text : groupTitle($0.row) } ?? ""
    }
    let columns = [
      Table.Column("Step", width: .fixed(label)),
      Table.Column(title(left), width: .fixed(each)),
      Table.Column(title(right), width: .fixed(each)),
      Table.Column("Change", width: .fixed(difference), alignment: .right),
    ]
    let isLate = isFunnelLate
    return Table(columns: columns, rowCount: funnels.definition.steps.count) { step in
      let name = stepName(step)
      guard let left, let right, let place = funnels.answered(step: step) else { return [name] }
      let (first, second) = (left.share(at: place), right.share(at: place))
      var change: [Span] = []
      if place > 0, let first, let second {
        let points = second - first
        change = [Span(points.points, points < 0 ? .funnelDrop : .funnelGood)]
      }
      let cells = [
        name, comparedCell(first, each, .chart1), comparedCell(second, each, .chart2), change,
      ]
      return isLate ? cells.map { $0.inRole(.dim) } : cells
    }
  }

  private func comparedCell(_ part: Double?, _ width: Int, _ role: Role) -> [Span] {
    guard let part else { return [] }
    let number = TextWidth.pad(part.percent, to: 6, alignment: .right)
    guard width >= 10 else { return [Span(number, .number)] }
    let bar = Bar(fraction: part, style: Style(role)).text(columns: width - 7, glyphs: glyphs)
    return [Span(bar, role), Span(" "), Span(number, .number)]
  }
}

/// The columns of the steps: what there is room for.
private struct StepColumns {
  let label: Int
  private let bar: Int
  private let number: Int
  private let noun: String
  private let showsPrevious: Bool
  private let showsDropped: Bool
  private let showsInTime: Bool
  /// Whether the numbers are compared with those of the step before in time.
  private let showsChange: Bool

  init(
    width: Int, titles: [String], noun: String, numbers: [Int], isWindowed: Bool, showsChange: Bool
  ) {
    self.showsChange = showsChange
    self.noun = noun.prefix(1).uppercased() + noun.dropFirst()
    number = max(
      TextWidth.of(noun), numbers.map { TextWidth.of($0.grouped) }.max() ?? 0)
    let isNarrow = width < 60
    showsPrevious = !isNarrow
    showsDropped = width >= 50
    showsInTime = isWindowed && width >= 70
    let least = isNarrow ? 10 : 16
    let widest = titles.map { TextWidth.of($0) }.max() ?? least
    var used = 2 + number + 2 + 8
    if showsPrevious { used += 2 + 7 }
    if showsDropped { used += 2 + max(7, number) }
    if showsInTime { used += 2 + 7 }
    if showsChange { used += 2 + 6 }
    let leastBar = isNarrow ? 8 : 14
    label = min(max(widest, 12), max(least, width - used - leastBar - 2))
    bar = max(0, width - used - label - 2)
  }

  func table(title: String) -> [Table.Column] {
    var columns = [
      Table.Column(title, width: .fixed(label)),
      Table.Column("", width: .fixed(bar)),
      Table.Column(noun, width: .fixed(number), alignment: .right),
    ]
    if showsChange {
      columns.append(Table.Column("change", width: .fixed(6), alignment: .right))
    }
    columns += [
      Table.Column("of first", width: .fixed(8), alignment: .right)
    ]
    if showsPrevious {
      columns.append(Table.Column("of prev", width: .fixed(7), alignment: .right))
    }
    if showsDropped {
      columns.append(Table.Column("dropped", width: .fixed(max(7, number)), alignment: .right))
    }
    if showsInTime {
      columns.append(Table.Column("in time", width: .fixed(7), alignment: .right))
    }
    return columns
  }

  /// The numbers of a step; what means nothing there stays blank (R-F6).
  ///
  /// - Parameter change: by how much the count differs from the one at the step before in time.
  func cells(
    _ group: FunnelGroup, _ step: Int, _ glyphs: Glyphs, change: Int?
  ) -> [[Span]] {
    let isLast = step == group.counts.count - 1
    var cells = [barCell(group, step, glyphs), [Span(group.counts[step].grouped, .number)]]
    if showsChange { cells.append(changeCell(change)) }
    cells.append([Span(group.share(at: step)?.percent ?? "", .number)])
    if showsPrevious { cells.append([Span(group.shareOfPrevious(at: step)?.percent ?? "")]) }
    if showsDropped {
      let dropped = group.dropped(after: step)
      cells.append(
        isLast ? [] : [Span(dropped.grouped, dropped == 0 ? .dim : .funnelDrop)])
    }
    if showsInTime {
      cells.append(isLast ? [] : [Span(group.stillInTime[step].grouped, .dim)])
    }
    return cells
  }

  private func changeCell(_ change: Int?) -> [Span] {
    guard let change, change != 0 else { return [] }
    return change > 0
      ? [Span("+\(change.grouped)", Style(.funnelGood, bold: true))]
      : [Span("-\((-change).grouped)", Style(.funnelDrop, bold: true))]
  }

  /// Those who are here, and after them, as a thin line, those who got lost on the way here.
  private func barCell(_ group: FunnelGroup, _ step: Int, _ glyphs: Glyphs) -> [Span] {
    guard let part = group.share(at: step) else { return [] }
    let text = Bar(fraction: part, style: Style(.funnelGood)).text(columns: bar, glyphs: glyphs)
    let before = step > 0 ? group.share(at: step - 1) ?? 0 : part
    let end = min(bar, Int((before * Double(bar)).rounded()))
    let lost = max(0, end - TextWidth.of(text))
    return [
      Span(text, .funnelGood),
      Span(String(repeating: String(glyphs.horizontal), count: lost), .funnelDrop),
    ]
  }
}
