/// What is wrong with a theme file, where, and what was expected.
package struct ThemeProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package var file: String
  /// The line in the file, from 1; nil if the problem has no place.
  package var line: Int?
  package var message: String

  package var description: String {
    if let line { "\(file):\(line): \(message)" } else { "\(file): \(message)" }
  }
}

/// Guesses what a person meant by a name that does not exist.
enum Spelling {
  /// `; did you mean 'X'?` for the nearest of `names`; if none is near, what was expected.
  static func hint(for name: String, among names: [String], otherwise expected: String) -> String {
    let near = names.map { (name: $0, distance: distance(name, $0)) }
      .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    if let near, near.distance <= max(1, name.count / 3) {
      return "; did you mean '\(near.name)'?"
    }
    return "; expected \(expected)"
  }

  /// The least number of characters to insert, delete, replace, or swap with their neighbour to get
  /// from one to the other.
  private static func distance(_ one: String, _ other: String) -> Int {
    let one = Array(one.lowercased().prefix(60))
    let other = Array(other.lowercased())
    // rows[i][j] is the distance of the first i characters of the one to the first j of the other.
    var rows = [Array(0...other.count)]
    for i in one.indices {
      var row = [i + 1]
      for j in other.indices {
        var least = min(rows[i][j] + (one[i] == other[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
          least = min(least, rows[i - 1][j - 1] + 1)
        }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[one.count][other.count]
  }
}
