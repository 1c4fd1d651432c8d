import Analysis
import Canvas
import Domain

/// The groups, each with its numbers at every step.
extension ExplorerState {
  /// The columns before those of the steps.
  static let groupColumns = 3

  @discardableResult
  func drawGroups(into frame: inout Frame, _ rect: Rect) -> TableLayout? {
    guard let answer = funnels.answer, let table = funnelPanes.groupTable else { return nil }
    return groupTable(answer, in: table).draw(into: &frame, table, glyphs: glyphs)
  }

  private func groupTable(_ answer: FunnelsState.Answered, in rect: Rect) -> Table {
    let rows = answer.rows
    let isLate = isFunnelLate
    let widestName = rows.map { TextWidth.of($0.row.text) }.max() ?? 0
    let title = answer.question.grouping?.key ?? ""
    let name = min(max(widestName, TextWidth.of(title)), max(8, rect.columns / 4))
    let steps = GroupSteps(
      steps: answer.definition.steps, numbers: rows.map { $0.counts.first ?? 0 },
      width: rect.columns - name - 17)
    var columns = [
      Table.Column("", width: .fixed(1)),
      Table.Column(title, width: .fixed(name)),
      Table.Column("convert", width: .fixed(8), alignment: .right),
    ]
    columns += steps.columns
    var table = Table(columns: columns, rowCount: rows.count) { place in
      let row = rows[place]
      let isMarked = row.row == funnels.marked
      var cells: [[Span]] = [
        [Span(isMarked ? String(glyphs.mark) : "", .changed)],
        [Span(row.row.text, row.value == nil ? .title : row.role)],
        [Span(row.conversion?.percent ?? "", .number)],
      ]
      cells += row.counts.indices.map { steps.cell(row, $0, glyphs) }
      return isLate ? cells.map { $0.inRole(.dim) } : cells
    }
    table.selectedRow = funnels.groups.index
    table.selectedColumn = Self.groupColumns + funnels.step
    table.hasFocus = funnels.pane == .groups
    table.rowOffset = funnels.groups.top
    table.frozenColumns = Self.groupColumns
    table.columnOffset = Scrolling.offset(
      0, showing: min(funnels.step, answer.definition.steps.count - 1),
      of: answer.definition.steps.count, height: steps.shown)
    return table
  }
}

extension FunnelGroup {
  fileprivate var role: Role {
    switch value {
    case .value: .property
    case .missing, .other, nil: .dim
    }
  }
}

/// The columns of the steps in the table of groups.
private struct GroupSteps {
  let columns: [Table.Column]
  /// How many of them are seen.
  let shown: Int
  private let number: Int
  /// Of all but the first step, which has no bar: it would be full in every row.
  private let width: Int

  init(steps: [String], numbers: [Int], width available: Int) {
    number = max(3, numbers.map { TextWidth.of($0.grouped) }.max() ?? 0)
    let titles = steps.enumerated().map { "\($0 + 1) \($1)" }
    let first = max(number, min(14, TextWidth.of(titles.first ?? "")))
    let others = max(1, steps.count - 1)
    width = min(max((available - first) / others - 2, number, 6), 32)
    shown = max(1, 1 + (available - first) / (width + 2))
    let widths = [first] + Array(repeating: width, count: others)
    columns = zip(titles, widths).map { title, width in
      var column = Table.Column(TextWidth.truncate(title, to: width), width: .fixed(width))
      column.leastWidth = width
      return column
    }
  }

  /// The number, and where there is room a bar and the part of the first step.
  func cell(_ row: FunnelGroup, _ step: Int, _ glyphs: Glyphs) -> [Span] {
    let count = TextWidth.pad(row.counts[step].grouped, to: number, alignment: .right)
    var cell = [Span(count, .number)]
    guard let part = row.share(at: step), step > 0 else { return cell }
    let showsPart = width >= number + 7
    let room = width - number - 1 - (showsPart ? 7 : 0)
    if showsPart {
      cell.append(Span(TextWidth.pad(part.percent, to: 7, alignment: .right), .text))
    }
    guard room >= 4 else { return cell }
    let bar = Bar(fraction: part, style: Style(.funnelGood)).text(columns: room, glyphs: glyphs)
    return cell + [Span(" "), Span(bar, .funnelGood)]
  }
}
