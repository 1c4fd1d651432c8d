import Domain
import GRDB

/// Adds facts to a store. What was appended becomes visible, all at once, with ``commit()``.
///
/// Used by one thread. Everything it looks up per row it holds in memory, which grows with users and
/// sessions and is built once, when it opens.
package final class Writer {
  let store: Store
  var users = UserIndex()
  var environments = Interner()
  var names = Interner()
  var keys = Interner()
  /// (user ordinal, session id) → session ordinal.
  var sessions = PairTable()
  var sessionCount = 0
  /// Ordinals of sessions that only a server event named so far (R-S11).
  var namedSessions: Set<Int> = []
  var pending = SegmentKind.allCases.map { RowBuffer($0) }
  private var migrations: [StoredMigration] = []
  private var knownKeys: Set<UInt64>?
  private var clients: [String: String] = [:]
  private var files: [ImportedFile] = []
  /// How much of each dictionary is stored already.
  private var stored = (environments: 0, names: 0, keys: 0)
  private var isHolding = false

  package init(_ store: Store) throws(StoreError) {
    self.store = store
    try Store.translating(store.name) { try store.readNow { try load($0) } }
  }

  // MARK: Facts

  /// Appends facts of one environment in their order; says which merges were refused and why.
  @discardableResult
  package func append(_ facts: [Fact], in app: AppID) -> [CallWarning] {
    let environment = environmentCode(app)
    var warnings: [CallWarning] = []
    for fact in facts {
      switch fact {
      case .user(let user):
        _ = ordinal(of: user.subject, in: environment, at: user.firstSeen)
      case .session(let session): append(session, in: environment)
      case .event(let event): append(event, in: environment)
      case .properties(let write): append(write, in: environment)
      case .migration(let migration):
        if let warning = append(migration, in: environment) { warnings.append(warning) }
      }
    }
    return warnings
  }

  private func append(_ session: Session, in environment: Int) {
    let user = ordinal(of: session.subject, in: environment, at: session.start)
    let known = sessions.ordinal(of: session.id.rawValue, owner: user)
    guard known.map({ namedSessions.contains($0) }) ?? true else { return }
    addSession(
      session.id, user: user, start: session.start, known: known,
      origin: session.platform == .web ? .web : .mobile)
    for (key, value) in session.properties {
      pending[SegmentKind.sessions.rawValue].set(keyCode(key), value)
    }
  }

  private func append(_ event: Event, in environment: Int) {
    let user = ordinal(of: event.subject, in: environment, at: event.time)
    let session = event.session.map { id in
      sessions.ordinal(of: id.rawValue, owner: user)
        ?? addSession(
          id, user: user, start: event.time, known: nil,
          origin: event.kind == .server ? .named : .web)
    }
    beginEvent(
      names.code(of: event.name), kind: event.kind, user: user, session: session,
      time: event.time)
    for (key, value) in event.properties {
      pending[SegmentKind.events.rawValue].set(keyCode(key), value)
    }
  }

  private func append(_ write: PropertyWrite, in environment: Int) {
    let user = ordinal(of: write.subject, in: environment, at: write.time)
    pending[SegmentKind.writes.rawValue].append(write.time.milliseconds, Int64(user))
    for (key, value) in write.properties {
      pending[SegmentKind.writes.rawValue].set(keyCode(key), value)
    }
  }

  /// A user belongs to one identity at most, and a profile to no other (R-1, R-A10).
  private func append(_ migration: Migration, in environment: Int) -> CallWarning? {
    let from = ordinal(of: .user(migration.from), in: environment, at: migration.time)
    let to = ordinal(of: .identity(migration.identity), in: environment, at: migration.time)
    let present = Int(users.canonical[from])
    if present == to { return nil }
    guard present == from, !users.isProfile(from) else {
      return CallWarning(.identityConflict, subject: migration.from.description)
    }
    users.migrate(from, to: to)
    migrations.append(
      StoredMigration(from: from, to: to, time: migration.time, source: migration.source))
    return nil
  }

  private func ordinal(of subject: Subject, in environment: Int, at time: Timestamp) -> Int {
    switch subject {
    case .user(let id): userOrdinal(id, in: environment, at: time)
    case .identity(let identity): profileOrdinal(identity, in: environment, at: time)
    }
  }

  // MARK: Questions while writing

  /// The identity that a user_id belongs to, counting what isn't committed yet.
  package func identity(of id: UserID, in app: AppID) -> Identity? {
    users.ordinal(of: id, environment: environmentCode(app)).flatMap { users.identity(of: $0) }
  }

  /// Whether an idempotency key is new; it is then remembered (R-A6).
  ///
  /// Keys are known by a 64-bit hash: of ten million keys, the chance that any two collide is about
  /// three in a million.
  package func admit(idempotencyKey hash: UInt64) throws -> Bool {
    var known = try knownKeys ?? loadKeys()
    knownKeys = nil
    let isNew = known.insert(hash).inserted
    knownKeys = known
    if isNew {
      pending[SegmentKind.keys.rawValue].append(Int64(bitPattern: hash))
    }
    return isNew
  }

  /// What the client library of a device remembered at the last commit.
  package func clientState(_ device: String) throws -> String? {
    try clients[device]
      ?? store.readNow { reader in
        try String.fetchOne(
          reader.db, sql: "SELECT state FROM client WHERE device = ?", arguments: [device])
      }
  }

  /// Stores, with the next commit, what the client library of a device remembers.
  package func setClientState(_ device: String, _ state: String) { clients[device] = state }

  /// Notes, with the next commit, that a file was imported to its end.
  package func record(_ file: ImportedFile) { files.append(file) }

  /// Rows that wait for the next commit, of the kind that has most.
  package var pendingRows: Int { pending.map(\.count).max() ?? 0 }

  // MARK: Commits

  /// Begins an all-or-nothing stretch: until ``commit()``, ``flush()`` writes without committing.
  package func hold() throws(StoreError) {
    try Store.translating(store.name) {
      try store.database.unsafeReentrantWrite { db in try db.beginTransaction(.immediate) }
      isHolding = true
    }
  }

  /// Writes pending rows out of memory; commits them unless ``hold()`` is in force.
  package func flush() throws(StoreError) {
    try Store.translating(store.name) {
      try store.database.unsafeReentrantWrite { db in
        if isHolding {
          try write(db)
        } else {
          try db.inTransaction(.immediate) {
            try write(db)
            return .commit
          }
        }
      }
    }
    clearPending()
  }

  /// Makes everything appended so far visible and durable; on failure nothing of it is stored and
  /// this writer can't be used any more.
  package func commit() throws(StoreError) {
    try flush()
    if isHolding {
      try Store.translating(store.name) {
        try store.database.unsafeReentrantWrite { db in try db.commit() }
      }
      isHolding = false
    }
  }

  /// Drops what was written since ``hold()``. The writer can't be used any more.
  package func abandon() throws(StoreError) {
    guard isHolding else { return }
    isHolding = false
    try Store.translating(store.name) {
      try store.database.unsafeReentrantWrite { db in try db.rollback() }
    }
  }

  private func clearPending() {
    for index in pending.indices { pending[index].removeAll() }
    migrations.removeAll(keepingCapacity: true)
    clients.removeAll()
    files.removeAll()
    stored = (environments.count, names.count, keys.count)
  }

  private func write(_ db: Database) throws {
    try write(environments, from: stored.environments, "environment (id, app_id)", db)
    try write(names, from: stored.names, "event_name (id, text)", db)
    try write(keys, from: stored.keys, "property_key (id, text)", db)
    for buffer in pending where !buffer.isEmpty { try SegmentWriter(db).store(buffer) }
    let insertion = try db.cachedStatement(
      sql: "INSERT INTO migration (from_user, to_user, time, source) VALUES (?, ?, ?, ?)")
    for migration in migrations {
      try insertion.execute(arguments: [
        migration.from, migration.to, migration.time.milliseconds, migration.source.rawValue,
      ])
    }
    let client = try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO client (device, state) VALUES (?, ?)")
    for (device, state) in clients { try client.execute(arguments: [device, state]) }
    for file in files { try file.insert(db) }
    try db.execute(sql: "UPDATE store SET revision = revision + 1")
  }

  private func write(
    _ dictionary: Interner, from first: Int, _ table: String, _ db: Database
  ) throws {
    for code in first..<max(first, dictionary.count) {
      try db.execute(
        sql: "INSERT INTO \(table) VALUES (?, ?)", arguments: [code, dictionary.text(code)])
    }
  }

  // MARK: Loading

  private func load(_ reader: Reader) throws {
    for app in try reader.environments() { _ = environments.code(of: app.value) }
    for name in try reader.eventNames() { _ = names.code(of: name) }
    for key in try reader.propertyKeys() { _ = keys.code(of: key) }
    stored = (environments.count, names.count, keys.count)

    var ids: [UInt64] = []
    var codes: [Int32] = []
    for segment in try reader.segments(.users) {
      try reader.integers(.id, of: segment, into: &ids)
      try reader.integers(.environment, of: segment, into: &codes)
      let identities = try reader.property(.identity, of: segment)
      for row in 0..<segment.count {
        let identity = identities?.value(at: row).map { Identity(unchecked: $0.text) }
        _ = users.add(
          UserID(truncating: ids[row]), identity: identity, environment: Int(codes[row]))
      }
    }
    for migration in try reader.migrations() { users.migrate(migration.from, to: migration.to) }

    var owners: [UInt32] = []
    var list: [UInt32] = []
    var origins: [Int64] = []
    for segment in try reader.segments(.sessions) {
      try reader.integers(.id, of: segment, into: &ids)
      try reader.integers(.user, of: segment, into: &owners)
      try reader.integers(.userList, of: segment, into: &list)
      try reader.integers(.platform, of: segment, into: &origins)
      for row in 0..<segment.count {
        let owner = Int(list[Int(owners[row])])
        if sessions.ordinal(of: ids[row], owner: owner) == nil {
          sessions.insert(ids[row], owner: owner, ordinal: sessionCount)
        } else {
          sessions.replace(ids[row], owner: owner, ordinal: sessionCount)
        }
        if origins[row] == SessionOrigin.named.rawValue { namedSessions.insert(sessionCount) }
        sessionCount += 1
      }
    }
  }

  private func loadKeys() throws -> Set<UInt64> {
    try store.readNow { reader in
      var known: Set<UInt64> = []
      var hashes: [UInt64] = []
      for segment in try reader.segments(.keys) {
        try reader.integers(.id, of: segment, into: &hashes)
        known.formUnion(hashes)
      }
      return known
    }
  }
}
