/// What happens to text that is wider than its space.
package enum Overflow: Hashable, Sendable {
  case cut
  /// The last column shows this glyph, of one column.
  case ellipsis(Unicode.Scalar)
}

extension Frame {
  /// Draws text and returns the columns that it took, at most `maxColumns`.
  ///
  /// Only cells inside `clip` (the whole frame unless told) change; a wide character is drawn whole
  /// or not at all. No text can put a control character into a cell: it is shown as an escape.
  @discardableResult
  package mutating func draw(
    _ text: some StringProtocol, at point: Point, style: Style, maxColumns: Int = .max,
    overflow: Overflow = .cut, clip: Rect? = nil
  ) -> Int {
    draw(
      [Span(String(text), style)], at: point, maxColumns: maxColumns, overflow: overflow, clip: clip
    )
  }

  /// Draws spans one after another as one line and returns the columns that they took.
  @discardableResult
  package mutating func draw(
    _ spans: [Span], at point: Point, maxColumns: Int = .max, overflow: Overflow = .cut,
    clip: Rect? = nil
  ) -> Int {
    let clip = (clip ?? bounds).intersection(bounds)
    guard clip.minRow <= point.row, point.row < clip.maxRow, point.column < clip.maxColumn else {
      return 0
    }
    let room = min(maxColumns, clip.maxColumn - point.column)
    guard room > 0 else { return 0 }
    var line = LineWriter(
      row: point.row, start: clip.minColumn, column: point.column, end: point.column + room)
    var ellipsis: Unicode.Scalar?
    if case .ellipsis(let mark) = overflow, isWider(spans, than: room) {
      ellipsis = mark
      line.end -= 1
    }
    for span in spans where line.column < line.end {
      line.write(span, to: &self)
    }
    if let ellipsis {
      if line.column >= clip.minColumn {
        put(ellipsis, column: line.column, row: point.row, style: spans.last?.style ?? Style(.text))
      }
      line.column += 1
    }
    return line.column - point.column
  }

  /// Sets one character, `width` columns wide, if it lies wholly in the frame.
  ///
  /// A wide character of which it covers a half is blanked, so that no half is ever left.
  mutating func put(
    _ scalar: Unicode.Scalar, marks: [Unicode.Scalar] = [], width: Int = 1, column: Int, row: Int,
    style: Style
  ) {
    guard column >= 0, column + width <= size.columns else { return }
    let before = self[column: column - 1, row: row]
    if self[column: column, row: row].isContinuation {
      self[column: column - 1, row: row] = .blank(before.style)
    }
    let after = self[column: column + width, row: row]
    if after.isContinuation {
      self[column: column + width, row: row] = .blank(after.style)
    }
    self[column: column, row: row] = Cell(scalar, marks: marks, style: style)
    if width == 2 { self[column: column + 1, row: row] = Cell("\0", style: style) }
  }

  /// Fills a rectangle with one character of one column.
  package mutating func fill(_ rect: Rect, style: Style, with scalar: Unicode.Scalar = " ") {
    let rect = rect.intersection(bounds)
    for row in rect.minRow..<rect.maxRow {
      for column in rect.minColumn..<rect.maxColumn {
        put(scalar, column: column, row: row, style: style)
      }
    }
  }

  private func isWider(_ spans: [Span], than limit: Int) -> Bool {
    var columns = 0
    for span in spans where columns <= limit {
      columns += TextWidth.columns(of: span.text, limit: limit - columns)
    }
    return columns > limit
  }
}

/// Where the next glyph of a line goes, and what it may not pass.
private struct LineWriter {
  let row: Int
  /// The first column that may change.
  let start: Int
  var column: Int
  /// One past the last column that the text may use.
  var end: Int

  mutating func write(_ span: Span, to frame: inout Frame) {
    let bytes = span.text.utf8
    var matches = span.matches.map {
      bytes.distance(
        from: bytes.startIndex, to: $0.lowerBound)..<bytes.distance(
          from: bytes.startIndex, to: $0.upperBound)
    }[...]
    var match = span.style
    match.role = .match
    forEachGlyph(in: span.text) { glyph in
      guard column < end else { return false }
      while let first = matches.first, first.upperBound <= glyph.offset { matches.removeFirst() }
      let isMatch = matches.first?.contains(glyph.offset) ?? false
      write(glyph, isMatch ? match : span.style, to: &frame)
      return true
    }
  }

  private mutating func write(_ glyph: Glyph, _ style: Style, to frame: inout Frame) {
    let next = column + glyph.width
    if column >= start && next <= end {
      frame.put(
        glyph.scalar, marks: glyph.marks, width: glyph.width, column: column, row: row, style: style
      )
    } else {
      for half in stride(from: max(column, start), to: min(next, end), by: 1) {
        frame.put(" ", column: half, row: row, style: style)
      }
    }
    column = min(next, end)
  }
}
