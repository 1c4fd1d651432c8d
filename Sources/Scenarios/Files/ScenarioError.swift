/// Why a file is not a scenario: where, what was found, and what was expected.
package struct ScenarioError: Error, Equatable, CustomStringConvertible {
  package let file: String
  /// Counted from 1; nil where the fault is the whole file's.
  package let line: Int?
  package let message: String

  package init(file: String, line: Int?, message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  package var description: String {
    line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
  }
}
