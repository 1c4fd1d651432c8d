extension TrendDefinition {
  /// The question that a definition asks.
  ///
  /// - Parameters:
  ///   - range: the definition's range as it was read.
  ///   - glossary: the cohorts and events that the definition may name.
  /// - Throws: what is wrong with which part, said for people.
  package func question(
    range: TimeRange, glossary: Glossary = Glossary()
  ) throws -> TrendQuestion {
    var question = TrendQuestion(event: selector(glossary))
    question.interval = interval
    question.timeZone = timeZone
    question.range = range
    question.grouping = try Grouping.parse(by)
    question.filter = UserFilter(filter)
    return question
  }

  private func selector(_ glossary: Glossary) -> EventSelector {
    event == "*" ? .any : glossary.events[event] ?? EventSelector(event)
  }
}
