import Analysis
import Domain

extension PlainStore {
  package func funnel(_ question: FunnelQuestion) async throws -> FunnelAnswer {
    throw CancellationError()
  }
}
