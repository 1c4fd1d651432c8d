import Domain
import Formats
import Store

/// Stores bulk events: names, keys and users are looked up by their bytes, and no string is made for
/// what is known already.
struct EventLoader {
  private let policy: NonUniqueIdentityPolicy
  private let sessions: SessionSource
  private let mainEnvironment: AppID
  private var mainCode: Int?
  /// Ids of keys that aren't numbers (R-X2).
  private var keys = Interner()
  private var idOfKey: [UserID] = []
  /// What is known of identities by their codes.
  private var identities: [KnownIdentity?] = []
  private var foresight = Foresight()
  private var batchSessions = BatchSessions()
  private var names = BatchNames()
  private var columns = BatchColumns()
  private var rows = EventRows()

  init(_ options: Importer.Options, _ sessions: SessionSource) {
    self.sessions = sessions
    policy = options.identityPolicy
    mainEnvironment = options.environment
  }

  /// Looks up the names and keys of a batch, whose events are loaded next.
  mutating func prepare(_ batch: BatchView) {
    names.clear(for: batch)
    columns.clear(for: batch)
    foresight.clear()
    batchSessions.clear()
  }

  /// Numbers of texts hold until a commit only.
  mutating func forgetTexts() {
    columns.forgetTexts()
  }

  /// Stores some rows of a batch.
  mutating func load(
    _ range: Range<Int>, of batch: BatchView, into rows: inout PendingRows,
    _ summary: inout ImportSummary
  ) {
    let main = mainCode ?? rows.environmentCode(mainEnvironment)
    mainCode = main
    var sessions = batchSessions
    batchSessions = BatchSessions()
    var loaded = self.rows
    self.rows = EventRows()
    sessions.find(batch.sessions, in: main, of: &rows)
    loaded.fill(range, at: rows.eventCount) { loaded in
      for index in range {
        let row = batch.rows[index]
        if row.session >= 0 {
          let found = sessions.ordinals(of: row, batch.sessions, in: main, of: &rows)
          let name = names.nameCode(row.number, batch, &rows)
          loaded.add(time: row.time, user: found.user, name: name, session: found.session)
        } else {
          load(
            event: Int(row.number), on: batch.firstLine + Int(row.line), of: batch, in: main,
            into: &rows, &loaded, &summary)
        }
      }
    }
    loaded.append(to: &rows)
    summary.events += loaded.count
    columns.load(upTo: range.upperBound, of: batch, loaded, &names, into: &rows)
    columns.tellOmissions(upTo: range.upperBound, of: batch, &summary)
    self.rows = loaded
    batchSessions = sessions
  }

  private mutating func load(
    event index: Int, on line: Int, of batch: BatchView, in main: Int, into rows: inout PendingRows,
    _ loaded: inout EventRows.Writer, _ summary: inout ImportSummary
  ) {
    if index >= foresight.end {
      var foresight = foresight
      self.foresight = Foresight()
      foresight.look(from: index, at: batch.events, environment: main, in: &rows) {
        id(of: $0, batch).rawValue
      }
      self.foresight = foresight
    }
    let place = index - foresight.start
    let foreseen = Foreseen(
      line: line, id: UserID(truncating: foresight.ids[place]), user: Int(foresight.users[place]),
      session: Int(foresight.sessions[place]))
    load(batch.events[index], foreseen, of: batch, into: &rows, &loaded, &summary)
  }

  /// What is known of an event before it is loaded.
  private struct Foreseen {
    /// In the file, for what is told of it.
    let line: Int
    let id: UserID
    /// Ordinals; -1 where nothing is known.
    let user: Int
    let session: Int
  }

  private mutating func load(
    _ event: BulkEvent, _ foreseen: Foreseen, of batch: BatchView, into rows: inout PendingRows,
    _ loaded: inout EventRows.Writer, _ summary: inout ImportSummary
  ) {
    let environment = environment(of: event, batch, &rows)
    let key =
      event.idempotencyKey.isAbsent
      ? nil : ByteHash.of(batch.bytes(of: event.idempotencyKey))
    if let key, rows.isKnown(idempotencyKey: key, in: environment) {
      summary.duplicates += 1
      return loaded.skip()
    }
    let time = Timestamp(milliseconds: event.time)
    guard
      let user = subject(
        of: event, foreseen, in: environment, at: time, batch, into: &rows, &summary)
    else { return loaded.skip() }
    if let key { rows.remember(idempotencyKey: key, in: environment) }
    if !event.name.isAbsent {
      let session = session(of: event, foreseen, user, at: time, batch, &rows)
      let name = names.nameCode(event.nameNumber, batch, &rows)
      loaded.add(time: event.time, user: user.ordinal, name: name, session: session)
    } else {
      loaded.skip()
      summary.otherCalls += 1
    }
    if event.userPropertyCount > 0 {
      setUserProperties(event, on: foreseen.line, user.ordinal, time, batch, &rows, &summary)
    }
  }

  // MARK: Whose it is

  private mutating func environment(
    of event: BulkEvent, _ batch: BatchView, _ rows: inout PendingRows
  ) -> Int {
    if !event.appID.isAbsent { return rows.environmentCode(AppID(batch.string(event.appID))) }
    let code = mainCode ?? rows.environmentCode(mainEnvironment)
    mainCode = code
    return code
  }

