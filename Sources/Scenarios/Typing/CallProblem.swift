/// Why what is typed is no step of a scenario: where it stops being one, and what was expected there.
package struct CallProblem: Error, Equatable, CustomStringConvertible {
  /// Counted in characters from the start of the line.
  package let position: Int
  /// How many characters are at fault; 0 where something is missing.
  package let length: Int
  package let expected: String

  package var description: String { "at \(position + 1): expected \(expected)" }
}
