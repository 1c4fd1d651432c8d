import Domain
import Store

extension Engine {
  package func funnel(_ question: FunnelQuestion) async throws -> FunnelAnswer {
    throw CancellationError()
  }

  /// Whether each profile, by ordinal, is behind a number of a report.
  func profiles(behind members: Members, _ reader: Reader) throws -> [Bool] {
    switch members {
    case .funnel: throw CancellationError()
    case .trend(let question, let cell): try profiles(behind: question, cell, reader)
    }
  }
}
