import Analysis
import Domain

/// A scenario as it stands in the theatre. What is typed or edited makes a new edition of it.
package struct Story: Hashable, Sendable {
  package let edition: Int
  package let scenario: Scenario

  package init(edition: Int, _ scenario: Scenario) {
    self.edition = edition
    self.scenario = scenario
  }
}

/// What a story's steps did, and how its expectations went.
package struct PlayedStory: Equatable, Sendable {
  /// One for each step of the file.
  package let outcomes: [StepOutcome]
  /// What each step expects, with what was found.
  package let checks: [[Check]]
  /// All facts in order of arrival, and how many there are after each call; of no call, none.
  let facts: [ArrivedFact]
  let factCounts: [Int]

  /// - Throws: `StoreError`, `CancellationError`.
  package init(playing scenario: Scenario) async throws {
    var run = ScenarioRun(scenario)
    var stage: MemoryStage?
    var outcomes: [StepOutcome] = []
    var checks: [[Check]] = []
    var counts = [0]
    while let outcome = run.advance() {
      outcomes.append(outcome)
      switch outcome.step.action {
      case .say: checks.append([])
      case .call(let call):
        counts.append(run.facts.count)
        checks.append(Check.of(call, outcome, line: outcome.step.line))
        if counts.count.isMultiple(of: 256) { try Task.checkCancellation() }
      case .expect(let expectation):
        let here = try stage ?? MemoryStage()
        stage = here
        try await here.add(upTo: run.facts[...])
        let rows = expectation.users == nil ? [] : try await here.users().rows
        checks.append(Check.of(expectation, rows, run, line: outcome.step.line))
      }
    }
    self.outcomes = outcomes
    self.checks = checks
    facts = run.facts
    factCounts = counts
  }

  var calls: Int { factCounts.count - 1 }

  /// The facts of the first so many calls.
  func facts(after calls: Int) -> ArraySlice<ArrivedFact> {
    facts[..<factCounts[min(max(0, calls), self.calls)]]
  }
}

/// The List view after some calls of a story, with what the last of them changed marked.
package struct Scene: Equatable, Sendable {
  /// How many calls have been made.
  package let calls: Int
  /// Those who changed, and of the others the first ones.
  package let rows: [MarkedRow]
  /// How many users are in the list.
  package let users: Int

  /// More unchanged rows than this are not kept: nobody scrolls so far to see nothing new.
  static let mostUnchanged = 500

  package init(calls: Int, rows marked: [MarkedRow]) {
    self.calls = calls
    var unchanged = 0
    var present = 0
    rows = marked.filter { row in
      if case .gone = row.mark { return true }
      present += 1
      guard row.mark == .same else { return true }
      unchanged += 1
      return unchanged <= Self.mostUnchanged
    }
    users = present
  }
}
