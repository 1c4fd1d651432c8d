/// A list to choose from: the palette, the help, and the choosers.
package struct Menu: Sendable {
  package struct Item: Hashable, Sendable {
    package var title: String
    package var detail: String
    /// The key that does the same, as people write it.
    package var key: String
    /// Why the item cannot be chosen now; nil if it can.
    package var disabledReason: String?

    package init(
      _ title: String, detail: String = "", key: String = "", disabledReason: String? = nil
    ) {
      self.title = title
      self.detail = detail
      self.key = key
      self.disabledReason = disabledReason
    }
  }

  package var items: [Item]
  package var selected: Int?
  /// The first item shown.
  package var offset: Int
  package var matcher: Matcher?

  package init(_ items: [Item], selected: Int?, offset: Int = 0, matcher: Matcher? = nil) {
    self.items = items
    self.selected = selected
    self.offset = offset
    self.matcher = matcher
  }

  package func draw(into frame: inout Frame, _ rect: Rect, glyphs: Glyphs) {
    frame.fill(rect, style: Style(.text))
    let first = firstItem(in: rect)
    let bar = Scrollbar(offset: first, visible: rect.rows, count: items.count)
    let list = Rect(
      column: rect.minColumn, row: rect.minRow, columns: rect.columns - (bar.isNeeded ? 1 : 0),
      rows: rect.rows)
    let shown = items[min(first, items.count)...].prefix(rect.rows)
    let titleWidth = shown.map { TextWidth.of($0.title) }.max() ?? 0
    let keyWidth = shown.map { TextWidth.of($0.key) }.max() ?? 0
    for (index, item) in zip(shown.indices, shown) {
      let (_, below) = list.split(top: index - first)
      draw(
        item, isSelected: index == selected, into: &frame, below.split(top: 1).top,
        titleWidth: min(titleWidth, list.columns), keyWidth: keyWidth, glyphs)
    }
    bar.draw(into: &frame, rect.split(left: max(0, rect.columns - 1)).rest, glyphs: glyphs)
  }

  /// The item at a point of the frame.
  package func index(at point: Point, in rect: Rect) -> Int? {
    guard rect.contains(point) else { return nil }
    let index = firstItem(in: rect) + point.row - rect.minRow
    return items.indices.contains(index) ? index : nil
  }

  private func firstItem(in rect: Rect) -> Int {
    Scrolling.offset(offset, showing: selected, of: items.count, height: rect.rows)
  }

  private func draw(
    _ item: Item, isSelected: Bool, into frame: inout Frame, _ line: Rect, titleWidth: Int,
    keyWidth: Int, _ glyphs: Glyphs
  ) {
    func style(_ role: Role) -> Style { Style(role, selected: isSelected) }
    let isDisabled = item.disabledReason != nil
    frame.fill(line, style: style(.text))
    let title = [Span(item.title, style(isDisabled ? .dim : .text))].matching(matcher)
    let detail = item.disabledReason ?? item.detail
    frame.draw(
      title, at: line.origin, maxColumns: titleWidth, overflow: .ellipsis(glyphs.ellipsis),
      clip: line)
    var room = line.columns - titleWidth
    if keyWidth > 0, room >= keyWidth + 2 {
      frame.draw(
        item.key, at: Point(column: line.maxColumn - keyWidth, row: line.minRow),
        style: style(isDisabled ? .dim : .keyHint), clip: line)
      room -= keyWidth + 2
    }
    frame.draw(
      detail, at: Point(column: line.minColumn + titleWidth + 2, row: line.minRow),
      style: style(isDisabled ? .warning : .dim), maxColumns: room - 2,
      overflow: .ellipsis(glyphs.ellipsis), clip: line)
  }
}
