import Domain

/// A page of the history of merges: every migration there ever was, in force or taken back.
package struct MergesQuestion: Hashable, Sendable {
  /// Nil: all environments.
  package var environment: AppID?
  /// Only merges into the profile of this identity.
  package var identity: Identity?
  /// Only merges of this raw user_id, or into the profile that has this id.
  package var user: UserID?
  /// Only merges in whose identity or ids every one of these occurs, in either case.
  package var words: [String] = []
  /// Only merges that are in force, or only those taken back; nil for both.
  package var isInForce: Bool?
  /// The newest first; of equal times, the one that arrived last.
  package var newestFirst = true
  package var offset = 0
  package var limit: Int

  package init(limit: Int = 100) {
    self.limit = limit
  }
}

/// One migration: which raw user_id became part of which profile, and what came of it.
package struct MergeRow: Hashable, Sendable {
  /// Counts from 1 over all migrations of the store, in order of arrival.
  package var number: Int
  package var environment: AppID
  package var user: UserID
  package var profile: UserID
  package var identity: Identity
  package var time: Timestamp
  package var source: Migration.Source
  /// That it was taken back, and restored, in order; the last one counts.
  package var reversals: [Reversal]
  /// What is stored under the raw user_id, and came along.
  package var sessions: Int
  package var events: Int
  /// Of what both sides have, the values that lost (R-M1), in order of their keys; empty where the
  /// merge isn't in force.
  package var lost: [LostValue]

  package init(
    number: Int, environment: AppID = .main, user: UserID, profile: UserID, identity: Identity,
    time: Timestamp, source: Migration.Source, reversals: [Reversal] = [], sessions: Int = 0,
    events: Int = 0, lost: [LostValue] = []
  ) {
    self.number = number
    self.environment = environment
    self.user = user
    self.profile = profile
    self.identity = identity
    self.time = time
    self.source = source
    self.reversals = reversals
    self.sessions = sessions
    self.events = events
    self.lost = lost
  }

  package var isInForce: Bool { reversals.last?.isInForce ?? true }
}

/// A property value that is not the profile's because of a merge: the user who came has one, and so
/// have those who were there (R-M1).
package struct LostValue: Hashable, Sendable {
  /// A value as it was written.
  package struct Written: Hashable, Sendable {
    package var value: PropertyValue
    package var time: Timestamp
    /// The raw user_id it was written under.
    package var user: UserID

    package init(_ value: PropertyValue, at time: Timestamp, by user: UserID) {
      self.value = value
      self.time = time
      self.user = user
    }
  }

  package var key: String
  package var loser: Written
  package var winner: Written

  package init(_ key: String, loser: Written, winner: Written) {
    self.key = key
    self.loser = loser
    self.winner = winner
  }
}

package struct MergesPage: Hashable, Sendable {
  package var rows: [MergeRow] = []
  /// Merges that match, on all pages.
  package var matching = 0
  /// Of those, how many were taken back.
  package var takenBack = 0
  /// Merges of the environment, whatever else is asked for.
  package var total = 0

  package init() {}
}

/// Taking merges back, or restoring them.
package struct MergeChange: Hashable, Sendable {
  package enum Action: Hashable, Sendable { case takeBack, restore }

  package enum Subject: Hashable, Sendable {
    /// The merge of one raw user_id.
    case user(UserID)
    /// All merges into the profile of an identity.
    case identity(Identity)
    /// One migration by its number.
    case number(Int)
  }

  package var action: Action
  package var subject: Subject
  /// Nil: the first environment, in the order in which they appeared, where it can be done.
  package var environment: AppID?

  package init(_ action: Action, _ subject: Subject, in environment: AppID? = nil) {
    self.action = action
    self.subject = subject
    self.environment = environment
  }
}

/// Both sides of a merge as the List view shows them: one now, the other as it would be. Found by the
/// folds that will tell it afterwards, so it is exact.
package struct MergePreview: Hashable, Sendable {
  package var change: MergeChange
  /// The migrations that would be taken back or restored, ascending.
  package var migrations: [Int]
  package var identity: Identity
  /// The profile with the users merged into it.
  package var merged: UserRow?
  /// The profile without them; nil where it would be nobody's.
  package var profile: UserRow?
  /// The users by themselves, the first of them in order of their merges.
  package var users: [UserRow]
  /// How many users there are in all.
  package var userCount: Int
  /// Users that stay as they are because they became part of another profile meanwhile.
  package var leftOut: Int

  package init(
    change: MergeChange, migrations: [Int], identity: Identity, merged: UserRow? = nil,
    profile: UserRow? = nil, users: [UserRow] = [], userCount: Int = 0, leftOut: Int = 0
  ) {
    self.change = change
    self.migrations = migrations
    self.identity = identity
    self.merged = merged
    self.profile = profile
    self.users = users
    self.userCount = userCount
    self.leftOut = leftOut
  }

  /// How many users a preview shows by themselves.
  package static let shownUsers = 20
}

/// Why merges can't be taken back or restored.
package enum MergeProblem: Error, Hashable, Sendable {
  case noSuchUser(UserID)
  case noSuchIdentity(Identity)
  case noSuchMerge(Int)
  /// It is a profile itself; users merge into it, and it into nobody.
  case isProfile(UserID, Identity)
  case neverMerged(UserID)
  /// Nothing of the user's is in force; the last merge and how it was taken back.
  case takenBackAlready(UserID, Identity, Reversal)
  case inForceAlready(UserID, Identity)
  /// The user became part of another profile after the merge was taken back.
  case belongsToAnother(UserID, Identity, since: Timestamp)
  case nothingInForce(Identity)
  case nothingTakenBack(Identity)
}

extension MergeProblem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noSuchUser(let id): "there is no user \(id) in the store"
    case .noSuchIdentity(let identity): "nobody in the store was ever identified as '\(identity)'"
    case .noSuchMerge(let number): "the store has no merge number \(number)"
    case .isProfile(let id, let identity):
      "\(id) is the profile of '\(identity)' itself; users merge into it, and their merges are taken "
        + "back by the users' own ids, or all of them by the identity"
    case .neverMerged(let id): "user \(id) was never merged into anybody"
    case .takenBackAlready(let id, let identity, let reversal):
      "the merge of user \(id) into '\(identity)' was taken back already, on "
        + "\(reversal.time.day) by \(reversal.author)"
    case .inForceAlready(let id, let identity):
      "user \(id) is part of '\(identity)'; there is nothing to restore"
    case .belongsToAnother(let id, let identity, let time):
      "user \(id) is part of '\(identity)' since \(time.day); take that merge back first"
    case .nothingInForce(let identity): "no merge into '\(identity)' is in force"
    case .nothingTakenBack(let identity):
      "no merge into '\(identity)' can be restored: none was taken back, or their users belong to "
        + "others now"
    }
  }
}
