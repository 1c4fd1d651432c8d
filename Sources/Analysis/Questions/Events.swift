import Domain

/// One stored event.
package struct EventRow: Hashable, Sendable {
  package var environment: AppID
  package var time: Timestamp
  package var name: String
  package var kind: Event.Kind
  /// The raw user_id it arrived under.
  package var user: UserID
  /// The profile that this user belongs to.
  package var profile: UserID
  package var identity: Identity?
  package var session: SessionID?
  package var properties: Properties

  package init(
    environment: AppID = .main, time: Timestamp, name: String, kind: Event.Kind = .custom,
    user: UserID, profile: UserID, identity: Identity? = nil, session: SessionID? = nil,
    properties: Properties = [:]
  ) {
    self.environment = environment
    self.time = time
    self.name = name
    self.kind = kind
    self.user = user
    self.profile = profile
    self.identity = identity
    self.session = session
    self.properties = properties
  }

  /// The title of the profile in the List view.
  package var userName: String { identity?.value ?? "User \(profile)" }
}

/// A page of the event stream, newest first; of equal times, the last arrived first.
package struct EventsQuestion: Hashable, Sendable {
  package var environment: AppID?
  package var range: TimeRange = .all
  /// Only this event.
  package var name: String?
  /// Only events of users who are paired with the event visualizer (R-C5).
  package var onlyPaired = false
  /// Where the page before this one ended.
  package var after: EventCursor?
  package var limit: Int

  package init(limit: Int = 200) {
    self.limit = limit
  }
}

/// A place in the event stream; only an answer makes one.
package struct EventCursor: Hashable, Sendable {
  /// The time of the last event shown.
  let time: Timestamp
  /// How many events of that very time were shown.
  let shown: Int
}

package struct EventsPage: Hashable, Sendable {
  package var rows: [EventRow] = []
  /// Where the next page begins; nil at the end.
  package var next: EventCursor?
  /// Events that match, on all pages.
  package var total = 0
  /// The users on paired devices, whatever was asked for (R-C5).
  package var paired: [PairedUser] = []

  package init() {}
}

/// Who is on a device that is paired with the event visualizer (R-C5).
package struct PairedUser: Hashable, Sendable {
  package var device: String
  package var environment: AppID
  /// The raw user_id that the device has now.
  package var user: UserID

  package init(device: String, environment: AppID, user: UserID) {
    self.device = device
    self.environment = environment
    self.user = user
  }
}

extension [PairedUser] {
  /// The device that an event came from; nil where it is not paired.
  package func device(of row: EventRow) -> String? {
    first { $0.user == row.user && $0.environment == row.environment }?.device
  }
}

/// An event name and how often it occurred.
package struct EventUse: Hashable, Sendable {
  package var name: String
  package var count: Int
  package var users: Int
  package var firstSeen: Timestamp
  package var lastSeen: Timestamp

  package init(
    name: String, count: Int, users: Int, firstSeen: Timestamp, lastSeen: Timestamp
  ) {
    self.name = name
    self.count = count
    self.users = users
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
  }
}

/// A property of an event and how it is used.
package struct PropertyUse: Hashable, Sendable {
  package var key: String
  /// Events that have it.
  package var count: Int
  /// Its distinct values.
  package var distinct: Int
  /// The most frequent values, at most five, most frequent first.
  package var topValues: [ValueCount]

  package init(key: String, count: Int, distinct: Int, topValues: [ValueCount]) {
    self.key = key
    self.count = count
    self.distinct = distinct
    self.topValues = topValues
  }
}

package struct ValueCount: Hashable, Sendable {
  package var value: PropertyValue
  package var count: Int

  package init(value: PropertyValue, count: Int) {
    self.value = value
    self.count = count
  }
}
