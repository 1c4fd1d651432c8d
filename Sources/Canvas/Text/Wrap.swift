extension [Span] {
  /// The spans broken into lines of at most `width` columns.
  ///
  /// Lines break after spaces; a word longer than a line is broken before its `@` or after a
  /// separator, as addresses have them, and else where the line ends. Spaces at a break are left out,
  /// for they would not have room in a line that is full. There is always at least one line.
  package func wrapped(to width: Int) -> [[Span]] {
    guard width > 0 else { return [self] }
    var lines: [[Span]] = [[]]
    var used = 0
    for word in flatMap(\.words) {
      let columns = TextWidth.of(word.text)
      let visible = TextWidth.of(word.text.droppingTrailingSpaces)
      if used > 0, used + visible > width {
        lines.beginNext()
        used = 0
      }
      if visible <= width {
        lines[lines.count - 1].append(word)
        used += columns
      } else {
        for piece in word.pieces(of: width) {
          if used > 0 { lines.beginNext() }
          lines[lines.count - 1].append(piece)
          used = TextWidth.of(piece.text)
        }
      }
    }
    return lines.map(\.joined)
  }

  /// The same line with neighbours of one style made one span.
  private var joined: [Span] {
    reduce(into: []) { line, span in
      if let last = line.last, last.style == span.style {
        line[line.count - 1].text += span.text
      } else {
        line.append(span)
      }
    }
  }
}

extension [[Span]] {
  /// Ends the last line, without the spaces after its last word, and begins an empty one.
  fileprivate mutating func beginNext() {
    if let last = self[count - 1].popLast() {
      self[count - 1].append(Span(last.text.droppingTrailingSpaces, last.style))
    }
    append([])
  }
}

extension Span {
  /// The words of the span, each with the spaces after it.
  fileprivate var words: [Span] {
    var words: [Span] = []
    var word = ""
    for character in text {
      if character != " ", word.last == " " {
        words.append(Span(word, style))
        word = ""
      }
      word.append(character)
    }
    return words + [Span(word, style)]
  }

  fileprivate func pieces(of width: Int) -> [Span] {
    var pieces: [Span] = []
    var piece = ""
    var used = 0
    for character in text {
      let columns = TextWidth.of(String(character))
      if used > 0, used + columns > width {
        let end = piece.wordBreak(before: character)
        pieces.append(Span(String(piece[..<end]), style))
        piece = String(piece[end...])
        used = TextWidth.of(piece)
      }
      piece.append(character)
      used += columns
    }
    return pieces + [Span(piece, style)]
  }
}

extension String {
  /// Where a full line of a long word ends: in its second half at a sensible place, else at its end.
  ///
  /// - Parameter next: the character that the line has no room for.
  fileprivate func wordBreak(before next: Character) -> Index {
    let middle = index(startIndex, offsetBy: (count + 1) / 2)
    if next == "@" { return endIndex }
    if let at = self[middle...].lastIndex(of: "@") { return at }
    guard let separator = self[middle...].lastIndex(where: { "/.-_?&=,:;".contains($0) }) else {
      return endIndex
    }
    return index(after: separator)
  }

  fileprivate var droppingTrailingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
