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
    frame.draw(
      text(columns: rect.columns, glyphs: glyphs), at: rect.origin, style: style, clip: rect)
  }

  /// The bar as text of at most so many columns, for where it stands among other text; a value above
  /// 0 is never invisible.
  package func text(columns: Int, glyphs: Glyphs) -> String {
    guard columns > 0, let full = glyphs.barParts.last, fraction > 0 else { return "" }
    let steps = glyphs.barParts.count
    let parts = max(1, Int((min(fraction, 1) * Double(columns * steps)).rounded()))
    var text = String.UnicodeScalarView(repeating: full, count: parts / steps)
    if parts % steps > 0 { text.append(glyphs.barParts[parts % steps - 1]) }
    return String(text)
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
