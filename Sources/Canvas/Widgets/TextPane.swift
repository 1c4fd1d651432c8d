/// Lines of text that scroll.
package struct TextPane: Sendable {
  package var lines: [[Span]]
  /// The first line shown.
  package var offset = 0
  package var matcher: Matcher?

  package init(_ lines: [[Span]], offset: Int = 0, matcher: Matcher? = nil) {
    self.lines = lines
    self.offset = offset
    self.matcher = matcher
  }

  package func draw(into frame: inout Frame, _ rect: Rect, glyphs: Glyphs) {
    frame.fill(rect, style: Style(.text))
    let bar = Scrollbar(offset: offset, visible: rect.rows, count: lines.count)
    let text = Rect(
      column: rect.minColumn, row: rect.minRow, columns: rect.columns - (bar.isNeeded ? 1 : 0),
      rows: rect.rows)
    for (row, line) in lines.dropFirst(max(0, offset)).prefix(rect.rows).enumerated() {
      frame.draw(
        line.matching(matcher), at: Point(column: text.minColumn, row: text.minRow + row),
        overflow: .ellipsis(glyphs.ellipsis), clip: text)
    }
    bar.draw(into: &frame, rect.split(left: max(0, rect.columns - 1)).rest, glyphs: glyphs)
  }
}

/// A list of names and values, the values under each other.
package enum KeyValue {
  /// The lines of a list, for a `TextPane`: long values go on in the value's column.
  package static func lines(_ pairs: [(key: String, value: [Span])], width: Int) -> [[Span]] {
    let widest = pairs.map { TextWidth.of($0.key) }.max() ?? 0
    let keyWidth = min(widest, max(1, width / 2))
    let indent = Span(String(repeating: " ", count: keyWidth + 2))
    return pairs.flatMap { pair in
      let key = Span(TextWidth.pad(pair.key, to: keyWidth) + "  ", .property)
      return pair.value.wrapped(to: max(1, width - keyWidth - 2)).enumerated().map { index, line in
        [index == 0 ? key : indent] + line
      }
    }
  }
}
