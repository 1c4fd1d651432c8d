extension Grouping {
  /// Reads `plan`, a user property; `account.plan`, a property of the user's account; or
  /// `event:category`, an event property. In quotes, `"account.plan"`, it is always a user property.
  /// Nil for an empty text.
  ///
  /// - Throws: ``QuestionError`` where a property isn't named.
  package init?(parsing text: String) throws(QuestionError) {
    if text.isEmpty { return nil }
    if text.hasPrefix(Self.event) {
      self = .event(try Self.key(text.dropFirst(Self.event.count), of: text))
    } else if let key = AccountKey.property(text) {
      self = .account(Self.unquoted(try Self.key(key[...], of: text)))
    } else {
      self = .user(Self.unquoted(text))
    }
  }

  private static func key(_ key: Substring, of text: String) throws(QuestionError) -> String {
    if !key.isEmpty { return String(key) }
    throw QuestionError(
      "'\(text)' doesn't say which property; expected a user property such as plan, one of the "
        + "user's account such as account.plan, or one of the event such as event:category",
      field: "by")
  }

  /// As it is written.
  package var text: String {
    switch self {
    case .user(let key):
      key.hasPrefix(Self.event) || AccountKey.property(key) != nil || Self.isQuoted(key)
        ? "\"\(key)\"" : key
    case .event(let key): Self.event + key
    case .account(let key): AccountKey.prefix + (Self.isQuoted(key) ? "\"\(key)\"" : key)
    }
  }

  private static let event = "event:"

  private static func unquoted(_ text: String) -> String {
    isQuoted(text) ? String(text.dropFirst().dropLast()) : text
  }

  private static func isQuoted(_ text: String) -> Bool {
    text.count > 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
  }
}
