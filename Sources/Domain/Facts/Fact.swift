/// What the store keeps: the only things that a call can turn into. Everything on a screen is a fold
/// over these, in arrival order; none is ever rewritten.
package enum Fact: Hashable, Sendable {
  case user(User)
  case session(Session)
  case event(Event)
  case properties(PropertyWrite)
  case migration(Migration)
  case account(AccountWrite)
}

/// Whom a fact is about, as it arrived: a raw user_id or, for server calls, an identity.
package enum Subject: Hashable, Sendable {
  case user(UserID)
  case identity(Identity)
}

/// The first sight of a user; of one who is known already it says nothing.
package struct User: Hashable, Sendable {
  package var subject: Subject
  package var firstSeen: Timestamp
  /// Who the device was until then, where it became this user by a switch of identity (R-I4) or by
  /// resetIdentity (R-I12).
  package var previous: UserID?

  package init(_ subject: Subject, firstSeen: Timestamp, previous: UserID? = nil) {
    self.subject = subject
    self.firstSeen = firstSeen
    self.previous = previous
  }
}

/// Some user properties set at one moment; the latest value of each key counts for all of the
/// user's past and future activity (R-M6).
package struct PropertyWrite: Hashable, Sendable {
  package var subject: Subject
  package var time: Timestamp
  package var properties: Properties

  package init(_ subject: Subject, time: Timestamp, properties: Properties) {
    self.subject = subject
    self.time = time
    self.properties = properties
  }
}

/// One user_id becoming part of an identified profile: the only thing that a merge writes.
package struct Migration: Hashable, Sendable {
  package enum Source: String, Hashable, CaseIterable, Sendable {
    /// `identify` on a device.
    case client
    /// `POST /api/v1/identify`.
    case server
    /// A file or another client's batch that names both ids (R-X2, R-X3).
    case imported
  }

  package var from: UserID
  package var identity: Identity
  package var time: Timestamp
  package var source: Source

  package init(from: UserID, to identity: Identity, time: Timestamp, source: Source) {
    self.from = from
    self.identity = identity
    self.time = time
    self.source = source
  }
}

/// One environment of an account; identities are unique within one.
package struct AppID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let value: String

  package init(_ value: String) {
    self.value = value
  }

  /// The environment of calls that name none.
  package static let main = AppID("main")

  package var description: String { value }

  package static func < (left: AppID, right: AppID) -> Bool { left.value < right.value }
}
