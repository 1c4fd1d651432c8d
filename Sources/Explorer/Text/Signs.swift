import Canvas

/// The characters that stand for kinds of users and lines; each takes one column.
struct Signs {
  let identified: String
  let anonymous: String
  let merged: String
  /// A device that is paired with the event visualizer.
  let paired: String
  let dot: String
  let dash: String
  let times: String
  let open: String
  let closed: String
  let vertical: Unicode.Scalar
  /// The head of an arrow that leads down, and of one that leads nowhere any more.
  let down: String
  let broken: String

  init(_ glyphs: Glyphs) {
    let isPlain = glyphs.ellipsis.isASCII
    identified = String(glyphs.mark)
    anonymous = isPlain ? "o" : "○"
    merged = isPlain ? "&" : "≡"
    dot = isPlain ? "-" : "·"
    paired = isPlain ? "@" : "◉"
    times = isPlain ? "x" : "×"
    dash = isPlain ? "-" : "—"
    open = isPlain ? "-" : "▾"
    closed = isPlain ? "+" : "▸"
    vertical = glyphs.vertical
    down = String(glyphs.sortDown)
    broken = String(glyphs.cross)
  }
}
