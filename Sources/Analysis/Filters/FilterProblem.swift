/// Why a text is no filter: where, what stands there, and what should.
package struct FilterProblem: Error, Hashable, Sendable {
  /// The whole text.
  package var text: String
  /// Where the trouble is, in characters from the start; empty at the end of the text.
  package var range: Range<Int>
  /// What stands there, for a sentence: `")"`, `the end`.
  package var found: String
  /// What should, for a sentence.
  package var expected: String

  /// The character that the trouble begins at, counted from 0.
  package var position: Int { range.lowerBound }
}

extension FilterProblem: CustomStringConvertible {
  /// `character 6: found ")", expected a condition`. Characters are counted from 1.
  package var description: String {
    "character \(position + 1): found \(found), expected \(expected)"
  }

  /// The text with a caret under the character. Of a long text only what is around it; what can't
  /// be printed is a question mark, so that the caret stands where it should.
  package var caret: String {
    let characters = Array(text)
    let start = max(0, position - 50)
    let end = min(characters.count, max(position + 20, start + 70))
    let before = start > 0 ? "…" : ""
    let after = end < characters.count ? "…" : ""
    let shown = String(characters[min(start, end)..<end].map(\.printable))
    let carets = max(1, min(range.count, end - position))
    return before + shown + after + "\n"
      + String(repeating: " ", count: before.count + position - start)
      + String(repeating: "^", count: carets)
  }

  /// A piece of the text as it is named in a sentence: in quotes, cut and printable.
  static func quoted(_ piece: some Sequence<Character>) -> String {
    let characters = Array(piece)
    let cut = characters.count > 24 ? Array(characters.prefix(23)) + ["…"] : characters
    return "\"\(String(cut.map(\.printable)))\""
  }
}

extension Character {
  /// The character, or a question mark where it would move the cursor or show nothing.
  fileprivate var printable: Character {
    unicodeScalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
      default: false
      }
    } ? "?" : self
  }
}
