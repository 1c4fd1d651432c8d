import Domain

/// One thing that a call did or left alone, with the rule that says so (docs/rules.md).
package struct Explanation: Hashable, Sendable {
  package let text: String
  /// `R-I2`, or empty where the sentence only repeats what the call is for.
  package let rule: String

  init(_ text: String, _ rule: String) {
    self.text = text
    self.rule = rule
  }
}

extension Explanation {
  /// What a client call did, from the device before and after it and the facts it became.
  static func of(
    _ call: ClientCall, before: Device?, after: Device?, _ outcome: StepOutcome,
    _ known: KnownSoFar, at time: Timestamp
  ) -> [Explanation] {
    if let rejection = outcome.rejection {
      return [Explanation("Refused: \(rejection).", rule(ofRejected: call))]
    }
    guard let after else { return waiting(call) }
    let environment = outcome.facts.first?.environment ?? .main
    switch call {
    case .track(_, _, let background):
      return [session(before, outcome, at: time, background: background)]
        + attached(after, to: outcome) + omissions(outcome)
    case .trackPageview:
      return [session(before, outcome, at: time, background: false)]
        + attached(after, to: outcome) + omissions(outcome)
    case .identify(let input):
      return identify(input, before, after, outcome, known, environment)
    case .resetIdentity: return reset(before, after)
    case .addUserProperties: return userProperties(outcome, after, known, environment)
    case .addEventProperties:
      return [
        Explanation("Every later pageview and event of this device carries them.", "R-T4")
      ] + omissions(outcome)
    case .removeEventProperty, .clearEventProperties:
      return [Explanation("Later events go without; past ones keep what they had.", "R-T5")]
    case .addPageviewProperties:
      return [
        Explanation("Every pageview and event until the page loads carries them.", "R-T6")
      ] + omissions(outcome)
    case .removePageviewProperty, .clearPageviewProperties, .pageLoaded:
      return [Explanation("The page's properties are forgotten; past events keep them.", "R-T6")]
    case .getIdentity, .getUserId: return answer(outcome, "")
    case .getSessionId: return answer(outcome, "R-S1")
    case .onReady, .setAppId: return answer(outcome, "") + began(outcome)
    case .startEVPairing:
      return [Explanation("The Events screen marks what this device's user does.", "R-C5")]
    case .stopEVPairing:
      return [Explanation("The Events screen no longer marks this device's events.", "R-C5")]
    }
  }

  private static func rule(ofRejected call: ClientCall) -> String {
    switch call {
    case .identify(let input):
      if let identity = try? Identity(input, side: .client), identity.isNonUnique {
        "R-I10"
      } else {
        "R-I7"
      }
    case .track: "R-T1"
    case .trackPageview: "R-T7"
    default: ""
    }
  }

  private static func waiting(_ call: ClientCall) -> [Explanation] {
    guard case .onReady = call else { return [] }
    return [Explanation("It waits until an app id is set.", "")]
  }

  /// R-S1 to R-S9: the session an event fell into.
  private static func session(
    _ before: Device?, _ outcome: StepOutcome, at time: Timestamp, background: Bool
  ) -> Explanation {
    if background {
      return outcome.newSession == nil
        ? Explanation("In the background: it joins the session and doesn't extend it.", "R-S7")
        : Explanation("In the background, long after the last event: a session by itself.", "R-S7")
    }
    guard let live = before?.sessions.live else {
      return Explanation("A session begins with the first event.", "R-S3")
    }
    if time < live.start {
      return Explanation("Older than the session that is running: placed by its own time.", "R-S9")
    }
    return outcome.newSession == nil
      ? Explanation("The session goes on.", "R-S2")
      : Explanation("The last session was over at \(live.expires.clock): a new one.", "R-S3")
  }

  private static func began(_ outcome: StepOutcome) -> [Explanation] {
    outcome.newSession == nil ? [] : [Explanation("A new session begins.", "")]
  }

  private static func attached(_ device: Device, to outcome: StepOutcome) -> [Explanation] {
    var found: [Explanation] = []
    if !device.eventProperties.isEmpty {
      found.append(
        Explanation("It carries the event properties \(device.eventProperties.words).", "R-T4"))
    }
    if !device.pageviewProperties.isEmpty {
      found.append(
        Explanation("It carries the page's \(device.pageviewProperties.words).", "R-T6"))
    }
    if outcome.event?.kind == .pageview,
      case .string(let path)? = outcome.event?.properties["previous_page"]
    {
      found.append(Explanation("The page before it was \(path.shown).", "R-T7"))
    }
    return found
  }

  static func omissions(_ outcome: StepOutcome) -> [Explanation] {
    outcome.warnings.map { warning in
      let rule =
        switch warning.code {
        case .keyForbidden: "R-T8"
        case .titleTruncated: "R-T7"
        case .valueNull, .valueNotFinite, .valueNested: "R-T3"
        case .nonUniqueIdentity: "R-I10"
        case .identityConflict, .identityLimit: "R-A10"
        default: "R-T2"
        }
      return Explanation("Note: \(warning.description.shown).", rule)
    }
  }

  private static func answer(_ outcome: StepOutcome, _ rule: String) -> [Explanation] {
    switch outcome.answer {
    case .text(let text?): [Explanation("It gives \(text.quoted).", rule)]
    case .text(nil): [Explanation("It gives nothing.", rule)]
    case .ready(let callbacks):
      [Explanation("Now these run: \(callbacks.map(\.shown).joined(separator: ", ")).", "")]
    case nil: []
    }
  }
}

extension Timestamp {
  /// The time of day alone, `10:30:00`, in UTC.
  var clock: String { String(description.dropFirst(11).prefix(8)) }
}
