import Domain

/// Facts as rows, one by one.
extension PendingRows {
  /// Appends facts of one environment in their order; says which merges were refused and why.
  @discardableResult
  package mutating func append(_ facts: [Fact], in app: AppID) -> [CallWarning] {
    guard !facts.isEmpty else { return [] }
    let environment = environmentCode(app)
    var warnings: [CallWarning] = []
    for fact in facts {
      switch fact {
      case .user(let user): append(user, in: environment)
      case .session(let session): append(session, in: environment)
      case .event(let event): append(event, in: environment)
      case .properties(let write): append(write, in: environment)
      case .migration(let migration):
        if let warning = append(migration, in: environment) { warnings.append(warning) }
      case .account(let write): accounts.append((environment, write))
      }
    }
    return warnings
  }

  private mutating func append(_ user: User, in environment: Int) {
    if case .user(let id) = user.subject, let previous = user.previous,
      users.ordinal(of: id, environment: environment) == nil
    {
      let before = userOrdinal(previous, in: environment, at: user.firstSeen)
      _ = addUser(
        id, identity: nil, in: environment, at: user.firstSeen, previous: before)
    } else {
      _ = ordinal(of: user.subject, in: environment, at: user.firstSeen)
    }
  }

  private mutating func append(_ session: Session, in environment: Int) {
    let user = ordinal(of: session.subject, in: environment, at: session.start)
    let known = sessions.ordinal(of: session.id, user: user)
    guard known.map({ sessions.isNamed($0) }) ?? true else { return }
    addSession(
      session.id, user: user, start: session.start,
      origin: session.platform == .web ? .web : .mobile)
    for (key, value) in session.properties.byKey {
      newSessions.set(keyCode(key), value)
    }
  }

  private mutating func append(_ event: Event, in environment: Int) {
    let user = ordinal(of: event.subject, in: environment, at: event.time)
    let session = event.session.map { id in
      sessions.ordinal(of: id, user: user)
        ?? addSession(
          id, user: user, start: event.time,
          origin: event.kind == .server ? .named : .web)
    }
    append(
      event.name, kind: event.kind, event.properties, user: user, session: session,
      at: event.time)
  }

  private mutating func append(_ write: PropertyWrite, in environment: Int) {
    let user = ordinal(of: write.subject, in: environment, at: write.time)
    writes.append(write.time.milliseconds, Int64(user))
    for (key, value) in write.properties.byKey {
      writes.set(keyCode(key), value)
    }
  }

  /// A user belongs to one identity at most, and a profile to no other (R-1, R-A10).
  private mutating func append(_ migration: Migration, in environment: Int) -> CallWarning? {
    let refusal = refusal(
      ofIdentifying: migration.from, as: migration.identity, in: environment, at: migration.time,
      source: migration.source)
    if let refusal { return refusal }
    let from = ordinal(of: .user(migration.from), in: environment, at: migration.time)
    let to = profileOrdinal(migration.identity, in: environment, at: migration.time)
    _ = migrate(from, to: to, at: migration.time, source: migration.source)
    return nil
  }

  private mutating func ordinal(of subject: Subject, in environment: Int, at time: Timestamp) -> Int
  {
    switch subject {
    case .user(let id): userOrdinal(id, in: environment, at: time)
    case .identity(let identity): profileOrdinal(identity, in: environment, at: time)
    }
  }
}

extension Properties {
  /// In an order that is the same in every process, so that the same calls make the same file.
  var byKey: [(key: String, value: PropertyValue)] { sorted { $0.key < $1.key } }
}
