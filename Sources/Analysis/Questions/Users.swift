import Domain

/// A page of the List view: who, in which order, and from where on.
package struct UsersQuestion: Hashable, Sendable {
  /// Nil: all environments.
  package var environment: AppID?
  /// Users with at least one event in this range; `all` includes those without events.
  package var range: TimeRange = .all
  package var filter = UserFilter()
  /// Only the users behind this number of a report.
  package var members: Members?
  package var sort = UserSort()
  package var offset = 0
  package var limit: Int

  package init(limit: Int = 100) {
    self.limit = limit
  }
}

/// Which profile a row is, whatever its place in the list.
package struct UserKey: Hashable, Sendable {
  package var environment: AppID
  package var id: UserID

  package init(environment: AppID, id: UserID) {
    self.environment = environment
    self.id = id
  }
}

/// The order of the List view; ties are in order of user id (R-U1).
package struct UserSort: Hashable, Sendable {
  package var column: UserColumn
  package var descending: Bool

  package init(_ column: UserColumn = .lastSeen, descending: Bool = true) {
    self.column = column
    self.descending = descending
  }
}

/// A column of the List view.
package enum UserColumn: Hashable, Sendable {
  case name, kind, userID, firstSeen, lastSeen, sessions, events, merged
  /// A user property by its key; `Initial …` names are those of the first session (R-M2).
  case property(String)
}

/// One user of the List view: an anonymous visitor, or a profile with all that merged into it.
package struct UserRow: Hashable, Sendable {
  package var environment: AppID
  /// The profile's id.
  package var id: UserID
  package var identity: Identity?
  /// Over all merged ids (R-M3).
  package var firstSeen: Timestamp
  /// Nil for a user without events (R-U5).
  package var lastSeen: Timestamp?
  package var sessions: Int
  package var events: Int
  /// The values in force (R-M1), with the `Initial …` ones (R-M2).
  package var properties: Properties
  /// The raw user_ids that migrated into this profile, in order of migration.
  package var merged: [UserID]
  /// Other identities of the environment that differ from this one only in case (R-I9), in order.
  package var caseTwins: [Identity]
  /// The account it belongs to (R-A14).
  package var account: Account?

  package init(
    environment: AppID = .main, id: UserID, identity: Identity? = nil, firstSeen: Timestamp,
    lastSeen: Timestamp? = nil, sessions: Int = 0, events: Int = 0, properties: Properties = [:],
    merged: [UserID] = [], caseTwins: [Identity] = [], account: Account? = nil
  ) {
    self.environment = environment
    self.id = id
    self.identity = identity
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.sessions = sessions
    self.events = events
    self.properties = properties
    self.merged = merged
    self.caseTwins = caseTwins
    self.account = account
  }

  /// The title in the List view: the identity, else `User` and the id (R-U1).
  package var name: String { identity?.value ?? "User \(id)" }

  package var isIdentified: Bool { identity != nil }

  /// What to know about the profile; beside a placeholder, its casing doesn't matter any more.
  package var warnings: [UserWarning] {
    if identity?.isNonUnique == true { return [.nonUniqueIdentity] }
    return caseTwins.isEmpty ? [] : [.differsOnlyInCase]
  }
}

/// Something a reader of the List view should know about a profile.
package enum UserWarning: String, Hashable, Sendable {
  /// R-I10: many people may be merged into it.
  case nonUniqueIdentity = "non_unique_identity"
  /// R-I9: probably the same person under another spelling.
  case differsOnlyInCase = "differs_only_in_case"
}

/// A page of the List view with the counts around it.
package struct UsersPage: Hashable, Sendable {
  package var rows: [UserRow] = []
  /// Users that match range and filter, on all pages.
  package var matching = 0
  /// Of those, how many are identified.
  package var identified = 0
  /// Events and sessions of the matching users.
  package var events = 0
  package var sessions = 0
  /// Users of the environment, whatever range and filter say.
  package var total = 0
  /// The range in force as moments; nil for all time.
  package var range: Range<Timestamp>?
  /// The newest event of the environment, which presets count back from.
  package var newest: Timestamp?

  package init() {}
}
