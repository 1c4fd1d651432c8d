import Analysis
import Domain

/// One thing that a scenario file expects, and what was found instead, if anything.
package struct Check: Equatable, Sendable {
  /// The line of the file that expects it.
  package let line: Int
  /// What is expected of, such as `user 2`.
  package let subject: String
  /// What differs: `sessions: expected 2, found 1`; empty when all is as expected.
  package let differences: [String]

  package var holds: Bool { differences.isEmpty }
}

/// Collects differences between what a file names and what is there.
private struct Comparison {
  var differences: [String] = []

  mutating func compare<Value: Equatable>(
    _ what: String, expected: Value?, found: Value, _ text: (Value) -> String
  ) {
    guard let expected, expected != found else { return }
    differences.append("\(what): expected \(text(expected)), found \(text(found))")
  }

  mutating func compare(
    _ what: String, properties expected: [String: PropertyValue?], found: Properties
  ) {
    for (key, value) in expected.sorted(by: { $0.key < $1.key }) where found[key] != value {
      differences.append(
        "\(what) \(key.quoted): expected \(Self.text(value)), found \(Self.text(found[key]))")
    }
  }

  private static func text(_ value: PropertyValue?) -> String {
    switch value {
    case .string(let text): text.quoted
    case let value?: value.text
    case nil: "nothing"
    }
  }
}

private func words(_ text: String?) -> String { text?.quoted ?? "nothing" }
private func words(_ texts: [String]) -> String {
  texts.isEmpty ? "none" : texts.map(\.shown).joined(separator: ", ")
}

extension Check {
  /// What a step demands of its own call. A refusal that the file doesn't expect is a failure too:
  /// the story that follows would not be the one that was written.
  static func of(_ call: Scenario.TimedCall, _ outcome: StepOutcome, line: Int) -> [Check] {
    let expected = call.expected
    var found = Comparison()
    switch (expected.rejected, outcome.rejection?.description) {
    case (nil, let message?): found.differences.append("the call was refused: \(message.shown)")
    case (_?, nil): found.differences.append("expected a refusal, but the call was accepted")
    case (let part?, let message?) where !part.isEmpty && !message.contains(part):
      found.differences.append("refused: expected \(part.quoted), found \(message.quoted)")
    default: break
    }
    if let wanted = expected.returns {
      let given: String? = if case .text(let text) = outcome.answer { text } else { nil }
      found.compare("returns", expected: .some(wanted), found: given) { words($0) }
    }
    if let runs = expected.runs {
      let given: [String] = if case .ready(let names) = outcome.answer { names } else { [] }
      found.compare("runs", expected: runs, found: given) { words($0) }
    }
    found.compare(
      "warns", expected: expected.warns?.sorted(),
      found: outcome.warnings.map(\.code.rawValue).sorted()
    ) { words($0) }
    found.compare(
      "new_session", expected: expected.newSession, found: outcome.newSession != nil
    ) { "\($0)" }
    if let sends = expected.sends {
      if let event = outcome.event {
        found.compare("sends", properties: sends, found: event.properties)
      } else {
        found.differences.append("sends: the call sent no event")
      }
    }
    let isSilent = expected == CallExpectation() && found.differences.isEmpty
    return isSilent
      ? [] : [Check(line: line, subject: "this call", differences: found.differences)]
  }

  /// What an `expect:` block demands.
  static func of(
    _ expectation: Expectation, _ rows: [UserRow], _ run: ScenarioRun, line: Int
  ) -> [Check] {
    var checks: [Check] = []
    if let users = expectation.users {
      var count = Comparison()
      count.compare("users", expected: users.count, found: rows.count) { "\($0)" }
      if users.count != rows.count {
        count.differences[0] += rows.isEmpty ? "" : ": \(words(rows.map(\.name)))"
      }
      checks.append(Check(line: line, subject: "the List view", differences: count.differences))
      for (index, (user, row)) in zip(users, rows).enumerated() {
        checks.append(of(user, row, place: index + 1))
      }
    }
    for device in expectation.devices {
      checks.append(of(device, run.clients[device.name]?.device, at: run.now))
    }
    return checks
  }

  private static func of(_ user: ExpectedUser, _ row: UserRow, place: Int) -> Check {
    var found = Comparison()
    found.compare("name", expected: user.name, found: row.name) { $0.quoted }
    found.compare("user_id", expected: user.userID, found: row.id) { "\($0)" }
    found.compare("identity", expected: user.identity, found: row.identity) { words($0?.value) }
    found.compare("sessions", expected: user.sessions, found: row.sessions) { "\($0)" }
    found.compare("events", expected: user.events, found: row.events) { "\($0)" }
    found.compare("property", properties: user.properties, found: row.properties)
    found.compare("merged", expected: user.merged, found: row.merged) {
      words($0.map(\.description))
    }
    found.compare(
      "warnings", expected: user.warnings, found: row.warnings.map(\.rawValue)
    ) { words($0) }
    return Check(
      line: user.line, subject: "user \(place), \(row.name.shown)",
      differences: found.differences)
  }

  private static func of(_ expected: ExpectedDevice, _ device: Device?, at now: Timestamp?) -> Check
  {
    let subject = "device \(expected.name.shown)"
    guard let device else {
      return Check(line: expected.line, subject: subject, differences: ["it has no app id yet"])
    }
    var found = Comparison()
    found.compare("user_id", expected: expected.userID, found: device.userID) { "\($0)" }
    found.compare("identity", expected: expected.identity, found: device.identity) {
      words($0?.value)
    }
    let session = now.flatMap { device.sessionID(at: $0) }
    found.compare("session", expected: expected.session, found: session) {
      $0.map { "\($0)" } ?? "nothing"
    }
    return Check(line: expected.line, subject: subject, differences: found.differences)
  }
}
