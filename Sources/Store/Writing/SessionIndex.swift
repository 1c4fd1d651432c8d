import Domain

/// What a writer knows of sessions: which ordinal an id has within its user.
///
/// The sessions of the first users that are asked for are read from the stored columns; a table of
/// all sessions is made once there are many.
struct SessionIndex {
  /// Nil once the table holds everything.
  private var committed: CommittedRows?
  /// Stored users whose sessions are in the table.
  private var readUsers: Set<Int> = []
  private var ordinals = PairTable()
  private var count: Int
  /// By user, the session that was asked for last: mostly the next row goes on with it.
  private var latest: [Latest] = []

  private struct Latest {
    /// No session has this one.
    var id = UInt64.max
    var ordinal: Int32 = -1
  }
  /// Ordinals of sessions that only a server event named so far (R-S11).
  private var named: Set<Int> = []

  init(_ committed: CommittedRows) {
    self.committed = committed.sessionCount > 0 ? committed : nil
    count = committed.sessionCount
  }

  /// Registers the next session; it takes the place of one of the same id.
  mutating func add(_ id: SessionID, user: Int, origin: SessionOrigin) -> Int {
    read(user)
    let ordinal = count
    count += 1
    ordinals.set(id.rawValue, owner: user, ordinal: ordinal)
    if origin == .named { named.insert(ordinal) }
    setLatest(id, ordinal, of: user)
    return ordinal
  }

  mutating func ordinal(of id: SessionID, user: Int) -> Int? {
    if user < latest.count, latest[user].id == id.rawValue { return Int(latest[user].ordinal) }
    read(user)
    guard let ordinal = ordinals.ordinal(of: id.rawValue, owner: user) else { return nil }
    setLatest(id, ordinal, of: user)
    return ordinal
  }

  @inline(__always)
  private mutating func setLatest(_ id: SessionID, _ ordinal: Int, of user: Int) {
    if user >= latest.count { makeRoom(for: user) }
    latest[user] = Latest(id: id.rawValue, ordinal: Int32(truncatingIfNeeded: ordinal))
  }

  private mutating func makeRoom(for user: Int) {
    let size = max(user + 1, latest.count * 2)
    latest.append(contentsOf: repeatElement(Latest(), count: size - latest.count))
  }

  /// Whether only a server event named a session so far (R-S11).
  func isNamed(_ ordinal: Int) -> Bool { named.contains(ordinal) }

  /// The ordinals of begun sessions; -1 for others, and for those that weren't the last that was
  /// asked for of their user.
  mutating func begunOrdinals(
    of ids: UnsafeBufferPointer<UInt64>, users: UnsafeBufferPointer<Int32>,
    into ordinals: UnsafeMutableBufferPointer<Int32>
  ) {
    if committed != nil, users.count(where: { $0 >= 0 }) > CommittedRows.fewLookUps { loadAll() }
    latest.withUnsafeBufferPointer { latest in
      for index in 0..<ordinals.count {
        let user = Int(users[index])
        let isKnown = user >= 0 && user < latest.count && latest[user].id == ids[index]
        ordinals[index] = isKnown ? latest[user].ordinal : -1
      }
    }
    self.ordinals.touch(ids, owners: users, where: ordinals)
    guard !named.isEmpty else { return }
    for index in ordinals.indices where named.contains(Int(ordinals[index])) {
      ordinals[index] = -1
    }
  }

  // MARK: What is stored

  /// Makes the stored sessions of a user known.
  @inline(__always)
  private mutating func read(_ user: Int) {
    if committed != nil { readStored(user) }
  }

  private mutating func readStored(_ user: Int) {
    guard let committed, user < committed.userCount, readUsers.insert(user).inserted else { return }
    guard readUsers.count <= CommittedRows.fewLookUps else { return loadAll() }
    for session in committed.sessions(of: user) {
      ordinals.set(session.id, owner: user, ordinal: session.ordinal)
      if session.isNamed { named.insert(session.ordinal) }
    }
  }

  private mutating func loadAll() {
    guard let committed else { return }
    self.committed = nil
    let known = ordinals
    ordinals = PairTable()
    ordinals.reserve(count)
    var ordinal = 0
    committed.eachSession { id, owner, isNamed in
      ordinals.set(id, owner: owner, ordinal: ordinal)
      if isNamed { named.insert(ordinal) }
      ordinal += 1
    }
    ordinals.merge(known)
    readUsers = []
  }
}
