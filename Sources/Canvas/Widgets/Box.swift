/// A border with a title.
package struct Box: Sendable {
  package var title: [Span]
  /// Shown at the right end of the upper border, if there is room.
  package var note: [Span] = []
  package var hasFocus: Bool

  package init(title: String = "", hasFocus: Bool = false) {
    self.init(title: title.isEmpty ? [] : [Span(title, .title)], hasFocus: hasFocus)
  }

  package init(title: [Span], note: [Span] = [], hasFocus: Bool = false) {
    self.title = title
    self.note = note
    self.hasFocus = hasFocus
  }

  /// Draws the border and gives the space inside it, which is left as it was.
  @discardableResult
  package func draw(into frame: inout Frame, _ rect: Rect, glyphs: Glyphs) -> Rect {
    let inside = rect.inset(columns: 1, rows: 1)
    guard rect.columns >= 2, rect.rows >= 2 else { return inside }
    let style = Style(hasFocus ? .borderFocus : .border)
    let (right, bottom) = (rect.maxColumn - 1, rect.maxRow - 1)
    for column in rect.minColumn...right {
      frame.put(glyphs.horizontal, column: column, row: rect.minRow, style: style)
      frame.put(glyphs.horizontal, column: column, row: bottom, style: style)
    }
    for row in rect.minRow...bottom {
      frame.put(glyphs.vertical, column: rect.minColumn, row: row, style: style)
      frame.put(glyphs.vertical, column: right, row: row, style: style)
    }
    frame.put(glyphs.topLeft, column: rect.minColumn, row: rect.minRow, style: style)
    frame.put(glyphs.topRight, column: right, row: rect.minRow, style: style)
    frame.put(glyphs.bottomLeft, column: rect.minColumn, row: bottom, style: style)
    frame.put(glyphs.bottomRight, column: right, row: bottom, style: style)
    drawTitle(into: &frame, rect, glyphs)
    return inside
  }

  private func drawTitle(into frame: inout Frame, _ rect: Rect, _ glyphs: Glyphs) {
    let room = rect.columns - 4
    guard room > 2 else { return }
    var used = 0
    if !title.isEmpty {
      used = frame.draw(
        [Span(" ")] + title + [Span(" ")],
        at: Point(column: rect.minColumn + 2, row: rect.minRow), maxColumns: room,
        overflow: .ellipsis(glyphs.ellipsis))
    }
    let width = note.width + 2
    if !note.isEmpty, used + width < room {
      frame.draw(
        [Span(" ")] + note + [Span(" ")],
        at: Point(column: rect.maxColumn - 2 - width, row: rect.minRow))
    }
  }
}

/// A box in the middle of the screen, over what is there.
package struct Popup: Sendable {
  package var title: String
  /// The size wanted for what is inside.
  package var content: Size

  package init(title: String, content: Size) {
    self.title = title
    self.content = content
  }

  /// The box's place inside `rect`, which it never leaves.
  package func place(in rect: Rect) -> Rect {
    let columns = min(rect.columns, content.columns + 2)
    let rows = min(rect.rows, content.rows + 2)
    return Rect(
      column: rect.minColumn + (rect.columns - columns) / 2,
      row: rect.minRow + (rect.rows - rows) / 2, columns: columns, rows: rows)
  }

  /// Clears the box's place, draws the border, and gives the space inside it.
  @discardableResult
  package func draw(into frame: inout Frame, _ rect: Rect, glyphs: Glyphs) -> Rect {
    let place = place(in: rect)
    frame.fill(place, style: Style(.text))
    return Box(title: title, hasFocus: true).draw(into: &frame, place, glyphs: glyphs)
  }
}
