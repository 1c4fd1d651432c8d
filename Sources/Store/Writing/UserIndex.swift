import Domain

/// What a writer knows of users: which ordinal an id or identity has, and where each ordinal's facts
/// belong.
///
/// The first look-ups go to the stored columns; tables of all users are made once there are many.
struct UserIndex {
  /// Nil once the tables hold everything.
  private var committed: CommittedRows?
  private var lookUps = 0
  private var ordinals = PairTable()
  /// Ids that were looked up and aren't stored.
  private var absent: Set<Place> = []
  private var profiles = ProfileIndex()
  /// How many of the first ordinals only `seen` knows.
  private var unheld: Int
  /// The profile that an ordinal resolves to, one hop, from ordinal `unheld` on.
  private var held: [UInt32] = []
  /// The same of stored users that were looked at.
  private var seen: [Int: Int] = [:]

  private struct Place: Hashable {
    let id: UserID
    let environment: Int
  }

  init(_ committed: CommittedRows) {
    self.committed = committed.userCount > 0 ? committed : nil
    unheld = committed.userCount
  }

  var count: Int { unheld + held.count }

  /// Registers the next user.
  mutating func add(_ id: UserID, identity: Identity?, environment: Int) -> Int {
    let ordinal = count
    ordinals.set(id.rawValue, owner: environment, ordinal: ordinal)
    held.append(UInt32(ordinal))
    if let identity { set(identity, of: ordinal, environment) }
    return ordinal
  }

  private mutating func set(_ identity: Identity, of ordinal: Int, _ environment: Int) {
    profiles.set(profiles.code(of: identity), environment: environment, profile: ordinal)
  }

  // MARK: Look-ups

  mutating func ordinal(of id: UserID, environment: Int) -> Int? {
    if let known = ordinals.ordinal(of: id.rawValue, owner: environment) { return known }
    let place = Place(id: id, environment: environment)
    guard let committed, !absent.contains(place) else { return nil }
    guard isWorthALook() else { return ordinal(of: id, environment: environment) }
    guard let ordinal = committed.ordinal(of: id, environment: environment) else {
      absent.insert(place)
      return nil
    }
    ordinals.set(id.rawValue, owner: environment, ordinal: ordinal)
    return ordinal
  }

  mutating func ordinals(
    of ids: UnsafeBufferPointer<UInt64>, in environments: UnsafeBufferPointer<Int32>,
    into ordinals: UnsafeMutableBufferPointer<Int32>
  ) {
    if committed != nil {
      if environments.count(where: { $0 >= 0 }) > CommittedRows.fewLookUps { loadAll() }
      for (id, environment) in zip(ids, environments) where environment >= 0 {
        _ = ordinal(of: UserID(truncating: id), environment: Int(environment))
      }
    }
    self.ordinals.ordinals(of: ids, owners: environments, into: ordinals)
  }

  /// The number that stands for an identity here, as long as the writer lives.
  mutating func code(of identity: UnsafeBufferPointer<UInt8>) -> Int { profiles.code(of: identity) }

  /// The profile of an identity, given by its code; nil where it has none or wasn't asked for yet.
  @inline(__always)
  func knownProfile(of code: Int, environment: Int) -> Int? {
    profiles.profile(of: code, environment: environment)
  }

  /// The id of a stored profile is the first from its hash on that nobody had: so it is found
  /// by that walk, without a search through identities, unless ids were given up since.
  mutating func ordinal(of identity: Identity, environment: Int) -> Int? {
    let code = profiles.code(of: identity)
    if let known = profiles.profile(of: code, environment: environment) { return known }
    guard committed != nil else { return nil }
    var id = UserID.profile(of: identity)
    while let ordinal = ordinal(of: id, environment: environment) {
      lookAt(ordinal)
      if profiles.code(ofProfile: ordinal) == code {
        profiles.set(code, environment: environment, profile: ordinal)
        return ordinal
      }
      id = id.next()
    }
    guard let committed else { return profiles.profile(of: code, environment: environment) }
    guard committed.hasRemovedUsers,
      let ordinal = committed.profile(of: identity, environment: environment)
    else { return nil }
    profiles.set(code, environment: environment, profile: ordinal)
    return ordinal
  }

  /// The id for a new profile: the hash of its identity, or the next number that nobody has.
  mutating func freeID(from hash: UserID, environment: Int) -> UserID {
    var id = hash
    while ordinal(of: id, environment: environment) != nil { id = id.next() }
    return id
  }

  /// The profile that a user resolves to, one hop.
  mutating func canonical(of ordinal: Int) -> Int {
    lookAt(ordinal)
    return ordinal >= unheld ? Int(held[ordinal - unheld]) : seen[ordinal] ?? ordinal
  }

  /// Whether a user is itself the profile of an identity.
  mutating func isProfile(_ ordinal: Int) -> Bool {
    lookAt(ordinal)
    return profiles.code(ofProfile: ordinal) != nil
  }

  mutating func migrate(_ from: Int, to profile: Int) {
    if from >= unheld { held[from - unheld] = UInt32(profile) } else { seen[from] = profile }
  }

  // MARK: What is stored

  /// Makes what is stored of a user known.
  private mutating func lookAt(_ ordinal: Int) {
    guard ordinal < unheld, seen[ordinal] == nil, let committed, isWorthALook() else { return }
    let user = committed.user(at: ordinal)
    seen[ordinal] = user.canonical
    if let identity = user.identity { profiles.note(profiles.code(of: identity), of: ordinal) }
  }

  /// Counts a look-up; false once tables of all users were made instead.
  private mutating func isWorthALook() -> Bool {
    lookUps += 1
    guard lookUps > CommittedRows.fewLookUps else { return true }
    loadAll()
    return false
  }

  private mutating func loadAll() {
    guard let committed else { return }
    self.committed = nil
    let known = ordinals
    ordinals = PairTable()
    ordinals.reserve(count)
    var all: [UInt32] = []
    all.reserveCapacity(count)
    committed.eachUser { id, environment, identity in
      if let id { ordinals.set(id.rawValue, owner: environment, ordinal: all.count) }
      if let identity { set(identity, of: all.count, environment) }
      all.append(UInt32(all.count))
    }
    // Nothing that was read is used where reading failed, but indices must stay right.
    while all.count < unheld { all.append(UInt32(all.count)) }
    ordinals.merge(known)
    committed.eachMigration { all[$0.from] = UInt32($0.to) }
    for (ordinal, profile) in seen { all[ordinal] = UInt32(profile) }
    held = all + held
    unheld = 0
    seen = [:]
    absent = []
  }
}
