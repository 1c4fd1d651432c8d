import Domain

extension Explanation {
  static func identify(
    _ input: InputValue, _ before: Device?, _ after: Device, _ outcome: StepOutcome,
    _ known: KnownSoFar, _ environment: AppID
  ) -> [Explanation] {
    if let ignored = ignoredIdentify(outcome) { return [ignored] }
    guard let identity = after.identity else { return [] }
    let name = identity.value.quoted
    let isNew = !known.has(identity, in: environment)
    var found: [Explanation] = []
    if let earlier = before?.identity {
      let whose = isNew ? "a new profile" : "the profile that exists"
      found.append(
        Explanation(
          "The device was \(earlier.value.quoted)'s: from here on it is a new user, "
            + "\(after.userID), in \(whose) \(name), with a session of its own. What came before "
            + "stays \(earlier.value.quoted)'s.", isNew ? "R-I4" : "R-I5"))
    } else if isNew {
      found.append(
        Explanation(
          "The visitor keeps user_id \(after.userID); one migration makes it the new profile "
            + "\(name).", "R-I1"))
    } else if known.isFromServerOnly(identity, in: environment) {
      found.append(
        Explanation(
          "A server call has already made the profile \(name): user \(after.userID) merges into "
            + "it.", "R-I15"))
    } else {
      found.append(
        Explanation(
          "User \(after.userID) merges, with its past, into the profile \(name).", "R-I2"))
    }
    if before?.identity == nil, let session = outcome.newSession {
      found.append(
        Explanation("No session was running: one begins at \(session.start.clock).", "R-S3"))
    }
    if case .number = input {
      found.append(Explanation("The number is kept as the text \(name).", "R-I8"))
    }
    return found + twin(of: identity, known, environment) + omissions(outcome)
  }

  private static func ignoredIdentify(_ outcome: StepOutcome) -> Explanation? {
    for warning in outcome.warnings {
      switch warning.code {
      case .alreadyIdentified:
        return Explanation(
          "The device is already identified as \(warning.subject.quoted): nothing changes.",
          "R-I3")
      case .emptyIdentity:
        return Explanation("An empty identity is ignored.", "R-I6")
      default: break
      }
    }
    return nil
  }

  private static func twin(
    of identity: Identity, _ known: KnownSoFar, _ environment: AppID
  ) -> [Explanation] {
    guard let twin = known.twin(of: identity, in: environment) else { return [] }
    return [
      Explanation(
        "\(identity.value.quoted) and \(twin.value.quoted) differ only in case and are two "
          + "profiles.", "R-I9")
    ]
  }

  static func reset(_ before: Device?, _ after: Device) -> [Explanation] {
    guard let identity = before?.identity else {
      return [Explanation("The visitor is anonymous: nothing changes.", "R-I11")]
    }
    return [
      Explanation(
        "The device is anonymous again, with the new user_id \(after.userID) and a new session; "
          + "what came before stays \(identity.value.quoted)'s.", "R-I12")
    ]
  }

  static func userProperties(
    _ outcome: StepOutcome, _ device: Device, _ known: KnownSoFar, _ environment: AppID
  ) -> [Explanation] {
    let wrote = outcome.facts.contains { if case .properties = $0.fact { true } else { false } }
    guard wrote else {
      return omissions(outcome)
        + [Explanation("The user has these values already: nothing is written.", "R-T9")]
    }
    let whom = device.identity.map { "the profile \($0.value.quoted)" } ?? "the anonymous user"
    return [
      Explanation(
        "Set on \(whom), for all past and future activity; no event, no session.", "R-T8")
    ] + omissions(outcome)
  }

  /// What a server call did.
  static func of(
    _ request: Scenario.ServerRequest, _ outcome: StepOutcome, _ known: KnownSoFar,
    in environment: AppID
  ) -> [Explanation] {
    if let rejection = outcome.rejection {
      return [Explanation("Refused: \(rejection).", rule(ofRejected: request))]
    }
    let main: Explanation
    switch request {
    case .track(.user(let user), _, _, _):
      main = serverTrack(of: user, known, environment)
    case .track(.identity, _, _, _), .addUserProperties:
      main = serverCall(request, about: outcome.subject, known, environment)
    case .identify(let user, _):
      let merged = outcome.facts.contains { if case .migration = $0.fact { true } else { false } }
      if !merged { return omissions(outcome) }
      main = Explanation("User \(user) merges into the profile.", "R-A10")
    }
    return [main] + omissions(outcome)
  }

  private static func serverTrack(
    of user: UserID, _ known: KnownSoFar, _ environment: AppID
  ) -> Explanation {
    if let owner = known.owner(of: user, in: environment) {
      return Explanation(
        "User \(user) belongs to \(owner.value.quoted): the event is shown there.", "R-A2")
    }
    return known.has(user, in: environment)
      ? Explanation("The event goes to the anonymous user; it makes no session.", "R-S10")
      : Explanation("Nobody has this user_id yet: a new anonymous user.", "R-A2")
  }

  private static func serverCall(
    _ request: Scenario.ServerRequest, about subject: Subject?, _ known: KnownSoFar,
    _ environment: AppID
  ) -> Explanation {
    if case .identity(let identity)? = subject, !known.has(identity, in: environment) {
      return Explanation(
        "Nobody is called \(identity.value.quoted) yet: the profile is made, without a session.",
        "R-A3")
    }
    if case .track = request {
      return Explanation("The event goes to the profile; it makes no session.", "R-S10")
    }
    return Explanation("The newest values count; nobody is merged.", "R-M1")
  }

  private static func rule(ofRejected request: Scenario.ServerRequest) -> String {
    switch request {
    case .track: "R-T1"
    case .addUserProperties: "R-A9"
    case .identify: "R-I7"
    }
  }
}

extension StepOutcome {
  /// Whom the call's first fact is about.
  fileprivate var subject: Subject? {
    guard case .user(let user)? = facts.first?.fact else { return nil }
    return user.subject
  }
}
