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
  /// Identities by their bytes, and the profile of each in each environment.
  private var identities = Interner()
  private var identityOfCode: [(identity: Identity, isNonUnique: Bool)] = []
  private var profiles: [UInt64: Int] = [:]

  init(_ options: Importer.Options, _ sessions: SessionSource) {
    self.sessions = sessions
    policy = options.identityPolicy
    mainEnvironment = options.environment
  }

  /// A batch as plain pointers, which are asked for once and not once a row.
  struct Batch {
    let events: UnsafeBufferPointer<BulkEvent>
    let properties: UnsafeBufferPointer<BulkProperty>
    let firstLine: Int
    let offset: Int
    private let base: UnsafePointer<UInt8>

    init(_ batch: BulkBatch) {
      events = batch.events
      properties = batch.properties
      firstLine = batch.firstLine
      offset = batch.offset
      base = batch.bytes
    }

    @inline(__always)
    func bytes(of range: ByteRange) -> UnsafeBufferPointer<UInt8> {
      UnsafeBufferPointer(start: base + range.lower, count: Int(range.count))
    }

    func string(_ range: ByteRange) -> String { String(decoding: bytes(of: range), as: UTF8.self) }
  }

  mutating func load(
    _ event: BulkEvent, of batch: Batch, into rows: inout PendingRows,
    _ summary: inout ImportSummary
  ) {
    let environment = environment(of: event, batch, &rows)
    let key =
      event.idempotencyKey.isAbsent
      ? nil : ByteHash.of(batch.bytes(of: event.idempotencyKey))
    if let key, rows.isKnown(idempotencyKey: key, in: environment) {
      summary.duplicates += 1
      return
    }
    let time = Timestamp(milliseconds: event.time)
    guard
      let user = subject(of: event, in: environment, at: time, batch, into: &rows, &summary)
    else { return }
    if let key { rows.remember(idempotencyKey: key, in: environment) }
    if !event.name.isAbsent {
      let session =
        event.session.isAbsent
        ? sessions.session(of: user.ordinal, id: user.id, at: time, in: &rows)
        : rows.sessionOrdinal(
          SessionID(truncating: id(of: event.session, batch).rawValue), user: user.ordinal,
          at: time)
      let name = rows.nameCode(batch.bytes(of: event.name), hash: event.nameHash)
      rows.beginEvent(name, kind: .custom, user: user.ordinal, session: session, time: time)
      setProperties(event, batch, &rows)
      summary.events += 1
    } else {
      summary.otherCalls += 1
    }
    if event.userPropertyCount > 0 {
      setUserProperties(event, user.ordinal, time, batch, &rows, &summary)
    }
  }

  // MARK: Whose it is

  private mutating func environment(
    of event: BulkEvent, _ batch: Batch, _ rows: inout PendingRows
  ) -> Int {
    if !event.appID.isAbsent { return rows.environmentCode(AppID(batch.string(event.appID))) }
    let code = mainCode ?? rows.environmentCode(mainEnvironment)
    mainCode = code
    return code
  }

  /// The user an event counts for; nil where its identity is refused. With a user and an identity,
  /// the user migrates, unless it belongs to another identity: then the event is the identity's own
  /// (R-X2).
  private mutating func subject(
    of event: BulkEvent, in environment: Int, at time: Timestamp, _ batch: Batch,
    into rows: inout PendingRows, _ summary: inout ImportSummary
  ) -> (ordinal: Int, id: UserID)? {
    guard !event.identity.isAbsent else {
      let id = id(of: event.user, batch)
      return (rows.userOrdinal(id, in: environment, at: time), id)
    }
    let code = identities.code(of: batch.bytes(of: event.identity))
    if code == identityOfCode.count {
      let identity = Identity(unchecked: batch.string(event.identity))
      identityOfCode.append((identity, identity.isNonUnique))
    }
    let (identity, isNonUnique) = identityOfCode[code]
    let line = batch.firstLine + Int(event.line)
    if isNonUnique {
      if policy == .reject {
        let reason = CallRejection.nonUnique(identity).description
        summary.report(LineProblem(line: line, offset: batch.offset, reason: reason))
        return nil
      }
      summary.warn([CallWarning(.nonUniqueIdentity, subject: identity.value)], line: line)
    }
    let place = UInt64(environment) << 32 | UInt64(code)
    let profile = profiles[place] ?? rows.profileOrdinal(identity, in: environment, at: time)
    profiles[place] = profile
    if event.user.isAbsent { return (profile, UserID.profile(of: identity)) }
    let id = id(of: event.user, batch)
    let user = rows.userOrdinal(id, in: environment, at: time)
    if user == profile || rows.migrate(user, to: profile, at: time, source: .imported) {
      return (user, id)
    }
    summary.warn([CallWarning(.identityConflict, subject: id.description)], line: line)
    return (profile, UserID.profile(of: identity))
  }

  @inline(__always)
  private mutating func id(of key: BulkKey, _ batch: Batch) -> UserID {
    if key.isNumber { return UserID(truncating: key.value) }
    let code = keys.code(of: batch.bytes(of: key.text))
    if code == idOfKey.count { idOfKey.append(UserID.ofKey(batch.string(key.text))) }
    return idOfKey[code]
  }

  // MARK: Properties

  /// R-T8.
  private static let forbiddenKey = Array("user_id".utf8)

  @inline(__always)
  private func setProperties(_ event: BulkEvent, _ batch: Batch, _ rows: inout PendingRows) {
    let first = Int(event.firstProperty)
    for index in first..<first + Int(event.propertyCount) {
      let property = batch.properties[index]
      let key = rows.keyCode(batch.bytes(of: property.key), hash: property.keyHash)
      if property.kind == .string {
        rows.setEventProperty(key, utf8: batch.bytes(of: property.value), hash: property.payload)
      } else {
        rows.setEventProperty(key, property.typedValue)
      }
    }
  }

  private func setUserProperties(
    _ event: BulkEvent, _ user: Int, _ time: Timestamp, _ batch: Batch, _ rows: inout PendingRows,
    _ summary: inout ImportSummary
  ) {
    let first = Int(event.firstProperty) + Int(event.propertyCount)
    var isBegun = false
    for index in first..<first + Int(event.userPropertyCount) {
      let property = batch.properties[index]
      if batch.bytes(of: property.key).elementsEqual(Self.forbiddenKey) {
        let warning = CallWarning(.keyForbidden, subject: batch.string(property.key))
        summary.warn([warning], line: batch.firstLine + Int(event.line))
        continue
      }
      if !isBegun { rows.beginWrite(user: user, time: time) }
      isBegun = true
      let key = rows.keyCode(batch.bytes(of: property.key), hash: property.keyHash)
      if property.kind == .string {
        rows.setUserProperty(key, utf8: batch.bytes(of: property.value), hash: property.payload)
      } else {
        rows.setUserProperty(key, property.typedValue)
      }
    }
  }
}

extension BulkProperty {
  /// The value of what isn't a string.
  fileprivate var typedValue: PropertyValue {
    kind == .boolean ? .boolean(boolean) : .number(number)
  }
}
