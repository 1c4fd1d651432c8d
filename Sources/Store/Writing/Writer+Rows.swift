import Domain

/// Rows by code, for loading in bulk: the caller resolves each name, key and user once and passes
/// numbers from then on.
extension Writer {
  package func environmentCode(_ app: AppID) -> Int { environments.code(of: app.value) }

  /// The code of an event name, given with its ``ByteHash``.
  package func nameCode(_ utf8: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int {
    names.code(of: utf8, hash: hash)
  }

  /// The code of a property key, given with its ``ByteHash``.
  package func keyCode(_ utf8: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int {
    keys.code(of: utf8, hash: hash)
  }

  package func keyCode(_ key: String) -> Int { keys.code(of: key) }

  /// The ordinal of a raw user_id; a new one is a user first seen at `time`.
  package func userOrdinal(_ id: UserID, in environment: Int, at time: Timestamp) -> Int {
    users.ordinal(of: id, environment: environment)
      ?? addUser(id, identity: nil, in: environment, at: time)
  }

  /// The ordinal of an identity's profile; a new one is a user first seen at `time` (R-2, R-A3).
  package func profileOrdinal(
    _ identity: Identity, in environment: Int, at time: Timestamp
  ) -> Int {
    users.ordinal(of: identity, environment: environment)
      ?? addUser(
        users.freeID(for: identity, environment: environment), identity: identity,
        in: environment, at: time)
  }

  /// The ordinal of a session that rows name; a new one begins at `time`.
  package func sessionOrdinal(
    _ id: SessionID, user: Int, at time: Timestamp, origin: SessionOrigin = .web
  ) -> Int {
    sessions.ordinal(of: id.rawValue, owner: user)
      ?? addSession(id, user: user, start: time, known: nil, origin: origin)
  }

  /// Begins an event; properties set from here on are its own.
  package func beginEvent(
    _ name: Int, kind: Event.Kind, user: Int, session: Int?, time: Timestamp
  ) {
    pending[SegmentKind.events.rawValue].appendEvent(
      time: time.milliseconds, user: Int64(user), name: Int64(name), kind: Int64(kind.rawValue),
      session: Int64((session ?? -1) + 1))
  }

  package func setEventProperty(_ key: Int, _ value: PropertyValue) {
    pending[SegmentKind.events.rawValue].set(key, value)
  }

  /// Sets a text, given as valid UTF-8 within the limits with its ``ByteHash``.
  package func setEventProperty(_ key: Int, utf8: UnsafeBufferPointer<UInt8>, hash: UInt64) {
    pending[SegmentKind.events.rawValue].set(key, utf8: utf8, hash: hash)
  }

  /// Begins a write of user properties; those set from here on are part of it.
  package func beginWrite(user: Int, time: Timestamp) {
    pending[SegmentKind.writes.rawValue].append(time.milliseconds, Int64(user))
  }

  package func setUserProperty(_ key: Int, _ value: PropertyValue) {
    pending[SegmentKind.writes.rawValue].set(key, value)
  }

  package func setUserProperty(_ key: Int, utf8: UnsafeBufferPointer<UInt8>, hash: UInt64) {
    pending[SegmentKind.writes.rawValue].set(key, utf8: utf8, hash: hash)
  }

  /// Makes a user part of a profile from here on; false where it belongs to another (R-X2).
  package func migrate(
    _ user: Int, to profile: Int, at time: Timestamp, source: Migration.Source
  ) -> Bool {
    if users.canonical[user] == profile { return true }
    guard users.canonical[user] == user, !users.isProfile(user) else { return false }
    users.migrate(user, to: profile)
    migrations.append(StoredMigration(from: user, to: profile, time: time, source: source))
    return true
  }

  /// Whether an identity has a profile.
  package func hasProfile(_ identity: Identity, in environment: Int) -> Bool {
    users.ordinal(of: identity, environment: environment) != nil
  }

  /// Appends an event with its properties.
  package func append(
    _ name: String, kind: Event.Kind, _ properties: Properties, user: Int, session: Int?,
    at time: Timestamp
  ) {
    beginEvent(names.code(of: name), kind: kind, user: user, session: session, time: time)
    for (key, value) in properties { setEventProperty(keyCode(key), value) }
  }

  func addUser(
    _ id: UserID, identity: Identity?, in environment: Int, at time: Timestamp
  ) -> Int {
    pending[SegmentKind.users.rawValue].append(
      time.milliseconds, Int64(id.rawValue), Int64(environment))
    if let identity { pending[SegmentKind.users.rawValue].setIdentity(identity) }
    return users.add(id, identity: identity, environment: environment)
  }

  /// Adds a session; it takes the place of one that was only named before.
  @discardableResult
  func addSession(
    _ id: SessionID, user: Int, start: Timestamp, known: Int?, origin: SessionOrigin
  ) -> Int {
    pending[SegmentKind.sessions.rawValue].append(
      start.milliseconds, Int64(user), Int64(id.rawValue), origin.rawValue)
    let ordinal = sessionCount
    sessionCount += 1
    if known == nil {
      sessions.insert(id.rawValue, owner: user, ordinal: ordinal)
    } else {
      sessions.replace(id.rawValue, owner: user, ordinal: ordinal)
    }
    if origin == .named { namedSessions.insert(ordinal) }
    return ordinal
  }
}
