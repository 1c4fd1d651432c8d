import Domain

/// The questions in flight, by lane.
struct Lanes: Equatable, Sendable {
  private struct Flight: Equatable, Sendable {
    var generation: Int
    var since: Timestamp
  }

  private var flights: [Lane: Flight] = [:]
  private var lastGeneration = 0

  /// Puts a question into a lane, in place of the one that is there.
  mutating func ask(_ question: Question, in lane: Lane, at now: Timestamp) -> Effect {
    lastGeneration += 1
    let since = flights[lane]?.since ?? now
    flights[lane] = Flight(generation: lastGeneration, since: since)
    return .ask(lane, generation: lastGeneration, question)
  }

  /// Whether an answer is the one that is waited for; the lane is free then.
  mutating func land(_ lane: Lane, generation: Int) -> Bool {
    guard flights[lane]?.generation == generation else { return false }
    flights[lane] = nil
    return true
  }

  /// Forgets a question.
  mutating func cancel(_ lane: Lane) -> [Effect] {
    flights.removeValue(forKey: lane) == nil ? [] : [.cancel(lane)]
  }

  func isWaiting(_ lane: Lane) -> Bool { flights[lane] != nil }

  /// Whether somebody waits for an answer (looking for changes in the background is no waiting).
  var isBusy: Bool { flights.keys.contains { $0 != .revision } }

  /// Whether what is shown for a lane is so old that it must not look fresh.
  func isLate(_ lane: Lane, at now: Timestamp) -> Bool {
    flights[lane].map { now.milliseconds(since: $0.since) > 200 } ?? false
  }

  /// Whether any question has been in flight for so long that a sign of life is due.
  func isSlow(at now: Timestamp) -> Bool {
    flights.contains { $0.key != .revision && now.milliseconds(since: $0.value.since) > 200 }
  }

  var waiting: [Lane] { Array(flights.keys) }
}
