/// One browser or phone in one environment, as the client library on it sees itself: who it takes
/// its user to be, the session that is running, and the properties it attaches to what it sends.
///
/// A value without clock or randomness of its own: `perform` is given the time and the source of new
/// ids, and says which facts the call becomes.
package struct Device: Hashable, Codable, Sendable {
  package let platform: Platform
  package private(set) var userID: UserID
  package private(set) var identity: Identity?
  package private(set) var sessions: SessionTrack
  /// Attached to every pageview and event until removed (R-T4).
  package private(set) var eventProperties = Properties()
  /// Attached to every pageview and event until removed or the page is loaded anew (R-T6).
  package private(set) var pageviewProperties = Properties()
  /// What is known of the visitor's surroundings; a session that begins takes it along.
  package var context = Properties()

  /// The properties that the latest pageview was given for itself and its events (R-T6).
  private var currentPageview = Properties()
  private var previousPage: VisitedPage?
  /// The user properties this user already has from here, so that equal ones aren't sent (R-T9).
  private var sentUserProperties = Properties()
  /// Whether the user has been told of in a fact.
  private var isAnnounced = false

  /// The page before the next one, where that is in the same session (R-T7).
  private struct VisitedPage: Hashable, Codable, Sendable {
    var path: String
    var session: SessionID
  }

  package init(_ platform: Platform, userID: UserID) {
    self.platform = platform
    self.userID = userID
    sessions = SessionTrack(on: platform)
  }

  /// Performs one call.
  ///
  /// - Throws: `CallRejection` when the documents refuse the call; the device is then unchanged.
  package mutating func perform(
    _ call: ClientCall, at time: Timestamp, policy: NonUniqueIdentityPolicy = .perform,
    using ids: inout some RandomNumberGenerator
  ) throws(CallRejection) -> CallOutcome {
    var outcome = CallOutcome()
    switch call {
    case .track(let name, let properties, let background):
      try track(name, properties, background, at: time, &ids, &outcome)
    case .trackPageview(let page):
      try trackPageview(page, at: time, &ids, &outcome)
    case .identify(let value):
      try identify(value, at: time, policy, &ids, &outcome)
    case .resetIdentity:
      if identity != nil { becomeNewUser(at: time, &ids, &outcome) }
    case .addUserProperties(let properties):
      addUserProperties(properties, at: time, &outcome)
    case .addEventProperties(let properties):
      eventProperties.merge(accept(properties, &outcome)) { _, new in new }
    case .removeEventProperty(let key): eventProperties[key] = nil
    case .clearEventProperties: eventProperties = [:]
    case .addPageviewProperties(let properties):
      pageviewProperties.merge(accept(properties, &outcome)) { _, new in new }
    case .removePageviewProperty(let key): pageviewProperties[key] = nil
    case .clearPageviewProperties: pageviewProperties = [:]
    case .pageLoaded:
      pageviewProperties = [:]
      currentPageview = [:]
    case .getIdentity: outcome.answer = .text(identity?.value)
    case .getUserId: outcome.answer = .text(userID.description)
    case .getSessionId: outcome.answer = .text(sessionID(at: time)?.description)
    case .onReady(let callback): outcome.answer = .ready([callback])
    case .setAppId: startSession(at: time, &ids, &outcome)
    // The pairing is the client's, whatever environment it sends to.
    case .startEVPairing, .stopEVPairing: break
    }
    return outcome
  }

  /// The id of the running session; nil before the first and from the moment of expiry (R-S1).
  package func sessionID(at time: Timestamp) -> SessionID? {
    guard let live = sessions.live, time < live.expires else { return nil }
    return live.id
  }

  /// Whether nothing is attached to events beside their own properties.
  package var attachesNothing: Bool {
    eventProperties.isEmpty && pageviewProperties.isEmpty && currentPageview.isEmpty
  }

  // MARK: Events

  private mutating func track(
    _ name: String, _ input: [String: InputValue], _ background: Bool, at time: Timestamp,
    _ ids: inout some RandomNumberGenerator, _ outcome: inout CallOutcome
  ) throws(CallRejection) {
    try EventName.check(name, side: .client)
    let own = accept(input, &outcome)
    announce(at: time, &outcome)
    let session = session(for: background ? nil : .foreground, at: time, &ids, &outcome)
    let event = Event(
      name, kind: background ? .background : .custom, of: .user(userID), at: time,
      session: session, properties: attached(to: own))
    outcome.facts.append(.event(event))
  }

  private mutating func trackPageview(
    _ page: ClientCall.Pageview, at time: Timestamp, _ ids: inout some RandomNumberGenerator,
    _ outcome: inout CallOutcome
  ) throws(CallRejection) {
    let address = try page.url.map { (url) throws(CallRejection) in try PageAddress(url) }
    let own = accept(page.properties, &outcome)
    announce(at: time, &outcome)
    let session = session(for: .pageview, at: time, landing: address, &ids, &outcome)

    currentPageview = own
    var properties = attached(to: [:])
    properties.merge(address?.properties ?? [:]) { _, new in new }
    if let title = page.title, let kept = PropertyValue(cutting: title, to: Limits.pageTitle) {
      if kept != .string(title) {
        outcome.warnings.append(CallWarning(.titleTruncated, subject: title))
      }
      properties["title"] = kept
    }
    let earlier = previousPage.flatMap { $0.session == session ? $0.path : nil }
    if let previous = page.previousPage ?? earlier, let kept = PropertyValue(cutting: previous) {
      properties["previous_page"] = kept
    }
    if let path = address?.path { previousPage = VisitedPage(path: path, session: session) }
    let event = Event(
      Event.pageviewName, kind: .pageview, of: .user(userID), at: time, session: session,
      properties: properties)
    outcome.facts.append(.event(event))
  }

  /// An event's own properties win over the page's, and the page's over the stored ones (R-T4, R-T6).
  private func attached(to own: Properties) -> Properties {
    if attachesNothing { return own }
    return
      eventProperties
      .merging(pageviewProperties) { _, new in new }
      .merging(currentPageview) { _, new in new }
      .merging(own) { _, new in new }
  }

  // MARK: Users

  /// R-I1 to R-I7: an anonymous device keeps its user_id and migrates it; an identified one becomes
  /// a new user.
  private mutating func identify(
    _ input: InputValue, at time: Timestamp, _ policy: NonUniqueIdentityPolicy,
    _ ids: inout some RandomNumberGenerator, _ outcome: inout CallOutcome
  ) throws(CallRejection) {
    let wanted: Identity
    do throws(IdentityProblem) {
      wanted = try Identity(input, side: .client)
    } catch .empty {
      outcome.warnings.append(CallWarning(.emptyIdentity, subject: ""))
      return
    } catch {
      throw CallRejection(error.description)
    }
    if wanted == identity {
      outcome.warnings.append(CallWarning(.alreadyIdentified, subject: wanted.value))
      return
    }
    if wanted.isNonUnique {
      if policy == .reject { throw .nonUnique(wanted) }
      outcome.warnings.append(CallWarning(.nonUniqueIdentity, subject: wanted.value))
    }
    if identity == nil {
      announce(at: time, &outcome)
      _ = session(for: .foreground, at: time, &ids, &outcome)
    } else {
      becomeNewUser(at: time, &ids, &outcome)
    }
    identity = wanted
    outcome.facts.append(
      .migration(Migration(from: userID, to: wanted, time: time, source: .client)))
  }

  /// A new random user with a session of its own from this instant; attached properties stay
  /// (R-I4, R-I12).
  private mutating func becomeNewUser(
    at time: Timestamp, _ ids: inout some RandomNumberGenerator, _ outcome: inout CallOutcome
  ) {
    let previous = userID
    userID = .random(using: &ids)
    identity = nil
    sessions = SessionTrack(on: platform)
    sentUserProperties = [:]
    isAnnounced = true
    outcome.facts.append(
      .user(User(.user(userID), firstSeen: time, previous: previous)))
    startSession(at: time, &ids, &outcome)
  }

  private mutating func addUserProperties(
    _ input: [String: InputValue], at time: Timestamp, _ outcome: inout CallOutcome
  ) {
    let rules = PropertyRules(.client, forbiddenKey: "user_id")
    let (accepted, warnings) = rules.accept(input)
    outcome.warnings += warnings
    let changed = accepted.filter { sentUserProperties[$0.key] != $0.value }
    guard !changed.isEmpty else { return }
    announce(at: time, &outcome)
    sentUserProperties.merge(changed) { _, new in new }
    outcome.facts.append(
      .properties(PropertyWrite(.user(userID), time: time, properties: changed)))
  }

  private mutating func announce(at time: Timestamp, _ outcome: inout CallOutcome) {
    guard !isAnnounced else { return }
    isAnnounced = true
    outcome.facts.append(.user(User(.user(userID), firstSeen: time)))
  }

  // MARK: Sessions

  /// The session for an activity (nil: in the background), told of in a fact where it is new.
  private mutating func session(
    for activity: SessionActivity?, at time: Timestamp, landing: PageAddress? = nil,
    _ ids: inout some RandomNumberGenerator, _ outcome: inout CallOutcome
  ) -> SessionID {
    let (id, isNew) =
      if let activity {
        sessions.admit(activity, at: time) { .random(using: &ids) }
      } else {
        sessions.admitBackground(at: time) { .random(using: &ids) }
      }
    if isNew { outcome.facts.append(.session(sessionFact(id, at: time, landing: landing))) }
    return id
  }

  /// Begins a session that no event began; it stays open as after a foreground event.
  private mutating func startSession(
    at time: Timestamp, _ ids: inout some RandomNumberGenerator, _ outcome: inout CallOutcome
  ) {
    announce(at: time, &outcome)
    let id = SessionID.random(using: &ids)
    sessions.begin(id, at: time)
    outcome.facts.append(.session(sessionFact(id, at: time, landing: nil)))
  }

  private func sessionFact(
    _ id: SessionID, at time: Timestamp, landing: PageAddress?
  ) -> Session {
    let properties = context.merging(landing?.sessionProperties ?? [:]) { given, _ in given }
    return Session(
      id, of: .user(userID), start: time, platform: platform, properties: properties)
  }

  private func accept(
    _ input: [String: InputValue], _ outcome: inout CallOutcome
  ) -> Properties {
    if input.isEmpty { return [:] }
    let (accepted, warnings) = PropertyRules(.client).accept(input)
    outcome.warnings += warnings
    return accepted
  }
}

extension CallRejection {
  /// R-I10 in its strict form.
  package static func nonUnique(_ identity: Identity) -> CallRejection {
    CallRejection(
      "'\(identity)' does not tell one person from another and would merge all visitors into one "
        + "profile; leave the visitor anonymous instead (addUserProperties works without identify)")
  }
}

/// R-T1: what an event may be called; the name is not trimmed.
package enum EventName {
  package static func check(_ name: String, side: CallSide) throws(CallRejection) {
    let limit = Limits.eventName(side)
    if name.isEmpty { throw CallRejection("the event name is empty") }
    if name.utf8.count > limit, name.utf16.count > limit {
      throw CallRejection(
        "the event name has \(name.utf16.count) characters (UTF-16 units); at most \(limit) are "
          + "accepted")
    }
  }
}
