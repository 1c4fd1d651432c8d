import CTerminal
import Canvas

/// Shows frames on the open curses screen, sending only what differs from the frame before.
struct Presenter {
  let tier: ColorTier
  private let colors: Int
  private let encoder: RowEncoder
  private var theme: Theme?
  private var looks: Looks
  /// What stands on the screen, or nil when that is not known.
  private var shown: Frame?

  init(tier: ColorTier, colors: Int, supportsUnicode: Bool) {
    self.tier = tier
    self.colors = colors
    encoder = RowEncoder(supportsUnicode: supportsUnicode)
    looks = Looks(theme: .plain, colors: colors)
  }

  /// Forgets what the screen shows, so that the next frame is drawn whole.
  mutating func invalidate() {
    shown = nil
  }

  /// Gives curses the rows that changed.
  ///
  /// - Returns: false when the frame is the one that is shown already.
  mutating func draw(_ frame: Frame, theme: Theme) -> Bool {
    if theme != self.theme {
      self.theme = theme
      looks = Looks(theme: theme.adapted(to: tier), colors: colors)
      shown = nil
    }
    guard frame != shown else { return false }
    let before = shown?.size == frame.size ? shown : nil
    let columns = min(frame.size.columns, Int(ct_screen_columns()))
    for row in 0..<min(frame.size.rows, Int(ct_screen_rows())) {
      let start = row * frame.size.columns
      let cells = frame.cells[start..<start + columns]
      if let before, before.cells[start..<start + columns] == cells { continue }
      let encoded = encoder.encode(cells, looks: &looks)
      _ = ct_screen_put_row(Int32(row), encoded, Int32(encoded.count))
    }
    if let cursor = frame.cursor, frame.bounds.contains(cursor) {
      ct_screen_set_cursor(Int32(cursor.row), Int32(cursor.column))
    } else {
      ct_screen_set_cursor(-1, -1)
    }
    shown = frame
    return true
  }
}
