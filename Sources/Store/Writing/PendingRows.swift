import Domain

/// Rows that wait for a commit, and what is looked up to make them: the writer's state, as a value,
/// so that a loader can hold it exclusively for many rows at a time.
///
/// The caller resolves each name, key and user once and passes numbers from then on.
package struct PendingRows {
  var users: UserIndex
  var environments = Interner()
  var names = Interner()
  var keys = Interner()
  var sessions: SessionIndex
  var migrations: [StoredMigration] = []
  var reversals: [Reversal] = []
  var knownKeys: KeyIndex
  var identifies: IdentifyIndex
  /// Account writes by environment.
  var accounts: [(environment: Int, write: AccountWrite)] = []

  var newUsers = RowBuffer(.users)
  var newSessions = RowBuffer(.sessions)
  var events = RowBuffer(.events)
  var writes = RowBuffer(.writes)
  var newKeys = RowBuffer(.keys)

  init(_ committed: CommittedRows) {
    users = UserIndex(committed)
    sessions = SessionIndex(committed)
    knownKeys = KeyIndex(committed)
    identifies = IdentifyIndex(committed)
  }

  /// Gives out the rows; what was looked up stays.
  ///
  /// - Parameter spare: buffers to go on with, given out and emptied before.
  mutating func take(into commit: inout Commit, goingOnWith spare: [RowBuffer]?) {
    commit.buffers = [newUsers, newSessions, events, writes, newKeys]
    commit.migrations = migrations
    commit.accounts = accounts
    commit.reversals = reversals
    let empty = spare ?? commit.buffers.map { RowBuffer($0.kind) }
    (newUsers, newSessions, events) = (empty[0], empty[1], empty[2])
    (writes, newKeys) = (empty[3], empty[4])
    migrations = []
    accounts = []
    reversals = []
  }

  package mutating func environmentCode(_ app: AppID) -> Int { environments.code(of: app.value) }

  /// The code of an event name, given with its ``ByteHash``.
  package mutating func nameCode(_ utf8: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int {
    names.code(of: utf8, hash: hash)
  }

  /// The code of a property key, given with its ``ByteHash``.
  package mutating func keyCode(_ utf8: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int {
    keys.code(of: utf8, hash: hash)
  }

  package mutating func keyCode(_ key: String) -> Int { keys.code(of: key) }

  /// The ordinal of a raw user_id; a new one is a user first seen at `time`.
  package mutating func userOrdinal(_ id: UserID, in environment: Int, at time: Timestamp) -> Int {
    users.ordinal(of: id, environment: environment)
      ?? addUser(id, identity: nil, in: environment, at: time)
  }

  /// How many users there are: the ordinal of the next new one.
  package var userCount: Int { users.count }

  /// Looks up the users of many rows at once: ordinals, -1 for one that isn't known yet. Much faster
  /// than one by one, see ``PairTable/ordinals(of:owners:into:)``.
  ///
  /// - Parameter environments: Parallel to `ids`; -1 for a row without a user.
  package mutating func userOrdinals(
    of ids: UnsafeBufferPointer<UInt64>, in environments: UnsafeBufferPointer<Int32>,
    into ordinals: UnsafeMutableBufferPointer<Int32>
  ) {
    users.ordinals(of: ids, in: environments, into: ordinals)
  }

  /// Looks up the sessions of many rows at once, likewise; of each user only the one that was asked
  /// for last is found.
  ///
  /// - Parameter users: Parallel to `ids`; -1 for a row without a session or a known user.
  package mutating func sessionOrdinals(
    of ids: UnsafeBufferPointer<UInt64>, users: UnsafeBufferPointer<Int32>,
    into ordinals: UnsafeMutableBufferPointer<Int32>
  ) {
    sessions.begunOrdinals(of: ids, users: users, into: ordinals)
  }

  /// The number that stands for an identity, as long as the writer lives.
  package mutating func identityCode(_ utf8: UnsafeBufferPointer<UInt8>) -> Int {
    users.code(of: utf8)
  }

  /// The ordinal of an identity's profile, given by its number, where it was asked for before.
  package func knownProfile(of code: Int, in environment: Int) -> Int? {
    users.knownProfile(of: code, environment: environment)
  }

  /// The ordinal of an identity's profile; a new one is a user first seen at `time` (R-2, R-A3).
  ///
  /// - Parameter hash: `UserID.profile(of:)` of the identity, where it is known: it takes long.
  package mutating func profileOrdinal(
    _ identity: Identity, hash: UserID? = nil, in environment: Int, at time: Timestamp
  ) -> Int {
    users.ordinal(of: identity, environment: environment)
      ?? addUser(
        users.freeID(from: hash ?? .profile(of: identity), environment: environment),
        identity: identity, in: environment, at: time)
  }

  /// The ordinal of a session that rows name; a new one begins at `time`, and so does one that only
  /// a server event named before (R-S11).
  package mutating func sessionOrdinal(
    _ id: SessionID, user: Int, at time: Timestamp, origin: SessionOrigin = .web
  ) -> Int {
    if let known = sessions.ordinal(of: id, user: user), !sessions.isNamed(known) { return known }
    return addSession(id, user: user, start: time, origin: origin)
  }

  /// Begins an event; properties set from here on are its own.
  package mutating func beginEvent(
    _ name: Int, kind: Event.Kind, user: Int, session: Int?, time: Timestamp
  ) {
    events.appendEvent(
      time: time.milliseconds, user: Int64(user), name: Int64(name), kind: Int64(kind.rawValue),
      session: Int64((session ?? -1) + 1))
  }

  package mutating func setEventProperty(_ key: Int, _ value: PropertyValue) {
    events.set(key, value)
  }

  /// How many events wait: the row number of the next one, until they are committed.
  package var eventCount: Int { events.count }

  /// Adds many custom events at once, given as equally long columns.
  ///
  /// - Parameter sessions: ordinals + 1; 0 for none.
  package mutating func appendEvents(
    times: UnsafeBufferPointer<Int64>, users: UnsafeBufferPointer<Int64>,
    names: UnsafeBufferPointer<Int64>, sessions: UnsafeBufferPointer<Int64>
  ) {
    events.appendEvents(
      times: times, users: users, names: names, kind: Int64(Event.Kind.custom.rawValue),
      sessions: sessions)
  }

  /// Sets one property of many events, given by ascending row numbers, none before the last that
  /// has it. Texts are given by ``eventTextNumber(_:utf8:hash:)``.
  ///
  /// - Parameter values: ``ValueBits``.
  package mutating func setEventProperty(
    _ key: Int, rows: UnsafeBufferPointer<UInt32>, values: UnsafeBufferPointer<UInt64>
  ) {
    events.set(key, rows: rows, values: values)
  }

  /// The same of events that follow each other.
  package mutating func setEventProperty(
    _ key: Int, rows: Range<Int>, values: UnsafeBufferPointer<UInt64>
  ) {
    events.set(key, rows: rows, values: values)
  }

  /// The number that stands for a text among the values of an event property, until the rows are
  /// committed. The text is valid UTF-8 within the limits, given with its ``ByteHash``.
  package mutating func eventTextNumber(
    _ key: Int, utf8: UnsafeBufferPointer<UInt8>, hash: UInt64
  ) -> UInt32 {
    events.textNumber(key, utf8: utf8, hash: hash)
  }

  /// Begins a write of user properties; those set from here on are part of it.
  package mutating func beginWrite(user: Int, time: Timestamp) {
    writes.append(time.milliseconds, Int64(user))
  }

  package mutating func setUserProperty(_ key: Int, _ value: PropertyValue) {
    writes.set(key, value)
  }

  package mutating func setUserProperty(_ key: Int, utf8: UnsafeBufferPointer<UInt8>, hash: UInt64)
  {
    writes.set(key, utf8: utf8, hash: hash)
  }

  /// Makes a user part of a profile from here on; false where it belongs to another (R-X2).
  package mutating func migrate(
    _ user: Int, to profile: Int, at time: Timestamp, source: Migration.Source
  ) -> Bool {
    let present = users.canonical(of: user)
    if present == profile { return true }
    guard present == user, !users.isProfile(user) else { return false }
    users.migrate(user, to: profile)
    if source == .server { identifies.note(profile, at: time) }
    migrations.append(StoredMigration(from: user, to: profile, time: time, source: source))
    return true
  }

  /// Why a user may not become part of an identity's profile: it belongs to another (R-X2), or a
  /// server asks for one user_id too many (R-A10). Nil where it may, or is already. An identity that
  /// is refused so gets no profile, and a user_id no user.
  package mutating func refusal(
    ofIdentifying id: UserID, as identity: Identity, in environment: Int, at time: Timestamp,
    source: Migration.Source
  ) -> CallWarning? {
    let profile = users.ordinal(of: identity, environment: environment)
    if let user = users.ordinal(of: id, environment: environment) {
      let present = users.canonical(of: user)
      if present != user || users.isProfile(user) {
        return present == profile ? nil : CallWarning(.identityConflict, subject: id.description)
      }
    }
    guard source == .server, let profile, !identifies.admits(profile, at: time) else { return nil }
    return CallWarning(.identityLimit, subject: identity.value)
  }

  /// Whether an idempotency key, given as its ``ByteHash``, was remembered in an environment (R-A6).
  package mutating func isKnown(idempotencyKey hash: UInt64, in environment: Int) -> Bool {
    knownKeys.contains(Self.mixed(hash, environment))
  }

  /// Remembers a key whose line was stored: one that was refused may be sent again, mended.
  package mutating func remember(idempotencyKey hash: UInt64, in environment: Int) {
    let hash = Self.mixed(hash, environment)
    knownKeys.insert(hash)
    newKeys.append(Int64(bitPattern: hash))
  }

  private static func mixed(_ hash: UInt64, _ environment: Int) -> UInt64 {
    hash &+ UInt64(environment) &* 0x9E37_79B9_7F4A_7C15
  }

  /// Whether an identity has a profile.
  package mutating func hasProfile(_ identity: Identity, in environment: Int) -> Bool {
    users.ordinal(of: identity, environment: environment) != nil
  }

  /// Appends an event with its properties.
  package mutating func append(
    _ name: String, kind: Event.Kind, _ properties: Properties, user: Int, session: Int?,
    at time: Timestamp
  ) {
    beginEvent(names.code(of: name), kind: kind, user: user, session: session, time: time)
    for (key, value) in properties.byKey { setEventProperty(keyCode(key), value) }
  }

  /// - Parameter previous: the ordinal of who the device was before.
  mutating func addUser(
    _ id: UserID, identity: Identity?, in environment: Int, at time: Timestamp,
    previous: Int? = nil
  ) -> Int {
    newUsers.append(
      time.milliseconds, Int64(id.rawValue), Int64(environment), Int64((previous ?? -1) + 1))
    if let identity { newUsers.setIdentity(identity) }
    return users.add(id, identity: identity, environment: environment)
  }

  /// Adds a session; it takes the place of one that was only named before.
  @discardableResult
  mutating func addSession(
    _ id: SessionID, user: Int, start: Timestamp, origin: SessionOrigin
  ) -> Int {
    newSessions.append(
      start.milliseconds, Int64(user), Int64(id.rawValue), origin.rawValue)
    return sessions.add(id, user: user, origin: origin)
  }
}
