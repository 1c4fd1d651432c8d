/// Why a question can't be answered as it is asked, or can't be read as it is written; for people.
package struct QuestionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The part of a definition that is meant: `step 2`, `within`; nil for the whole.
  package let field: String?
  /// What was wrong and what was expected.
  package let message: String

  package init(_ message: String, field: String? = nil) {
    self.field = field
    self.message = message
  }

  package var description: String { field.map { "\($0): \(message)" } ?? message }
}
