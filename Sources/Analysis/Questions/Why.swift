import Domain

/// What a question "why does this belong there?" is about.
package enum WhySubject: Hashable, Sendable {
  /// A raw user_id, or the id of a profile.
  case user(UserID)
  case identity(Identity)
  /// A session; where several users have one of that number, that of `user`, or the first stored.
  case session(SessionID, of: UserID? = nil)
  /// An event by what is known of it on the screen.
  case event(name: String, time: Timestamp, user: UserID, session: SessionID?)
}

package struct WhyQuestion: Hashable, Sendable {
  package var subject: WhySubject
  /// Nil: the first environment, in the order in which they appeared, that has the subject.
  package var environment: AppID?

  package init(_ subject: WhySubject, in environment: AppID? = nil) {
    self.subject = subject
    self.environment = environment
  }
}

/// All that is stored of how a user came to belong where it does; what it means is said by
/// ``WhyChain/init(_:)``.
package struct IdentityFacts: Hashable, Sendable {
  package var subject: WhySubject
  package var environment: AppID
  /// The raw user_id that it is about; of an identity, the id of its profile.
  package var user: UserID
  /// The first fact that arrived of it.
  package var firstSeen: Timestamp
  /// What is stored under this user_id itself.
  package var sessions: Int
  package var events: Int
  /// Who the device was until it became this user, by a switch of identity or a reset.
  package var previous: Neighbour?
  /// Who the device became afterwards, in order.
  package var next: [Neighbour]
  /// The user's merges in order of arrival, those taken back included.
  package var merges: [MergeRow]
  /// The session asked about.
  package var session: SessionFacts?
  /// The identified profile that the user belongs to, or is.
  package var profile: ProfileFacts?

  package init(
    subject: WhySubject, environment: AppID = .main, user: UserID, firstSeen: Timestamp,
    sessions: Int = 0, events: Int = 0, previous: Neighbour? = nil, next: [Neighbour] = [],
    merges: [MergeRow] = [], session: SessionFacts? = nil, profile: ProfileFacts? = nil
  ) {
    self.subject = subject
    self.environment = environment
    self.user = user
    self.firstSeen = firstSeen
    self.sessions = sessions
    self.events = events
    self.previous = previous
    self.next = next
    self.merges = merges
    self.session = session
    self.profile = profile
  }

  /// Another user of the same device.
  package struct Neighbour: Hashable, Sendable {
    package var user: UserID
    package var firstSeen: Timestamp
    /// Of the profile it belongs to now.
    package var identity: Identity?

    package init(_ user: UserID, firstSeen: Timestamp, identity: Identity? = nil) {
      self.user = user
      self.firstSeen = firstSeen
      self.identity = identity
    }
  }

  package struct SessionFacts: Hashable, Sendable {
    package var id: SessionID
    package var start: Timestamp
    /// Nil where only a server event named it (R-S11).
    package var platform: Platform?

    package init(_ id: SessionID, start: Timestamp, platform: Platform? = nil) {
      self.id = id
      self.start = start
      self.platform = platform
    }
  }

  package struct ProfileFacts: Hashable, Sendable {
    package var id: UserID
    package var identity: Identity
    /// The number of the first merge into it there ever was.
    package var firstMerge: Int?
    /// Whether that merge made it, rather than a call that named the identity alone (R-A3).
    package var isMadeByMerge: Bool
    /// The first merges into it that are in force, in order of time.
    package var members: [MergeRow]
    /// How many there are in all.
    package var memberCount: Int
    /// Identities that differ from this one only in case (R-I9).
    package var caseTwins: [Identity]

    package init(
      id: UserID, identity: Identity, firstMerge: Int? = nil, isMadeByMerge: Bool = false,
      members: [MergeRow] = [], memberCount: Int = 0, caseTwins: [Identity] = []
    ) {
      self.id = id
      self.identity = identity
      self.firstMerge = firstMerge
      self.isMadeByMerge = isMadeByMerge
      self.members = members
      self.memberCount = memberCount
      self.caseTwins = caseTwins
    }

    /// Whether a merge is the one that made the profile.
    package func isMade(by merge: MergeRow) -> Bool { isMadeByMerge && firstMerge == merge.number }

    /// How many members are told of one by one.
    package static let shownMembers = 8
  }

  /// Whether the user is itself the profile of an identity.
  package var isProfile: Bool { profile?.id == user }

  package var mergeInForce: MergeRow? { merges.first(where: \.isInForce) }
}
