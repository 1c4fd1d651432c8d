import Domain
import Store

extension Engine {
  /// Whether each profile, by ordinal, is behind a number of a report.
  func profiles(behind members: Members, _ reader: Reader) throws -> [Bool] {
    switch members {
    case .funnel(let question, let cell): try funnelFold(question, reader).profiles(of: cell)
    case .trend: throw CancellationError()
    }
  }

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
