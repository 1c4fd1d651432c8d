import Domain
import Formats
import Store

/// Performs messages of the Segment specification (R-X2, R-X3), and stores recorded events, which
/// may name a user and an identity likewise.
struct MessageLoader {
  let writer: Writer
  let policy: NonUniqueIdentityPolicy
  let sessions: SessionSource

  /// What the rules refuse of a message whatever is stored.
  ///
  /// - Throws: `CallRejection`.
  func check(_ message: SegmentMessage) throws(CallRejection) {
    if case .event(let name, _, _) = message.operation {
      try EventName.check(name, side: .server)
    }
    if case .account(let account, _) = message.operation { _ = try AccountID(.string(account)) }
    if let identity = message.identity {
      var outcome = CallOutcome()
      _ = try ServerCall.identity(.string(identity), policy, &outcome)
    }
  }

  /// Stores what a message says.
  ///
  /// - Returns: whether it was an event, and what was done differently or left out.
  /// - Throws: `CallRejection` where nothing of it is stored.
  func perform(
    _ message: SegmentMessage, in environment: AppID
  ) throws(CallRejection) -> (isEvent: Bool, warnings: [CallWarning]) {
    try check(message)
    if case .alias(let previous, let user) = message.operation {
      return (false, try alias(previous, user, message, in: environment))
    }
    var (subject, warnings) = try subject(
      user: message.anonymousID, identity: message.identity, at: message.time, in: environment)
    var facts: [Fact] = [.user(User(subject, firstSeen: message.time))]
    func write(_ properties: Properties) -> Fact {
      .properties(PropertyWrite(subject, time: message.time, properties: properties))
    }
    switch message.operation {
    case .userProperties(let input):
      let properties = accept(input, &warnings)
      if !properties.isEmpty { facts.append(write(properties)) }
    case .event(let name, let kind, let input):
      let properties = accept(input, &warnings)
      append(name, kind, properties, of: subject, session: nil, at: message.time, in: environment)
      return (true, warnings)
    case .account(let name, let input):
      let account = try AccountID(.string(name))
      facts.append(write([writer.accountProperty: .string(account.value)]))
      facts.append(
        .account(
          AccountWrite(account, time: message.time, properties: accept(input, &warnings))))
    case .alias: return (false, warnings)
    }
    return (false, warnings + writer.append(facts, in: environment))
  }

  private func accept(
    _ input: [String: InputValue], _ warnings: inout [CallWarning]
  ) -> Properties {
    let (properties, omitted) = PropertyRules(.server).accept(input)
    warnings += omitted
    return properties
  }

  /// R-X3: an anonymous id migrates; a previous id that is an identity is refused, for two
  /// identities are never merged.
  private func alias(
    _ previous: String, _ user: UserID, _ message: SegmentMessage, in environment: AppID
  ) throws(CallRejection) -> [CallWarning] {
    var outcome = CallOutcome()
    let identity = try ServerCall.identity(.string(message.identity ?? ""), policy, &outcome)
    let isIdentity = writer.withRows { rows in
      rows.hasProfile(
        Identity(unchecked: previous), in: rows.environmentCode(environment))
    }
    if isIdentity {
      throw CallRejection(CallWarning(.aliasRefused, subject: previous).description)
    }
    let refused = writer.append(
      [
        .user(User(.user(user), firstSeen: message.time)),
        .migration(Migration(from: user, to: identity, time: message.time, source: .imported)),
      ], in: environment)
    return outcome.warnings + refused
  }

  /// Whom a line is about. With a user and an identity, the user migrates, unless it belongs to
  /// another identity: then the line counts for its identity (R-X2).
  func subject(
    user: UserID?, identity: String?, at time: Timestamp, in environment: AppID
  ) throws(CallRejection) -> (Subject, [CallWarning]) {
    guard let identity else {
      guard let user else { throw CallRejection("neither a user nor an identity is named") }
      return (.user(user), [])
    }
    var outcome = CallOutcome()
    let named = try ServerCall.identity(.string(identity), policy, &outcome)
    guard let user else { return (.identity(named), outcome.warnings) }
    let refused = writer.append(
      [.migration(Migration(from: user, to: named, time: time, source: .imported))],
      in: environment)
    return (refused.isEmpty ? .user(user) : .identity(named), outcome.warnings + refused)
  }

  /// Stores an event; without a session, it falls into one that is cut by time (R-S12).
  func append(
    _ name: String, _ kind: Event.Kind, _ properties: Properties, of subject: Subject,
    session: SessionID?, at time: Timestamp, in environment: AppID
  ) {
    writer.withRows { rows in
      let code = rows.environmentCode(environment)
      let (user, id): (Int, UserID) =
        switch subject {
        case .user(let id): (rows.userOrdinal(id, in: code, at: time), id)
        case .identity(let identity):
          (rows.profileOrdinal(identity, in: code, at: time), .profile(of: identity))
        }
      let ordinal =
        session.map { rows.sessionOrdinal($0, user: user, at: time) }
        ?? sessions.session(of: user, id: id, at: time, in: &rows)
      rows.append(name, kind: kind, properties, user: user, session: ordinal, at: time)
    }
  }
}
