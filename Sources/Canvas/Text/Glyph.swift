/// A piece of text as one cell shows it: a spacing scalar with the marks drawn on it.
struct Glyph {
  var scalar: Unicode.Scalar
  var marks: [Unicode.Scalar] = []
  /// 1, or 2 for a wide scalar.
  var width: Int
  /// Where the glyph starts in its text, in UTF-8 bytes.
  var offset: Int
}

/// Gives each glyph of a text to `body`, until the text ends or `body` returns false.
///
/// Text comes from data and is never trusted: whatever could act on the terminal, change the reading
/// order, hide, or confuse the column count comes out as a visible escape. One spacing scalar and
/// at most four marks fill a cell; of a joined emoji only the first is drawn, and a flag is drawn
/// as its two letters.
func forEachGlyph(in text: String, _ body: (Glyph) -> Bool) {
  guard !TextWidth.isPlain(text) else {
    for (offset, byte) in text.utf8.enumerated() {
      guard body(Glyph(scalar: Unicode.Scalar(byte), width: 1, offset: offset)) else { return }
    }
    return
  }
  var scanner = GlyphScanner()
  for scalar in text.unicodeScalars {
    guard scanner.take(scalar, body) else { return }
  }
  _ = scanner.flush(body)
}

/// The state between two scalars of a text.
private struct GlyphScanner {
  private var pending: Glyph?
  private var isEmoji = false
  private var isJoined = false
  private var offset = 0

  /// Returns false when `body` wants no more.
  mutating func take(_ scalar: Unicode.Scalar, _ body: (Glyph) -> Bool) -> Bool {
    defer { offset += UTF8.width(scalar) }
    let kind = ScalarClass(scalar)
    if pending != nil {
      switch kind {
      case .mark:
        if (pending?.marks.count ?? 4) < 4 { pending?.marks.append(scalar) }
        return true
      case .selector: return true
      case .wide where isEmoji && scalar.isSkinTone: return true
      case .wide where isJoined && scalar.properties.isEmoji,
        .narrow where isJoined && scalar.properties.isEmoji:
        isJoined = false
        return true
      case .hidden where isEmoji && scalar == .joiner:
        isJoined = true
        return true
      case .hidden where pending?.scalar == "\u{1F3F4}" && scalar.isEmojiTag: return true
      default: break
      }
    }
    return flush(body) && start(scalar, kind, body)
  }

  private mutating func start(
    _ scalar: Unicode.Scalar, _ kind: ScalarClass, _ body: (Glyph) -> Bool
  ) -> Bool {
    switch kind {
    case .narrow, .wide:
      let letter = scalar.flagLetter
      let width = kind == .wide && letter == nil ? 2 : 1
      pending = Glyph(scalar: letter ?? scalar, width: width, offset: offset)
      isEmoji = scalar.value > 0xff && letter == nil && scalar.properties.isEmoji
      isJoined = false
      return true
    case .hidden, .mark, .selector:
      return scalar.visibleEscape.unicodeScalars.allSatisfy {
        body(Glyph(scalar: $0, width: 1, offset: offset))
      }
    }
  }

  mutating func flush(_ body: (Glyph) -> Bool) -> Bool {
    guard let glyph = pending else { return true }
    pending = nil
    return body(glyph)
  }
}
