/// One line that could not be used; the lines around it were.
package struct LineProblem: Hashable, Sendable, CustomStringConvertible {
  /// Counted from 1; for a CSV row of several lines, its first.
  package let line: Int
  /// Where the line begins, in bytes of the (unpacked) file.
  package let offset: Int
  /// What was wrong and what was expected, without the place.
  package let reason: String

  package init(line: Int, offset: Int, reason: String) {
    self.line = line
    self.offset = offset
    self.reason = reason
  }

  package var description: String { "line \(line): \(reason)" }
}
