/// What a mistyped word was probably meant to be.
enum Suggestion {
  /// `; did you mean 'steps'?` for the nearest of `known`, else all that was expected.
  static func hint(for word: String, among known: [String]) -> String {
    let lowered = word.lowercased()
    let ranked = known.map { (word: $0, edits: edits(lowered, $0)) }
    if let best = ranked.min(by: { $0.edits < $1.edits }), best.edits <= max(1, word.count / 3) {
      return "; did you mean '\(best.word)'?"
    }
    return "; expected one of: \(known.joined(separator: ", "))"
  }

  /// The least number of characters to insert, delete or replace.
  private static func edits(_ one: String, _ other: String) -> Int {
    let one = Array(one.prefix(40))
    let other = Array(other)
    var row = Array(0...other.count)
    for (i, character) in one.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, candidate) in other.enumerated() {
        let replaced = diagonal + (character == candidate ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[other.count]
  }
}
