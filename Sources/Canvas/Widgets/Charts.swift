/// A horizontal bar, exact to an eighth of a column where the glyphs allow.
package struct Bar: Sendable {
  /// From 0 to 1; what is beyond is drawn as the nearer end.
  package var fraction: Double
  package var style: Style

  package init(fraction: Double, style: Style) {
    self.fraction = fraction
    self.style = style
  }

  /// Draws the first row of `rect` from its left; a value above 0 is never invisible.
  package func draw(into frame: inout Frame, _ rect: Rect, glyphs: Glyphs) {
    guard !rect.isEmpty else { return }
    for (column, part) in parts(columns: rect.columns, glyphs).enumerated() {
      frame.put(part, column: rect.minColumn + column, row: rect.minRow, style: style)
    }
  }

  /// The bar as a span of exactly so many columns, for the cell of a table.
  package func span(columns: Int, glyphs: Glyphs) -> Span {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: parts(columns: columns, glyphs))
    let missing = max(0, columns - text.count)
    return Span(String(text) + String(repeating: " ", count: missing), style)
  }

  private func parts(columns: Int, _ glyphs: Glyphs) -> [Unicode.Scalar] {
    guard columns > 0, let full = glyphs.barParts.last, fraction > 0 else { return [] }
    let steps = glyphs.barParts.count
    let length = max(1, Int((min(fraction, 1) * Double(columns * steps)).rounded()))
    let whole = Array(repeating: full, count: length / steps)
    return length % steps > 0 ? whole + [glyphs.barParts[length % steps - 1]] : whole
  }
}

/// A small chart in one row: a column for each value, the newest at the right.
package struct Sparkline: Sendable {
  package var values: [Double]
  package var style: Style

  package init(_ values: [Double], style: Style) {
    self.values = values
    self.style = style
  }

  /// Draws the last values that fit; 0 and what is not a number stay blank.
  package func draw(into frame: inout Frame, _ rect: Rect, glyphs: Glyphs) {
    guard !rect.isEmpty else { return }
    let shown = values.suffix(rect.columns)
    let highest = shown.filter(\.isFinite).max() ?? 0
    guard highest > 0 else { return }
    let steps = glyphs.sparks.count
    for (column, value) in shown.enumerated() where value.isFinite && value > 0 {
      let height = min(steps - 1, Int(value / highest * Double(steps)))
      frame.put(
        glyphs.sparks[height], column: rect.minColumn + column, row: rect.minRow, style: style)
    }
  }
}
