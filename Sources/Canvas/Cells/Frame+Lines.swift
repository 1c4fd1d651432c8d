/// A frame as plain text, for tests, for output without a terminal, and for bug reports.
extension Frame {
  /// The rows as text, without the blanks at their ends.
  package var textLines: [String] {
    (0..<size.rows).map { row in
      var line = String.UnicodeScalarView()
      for column in 0..<size.columns {
        let cell = self[column: column, row: row]
        guard !cell.isContinuation else { continue }
        line.append(cell.scalar)
        line.append(contentsOf: cell.marks)
      }
      return trimmed(String(line))
    }
  }

  /// The roles of the cells, one letter a cell, and below them what each letter means.
  ///
  /// A role has the same letter in every frame; a capital or a shifted digit lies on the selected
  /// row, and `.` is plain text. Bold and underline of single cells are not shown.
  package var styleLines: [String] {
    var used: [Character: String] = [:]
    let rows = (0..<size.rows).map { row in
      let letters = (0..<size.columns).map { column in
        let style = self[column: column, row: row].style
        let letter = style.letter
        if letter != "." {
          used[letter] = style.role.rawValue + (style.isSelected ? " (selected)" : "")
        }
        return letter
      }
      return trimmed(String(letters), of: ".")
    }
    return rows + used.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
  }

  private func trimmed(_ line: String, of blank: Character = " ") -> String {
    String(line.reversed().drop { $0 == blank }.reversed())
  }
}

extension Style {
  fileprivate var letter: Character {
    guard isSelected else { return role.letter }
    return role == .text ? ":" : Self.selectedLetters[role.letter] ?? role.letter
  }

  private static let selectedLetters = Dictionary(
    uniqueKeysWithValues: zip(
      "abcdefghijklmnopqrstuvwxyz12345678", "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*"))
}

extension Role {
  fileprivate var letter: Character {
    switch self {
    case .text: "."
    case .dim: "d"
    case .title: "t"
    case .header: "h"
    case .border: "b"
    case .borderFocus: "f"
    case .selection: "s"
    case .selectionInactive: "z"
    case .match: "m"
    case .keyHint: "k"
    case .anonymous: "a"
    case .identified: "i"
    case .merged: "j"
    case .eventName: "e"
    case .property: "p"
    case .number: "n"
    case .changed: "c"
    case .warning: "w"
    case .error: "x"
    case .ok: "o"
    case .statusBar: "u"
    case .chart1: "1"
    case .chart2: "2"
    case .chart3: "3"
    case .chart4: "4"
    case .chart5: "5"
    case .chart6: "6"
    case .chart7: "7"
    case .chart8: "8"
    case .funnelGood: "g"
    case .funnelDrop: "r"
    }
  }
}
