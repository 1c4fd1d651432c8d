import Analysis

/// The one place that calls the parsers of the filter language.
enum Parsing {
  /// Some filter, no matter which.
  static let standInCohort = UserFilter()

  /// The most conditions of a cohort, those of the cohorts that it uses included. Each use is a copy,
  /// so that a few files could else double them over and over.
  private static let maxConditions = 1000

  static func cohort(_ text: String, _ glossary: Glossary) throws(DefinitionProblem) -> UserFilter {
    let filter: UserFilter
    do { filter = try UserFilter(parsing: text, glossary: glossary) } catch {
      throw DefinitionProblem("\(error)")
    }
    let conditions = filter.root.tests.count
    guard conditions <= maxConditions else {
      throw DefinitionProblem(
        "\(conditions) conditions with those of the cohorts in it; at most \(maxConditions) are "
          + "possible")
    }
    return filter
  }

  static func events(
    _ text: String, _ glossary: Glossary
  ) throws(DefinitionProblem) -> EventSelector {
    do { return try EventSelector(parsing: text, glossary: glossary) } catch {
      throw DefinitionProblem("\(error)")
    }
  }
}
