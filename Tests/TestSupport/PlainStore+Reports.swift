import Analysis
import Domain

extension PlainStore {
  package func trend(_ question: TrendQuestion) async throws -> TrendAnswer {
    throw CancellationError()
  }

  package func cohortSizes(_ question: CohortSizeQuestion) async throws -> [CohortSize] {
    throw CancellationError()
  }

  package func propertyCatalogue(in environment: AppID?) async throws -> PropertyCatalogue {
    throw CancellationError()
  }
}
