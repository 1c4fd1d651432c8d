/// A file that can't be read, or not to its end; the message names the file and the remedy.
package struct InputError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
