/// Rows under a header, of which only the visible ones are ever asked for or measured.
package struct Table {
  package struct Column: Hashable, Sendable {
    package enum Width: Hashable, Sendable {
      case fixed(Int)
      /// As wide as the title and the visible cells, at most `max`.
      case content(max: Int)
      /// Shares what the other columns leave, and takes at least `min`.
      case flexible(min: Int)
    }

    package enum Sort: Hashable, Sendable { case ascending, descending }

    package var title: String
    package var width: Width
    package var alignment: Alignment
    /// The arrow behind the title; nil for none.
    package var sort: Sort?
    /// With less room, or less than all that it wants, the column is left out rather than cut.
    package var leastWidth = 1

    package init(
      _ title: String, width: Width, alignment: Alignment = .left, sort: Sort? = nil
    ) {
      self.title = title
      self.width = width
      self.alignment = alignment
      self.sort = sort
    }
  }

  package var columns: [Column]
  package var rowCount: Int
  /// The cells of a row by its number, one for each column; missing ones are blank.
  package var row: (Int) -> [[Span]]
  package var selectedRow: Int?
  /// The column that the column cursor is in.
  package var selectedColumn: Int?
  package var hasFocus = true
  /// The first row shown.
  package var rowOffset = 0
  /// The columns that stay at the left whatever `columnOffset` is.
  package var frozenColumns = 1
  /// How many columns after the frozen ones are scrolled out to the left.
  package var columnOffset = 0
  package var matcher: Matcher?
  /// What an empty table says.
  package var placeholder = ""

  package init(columns: [Column], rowCount: Int, row: @escaping (Int) -> [[Span]]) {
    self.columns = columns
    self.rowCount = rowCount
    self.row = row
  }

  /// The rows that a table of this height shows below its header.
  package static func bodyRows(in rect: Rect) -> Int { max(0, rect.rows - 1) }

  /// Draws the table and tells where its parts lie, for the mouse.
  @discardableResult
  package func draw(into frame: inout Frame, _ rect: Rect, glyphs: Glyphs) -> TableLayout {
    let (header, body) = rect.split(top: 1)
    let last = min(rowCount, rowOffset + body.rows)
    let visible = (max(0, rowOffset)..<max(0, rowOffset, last)).map { ($0, row($0)) }
    let bar = Scrollbar(offset: rowOffset, visible: body.rows, count: rowCount)
    let width = rect.columns - (bar.isNeeded ? 1 : 0)
    let layout = TableLayout(table: self, cells: visible.map(\.1), rect: rect, width: width)

    frame.fill(rect, style: Style(.text))
    drawHeader(into: &frame, header, layout, glyphs)
    for (line, (number, cells)) in visible.enumerated() {
      let place = Rect(
        column: body.minColumn, row: body.minRow + line, columns: width, rows: 1)
      drawRow(number, cells, into: &frame, place.intersection(body), layout, glyphs)
    }
    if rowCount == 0, !placeholder.isEmpty {
      let missing = max(0, width - TextWidth.of(placeholder)) / 2
      frame.draw(
        placeholder, at: Point(column: body.minColumn + missing, row: body.minRow + body.rows / 3),
        style: Style(.dim), overflow: .ellipsis(glyphs.ellipsis), clip: body)
    }
    bar.draw(
      into: &frame,
      Rect(
        column: body.maxColumn - 1, row: body.minRow, columns: min(1, body.columns),
        rows: body.rows), glyphs: glyphs)
    return layout
  }

  func heading(_ column: Column, _ glyphs: Glyphs) -> String {
    switch column.sort {
    case nil: column.title
    case .ascending: "\(column.title) \(glyphs.sortUp)"
    case .descending: "\(column.title) \(glyphs.sortDown)"
    }
  }

  private func drawHeader(
    into frame: inout Frame, _ rect: Rect, _ layout: TableLayout, _ glyphs: Glyphs
  ) {
    frame.fill(rect, style: Style(.header))
    for place in layout.columns {
      let column = columns[place.column]
      let style = Style(.header, underlined: place.column == selectedColumn)
      drawCell([Span(heading(column, glyphs), style)], column, place, into: &frame, rect, glyphs)
    }
    if layout.hasMoreLeft, let first = layout.firstScrolled {
      frame.draw(
        String(glyphs.left), at: Point(column: first - 1, row: rect.minRow), style: Style(.header),
        clip: rect)
    }
    if layout.hasMoreRight, rect.columns > 1 {
      frame.draw(
        String(glyphs.right), at: Point(column: rect.maxColumn - 1, row: rect.minRow),
        style: Style(.header), clip: rect)
    }
  }

  private func drawRow(
    _ number: Int, _ cells: [[Span]], into frame: inout Frame, _ rect: Rect,
    _ layout: TableLayout, _ glyphs: Glyphs
  ) {
    let isSelected = number == selectedRow
    if isSelected {
      frame.fill(
        rect, style: hasFocus ? Style(.text, selected: true) : Style(.selectionInactive))
    }
    for place in layout.columns where place.column < cells.count {
      var cell = cells[place.column].matching(matcher)
      if isSelected {
        cell = hasFocus ? cell.selected : cell.inRole(.selectionInactive)
        if place.column == selectedColumn { cell = cell.underlined }
      }
      drawCell(cell, columns[place.column], place, into: &frame, rect, glyphs)
    }
  }

  private func drawCell(
    _ spans: [Span], _ column: Column, _ place: TableLayout.Place, into frame: inout Frame,
    _ clip: Rect, _ glyphs: Glyphs
  ) {
    let missing = column.alignment == .left ? 0 : max(0, place.width - spans.width)
    frame.draw(
      spans,
      at: Point(
        column: place.start + column.alignment.columnsBefore(of: missing), row: clip.minRow),
      maxColumns: place.width, overflow: .ellipsis(glyphs.ellipsis), clip: clip)
  }
}
