/// One character cell: a spacing scalar with its combining marks, or the second half of a wide one.
package struct Cell: Hashable, Sendable {
  /// The spacing scalar; 0 marks the continuation of the wide character to the left.
  package var scalar: Unicode.Scalar
  /// Combining marks drawn on `scalar`, at most four (what a curses cell can hold).
  package var marks: [Unicode.Scalar]
  package var style: Style

  package init(_ scalar: Unicode.Scalar, marks: [Unicode.Scalar] = [], style: Style) {
    self.scalar = scalar
    self.marks = marks
    self.style = style
  }

  package var isContinuation: Bool { scalar.value == 0 }

  package static func blank(_ style: Style) -> Cell { Cell(" ", style: style) }
}

/// One drawn screen: a grid of cells and, where text is typed, the cursor.
///
/// Views draw into a frame; only the presenter knows how a terminal shows it.
package struct Frame: Equatable, Sendable {
  package let size: Size
  /// Row by row; `rows * columns` cells.
  package private(set) var cells: [Cell]
  /// Where the terminal's cursor stands, or nil when it is hidden.
  package var cursor: Point?

  package init(size: Size, fill: Style = Style(.text)) {
    self.size = size
    cells = Array(repeating: .blank(fill), count: size.columns * size.rows)
  }

  /// The cell at a position.
  ///
  /// Writing outside the frame does nothing; reading there gives a blank.
  package subscript(column column: Int, row row: Int) -> Cell {
    get {
      guard contains(column: column, row: row) else { return .blank(Style(.text)) }
      return cells[row * size.columns + column]
    }
    set {
      guard contains(column: column, row: row) else { return }
      cells[row * size.columns + column] = newValue
    }
  }

  package var bounds: Rect { Rect(column: 0, row: 0, columns: size.columns, rows: size.rows) }

  private func contains(column: Int, row: Int) -> Bool {
    (0..<size.columns).contains(column) && (0..<size.rows).contains(row)
  }
}
