extension TrendDefinition {
  /// What the texts of the definition ask, in all environments.
  ///
  /// - Throws: which text can't be read and what was expected.
  package func question(
    glossary: Glossary = Glossary()
  ) throws(QuestionError) -> TrendQuestion {
    var question = TrendQuestion(event: try .reading(event, field: "event", glossary))
    question.interval = interval
    question.timeZone = timeZone
    question.range = try .reading(range)
    question.grouping = try Grouping(parsing: by)
    question.filter = try .reading(filter, glossary)
    return question
  }
}
