extension FunnelDefinition {
  /// What the texts of the definition ask, in all environments.
  ///
  /// - Throws: which text can't be read and what was expected.
  package func question(
    glossary: Glossary = Glossary()
  ) throws(QuestionError) -> FunnelQuestion {
    var selectors: [EventSelector] = []
    for (index, step) in steps.enumerated() {
      selectors.append(try .reading(step, field: "step \(index + 1)", glossary))
    }
    var question = FunnelQuestion(steps: selectors)
    question.window = try window()
    question.grouping = try Grouping(parsing: by)
    question.unit = try unit()
    question.range = try .reading(range)
    question.filter = try .reading(filter, glossary)
    try question.check()
    return question
  }

  private func window() throws(QuestionError) -> Int64? {
    if within.isEmpty { return nil }
    guard let window = FilterLiteral.duration(within), window > 0 else {
      throw QuestionError(
        "'\(within)' is not a conversion window; expected one such as 90s, 30m, 12h, 7d or 2w",
        field: "within")
    }
    return window
  }

  private func unit() throws(QuestionError) -> FunnelUnit {
    let prefix = "account:"
    switch per {
    case "user", "": return .user
    case "session": return .session
    case "user-in-session": return .userInSession
    case "account": return .account(property: nil)
    default:
      guard per.hasPrefix(prefix), per.count > prefix.count else {
        throw QuestionError(
          "'\(per)' can't be counted; expected user, session, user-in-session, account or "
            + "account:PROPERTY", field: "per")
      }
      return .account(property: String(per.dropFirst(prefix.count)))
    }
  }
}
