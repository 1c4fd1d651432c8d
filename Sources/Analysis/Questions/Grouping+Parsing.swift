extension Grouping {
  /// Reads `plan`, a user property, or `event:category`, an event property. Nil for an empty text.
  ///
  /// - Throws: ``QuestionError`` where a property isn't named.
  package init?(parsing text: String) throws(QuestionError) {
    if text.isEmpty { return nil }
    guard text.hasPrefix("event:") else {
      self = .user(text)
      return
    }
    let key = String(text.dropFirst("event:".count))
    guard !key.isEmpty else {
      throw QuestionError(
        "'event:' doesn't say which property; expected a user property such as plan, or an event "
          + "property such as event:category", field: "by")
    }
    self = .event(key)
  }

  /// As it is written.
  package var text: String {
    switch self {
    case .user(let key): key
    case .event(let key): "event:\(key)"
    }
  }
}
