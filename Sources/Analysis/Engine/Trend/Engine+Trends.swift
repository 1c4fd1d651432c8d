import Domain
import Store

extension Engine {
  package func trend(_ question: TrendQuestion) async throws -> TrendAnswer {
    try await store.read { [self] reader in try trendReport(reader).answer(question) }
  }

  package func cohortSizes(_ question: CohortSizeQuestion) async throws -> [CohortSize] {
    try await store.read { [self] reader in try trendReport(reader).sizes(question) }
  }

  package func propertyCatalogue(in environment: AppID?) async throws -> PropertyCatalogue {
    try await store.read { [self] reader in
      let population = try population(reader)
      return try PropertyReport(
        reader: reader, population: population, capacity: memory.distinctValues,
        activity: { [self] in try activity(reader, population) }
      ).catalogue(in: population.code(of: environment))
    }
  }

  /// Whether each profile, by ordinal, is one of those counted in a cell of a trend (R-F8).
  func profiles(
    behind question: TrendQuestion, _ cell: TrendCell, _ reader: Reader
  ) throws -> [Bool] {
    try trendReport(reader).profiles(behind: question, cell)
  }

  private func trendReport(_ reader: Reader) throws -> TrendReport {
    let population = try population(reader)
    return TrendReport(
      reader: reader, population: population, memory: memory,
      activity: { [self] in try activity(reader, population) })
  }
}
