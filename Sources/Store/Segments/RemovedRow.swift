/// What is left of a deleted user or session: a row without content, so that the ordinals of others,
/// which are row numbers, stay (R-D4).
///
/// A removed row has ``id`` for its id, the time of another row, no identity and no properties. No
/// migration names a removed user, and no event or write is a removed user's or session's; a removed
/// session's origin is ``SessionOrigin/named``, so that it isn't counted.
package enum RemovedRow {
  /// Beyond every user id and session id.
  @inlinable package static var id: UInt64 { .max }
  /// The same as columns hold it: less than every id, so that a column's smallest value tells.
  static let storedID: Int64 = -1
}

extension Reader {
  /// Whether any user was ever deleted.
  func hasRemovedUsers() throws -> Bool {
    try segments(.users).contains { segment in
      try PackedColumn.header(of: fixedColumn(.id, of: segment)).smallest == RemovedRow.storedID
    }
  }
}
