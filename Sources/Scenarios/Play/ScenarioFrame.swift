import Analysis
import Domain

/// Gives the whole List view as it stands after some facts, all time, newest activity first.
package typealias ScenarioView = @Sendable ([ArrivedFact]) async throws -> UsersPage

/// One step of a scenario as it is shown: what was said or called, and the List view after it.
package struct ScenarioFrame: Equatable, Sendable {
  /// The number of the call, counted from 1; nil for captions and expectations.
  package let number: Int?
  package let outcome: StepOutcome
  /// The List view after the step, with what the step changed marked; users that are gone last.
  package let rows: [MarkedRow]
  /// What the file expects here, with what was found.
  package let checks: [Check]

  package var step: Scenario.Step { outcome.step }

  package var changesList: Bool { rows.contains { $0.mark != .same } }
}

/// A row of the List view beside what it was before.
package struct MarkedRow: Equatable, Sendable {
  package enum Mark: Equatable, Sendable {
    case same, new, changed
    /// No longer in the list; the name of the profile it merged into.
    case gone(into: String?)
  }

  package let mark: Mark
  package let row: UserRow
  /// What the row was before; nil for a new one.
  package let earlier: UserRow?

  package init(mark: Mark, row: UserRow, earlier: UserRow? = nil) {
    self.mark = mark
    self.row = row
    self.earlier = earlier
  }

  private struct Key: Hashable {
    let environment: AppID
    let id: UserID
  }

  private static func key(_ row: UserRow) -> Key { Key(environment: row.environment, id: row.id) }

  /// Marks what differs between two lists, in the order of the later one. O(users).
  package static func rows(before: [UserRow], after: [UserRow]) -> [MarkedRow] {
    let earlier = Dictionary(before.map { (key($0), $0) }) { first, _ in first }
    var found: [MarkedRow] = []
    var present: Set<Key> = []
    for row in after {
      let key = key(row)
      present.insert(key)
      let old = earlier[key]
      found.append(
        MarkedRow(mark: old == nil ? .new : old == row ? .same : .changed, row: row, earlier: old))
    }
    let gone = before.filter { !present.contains(key($0)) }
    guard !gone.isEmpty else { return found }
    var homes: [Key: String] = [:]
    for row in after {
      for id in row.merged { homes[Key(environment: row.environment, id: id)] = row.name }
    }
    return found
      + gone.map { MarkedRow(mark: .gone(into: homes[key($0)]), row: $0, earlier: $0) }
  }
}

extension Scenario {
  /// Plays the whole scenario.
  ///
  /// - Parameter view: The List view of some facts; called after each step that stored any.
  /// - Throws: what `view` throws.
  package func frames(view: ScenarioView) async throws -> [ScenarioFrame] {
    var run = ScenarioRun(self)
    var rows: [UserRow] = []
    var frames: [ScenarioFrame] = []
    var calls = 0
    while let outcome = run.advance() {
      let before = rows
      if !outcome.facts.isEmpty { rows = try await view(run.facts).rows }
      let checks: [Check]
      var number: Int?
      switch outcome.step.action {
      case .say: checks = []
      case .call(let call):
        calls += 1
        number = calls
        checks = Check.of(call, outcome, line: outcome.step.line)
      case .expect(let expectation):
        checks = Check.of(expectation, rows, run, line: outcome.step.line)
      }
      frames.append(
        ScenarioFrame(
          number: number, outcome: outcome, rows: MarkedRow.rows(before: before, after: rows),
          checks: checks))
    }
    return frames
  }
}
