import Analysis

/// The one place that calls the parsers of the filter language.
enum Parsing {
  /// Some filter, no matter which.
  static let standInCohort = UserFilter()

  static func cohort(_ text: String, _ glossary: Glossary) throws(DefinitionProblem) -> UserFilter {
    UserFilter(text)
  }

  static func events(
    _ text: String, _ glossary: Glossary
  ) throws(DefinitionProblem) -> EventSelector {
    glossary.events[text] ?? EventSelector(text)
  }
}
