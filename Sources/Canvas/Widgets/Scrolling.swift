/// The window that a list shows of its rows.
package enum Scrolling {
  /// The nearest first row to `offset` at which `selected` of `count` rows is visible.
  ///
  /// `margin` rows stay visible around it where there are that many.
  package static func offset(
    _ offset: Int, showing selected: Int?, of count: Int, height: Int, margin: Int = 0
  ) -> Int {
    guard height > 0, count > 0 else { return 0 }
    var first = offset
    if let selected {
      let margin = max(0, min(margin, (height - 1) / 2))
      first = min(first, selected - margin)
      first = max(first, selected + margin - height + 1)
    }
    return min(max(0, first), max(0, count - height))
  }
}

/// A vertical bar that shows which part of a list is visible.
package struct Scrollbar: Sendable {
  package var offset: Int
  package var visible: Int
  package var count: Int

  package init(offset: Int, visible: Int, count: Int) {
    self.offset = offset
    self.visible = visible
    self.count = count
  }

  package var isNeeded: Bool { count > visible }

  /// Draws into the first column of `rect`; draws nothing if all rows are visible.
  package func draw(into frame: inout Frame, _ rect: Rect, glyphs: Glyphs) {
    guard isNeeded, !rect.isEmpty else { return }
    let thumb = thumb(in: rect.rows)
    for row in 0..<rect.rows {
      let isThumb = thumb.contains(row)
      frame.put(
        isThumb ? glyphs.scrollThumb : glyphs.scrollTrack, column: rect.minColumn,
        row: rect.minRow + row, style: Style(isThumb ? .borderFocus : .border))
    }
  }

  /// The rows of a bar that its thumb fills: at least one, at an end only if the list is there.
  private func thumb(in height: Int) -> Range<Int> {
    let length = max(1, min(height, Int(Double(height) * Double(visible) / Double(count))))
    let last = count - visible
    let offset = min(max(0, offset), last)
    var start = Int((Double(height - length) * Double(offset) / Double(last)).rounded())
    if offset > 0, height - length > 1 { start = max(1, start) }
    if offset < last, height - length > 1 { start = min(height - length - 1, start) }
    return start..<start + length
  }
}
