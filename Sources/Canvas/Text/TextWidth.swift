/// How many columns text takes on the screen, and cutting it to a width.
///
/// All of these count what `Frame.draw` shows: escapes for control characters included.
package enum TextWidth {
  /// The columns that a text takes; O(length), much cheaper for plain ASCII.
  package static func of(_ text: some StringProtocol) -> Int {
    columns(of: String(text), limit: .max)
  }

  /// The columns that a text takes, or some number above `limit` as soon as it is passed.
  static func columns(of text: String, limit: Int) -> Int {
    if isPlain(text) { return text.utf8.count }
    var columns = 0
    forEachGlyph(in: text) {
      columns += $0.width
      return columns <= limit
    }
    return columns
  }

  /// The text as the screen shows it, cut to at most `width` columns; what is cut off is marked by
  /// `ellipsis`, which takes one column.
  package static func truncate(
    _ text: some StringProtocol, to width: Int, ellipsis: Unicode.Scalar? = "…"
  ) -> String {
    let whole = String(text)
    guard width > 0 else { return "" }
    let fits = columns(of: whole, limit: width) <= width
    if fits && isPlain(whole) { return whole }
    let end = fits || ellipsis == nil ? width : width - 1
    var shown = String.UnicodeScalarView()
    var used = 0
    forEachGlyph(in: whole) {
      guard used + $0.width <= end else { return false }
      used += $0.width
      shown.append($0.scalar)
      shown.append(contentsOf: $0.marks)
      return true
    }
    if !fits, let ellipsis { shown.append(ellipsis) }
    return String(shown)
  }

  /// The whole text as a terminal may be sent it: controls, escapes and what reorders text are shown.
  package static func shown(_ text: String) -> String { truncate(text, to: .max, ellipsis: nil) }

  /// The text cut or filled with spaces to exactly `width` columns.
  package static func pad(
    _ text: some StringProtocol, to width: Int, alignment: Alignment = .left,
    ellipsis: Unicode.Scalar? = "…"
  ) -> String {
    let shown = truncate(text, to: width, ellipsis: ellipsis)
    let missing = max(0, width - of(shown))
    let before = alignment.columnsBefore(of: missing)
    return String(repeating: " ", count: before) + shown
      + String(repeating: " ", count: missing - before)
  }

  /// Whether every byte is printable ASCII, so that columns, bytes and scalars are the same.
  static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
  }
}

/// Where text lies in a space wider than itself.
package enum Alignment: Hashable, Sendable {
  case left, center, right

  func columnsBefore(of missing: Int) -> Int {
    switch self {
    case .left: 0
    case .center: missing / 2
    case .right: missing
    }
  }
}
