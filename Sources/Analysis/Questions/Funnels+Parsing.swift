extension FunnelQuestion {
  /// The conversion window that a text such as `7d` means, in milliseconds; nil for an empty one.
  package static func window(parsing text: String) throws(QuestionError) -> Int64? {
    if text.isEmpty { return nil }
    guard let window = FilterLiteral.duration(text) else {
      throw QuestionError(
        "'\(text)' is not a conversion window; expected one such as 90s, 30m, 12h, 7d or 2w",
        field: "within")
    }
    return window
  }
}

extension FunnelUnit {
  /// Reads `user`, which an empty text means too, `session`, `user-in-session`, `account` or
  /// `account:PROPERTY`.
  package init(parsing text: String) throws(QuestionError) {
    let prefix = "account:"
    switch text {
    case "user", "": self = .user
    case "session": self = .session
    case "user-in-session": self = .userInSession
    case "account": self = .account(property: nil)
    default:
      guard text.hasPrefix(prefix), text.count > prefix.count else {
        throw QuestionError(
          "'\(text)' can't be counted; expected user, session, user-in-session, account or "
            + "account:PROPERTY", field: "per")
      }
      self = .account(property: String(text.dropFirst(prefix.count)))
    }
  }
}
