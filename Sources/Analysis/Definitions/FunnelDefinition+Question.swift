extension FunnelDefinition {
  /// The user property that makes accounts where none is named.
  package static let accountProperty = "Account ID"

  /// What the texts of the definition ask, in all environments.
  ///
  /// - Throws: ``FunnelProblem`` that says which text can't be read and what was expected.
  package func question(
    glossary: Glossary = Glossary()
  ) throws(FunnelProblem) -> FunnelQuestion {
    var selectors: [EventSelector] = []
    for (index, step) in steps.enumerated() {
      do {
        selectors.append(try EventSelector(parsing: step, glossary: glossary))
      } catch {
        throw .unreadable(field: "step \(index + 1)", "\(error)\n\(error.caret)")
      }
    }
    var question = FunnelQuestion(steps: selectors)
    question.window = try window()
    question.grouping = try grouping()
    question.unit = try unit()
    do {
      question.range = try TimeRange(parsing: range.isEmpty ? "all" : range)
    } catch {
      throw .unreadable(field: "range", "\(error)")
    }
    do {
      question.filter = try UserFilter(parsing: filter, glossary: glossary)
    } catch {
      throw .unreadable(field: "filter", "\(error)\n\(error.caret)")
    }
    try question.check()
    return question
  }

  private func window() throws(FunnelProblem) -> Int64? {
    if within.isEmpty { return nil }
    guard let window = FilterLiteral.duration(within), window > 0 else {
      throw .unreadable(
        field: "within",
        "'\(within)' is not a conversion window; expected one such as 90s, 30m, 12h, 7d or 2w")
    }
    return window
  }

  private func grouping() throws(FunnelProblem) -> Grouping? {
    let prefix = "event:"
    if by.isEmpty { return nil }
    guard by.hasPrefix(prefix) else { return .user(by) }
    guard by.count > prefix.count else {
      throw .unreadable(
        field: "by", "'event:' names no property; expected one such as event:category")
    }
    return .event(String(by.dropFirst(prefix.count)))
  }

  private func unit() throws(FunnelProblem) -> FunnelUnit {
    let prefix = "account:"
    switch per {
    case "user", "": return .user
    case "session": return .session
    case "user-in-session": return .userInSession
    case "account": return .account(property: Self.accountProperty)
    default:
      guard per.hasPrefix(prefix), per.count > prefix.count else {
        throw .unreadable(
          field: "per",
          "'\(per)' can't be counted; expected user, session, user-in-session, account or "
            + "account:PROPERTY")
      }
      return .account(property: String(per.dropFirst(prefix.count)))
    }
  }
}
