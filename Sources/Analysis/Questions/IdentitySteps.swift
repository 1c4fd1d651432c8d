import Domain

/// One thing that happened to who is whom.
package struct IdentityStep: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// The first identify of an identity: its profile begins (R-I1).
    case identified
    /// A user became part of a profile that was there already (R-I2).
    case merged
    /// A device of one person became another person's, as a new user (R-I4).
    case switched
    /// resetIdentity: a device went on as a new anonymous user (R-I12).
    case reset
    /// A merge was taken back.
    case takenBack(by: String, reason: String)
    /// A merge that was taken back is in force again.
    case restored(by: String, reason: String)
  }

  package var kind: Kind
  package var environment: AppID
  /// The user_id that it happened to.
  package var user: UserID
  /// Whose profile the user became part of, or no longer is; nil for a reset.
  package var identity: Identity?
  /// Who the device was before a switch or a reset.
  package var previous: UserID?
  /// Whose profile `previous` was part of at the moment.
  package var previousIdentity: Identity?

  package init(
    _ kind: Kind, environment: AppID, user: UserID, identity: Identity? = nil,
    previous: UserID? = nil, previousIdentity: Identity? = nil
  ) {
    self.kind = kind
    self.environment = environment
    self.user = user
    self.identity = identity
    self.previous = previous
    self.previousIdentity = previousIdentity
  }
}

/// A moment at which who is whom changed, and its place among all such moments. Several things may
/// have happened in one millisecond.
package struct IdentityMoment: Hashable, Sendable {
  package var time: Timestamp
  /// Counts from 0, in order of time.
  package var index: Int
  /// How many such moments there are.
  package var total: Int
  /// The moment before this one; nil for the first.
  package var previous: Timestamp?
  /// When the first and the last one were.
  package var first: Timestamp
  package var last: Timestamp
  /// What happened, in order of arrival: at most ``most`` of it.
  package var steps: [IdentityStep]
  /// How much happened in all.
  package var stepCount: Int

  /// A file can say of a million users that they were identified in one millisecond.
  package static let most = 20

  package init(
    time: Timestamp, index: Int, total: Int, previous: Timestamp?, first: Timestamp,
    last: Timestamp, steps: [IdentityStep], stepCount: Int
  ) {
    self.time = time
    self.index = index
    self.total = total
    self.previous = previous
    self.first = first
    self.last = last
    self.steps = steps
    self.stepCount = stepCount
  }
}

/// Which moment of identity is asked for.
package enum IdentityPlace: Hashable, Sendable {
  /// By its place in order of time; places outside give the first or the last.
  case index(Int)
  /// Counted back from the last one, which is 0.
  case fromEnd(Int)
  /// The last one that is not after a moment; where all are, the first.
  case upTo(Timestamp)
}
