import Analysis
import Domain
import Store

extension Scenario {
  /// Plays the whole scenario on a store in memory, answered by the engine that answers for files.
  ///
  /// - Throws: `StoreError`, `CancellationError`.
  package func frames() async throws -> [ScenarioFrame] {
    try await frames { facts in
      // Made anew for each step: a story has a few dozen facts, and nothing is left to go stale.
      let store = try Store.inMemory()
      try Self.write(facts, to: store)
      return try await Engine(store).users(UsersQuestion(limit: facts.count))
    }
  }

  private static func write(_ facts: [ArrivedFact], to store: Store) throws {
    let writer = try Writer(store)
    for arrived in facts { writer.append([arrived.fact], in: arrived.environment) }
    try writer.commit()
  }
}
