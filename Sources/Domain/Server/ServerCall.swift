/// Calls of the documented server-side API that become facts by themselves.
package enum ServerCall: Hashable, Sendable {
  /// `POST /api/track`.
  case track(
    of: Subject, event: String, properties: [String: InputValue] = [:], session: SessionID? = nil)
  /// `POST /api/add_user_properties`: creates the user or adds to it; never merges.
  case addUserProperties(identity: InputValue, properties: [String: InputValue])
  /// `POST /api/add_account_properties`: creates the account or adds to it (R-A13).
  case addAccountProperties(account: InputValue, properties: [String: InputValue])
  /// `POST /api/v1/identify`: migrates an anonymous user_id to an identity.
  case identify(user: UserID, identity: InputValue)

  /// The facts of this call.
  ///
  /// - Throws: `CallRejection` when the documents answer with status 400.
  package func perform(
    at time: Timestamp, policy: NonUniqueIdentityPolicy = .perform
  ) throws(CallRejection) -> CallOutcome {
    var outcome = CallOutcome()
    switch self {
    case .track(let subject, let name, let input, let session):
      try EventName.check(name, side: .server)
      if case .identity(let identity) = subject {
        _ = try Self.identity(.string(identity.value), policy, &outcome)
      }
      let properties = try Self.accept(input, &outcome)
      outcome.facts = [
        .user(User(subject, firstSeen: time)),
        .event(
          Event(
            name, kind: .server, of: subject, at: time, session: session, properties: properties)),
      ]
    case .addUserProperties(let input, let properties):
      let identity = try Self.identity(input, policy, &outcome)
      if let key = properties.keys.sorted().first(where: { $0.lowercased() == "id" }) {
        throw CallRejection("'\(key)' can't be used as a user property name (any casing of 'id')")
      }
      let accepted = try Self.accept(properties, &outcome)
      outcome.facts = [.user(User(.identity(identity), firstSeen: time))]
      if !accepted.isEmpty {
        outcome.facts.append(
          .properties(PropertyWrite(.identity(identity), time: time, properties: accepted)))
      }
    case .identify(let user, let input):
      let identity = try Self.identity(input, policy, &outcome)
      // The user isn't announced: a migration that is refused for the limit leaves no trace (R-A10).
      outcome.facts = [
        .migration(Migration(from: user, to: identity, time: time, source: .server))
      ]
    case .addAccountProperties(let account, let input):
      let account = try AccountID(account)
      let properties = try Self.accept(input, &outcome)
      outcome.facts = [.account(AccountWrite(account, time: time, properties: properties))]
    }
    return outcome
  }

  /// An identity as a server call gives it.
  package static func identity(
    _ input: InputValue, _ policy: NonUniqueIdentityPolicy, _ outcome: inout CallOutcome
  ) throws(CallRejection) -> Identity {
    let identity: Identity
    do throws(IdentityProblem) {
      identity = try Identity(input, side: .server)
    } catch .empty {
      throw CallRejection("the identity is empty")
    } catch {
      throw CallRejection(error.description)
    }
    if identity.isNonUnique {
      if policy == .reject { throw .nonUnique(identity) }
      outcome.warnings.append(CallWarning(.nonUniqueIdentity, subject: identity.value))
    }
    return identity
  }

  /// R-A8: an object can't be a property value on the server side.
  private static func accept(
    _ input: [String: InputValue], _ outcome: inout CallOutcome
  ) throws(CallRejection) -> Properties {
    for (key, value) in input.sorted(by: { $0.key < $1.key }) {
      if case .object = value {
        throw CallRejection("the value of '\(key)' is an object; expected a string or a number")
      }
    }
    let (accepted, warnings) = PropertyRules(.server).accept(input)
    outcome.warnings += warnings
    return accepted
  }
}
