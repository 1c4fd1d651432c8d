import Analysis
import Domain
import Store

/// A store in memory that a story's facts are added to, answered by the engine that answers for
/// files.
actor MemoryStage {
  private let writer: Writer
  let engine: Engine
  /// How many facts it holds.
  private var count = 0

  /// - Throws: `StoreError`.
  init() throws {
    let store = try Store.inMemory()
    writer = try Writer(store)
    engine = Engine(store)
  }

  /// Adds those of `facts` that it doesn't hold yet: the first ones are those it holds.
  func add(upTo facts: ArraySlice<ArrivedFact>) throws {
    let new = facts.dropFirst(count)
    guard !new.isEmpty else { return }
    for arrived in new { writer.append([arrived.fact], in: arrived.environment) }
    try writer.commit()
    count = facts.count
  }

  /// The whole List view, all time, newest activity first.
  func users() async throws -> UsersPage {
    try await engine.users(UsersQuestion(limit: max(1, count)))
  }
}

extension Scenario {
  /// Plays the whole scenario on a store in memory.
  ///
  /// - Throws: `StoreError`, `CancellationError`.
  package func frames() async throws -> [ScenarioFrame] {
    let stage = try MemoryStage()
    return try await frames { facts in
      try await stage.add(upTo: facts[...])
      return try await stage.users()
    }
  }
}
