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
    question.window = try FunnelQuestion.window(parsing: within)
    question.grouping = try Grouping(parsing: by)
    question.unit = try FunnelUnit(parsing: per)
    question.range = try .reading(range)
    question.filter = try .reading(filter, glossary)
    try question.check()
    return question
  }
}
