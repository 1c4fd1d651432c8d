/// Why a store can't be opened, read or written; the message says which file and what to do.
package struct StoreError: Error, Equatable, CustomStringConvertible {
  package enum Code: Sendable {
    case missing, notAStore, newer, locked, readOnly, full, damaged, unreadable, cancelled
  }

  package let code: Code
  package let description: String

  package init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }

  /// What is stored breaks the file format.
  package static func damaged(_ what: String) -> StoreError {
    StoreError(
      .damaged,
      "the store is damaged: \(what). Nothing was changed; restore the file from a copy, or import "
        + "its sources into a new store")
  }
}
