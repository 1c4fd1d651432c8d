import Domain

/// Rows by code, for loading in bulk: the caller resolves each name, key and user once and passes
/// numbers from then on.
extension Writer {
  package func environmentCode(_ app: AppID) -> Int { environments.code(of: app.value) }

  package func nameCode(_ utf8: UnsafeBufferPointer<UInt8>) -> Int { names.code(of: utf8) }

  package func keyCode(_ utf8: UnsafeBufferPointer<UInt8>) -> Int { keys.code(of: utf8) }

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

  /// Sets a text, given as valid UTF-8 within the limits.
  package func setEventProperty(_ key: Int, utf8: UnsafeBufferPointer<UInt8>) {
    pending[SegmentKind.events.rawValue].set(key, utf8: utf8)
  }

  private func addUser(
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
