/// A position in a frame, counted in cells from the top left corner (0, 0).
package struct Point: Hashable, Sendable {
  package var column: Int
  package var row: Int

  package init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }
}

/// The extent of a frame or of a part of it, in cells; never negative.
package struct Size: Hashable, Sendable {
  package var columns: Int
  package var rows: Int

  package init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }
}

/// A rectangle of cells; widgets draw into one and never outside it.
package struct Rect: Hashable, Sendable {
  package var origin: Point
  package var size: Size

  package init(column: Int, row: Int, columns: Int, rows: Int) {
    origin = Point(column: column, row: row)
    size = Size(columns: columns, rows: rows)
  }

  package var columns: Int { size.columns }
  package var rows: Int { size.rows }
  package var minColumn: Int { origin.column }
  package var minRow: Int { origin.row }
  /// One past the last column.
  package var maxColumn: Int { origin.column + size.columns }
  /// One past the last row.
  package var maxRow: Int { origin.row + size.rows }
  package var isEmpty: Bool { columns == 0 || rows == 0 }

  /// What two rectangles share; empty where they do not meet.
  package func intersection(_ other: Rect) -> Rect {
    let column = max(minColumn, other.minColumn)
    let row = max(minRow, other.minRow)
    return Rect(
      column: column, row: row, columns: min(maxColumn, other.maxColumn) - column,
      rows: min(maxRow, other.maxRow) - row)
  }

  /// The rectangle without a margin of cells on each side.
  package func inset(columns: Int = 0, rows: Int = 0) -> Rect {
    Rect(
      column: minColumn + min(columns, self.columns), row: minRow + min(rows, self.rows),
      columns: self.columns - 2 * columns, rows: self.rows - 2 * rows)
  }

  /// Cuts off the first rows; the rest keeps what is left.
  package func split(top rows: Int) -> (top: Rect, rest: Rect) {
    let height = min(max(0, rows), self.rows)
    return (
      Rect(column: minColumn, row: minRow, columns: columns, rows: height),
      Rect(column: minColumn, row: minRow + height, columns: columns, rows: self.rows - height)
    )
  }

  /// Cuts off the last rows; the rest keeps what is left.
  package func split(bottom rows: Int) -> (rest: Rect, bottom: Rect) {
    let (rest, bottom) = split(top: self.rows - min(max(0, rows), self.rows))
    return (rest, bottom)
  }

  /// Cuts off the first columns; the rest keeps what is left.
  package func split(left columns: Int) -> (left: Rect, rest: Rect) {
    let width = min(max(0, columns), self.columns)
    return (
      Rect(column: minColumn, row: minRow, columns: width, rows: rows),
      Rect(column: minColumn + width, row: minRow, columns: self.columns - width, rows: rows)
    )
  }

  package func contains(_ point: Point) -> Bool {
    (minColumn..<maxColumn).contains(point.column) && (minRow..<maxRow).contains(point.row)
  }
}
