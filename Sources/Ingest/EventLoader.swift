import Domain
import Formats
import Store

/// Stores bulk events: names, keys and users are looked up by their bytes, and no string is made for
/// what is known already.
struct EventLoader {
  private let writer: Writer
  private let policy: NonUniqueIdentityPolicy
  private let sessions: SessionSource
  private let mainEnvironment: Int
  /// Ids of keys that aren't numbers (R-X2).
  private var keys = Interner()
  private var idOfKey: [UserID] = []
  /// Identities by their bytes, and the profile of each in each environment.
  private var identities = Interner()
  private var identityOfCode: [(identity: Identity, isNonUnique: Bool)] = []
  private var profiles: [UInt64: Int] = [:]

  init(_ writer: Writer, _ options: Importer.Options, _ sessions: SessionSource) {
    self.writer = writer
    self.sessions = sessions
    policy = options.identityPolicy
    mainEnvironment = writer.environmentCode(options.environment)
  }

  mutating func load(
    _ event: BulkEvent, of batch: BulkBatch, _ summary: inout ImportSummary
  ) throws {
    let environment =
      event.appID.isAbsent
      ? mainEnvironment : writer.environmentCode(AppID(batch.string(event.appID)))
    if !event.idempotencyKey.isAbsent {
      let key = ByteHash.of(batch.bytes(of: event.idempotencyKey))
      guard try writer.admit(idempotencyKey: key, in: environment) else {
        summary.duplicates += 1
        return
      }
    }
    let time = Timestamp(milliseconds: event.time)
    let line = batch.firstLine + Int(event.line)
    guard let user = subject(of: event, in: environment, at: time, batch, line, &summary) else {
      return
    }
    if !event.name.isAbsent {
      let session =
        try event.session.isAbsent
        ? sessions.session(of: user.ordinal, id: user.id, at: time)
        : writer.sessionOrdinal(
          SessionID(truncating: id(of: event.session, batch).rawValue), user: user.ordinal,
          at: time)
      let name = writer.nameCode(batch.bytes(of: event.name), hash: event.nameHash)
      writer.beginEvent(name, kind: .custom, user: user.ordinal, session: session, time: time)
      setProperties(event, batch)
      summary.events += 1
    } else {
      summary.otherCalls += 1
    }
    if event.userPropertyCount > 0 { setUserProperties(event, user.ordinal, time, batch) }
  }

  // MARK: Whose it is

  /// The user an event counts for; nil where its identity is refused. With a user and an identity,
  /// the user migrates, unless it belongs to another identity: then the event is the identity's own
  /// (R-X2).
  private mutating func subject(
    of event: BulkEvent, in environment: Int, at time: Timestamp, _ batch: BulkBatch, _ line: Int,
    _ summary: inout ImportSummary
  ) -> (ordinal: Int, id: UserID)? {
    guard !event.identity.isAbsent else {
      let id = id(of: event.user, batch)
      return (writer.userOrdinal(id, in: environment, at: time), id)
    }
    let code = identities.code(of: batch.bytes(of: event.identity))
    if code == identityOfCode.count {
      let identity = Identity(unchecked: batch.string(event.identity))
      identityOfCode.append((identity, identity.isNonUnique))
    }
    let (identity, isNonUnique) = identityOfCode[code]
    if isNonUnique {
      if policy == .reject {
        let reason = CallRejection.nonUnique(identity).description
        summary.report(LineProblem(line: line, offset: batch.offset, reason: reason))
        return nil
      }
      summary.warn([CallWarning(.nonUniqueIdentity, subject: identity.value)], line: line)
    }
    let place = UInt64(environment) << 32 | UInt64(code)
    let profile =
      profiles[place] ?? writer.profileOrdinal(identity, in: environment, at: time)
    profiles[place] = profile
    if event.user.isAbsent { return (profile, UserID.profile(of: identity)) }
    let id = id(of: event.user, batch)
    let user = writer.userOrdinal(id, in: environment, at: time)
    if user == profile || writer.migrate(user, to: profile, at: time, source: .imported) {
      return (user, id)
    }
    summary.warn([CallWarning(.identityConflict, subject: id.description)], line: line)
    return (profile, UserID.profile(of: identity))
  }

  private mutating func id(of key: BulkKey, _ batch: BulkBatch) -> UserID {
    if key.isNumber { return UserID(truncating: key.value) }
    let code = keys.code(of: batch.bytes(of: key.text))
    if code == idOfKey.count { idOfKey.append(UserID.ofKey(batch.string(key.text))) }
    return idOfKey[code]
  }

  // MARK: Properties

  private func setProperties(_ event: BulkEvent, _ batch: BulkBatch) {
    let first = Int(event.firstProperty)
    for index in first..<first + Int(event.propertyCount) {
      let property = batch.properties[index]
      let key = writer.keyCode(batch.bytes(of: property.key), hash: property.keyHash)
      switch property.kind {
      case .string:
        writer.setEventProperty(
          key, utf8: batch.bytes(of: property.value), hash: property.payload)
      case .number: writer.setEventProperty(key, .number(property.number))
      case .boolean: writer.setEventProperty(key, .boolean(property.boolean))
      }
    }
  }

  private func setUserProperties(
    _ event: BulkEvent, _ user: Int, _ time: Timestamp, _ batch: BulkBatch
  ) {
    writer.beginWrite(user: user, time: time)
    let first = Int(event.firstProperty) + Int(event.propertyCount)
    for index in first..<first + Int(event.userPropertyCount) {
      let property = batch.properties[index]
      let key = writer.keyCode(batch.bytes(of: property.key), hash: property.keyHash)
      switch property.kind {
      case .string:
        writer.setUserProperty(key, utf8: batch.bytes(of: property.value), hash: property.payload)
      case .number: writer.setUserProperty(key, .number(property.number))
      case .boolean: writer.setUserProperty(key, .boolean(property.boolean))
      }
    }
  }
}
