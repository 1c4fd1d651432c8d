import Domain

/// One line of a calls file: a call, when it was made, and in which environment.
package struct CallLine: Hashable, Sendable {
  package var time: Timestamp
  /// Nil where the line names none: the environment that the import goes to.
  package var appID: AppID?
  package var action: Action
  /// A line whose key was seen before in the same environment changes nothing (R-A6).
  package var idempotencyKey: String?

  package init(
    _ action: Action, at time: Timestamp, appID: AppID? = nil, idempotencyKey: String? = nil
  ) {
    self.action = action
    self.time = time
    self.appID = appID
    self.idempotencyKey = idempotencyKey
  }

  package enum Action: Hashable, Sendable {
    case client(ClientCall, on: CallingDevice)
    case server(ServerCall)
    case recorded(RecordedEvent)
  }
}

/// The browser or phone that a client call was made on.
package struct CallingDevice: Hashable, Sendable {
  /// What the file calls it.
  package var key: String
  /// Nil where the line doesn't say: web, unless an earlier line said otherwise.
  package var platform: Platform?
  /// The user_id that the device begins with.
  package var userID: UserID?
  /// What is known of the surroundings: the next session takes it along.
  package var context: [String: InputValue]

  package init(
    _ key: String, platform: Platform? = nil, userID: UserID? = nil,
    context: [String: InputValue] = [:]
  ) {
    self.key = key
    self.platform = platform
    self.userID = userID
    self.context = context
  }
}

/// Whom recorded data is about. At least one is there; with both, the user belongs to the identity
/// from that line on (R-X2).
package struct RecordedSubject: Hashable, Sendable {
  package var user: UserID?
  package var identity: String?

  package init(user: UserID? = nil, identity: String? = nil) {
    self.user = user
    self.identity = identity
  }
}

/// An event that happened on a client elsewhere, whose session is already known; or user properties
/// alone.
package struct RecordedEvent: Hashable, Sendable {
  package var subject: RecordedSubject
  /// Nil: sessions are cut where there is a pause (R-S12).
  package var session: SessionID?
  /// Nil where only user properties are set.
  package var event: String?
  package var properties: [String: InputValue]
  package var userProperties: [String: InputValue]

  package init(
    _ event: String?, of subject: RecordedSubject, session: SessionID? = nil,
    properties: [String: InputValue] = [:], userProperties: [String: InputValue] = [:]
  ) {
    self.event = event
    self.subject = subject
    self.session = session
    self.properties = properties
    self.userProperties = userProperties
  }
}
