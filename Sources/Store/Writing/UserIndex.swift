import Domain

/// What a writer knows of the users stored: which ordinal an id or identity has, and where each
/// ordinal's facts belong.
struct UserIndex {
  private var ordinals = PairTable()
  private var profiles: [[Identity: Int]] = []
  private var identities: [Int: Identity] = [:]
  /// By ordinal: the profile it resolves to, one hop.
  private(set) var canonical: [UInt32] = []

  var count: Int { canonical.count }

  /// Registers the next user.
  mutating func add(_ id: UserID, identity: Identity?, environment: Int) -> Int {
    let ordinal = canonical.count
    ordinals.set(id.rawValue, owner: environment, ordinal: ordinal)
    canonical.append(UInt32(ordinal))
    if let identity {
      while profiles.count <= environment { profiles.append([:]) }
      profiles[environment][identity] = ordinal
      identities[ordinal] = identity
    }
    return ordinal
  }

  func ordinal(of id: UserID, environment: Int) -> Int? {
    ordinals.ordinal(of: id.rawValue, owner: environment)
  }

  func ordinals(
    of ids: UnsafeBufferPointer<UInt64>, in environments: UnsafeBufferPointer<Int32>,
    into ordinals: UnsafeMutableBufferPointer<Int32>
  ) {
    self.ordinals.ordinals(of: ids, owners: environments, into: ordinals)
  }

  func ordinal(of identity: Identity, environment: Int) -> Int? {
    environment < profiles.count ? profiles[environment][identity] : nil
  }

  /// The id for a new profile: its hash, or the next number that nobody has.
  func freeID(for identity: Identity, environment: Int) -> UserID {
    var id = UserID.profile(of: identity)
    while ordinal(of: id, environment: environment) != nil { id = id.next() }
    return id
  }

  /// The identity of the profile that a user resolves to.
  func identity(of ordinal: Int) -> Identity? { identities[Int(canonical[ordinal])] }

  /// Whether a user is itself the profile of an identity.
  func isProfile(_ ordinal: Int) -> Bool { identities[ordinal] != nil }

  mutating func migrate(_ from: Int, to profile: Int) { canonical[from] = UInt32(profile) }
}
