import Domain
import Store

extension Engine {
  package func trend(_ question: TrendQuestion) async throws -> TrendAnswer {
    try await read { [self] reader in try trendReport(reader).answer(question) }
  }

  package func cohortSizes(_ question: CohortSizeQuestion) async throws -> [CohortSize] {
    try await read { [self] reader in try trendReport(reader).sizes(question) }
  }

  package func propertyCatalogue(in environment: AppID?) async throws -> PropertyCatalogue {
    try await read { [self] reader in
      let map = try profileMap(reader)
      return try PropertyReport(
        reader: reader, map: map, capacity: memory.distinctValues,
        folds: { [self] in try folds(reader) }
      ).catalogue(in: map.code(of: environment))
    }
  }

  func trendReport(_ reader: Reader) throws -> TrendReport {
    TrendReport(
      reader: reader, map: try profileMap(reader), memory: memory,
      codes: { [self] in try codes(of: $0, limit: $1, reader) },
      folds: { [self] in try folds(reader) })
  }
}
