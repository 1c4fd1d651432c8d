/// Lines of dots, eight to a cell.
///
/// A cell has one style: where lines cross it is that of the last one drawn.
struct DotGrid {
  /// The bits of the eight dots, by column and row inside the cell.
  private static let bits: [[UInt32]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

  private let columns: Int
  private let rows: Int
  private var masks: [UInt32]
  private var styles: [Style]

  /// - Parameter size: in cells.
  init(size: Size) {
    columns = size.columns
    rows = size.rows
    masks = Array(repeating: 0, count: columns * rows)
    styles = Array(repeating: Style(.text), count: columns * rows)
  }

  /// Sets a dot, counted from the top left; does nothing outside the grid.
  mutating func set(column: Int, row: Int, style: Style) {
    guard (0..<2 * columns).contains(column), (0..<4 * rows).contains(row) else { return }
    let cell = row / 4 * columns + column / 2
    masks[cell] |= Self.bits[column % 2][row % 4]
    styles[cell] = style
  }

  /// Sets the dots from one point to another.
  mutating func line(from start: Point, to end: Point, style: Style) {
    let (wide, high) = (end.column - start.column, end.row - start.row)
    let steps = max(1, abs(wide), abs(high))
    for step in 0...steps {
      // Rounded from the middle of a dot, so that rising and falling lines look alike.
      set(
        column: start.column + (2 * wide * step + steps) / (2 * steps),
        row: start.row + Self.rounded(high * step, over: steps), style: style)
    }
  }

  private static func rounded(_ value: Int, over divisor: Int) -> Int {
    let half = value < 0 ? -divisor / 2 : divisor / 2
    return (value + half) / divisor
  }

  /// Draws the cells that have dots.
  ///
  /// - Parameter base: the pattern without dots.
  func draw(into frame: inout Frame, at origin: Point, base: Unicode.Scalar) {
    for (cell, mask) in masks.enumerated() where mask != 0 {
      guard let scalar = Unicode.Scalar(base.value + mask) else { continue }
      frame.put(
        scalar, column: origin.column + cell % columns, row: origin.row + cell / columns,
        style: styles[cell])
    }
  }
}
