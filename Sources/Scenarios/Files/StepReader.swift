import Domain

/// Reads the steps of a scenario.
struct StepReader {
  /// Names of the devices that steps may speak of.
  let devices: [String]

  /// Words of steps; no device may be called so.
  static let reserved: Set<String> = Set(
    ["at", "say", "expect", "server", "context"] + argumentNames + expectationNames)

  private static let argumentNames = [
    "event", "properties", "background", "identity", "user_id", "session_id", "property", "title",
    "url", "previous_page", "callback", "app_id",
  ]

  private static let expectationNames = [
    "returns", "runs", "warns", "rejected", "sends", "new_session",
  ]

  func action(
    _ item: YAMLValue, after last: Timestamp?
  ) throws(ScenarioError) -> Scenario.Action {
    let fields = try item.fields("a step: a mapping such as { at: …, phone: track, event: … }")
    if let text = fields["say"] {
      try fields.allow(["say"], in: "a step that says something")
      return .say(try text.text("a sentence"))
    }
    if let block = fields["expect"] {
      try fields.allow(["expect"], in: "a step that expects something")
      return .expect(try Expectation(block, devices: devices))
    }
    let callers = fields.entries.filter { $0.key == "server" || devices.contains($0.key) }
    guard let (name, value) = callers.first else { throw noCaller(item, fields) }
    guard callers.count == 1 else {
      throw item.problem("a step is one call, this one names \(name) and \(callers[1].key)")
    }
    let time =
      if let at = fields["at"] { try StepTime.read(at, after: last) } else if let last { last } else
      { throw item.problem("the first call needs 'at', such as at: 2026-01-05T10:00:00Z") }
    let call = try CallFields(name: value.text("the name of a call"), owner: value, fields: fields)
    let caller: Scenario.Caller =
      if name == "server" {
        try call.serverCall(known: Self.expectationNames)
      } else {
        try call.deviceCall(on: name, known: Self.expectationNames)
      }
    return .call(
      Scenario.TimedCall(time: time, caller: caller, expected: try expectation(fields)))
  }

  private func noCaller(_ item: YAMLValue, _ fields: YAMLFields) -> ScenarioError {
    let callers = devices + ["server", "say", "expect"]
    let stray = fields.entries.first { !Self.reserved.contains($0.key) }?.key
    let named = stray.map { "; found '\($0.prefix(60).shown)'" } ?? ""
    let hint = stray.map { Suggestion.hint(for: $0, among: callers) } ?? ""
    return item.problem(
      "a step must name who calls: expected one of: \(callers.joined(separator: ", "))" + named
        + hint)
  }

  private func expectation(_ fields: YAMLFields) throws(ScenarioError) -> CallExpectation {
    var expected = CallExpectation()
    if let value = fields["returns"] { expected.returns = .some(try value.textOrNull("a text")) }
    expected.runs = try fields["runs"]?.words("callbacks")
    if let value = fields["warns"] { expected.warns = try value.warningCodes() }
    if let value = fields["rejected"] {
      expected.rejected = try value.text("true, or a part of the message")
      if expected.rejected == "true" { expected.rejected = "" }
    }
    expected.sends = try fields["sends"]?.storedOrAbsent()
    expected.newSession = try fields["new_session"]?.boolean()
    return expected
  }
}

extension YAMLValue {
  /// One word, or a list of them.
  func words(_ what: String) throws(ScenarioError) -> [String] {
    if isScalar { return [try text(what)] }
    var words: [String] = []
    for item in try list(what) { words.append(try item.text("a word")) }
    return words
  }

  fileprivate func warningCodes() throws(ScenarioError) -> [String] {
    let codes = try words("warning codes")
    let known = CallWarning.Code.allCodes
    for code in codes where !known.contains(code) {
      let hint = Suggestion.hint(for: code, among: known)
      throw problem(
        "no warning has the code '\(code.prefix(60).shown)'"
          + (hint.isEmpty ? "; expected one of: \(known.joined(separator: ", "))" : hint))
    }
    return codes
  }
}

extension CallWarning.Code {
  /// The codes as files write them.
  fileprivate static let allCodes: [String] = [
    alreadyIdentified, emptyIdentity, nonUniqueIdentity, identityConflict, identityLimit,
    keyEmpty, keyTooLong,
    keyForbidden, valueEmpty, valueNull, valueNotFinite, valueNested, valueTruncated,
    titleTruncated,
  ].map(\.rawValue)
}
