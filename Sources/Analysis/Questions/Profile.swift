import Domain

/// One user with everything that merged into it.
package struct Profile: Hashable, Sendable {
  package var user: UserRow
  /// User properties in order of their keys, each with its history.
  package var properties: [ProfileProperty]
  /// The `Initial …` properties of the first session, in order of their names (R-M2).
  package var initial: [(name: String, value: PropertyValue)]
  /// The raw user_ids of this profile, the profile's own first where it has facts (R-U2).
  package var members: [ProfileMember]
  /// Sessions and server groups, newest first.
  package var visits: [Visit]

  package init(
    user: UserRow, properties: [ProfileProperty] = [],
    initial: [(name: String, value: PropertyValue)] = [], members: [ProfileMember] = [],
    visits: [Visit] = []
  ) {
    self.user = user
    self.properties = properties
    self.initial = initial
    self.members = members
    self.visits = visits
  }

  package static func == (left: Profile, right: Profile) -> Bool {
    left.user == right.user && left.properties == right.properties
      && left.initial.elementsEqual(right.initial, by: ==)
      && left.members == right.members && left.visits == right.visits
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(user)
    hasher.combine(members)
    hasher.combine(visits)
  }
}

/// A user property with every value it has had (R-M1, R-M4).
package struct ProfileProperty: Hashable, Sendable {
  package var key: String
  package var history: PropertyHistory

  package init(key: String, history: PropertyHistory) {
    self.key = key
    self.history = history
  }

  /// How the property is titled: `email` fills the built-in Email (R-M4).
  package var title: String {
    switch key {
    case "email": "Email"
    case "Email": "Email (custom)"
    default: key
    }
  }
}

/// A raw user_id that belongs to a profile.
package struct ProfileMember: Hashable, Sendable {
  package var id: UserID
  /// When and how it migrated; nil for the profile's own id and for an anonymous user.
  package var migratedAt: Timestamp?
  package var source: Migration.Source?
  package var firstSeen: Timestamp
  package var sessions: Int
  package var events: Int

  package init(
    id: UserID, migratedAt: Timestamp? = nil, source: Migration.Source? = nil,
    firstSeen: Timestamp, sessions: Int, events: Int
  ) {
    self.id = id
    self.migratedAt = migratedAt
    self.source = source
    self.firstSeen = firstSeen
    self.sessions = sessions
    self.events = events
  }
}

/// What is shown as one line of a user's history: a session, or a group of server events that fit
/// no session (R-S10).
package struct Visit: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case session(SessionID, Platform)
    case serverGroup
  }

  package var kind: Kind
  /// The raw user it began under.
  package var user: UserID
  package var start: Timestamp
  /// The last event; nil where there is none.
  package var lastEvent: Timestamp?
  /// The first event; nil where there is none.
  package var firstEvent: Timestamp?
  package var events: Int
  /// The most frequent event names, at most three, most frequent first (R-U4).
  package var topEvents: [EventCount]
  /// What was known when the session began: referrer, campaign, city…
  package var properties: Properties

  package init(
    kind: Kind, user: UserID, start: Timestamp, firstEvent: Timestamp? = nil,
    lastEvent: Timestamp? = nil, events: Int = 0, topEvents: [EventCount] = [],
    properties: Properties = [:]
  ) {
    self.kind = kind
    self.user = user
    self.start = start
    self.firstEvent = firstEvent
    self.lastEvent = lastEvent
    self.events = events
    self.topEvents = topEvents
    self.properties = properties
  }

  /// Milliseconds from the first event to the last; nil for fewer than two events (R-U4).
  package var duration: Int64? {
    guard let firstEvent, let lastEvent, events > 1 else { return nil }
    return lastEvent.milliseconds(since: firstEvent)
  }
}

package struct EventCount: Hashable, Sendable {
  package var name: String
  package var count: Int

  package init(name: String, count: Int) {
    self.name = name
    self.count = count
  }
}

/// The events of a profile, oldest first.
package struct HistoryQuestion: Hashable, Sendable {
  package var profile: UserID
  package var environment: AppID?
  /// The visit, as an index into ``Profile/visits``; nil for the whole history.
  package var visit: Int?
  package var offset = 0
  package var limit: Int

  package init(
    profile: UserID, environment: AppID? = nil, visit: Int? = nil, offset: Int = 0,
    limit: Int = 200
  ) {
    self.profile = profile
    self.environment = environment
    self.visit = visit
    self.offset = offset
    self.limit = limit
  }
}

package struct HistoryPage: Hashable, Sendable {
  package var rows: [EventRow]
  /// Events of the visit or history, on all pages.
  package var total: Int

  package init(rows: [EventRow] = [], total: Int = 0) {
    self.rows = rows
    self.total = total
  }
}