  /// The user an event counts for; nil where its identity is refused. With a user and an identity,
  /// the user migrates, unless it belongs to another identity: then the event is the identity's own
  /// (R-X2).
  @inline(__always)
  private mutating func subject(
    of event: BulkEvent, _ foreseen: Foreseen, in environment: Int, at time: Timestamp,
    _ batch: BatchView,
    into rows: inout PendingRows, _ summary: inout ImportSummary
  ) -> (ordinal: Int, id: UserID)? {
    guard !event.identity.isAbsent else {
      let user =
        foreseen.user >= 0
        ? foreseen.user : rows.userOrdinal(foreseen.id, in: environment, at: time)
      return (user, foreseen.id)
    }
    return identified(event, foreseen, in: environment, at: time, batch, into: &rows, &summary)
  }

  @inline(never)
  private mutating func identified(
    _ event: BulkEvent, _ foreseen: Foreseen, in environment: Int, at time: Timestamp,
    _ batch: BatchView, into rows: inout PendingRows, _ summary: inout ImportSummary
  ) -> (ordinal: Int, id: UserID)? {
    let (id, line) = (foreseen.id, foreseen.line)
    let code = rows.identityCode(batch.bytes(of: event.identity))
    func identity() -> Identity { Identity(unchecked: batch.string(event.identity)) }
    let known = known(code, identity)
    if known.isNonUnique {
      if policy == .reject {
        let reason = CallRejection.nonUnique(identity()).description
        summary.report(LineProblem(line: line, offset: batch.offset, reason: reason))
        return nil
      }
      summary.warn([CallWarning(.nonUniqueIdentity, subject: identity().value)], line: line)
    }
    // A merge that is refused makes no profile.
    if event.call == .identify,
      let refusal = rows.refusal(
        ofIdentifying: id, as: identity(), in: environment, at: time, source: .server)
    {
      summary.warn([refusal], line: line)
      // Nothing else is stored of the line, so nobody is needed.
      return (-1, id)
    }
    let profile =
      rows.knownProfile(of: code, in: environment)
      ?? rows.profileOrdinal(identity(), hash: known.profile, in: environment, at: time)
    if event.user.isAbsent { return (profile, known.profile) }
    let user = rows.userOrdinal(id, in: environment, at: time)
    let source: Migration.Source = event.call == .identify ? .server : .imported
    if user == profile || rows.migrate(user, to: profile, at: time, source: source) {
      return (user, id)
    }
    summary.warn([CallWarning(.identityConflict, subject: id.description)], line: line)
    return (profile, known.profile)
  }

  /// What takes long to find out about an identity.
  private struct KnownIdentity {
    let isNonUnique: Bool
    /// The id that its profile has or would have.
    let profile: UserID
  }

  private mutating func known(_ code: Int, _ identity: () -> Identity) -> KnownIdentity {
    if code < identities.count, let known = identities[code] { return known }
    while identities.count <= code { identities.append(nil) }
    let identity = identity()
    let known = KnownIdentity(
      isNonUnique: identity.isNonUnique, profile: UserID.profile(of: identity))
    identities[code] = known
    return known
  }

  @inline(__always)
  private mutating func session(
    of event: BulkEvent, _ foreseen: Foreseen, _ user: (ordinal: Int, id: UserID),
    at time: Timestamp, _ batch: BatchView, _ rows: inout PendingRows
  ) -> Int {
    if event.session.isAbsent {
      return sessions.session(of: user.ordinal, id: user.id, at: time, in: &rows)
    }
    if foreseen.session >= 0, user.ordinal == foreseen.user { return foreseen.session }
    return rows.sessionOrdinal(
      SessionID(truncating: id(of: event.session, batch).rawValue), user: user.ordinal, at: time)
  }

  @inline(__always)
  private mutating func id(of key: BulkKey, _ batch: BatchView) -> UserID {
    if key.isNumber { return UserID(truncating: key.value) }
    let code = keys.code(of: batch.bytes(of: key.text))
    if code == idOfKey.count { idOfKey.append(UserID.ofKey(batch.string(key.text))) }
    return idOfKey[code]
  }

  // MARK: Properties

  /// R-T8.
  private static let forbiddenKey = Array("user_id".utf8)

  private mutating func setUserProperties(
    _ event: BulkEvent, on line: Int, _ user: Int, _ time: Timestamp, _ batch: BatchView,
    _ rows: inout PendingRows, _ summary: inout ImportSummary
  ) {
    let first = Int(event.firstProperty)
    var isBegun = false
    for index in first..<first + Int(event.userPropertyCount) {
      let property = batch.properties[index]
      let name = batch.names[Int(property.key)].text
      if batch.bytes(of: name).elementsEqual(Self.forbiddenKey) {
        let warning = CallWarning(.keyForbidden, subject: batch.string(name))
        summary.warn([warning], line: line)
        continue
      }
      if !isBegun { rows.beginWrite(user: user, time: time) }
      isBegun = true
      let key = names.keyCode(property.key, batch, &rows)
      switch property.kind {
      case .string:
        let text = batch.bytes(of: property.value)
        rows.setUserProperty(key, utf8: text, hash: ByteHash.of(text))
      case .number: rows.setUserProperty(key, .number(property.number))
      case .boolean: rows.setUserProperty(key, .boolean(property.boolean))
      }
    }
  }
}
