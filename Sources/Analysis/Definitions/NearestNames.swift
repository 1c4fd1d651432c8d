/// What was probably meant by a name that isn't known.
package enum NearestNames {
  /// The end of a message about such a name: `; did you mean plan?`; empty where none is near.
  package static func hint(for name: String, in known: [String]) -> String {
    let near = of(name, in: known)
    return near.isEmpty ? "" : "; did you mean " + near.joined(separator: " or ") + "?"
  }

  /// The known names that differ least, at most three: those that are the same but for case, that
  /// hold the name, or that are a few letters away from it.
  package static func of(_ name: String, in known: [String]) -> [String] {
    let wanted = Array(name.lowercased().prefix(100))
    let ranked = known.compactMap { other -> (distance: Int, name: String)? in
      let lowered = Array(other.lowercased().prefix(100))
      let distance = distance(wanted, lowered)
      let isInside = wanted.count > 2 && other.lowercased().contains(name.lowercased())
      guard isInside || distance <= max(1, wanted.count / 3) else { return nil }
      return (distance, other)
    }
    return ranked.sorted { $0 < $1 }.prefix(3).map(\.name)
  }

  /// How many letters have to be changed, added or taken away.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (place, letter) in left.enumerated() {
      var previous = row[0]
      row[0] = place + 1
      for column in right.indices {
        let cost = min(
          previous + (right[column] == letter ? 0 : 1), row[column] + 1, row[column + 1] + 1)
        previous = row[column + 1]
        row[column + 1] = cost
      }
    }
    return row[right.count]
  }
}
