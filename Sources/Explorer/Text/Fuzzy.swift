/// Finding a command or a choice by some of its letters.
enum Fuzzy {
  struct Match: Equatable, Sendable {
    /// Higher is better.
    var score: Int
    /// The letters that matched, as places in the text.
    var places: [Range<String.Index>]
  }

  /// Where the letters of `pattern` occur in `text` in order, in either case; nil when one is
  /// missing. Letters in a row and at the start of words weigh more. Scattered letters have to
  /// begin with a word of the text: nobody sees why "merge" should find "Time range".
  static func match(_ pattern: String, in text: String) -> Match? {
    if let whole = text.range(ofLowercased: pattern) {
      let atStart = whole.lowerBound == text.startIndex
      return Match(score: 1000 + (atStart ? 500 : 0) - text.utf8.count, places: [whole])
    }
    var score = 0
    var places: [Range<String.Index>] = []
    var index = text.startIndex
    for wanted in pattern where !wanted.isWhitespace {
      let found = text[index...].indices.first { place in
        text[place].isSame(as: wanted) && (!places.isEmpty || text.startsWord(at: place))
      }
      guard let found else { return nil }
      let next = text.index(after: found)
      if places.last?.upperBound == found {
        score += 8
      } else if text.startsWord(at: found) {
        score += 6
      }
      places.append(found..<next)
      index = next
    }
    return Match(score: score - text.utf8.count, places: places)
  }
}

extension String {
  /// The first place of a text, letters compared in either case.
  func range(ofLowercased pattern: String) -> Range<String.Index>? {
    guard !pattern.isEmpty else { return startIndex..<startIndex }
    return ranges(of: pattern, anyCase: true, limit: 1).first
  }

  /// All places of a text from left to right, without overlap.
  func ranges(of pattern: String, anyCase: Bool, limit: Int = .max) -> [Range<String.Index>] {
    guard !pattern.isEmpty else { return [] }
    var found: [Range<String.Index>] = []
    var start = startIndex
    while start < endIndex, found.count < limit {
      if let end = end(of: pattern, from: start, anyCase: anyCase) {
        found.append(start..<end)
        start = end
      } else {
        formIndex(after: &start)
      }
    }
    return found
  }

  fileprivate func startsWord(at place: Index) -> Bool {
    place == startIndex || !self[index(before: place)].isLetter
  }

  private func end(of pattern: String, from start: Index, anyCase: Bool) -> Index? {
    var index = start
    for wanted in pattern {
      guard index < endIndex, anyCase ? self[index].isSame(as: wanted) : self[index] == wanted
      else { return nil }
      formIndex(after: &index)
    }
    return index
  }
}

extension Character {
  fileprivate func isSame(as other: Character) -> Bool {
    self == other || lowercased() == other.lowercased()
  }
}
