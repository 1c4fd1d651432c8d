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
    let widths = Self.widths(of: shown, in: table, cells: cells, available: available)
    var start = rect.minColumn
    let end = rect.minColumn + available
    for (column, width) in zip(shown, widths) {
      guard start < end else {
        hasMoreRight = true
        break
      }
      columns.append(Place(column: column, start: start, width: min(width, end - start)))
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

  private static func widths(
    of shown: [Int], in table: Table, cells: [[[Span]]], available: Int
  ) -> [Int] {
    var widths = shown.map { number in
      let column = table.columns[number]
      switch column.width {
      case .fixed(let width): return max(0, width)
      case .flexible(let minimum): return max(0, minimum)
      case .content(let most):
        let heading = TextWidth.of(column.title) + (column.sort == nil ? 0 : 2)
        let widest = cells.lazy.map { number < $0.count ? $0[number].width : 0 }.max() ?? 0
        return min(max(heading, widest), max(0, most))
      }
    }
    let flexible = shown.indices.filter {
      if case .flexible = table.columns[shown[$0]].width { true } else { false }
    }
    let rest = available - widths.reduce(0, +) - gap * max(0, shown.count - 1)
    if rest > 0, !flexible.isEmpty {
      for (turn, index) in flexible.enumerated() {
        widths[index] += rest / flexible.count + (turn < rest % flexible.count ? 1 : 0)
      }
    }
    return widths
  }
}
