/// Numbers over time: columns for one line of them, lines for several, with axes and a cursor.
///
/// A bucket of time takes at least one column of the frame, never less: what does not fit is
/// scrolled, so that every number is drawn as it is.
package struct Chart {
  package struct Line: Hashable, Sendable {
    package var values: [Int]
    package var style: Style
    /// Stands at the end of the line and, without dots to draw with, at each of its points.
    package var mark: Unicode.Scalar

    package init(_ values: [Int], style: Style, mark: Unicode.Scalar) {
      self.values = values
      self.style = style
      self.mark = mark
    }
  }

  /// What stands under a bucket where there is room.
  package struct Label: Hashable, Sendable {
    package var text: String
    /// Counts buckets from a fixed one, so that every seventh can be labelled.
    package var ordinal: Int

    package init(_ text: String, ordinal: Int) {
      self.text = text
      self.ordinal = ordinal
    }
  }

  /// The last one lies on top.
  package var lines: [Line]
  /// How many buckets there are.
  package var count: Int
  package var label: (Int) -> Label
  /// How far apart labelled buckets may be, from the nearest on.
  package var strides: [Int]
  /// How a number on the scale is written.
  package var valueText: (Int) -> String
  /// The first bucket shown.
  package var offset = 0
  package var cursor: Int?

  package init(
    lines: [Line], count: Int, strides: [Int], valueText: @escaping (Int) -> String,
    label: @escaping (Int) -> Label
  ) {
    self.lines = lines
    self.count = count
    self.strides = strides
    self.valueText = valueText
    self.label = label
  }

  /// Draws the chart and tells where its buckets lie.
  @discardableResult
  package func draw(into frame: inout Frame, _ rect: Rect, glyphs: Glyphs) -> ChartLayout {
    frame.fill(rect, style: Style(.text))
    let layout = ChartLayout(self, in: rect)
    guard !layout.plot.isEmpty else { return layout }
    drawScale(into: &frame, rect, layout, glyphs)
    drawLabels(into: &frame, layout, glyphs)
    if lines.count == 1, let line = lines.first {
      drawColumns(line, into: &frame, layout, glyphs)
    } else if let base = glyphs.dots {
      drawLines(into: &frame, layout, base)
    } else {
      drawPoints(into: &frame, layout)
    }
    if lines.count > 1 { drawEnds(into: &frame, layout) }
    drawCursor(into: &frame, layout, glyphs)
    return layout
  }

  // MARK: Axes

  private func drawScale(
    into frame: inout Frame, _ rect: Rect, _ layout: ChartLayout, _ glyphs: Glyphs
  ) {
    let plot = layout.plot
    for tick in layout.scale.ticks {
      let row = plot.maxRow - layout.scale.parts(of: tick, outOf: plot.rows)
      // Without a rule below the plot, 0 stands on its last row.
      guard row < plot.maxRow || layout.rule != nil else { continue }
      let text = valueText(tick)
      let start = plot.minColumn - 1 - TextWidth.of(text)
      // Half a number would be a wrong one.
      guard start >= rect.minColumn else { continue }
      frame.draw(text, at: Point(column: start, row: row), style: Style(.dim))
    }
    guard let rule = layout.rule else { return }
    frame.fill(rule, style: Style(.border), with: glyphs.horizontal)
  }

  /// Dates under the buckets, as many as stand apart from each other.
  private func drawLabels(into frame: inout Frame, _ layout: ChartLayout, _ glyphs: Glyphs) {
    guard let rect = layout.labels else { return }
    let shown = layout.shown.map { (bucket: $0, label: label($0)) }
    let stride = strides.first { stride in
      var free = Int.min
      for (bucket, label) in shown where label.ordinal.isMultiple(of: stride) {
        let start = layout.columns(of: bucket).lowerBound
        guard start >= free else { return false }
        free = start + TextWidth.of(label.text) + 2
      }
      return true
    }
    guard let stride = stride ?? strides.last else { return }
    for (bucket, label) in shown where label.ordinal.isMultiple(of: stride) {
      let start = layout.columns(of: bucket).lowerBound
      guard start + TextWidth.of(label.text) <= rect.maxColumn else { continue }
      frame.draw(label.text, at: Point(column: start, row: rect.minRow), style: Style(.dim))
    }
    guard let rule = layout.rule else { return }
    if layout.shown.lowerBound > 0 {
      frame.put(glyphs.left, column: rule.minColumn, row: rule.minRow, style: Style(.header))
    }
    if layout.shown.upperBound < count {
      frame.put(glyphs.right, column: rule.maxColumn - 1, row: rule.minRow, style: Style(.header))
    }
  }

  // MARK: Values

  private func drawColumns(
    _ line: Line, into frame: inout Frame, _ layout: ChartLayout, _ glyphs: Glyphs
  ) {
    let plot = layout.plot
    let steps = glyphs.sparks.count
    for bucket in layout.shown where line.values.indices.contains(bucket) {
      let height = layout.scale.parts(of: line.values[bucket], outOf: plot.rows * steps)
      for column in layout.bar(of: bucket) {
        for row in 0..<(height + steps - 1) / steps {
          let part = min(steps, height - row * steps)
          frame.put(
            glyphs.sparks[part - 1], column: column, row: plot.maxRow - 1 - row, style: line.style)
        }
      }
    }
  }

  private func drawLines(
    into frame: inout Frame, _ layout: ChartLayout, _ base: Unicode.Scalar
  ) {
    let plot = layout.plot
    var grid = DotGrid(size: plot.size)
    for line in lines {
      func point(_ bucket: Int) -> Point {
        let height = layout.scale.parts(of: line.values[bucket], outOf: 4 * plot.rows)
        return Point(
          column: 2 * (layout.center(of: bucket) - plot.minColumn),
          row: 4 * plot.rows - max(1, height))
      }
      // The neighbours outside the window say where the lines at its edges come from and go to.
      let first = max(0, layout.shown.lowerBound - 1)
      let last = min(layout.shown.upperBound, count - 1, line.values.count - 1)
      guard first <= last else { continue }
      if first == last {
        let place = point(first)
        grid.line(
          from: place, to: Point(column: place.column + 1, row: place.row), style: line.style)
      }
      for bucket in first..<last {
        grid.line(from: point(bucket), to: point(bucket + 1), style: line.style)
      }
    }
    grid.draw(into: &frame, at: plot.origin, base: base)
  }

  private func drawPoints(into frame: inout Frame, _ layout: ChartLayout) {
    for line in lines {
      for bucket in layout.shown where line.values.indices.contains(bucket) {
        frame.put(
          line.mark, column: layout.center(of: bucket), row: row(of: bucket, in: line, layout),
          style: line.style)
      }
    }
  }

  /// The mark of each line beside its last point, for those who can't tell the colours apart.
  private func drawEnds(into frame: inout Frame, _ layout: ChartLayout) {
    guard let last = layout.shown.last else { return }
    let column = layout.columns(of: last).upperBound
    for line in lines where line.values.indices.contains(last) {
      frame.put(line.mark, column: column, row: row(of: last, in: line, layout), style: line.style)
    }
  }

  private func row(of bucket: Int, in line: Line, _ layout: ChartLayout) -> Int {
    let height = layout.scale.parts(of: line.values[bucket], outOf: 4 * layout.plot.rows)
    return layout.plot.maxRow - 1 - max(0, height - 1) / 4
  }

  private func drawCursor(into frame: inout Frame, _ layout: ChartLayout, _ glyphs: Glyphs) {
    guard let cursor, layout.shown.contains(cursor) else { return }
    let center = layout.center(of: cursor)
    let columns = lines.count == 1 ? layout.bar(of: cursor) : center..<center + 1
    for row in layout.plot.minRow..<layout.plot.maxRow {
      for column in columns { frame[column: column, row: row].style.isSelected = true }
    }
    guard let rule = layout.rule else { return }
    frame.put(glyphs.sortUp, column: center, row: rule.minRow, style: Style(.header))
  }
}
