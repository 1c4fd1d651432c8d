import Canvas

/// Rows of cells as aligned lines of text; what data hold is shown, never sent to the terminal.
enum TextTable {
  enum Alignment {
    case left, right
  }

  /// - Parameters:
  ///   - rows: the heading first; all as long as `alignments`.
  ///   - width: lines are cut there.
  static func lines(_ rows: [[String]], _ alignments: [Alignment], width: Int) -> [String] {
    let cells = rows.map { row in row.map { TextWidth.truncate($0, to: 60) } }
    let widths = alignments.indices.map { column in
      cells.map { TextWidth.of($0[column]) }.max() ?? 0
    }
    return cells.map { row in
      let padded = alignments.indices.map { column in
        TextWidth.pad(
          row[column], to: widths[column],
          alignment: alignments[column] == .right ? .right : .left)
      }
      let line = padded.joined(separator: "  ")
      return TextWidth.truncate(
        String(line.reversed().drop { $0 == " " }.reversed()), to: width)
    }
  }

  /// A bar of at most `width` columns, exact to an eighth of one; a value above 0 is never invisible.
  static func bar(_ value: Int, of largest: Int, width: Int) -> String {
    guard value > 0, largest > 0 else { return "" }
    let parts = Glyphs.unicode.barParts
    let length = max(1, (value * width * parts.count + largest / 2) / largest)
    var bar = String(repeating: "█", count: length / parts.count)
    if length % parts.count > 0 { bar.unicodeScalars.append(parts[length % parts.count - 1]) }
    return bar
  }

  /// A column for each value, the highest full; values that don't fit are drawn together.
  static func spark(_ values: [Int], width: Int) -> String {
    let columns = min(width, values.count)
    let sums = (0..<columns).map { column in
      values[column * values.count / columns..<(column + 1) * values.count / columns].reduce(0, +)
    }
    guard let largest = sums.max(), largest > 0 else { return "" }
    let heights = Glyphs.unicode.sparks
    var spark = ""
    for sum in sums {
      let height = min(heights.count - 1, sum * heights.count / largest)
      spark.unicodeScalars.append(sum == 0 ? " " : heights[height])
    }
    return spark
  }
}
