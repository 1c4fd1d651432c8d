import Domain

/// What an `expect:` block demands of the moment it stands at. What it doesn't name, it doesn't
/// check.
package struct Expectation: Hashable, Sendable {
  /// The whole List view in its order; nil where the block doesn't speak of users.
  package var users: [ExpectedUser]?
  package var devices: [ExpectedDevice] = []
}

/// One row of the List view.
package struct ExpectedUser: Hashable, Sendable {
  package var line: Int
  package var name: String?
  package var userID: UserID?
  /// `.some(nil)`: the user must be anonymous.
  package var identity: Identity??
  package var sessions: Int?
  package var events: Int?
  /// Values that must be there; nil where a property must be absent.
  package var properties: [String: PropertyValue?] = [:]
  /// The merged user_ids in order of migration.
  package var merged: [UserID]?
  package var warnings: [String]?

  package init(line: Int) {
    self.line = line
  }
}

/// What a device must take itself to be.
package struct ExpectedDevice: Hashable, Sendable {
  package var line: Int
  package var name: String
  package var userID: UserID?
  package var identity: Identity??
  /// `.some(nil)`: no session, or one that is over.
  package var session: SessionID??

  package init(line: Int, name: String) {
    self.line = line
    self.name = name
  }
}

/// What is demanded of a single call.
package struct CallExpectation: Hashable, Sendable {
  /// What `getIdentity` and its like give back; `.some(nil)`: nothing.
  package var returns: String??
  /// The callbacks that run with this call (`onReady`).
  package var runs: [String]?
  /// The codes of all its warnings, in any order.
  package var warns: [String]?
  /// A part of the message that the call is refused with; empty: any message.
  package var rejected: String?
  /// Properties of the event that the call sends; nil where a property must be absent.
  package var sends: [String: PropertyValue?]?
  /// Whether the call begins a session.
  package var newSession: Bool?

  package init() {}
}
