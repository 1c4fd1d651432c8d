extension Identity {
  /// Whether many people would share this identity: a placeholder such as `guest` or `null`, which
  /// merges all visitors into one profile (R-I10, "Identify Pitfalls").
  package var isNonUnique: Bool {
    let bare = value.lowercased().unquoted
    return Self.placeholders.contains(bare) || bare.allSatisfy { $0 == "0" || $0 == "-" }
  }

  private static let placeholders: Set<String> = [
    "anonymous", "anonymous user", "guest", "user", "distinctid", "distinct_id", "id",
    "not_authenticated", "email", "undefined", "unknown", "true", "false", "nil", "none", "null",
    "nan", "n/a", "na", "0", "-1", "[object object]", "{}",
  ]
}

/// What happens when a call passes a non-unique identity (R-I10).
package enum NonUniqueIdentityPolicy: Hashable, Sendable {
  /// Do as asked and warn, which is what the documents describe.
  case perform
  /// Refuse the call.
  case reject
}

extension String {
  /// The text inside one pair of equal quotes around the whole, else the text itself.
  fileprivate var unquoted: String {
    guard count >= 2, let first, first == last, "\"'`".contains(first) else { return self }
    return String(dropFirst().dropLast())
  }
}
