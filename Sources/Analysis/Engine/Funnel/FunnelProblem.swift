/// Why a funnel can't be counted, for people.
package enum FunnelProblem: Error, Hashable, Sendable, CustomStringConvertible {
  case noSteps
  case tooManySteps(Int)
  /// In milliseconds.
  case window(Int64)
  /// A text of a ``FunnelDefinition`` that can't be read: which one, and why.
  case unreadable(field: String, String)

  package var description: String {
    switch self {
    case .noSteps: "a funnel needs at least one step"
    case .tooManySteps(let count):
      "the funnel has \(count) steps; expected at most \(FunnelQuestion.maxSteps)"
    case .window(let milliseconds):
      "the conversion window is \(milliseconds) ms; expected more than 0, or none at all"
    case .unreadable(let field, let message): "\(field): \(message)"
    }
  }
}

extension FunnelQuestion {
  /// - Throws: what is wrong with the question.
  package func check() throws(FunnelProblem) {
    if steps.isEmpty { throw .noSteps }
    if steps.count > Self.maxSteps { throw .tooManySteps(steps.count) }
    if let window, window <= 0 { throw .window(window) }
  }
}
