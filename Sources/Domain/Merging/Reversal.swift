/// That a merge was taken back, or put in force again: the product's own feature, for the documents
/// know no way back. The migration itself stays as it is.
package struct Reversal: Hashable, Sendable {
  /// The migration, by its number in the store.
  package var migration: Int
  /// False takes the merge back, true restores it.
  package var isInForce: Bool
  package var time: Timestamp
  /// Who did it.
  package var author: String
  package var reason: String

  package init(
    of migration: Int, isInForce: Bool, at time: Timestamp, by author: String, reason: String
  ) {
    self.migration = migration
    self.isInForce = isInForce
    self.time = time
    self.author = author
    self.reason = reason
  }
}
