/// Views by number, of which one is open.
package struct Tabs: Sendable {
  package var titles: [String]
  package var selected: Int
  /// What stands for a title for which there is no room.
  package var shortTitles: [String]

  package init(_ titles: [String], short: [String] = [], selected: Int) {
    self.titles = titles
    self.selected = selected
    shortTitles = short
  }

  package func draw(into frame: inout Frame, _ rect: Rect, glyphs: Glyphs) {
    let (line, _) = rect.split(top: 1)
    frame.fill(line, style: Style(.text))
    let shown = shownTitles(columns: rect.columns)
    for (index, place) in places(in: rect).enumerated() {
      let style = index == selected ? Style(.selection) : Style(.dim)
      frame.draw(
        " \(shown[index]) ", at: Point(column: place.lowerBound, row: rect.minRow), style: style,
        maxColumns: place.count, overflow: .ellipsis(glyphs.ellipsis), clip: line)
    }
  }

  /// The tab at a point of the frame.
  package func index(at point: Point, in rect: Rect) -> Int? {
    guard rect.split(top: 1).top.contains(point) else { return nil }
    return places(in: rect).firstIndex { $0.contains(point.column) }
  }

  /// The columns that the tabs take of so many.
  package func width(in columns: Int) -> Int {
    min(columns, shownTitles(columns: columns).reduce(0) { $0 + Self.width(of: $1) })
  }

  /// The titles, in short where they do not fit: first those far from the selected one.
  private func shownTitles(columns: Int) -> [String] {
    guard shortTitles.count == titles.count else { return titles }
    var shown = shortTitles
    var used = shown.reduce(0) { $0 + Self.width(of: $1) }
    for index in titles.indices.sorted(by: { distance($0) < distance($1) }) {
      used += Self.width(of: titles[index]) - Self.width(of: shown[index])
      guard used <= columns else { break }
      shown[index] = titles[index]
    }
    return shown
  }

  private func distance(_ index: Int) -> Int { abs(index - selected) }

  private static func width(of title: String) -> Int { TextWidth.of(title) + 2 }

  /// The columns of the tabs that fit.
  private func places(in rect: Rect) -> [Range<Int>] {
    var places: [Range<Int>] = []
    var start = rect.minColumn
    for title in shownTitles(columns: rect.columns) where start < rect.maxColumn {
      let end = min(rect.maxColumn, start + Self.width(of: title))
      places.append(start..<end)
      start = end
    }
    return places
  }
}

/// One line with what is at hand at its left and where one is at its right.
package struct StatusBar: Sendable {
  package var left: [Span]
  package var right: [Span]

  package init(left: [Span], right: [Span] = []) {
    self.left = left
    self.right = right
  }

  /// Draws the first row of `rect`; the right part stays whole while it takes at most half.
  package func draw(into frame: inout Frame, _ rect: Rect, glyphs: Glyphs) {
    let (line, _) = rect.split(top: 1)
    frame.fill(line, style: Style(.statusBar))
    let wanted = right.width
    let leftRoom = line.columns - 2 - (wanted == 0 ? 0 : 2)
    let half = max(line.columns / 2, leftRoom - left.width)
    let rightWidth = max(0, min(wanted, half, line.columns - 2))
    frame.draw(
      left, at: Point(column: line.minColumn + 1, row: line.minRow),
      maxColumns: leftRoom - rightWidth, overflow: .ellipsis(glyphs.ellipsis), clip: line)
    frame.draw(
      right, at: Point(column: line.maxColumn - 1 - rightWidth, row: line.minRow),
      maxColumns: rightWidth, overflow: .ellipsis(glyphs.ellipsis), clip: line)
  }
}

/// Keys and what they do now; those at the end go when there is no room.
package struct HintBar: Sendable {
  package var hints: [(key: String, label: String)]
  /// The place of the hint that is shown even where those before it fill the line.
  package var pinned: Int?

  package init(_ hints: [(key: String, label: String)], pinned: Int? = nil) {
    self.hints = hints
    self.pinned = pinned
  }

  package func draw(into frame: inout Frame, _ rect: Rect) {
    let (line, _) = rect.split(top: 1)
    frame.fill(line, style: Style(.text))
    var column = line.minColumn
    for spans in fitting(in: line.columns) {
      column += frame.draw(spans, at: Point(column: column, row: line.minRow), clip: line) + 2
    }
  }

  /// The hints from the first on that fit, and the pinned one unless it would be alone.
  private func fitting(in columns: Int) -> [[Span]] {
    let all = hints.map { [Span($0.key, .keyHint), Span(" \($0.label)", .dim)] }
    func prefix(in columns: Int) -> [[Span]] {
      var end = 0
      return Array(
        all.prefix { spans in
          end += spans.width + 2
          return end - 2 <= columns
        })
    }
    let plain = prefix(in: columns)
    guard let pinned, all.indices.contains(pinned), pinned >= plain.count else { return plain }
    let before = prefix(in: columns - all[pinned].width - 2)
    return before.isEmpty ? plain : before + [all[pinned]]
  }
}
