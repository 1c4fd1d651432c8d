import Domain
import Store

extension Engine {
  /// - Throws: ``QuestionError`` where the question has no answer.
  package func funnel(_ question: FunnelQuestion) async throws -> FunnelAnswer {
    try await read { [self] in try funnelFold(question, $0).answer() }
  }

  func funnelFold(_ question: FunnelQuestion, _ reader: Reader) throws -> FunnelFold {
    try FunnelFold(
      question, reader, try profileMap(reader),
      codes: { [self] in try codes(of: $0, limit: .max, reader) },
      folds: { [self] in try folds(reader) })
  }

  /// The keys of all properties that users have.
  package func userProperties() async throws -> [String] {
    try await read { [self] reader in
      try UserProperties(reader: reader, population: try population(reader)).allKeys()
    }
  }

  /// The names of all events, and the keys of all properties of events, sessions and users.
  package func names() async throws -> (events: [String], properties: [String]) {
    try await read { reader in
      // Blank are those that went with a deleted user.
      (
        events: try reader.eventNames().filter { !$0.isEmpty },
        properties: try reader.propertyKeys().filter { !$0.isEmpty }
      )
    }
  }
}
