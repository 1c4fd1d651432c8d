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
  }
}
