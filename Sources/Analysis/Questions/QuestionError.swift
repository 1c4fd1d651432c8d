/// A question that can't be answered as it is asked, said for people.
package struct QuestionError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
