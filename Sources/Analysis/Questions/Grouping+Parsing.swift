extension Grouping {
  /// Reads `plan`, a user property, or `event:category`, an event property. Nil for an empty text.
  ///
  /// - Throws: ``QuestionError`` where a property isn't named.
  package static func parse(_ text: String) throws(QuestionError) -> Grouping? {
    if text.isEmpty { return nil }
    guard text.hasPrefix("event:") else { return .user(text) }
    let key = String(text.dropFirst("event:".count))
    guard !key.isEmpty else {
      throw QuestionError(
        "'event:' doesn't say which property; expected a user property such as plan, or an event "
          + "property such as event:category")
    }
    return .event(key)
  }

  /// As it is written.
  package var text: String {
    switch self {
    case .user(let key): key
    case .event(let key): "event:\(key)"
    }
  }
}
