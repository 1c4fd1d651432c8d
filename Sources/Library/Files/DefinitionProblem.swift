/// What is wrong with a saved definition: where, what was found, and what was expected.
package struct DefinitionProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as messages name it; empty where no file is at fault.
  package var file: String
  /// Counted from 1; nil where the fault is the whole file's.
  package var line: Int?
  package var message: String

  package init(file: String = "", line: Int? = nil, _ message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  package var description: String {
    if file.isEmpty { return message }
    return line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
  }
}
