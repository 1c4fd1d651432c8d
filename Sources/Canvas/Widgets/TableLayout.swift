/// Where the columns and rows of a drawn table lie.
package struct TableLayout: Equatable, Sendable {
  package struct Place: Equatable, Sendable {
    /// The number of the column in the table.
    package var column: Int
    /// The first column of the frame that it takes.
    package var start: Int
    package var width: Int
  }

  /// The visible columns from left to right.
  package private(set) var columns: [Place] = []
  /// Whether columns are scrolled out to the left.
  package let hasMoreLeft: Bool
  /// Whether columns do not fit at the right.
  package private(set) var hasMoreRight = false
  private let body: Rect
  private let rowOffset: Int
  private let rowCount: Int
  private let frozen: Int

  /// Blank columns between two columns of the table.
  static let gap = 2

  init(table: Table, cells: [[[Span]]], rect: Rect, width available: Int) {
    body = rect.split(top: 1).rest
    rowOffset = table.rowOffset
    rowCount = table.rowCount
    frozen = min(max(0, table.frozenColumns), table.columns.count)
    let skipped = min(max(0, table.columnOffset), max(0, table.columns.count - frozen - 1))
    hasMoreLeft = skipped > 0
    let shown = Array(0..<frozen) + Array((frozen + skipped)..<table.columns.count)
    let wanted = Self.widths(of: shown, in: table, cells: cells)
    var used = 0
    var widths: [Int] = []
    for (place, (column, width)) in zip(shown, wanted).enumerated() {
      let room = available - used
      // The frozen columns and the one after them are shown even if they are cut.
      let least = place <= frozen ? 1 : min(width, table.columns[column].leastWidth)
      guard room > 0, room >= least else {
        hasMoreRight = true
        break
      }
      widths.append(min(width, room))
      used += width + Self.gap
    }
    // The arrow that tells of hidden columns stands apart from the last one shown.
    let rest = available - used + Self.gap - (hasMoreRight ? 1 : 0)
    Self.share(rest, among: &widths, of: shown, in: table)
    var start = rect.minColumn
    for (column, width) in zip(shown, widths) {
      columns.append(Place(column: column, start: start, width: width))
      start += width + Self.gap
    }
  }

  /// The first frame column of the part that scrolls sideways.
  var firstScrolled: Int? { columns.first { $0.column >= frozen }?.start }

  /// The row of the table at a point of the frame.
  package func row(at point: Point) -> Int? {
    guard body.contains(point) else { return nil }
    let row = rowOffset + point.row - body.minRow
    return row < rowCount ? row : nil
  }

  /// The column of the table at a point of the frame, header included.
  package func column(at point: Point) -> Int? {
    guard (body.minRow - 1..<body.maxRow).contains(point.row) else { return nil }
    return columns.first { ($0.start..<$0.start + $0.width).contains(point.column) }?.column
  }

  /// The widths that the columns want, without what is left over for flexible ones.
  private static func widths(of shown: [Int], in table: Table, cells: [[[Span]]]) -> [Int] {
    shown.map { number in
      let column = table.columns[number]
      switch column.width {
      case .fixed(let width): return max(0, width)
      case .flexible(let minimum): return max(0, minimum)
      case .content(let most):
        let widest = cells.lazy.map { number < $0.count ? $0[number].width : 0 }.max() ?? 0
        return min(max(column.headingWidth, widest), max(0, most))
      }
    }
  }

  /// Gives what no visible column takes to the flexible ones among them.
  private static func share(
    _ rest: Int, among widths: inout [Int], of shown: [Int], in table: Table
  ) {
    let flexible = widths.indices.filter {
      if case .flexible = table.columns[shown[$0]].width { true } else { false }
    }
    guard rest > 0, !flexible.isEmpty else { return }
    for (turn, index) in flexible.enumerated() {
      widths[index] += rest / flexible.count + (turn < rest % flexible.count ? 1 : 0)
    }
  }
}

extension Table.Column {
  /// The columns that the title takes with its arrow.
  fileprivate var headingWidth: Int { TextWidth.of(title) + (sort == nil ? 0 : 2) }
}
