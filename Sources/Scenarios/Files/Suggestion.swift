/// What a mistyped word was probably meant to be.
enum Suggestion {
  /// The word of `known` that takes the fewest edits to reach; nil where all are far away.
  static func nearest(to word: String, among known: [String]) -> String? {
    let lowered = word.lowercased()
    let ranked = known.map { (word: $0, edits: edits(lowered, $0.lowercased())) }
    guard let best = ranked.min(by: { $0.edits < $1.edits }) else { return nil }
    return best.edits <= max(2, word.count / 3) ? best.word : nil
  }

  /// `; did you mean 'title'?` or nothing.
  static func hint(for word: String, among known: [String]) -> String {
    nearest(to: word, among: known).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// The Levenshtein distance.
  private static func edits(_ left: String, _ right: String) -> Int {
    // A long stray word is far from everything; its distance need not be known exactly.
    let left = Array(left.prefix(64))
    let right = Array(right)
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let replaced = diagonal + (character == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
