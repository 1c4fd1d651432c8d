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

  /// Marks what differs between two lists, in the order of the later one.
  static func rows(before: [UserRow], after: [UserRow]) -> [MarkedRow] {
    func same(_ left: UserRow, _ right: UserRow) -> Bool {
      left.id == right.id && left.environment == right.environment
    }
    let present = after.map { row in
      let earlier = before.first { same($0, row) }
      return MarkedRow(mark: earlier == nil ? .new : earlier == row ? .same : .changed, row: row)
    }
    let gone = before.filter { row in !after.contains { same($0, row) } }.map { row in
      let home = after.first {
        $0.environment == row.environment && $0.merged.contains(row.id)
      }
      return MarkedRow(mark: .gone(into: home?.name), row: row)
    }
    return present + gone
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
