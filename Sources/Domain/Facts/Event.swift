/// Something a user did at one moment.
package struct Event: Hashable, Sendable {
  package enum Kind: UInt8, Hashable, CaseIterable, Sendable {
    /// `track` on a device, in the foreground.
    case custom = 0
    /// `trackPageview`.
    case pageview = 1
    /// `track` on a device while the application is in the background (R-S7).
    case background = 2
    /// The server-side track API: never creates or extends a session (R-S10).
    case server = 3
  }

  package var subject: Subject
  package var name: String
  package var kind: Kind
  package var time: Timestamp
  /// The session it happened in; nil for server events that name none.
  package var session: SessionID?
  package var properties: Properties

  package init(
    _ name: String, kind: Kind = .custom, of subject: Subject, at time: Timestamp,
    session: SessionID? = nil, properties: Properties = [:]
  ) {
    self.subject = subject
    self.name = name
    self.kind = kind
    self.time = time
    self.session = session
    self.properties = properties
  }

  /// The name of pageviews, as the documents' pickers show them.
  package static let pageviewName = "Pageview"
}
