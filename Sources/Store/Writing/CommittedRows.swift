import Domain

/// The users, sessions and keys that were stored when a writer opened, looked up where they lie: for
/// a few look-ups, searching packed columns takes far less time than making tables of all rows.
///
/// Look-ups don't throw, for they stand deep in the making of rows: what fails is kept, and the
/// commit throws it before anything is written.
final class CommittedRows {
  let userCount: Int
  let sessionCount: Int
  /// The row id of the last migration.
  private let lastMigration: Int64
  private(set) var failure: (any Error)?
  private let store: Store

  /// Look-ups of one kind beyond which tables of all rows pay.
  static let fewLookUps = 64

  init(_ store: Store) throws {
    self.store = store
    (userCount, sessionCount, lastMigration) = try store.readNow { reader in
      (
        try reader.count(of: .users), try reader.count(of: .sessions),
        try reader.lastMigration()
      )
    }
  }

  /// Reads from the store; nil, and ``failure`` set, where that fails.
  @discardableResult
  func look<Answer>(_ question: (Reader) throws -> Answer?) -> Answer? {
    guard failure == nil else { return nil }
    do {
      return try store.readNow(CancellationFlag(), question)
    } catch {
      failure = error
      return nil
    }
  }

  // MARK: Users

  /// The ordinal of an id in an environment.
  func ordinal(of id: UserID, environment: Int) -> Int? {
    look { reader in
      for segment in try reader.segments(.users) where segment.firstRow < userCount {
        let rows = try reader.rows(of: segment, with: Int64(id.rawValue), in: .id)
        let environments = try reader.values(.environment, of: segment, at: rows)
        for (row, own) in zip(rows, environments) where own == environment {
          let ordinal = segment.firstRow + row
          if ordinal < userCount { return ordinal }
        }
      }
      return nil
    }
  }

  /// The profile of an identity, searched for among all.
  func profile(of identity: Identity, environment: Int) -> Int? {
    look { reader in
      try reader.rows(with: [identity]).first {
        $0.environment == environment && $0.ordinal < userCount
      }?.ordinal
    }
  }

  /// Whether any user was ever deleted, so that ids were given up.
  private(set) lazy var hasRemovedUsers = look { try $0.hasRemovedUsers() } ?? false

  /// Where a user's facts belong, one hop, and its identity where it is a profile.
  func user(at ordinal: Int) -> (canonical: Int, identity: Identity?) {
    let found = look { reader in
      (
        canonical: try reader.migrationTarget(of: ordinal) ?? ordinal,
        identity: try reader.identity(of: ordinal)
      )
    }
    return found ?? (ordinal, nil)
  }

  /// Hands over every user by ordinal, nil for the id of one that was deleted.
  func eachUser(_ body: (_ id: UserID?, _ environment: Int, _ identity: Identity?) -> Void) {
    look { reader in
      var ids: [UInt64] = []
      var codes: [UInt32] = []
      for segment in try reader.segments(.users) where segment.firstRow < userCount {
        try reader.integers(.id, of: segment, into: &ids)
        try reader.integers(.environment, of: segment, into: &codes)
        let identities = try reader.property(.identity, of: segment)
        for row in 0..<min(segment.count, userCount - segment.firstRow) {
          let identity = identities?.value(at: row).map { Identity(unchecked: $0.text) }
          body(UserID(ids[row]), Int(codes[row]), identity)
        }
      }
    }
  }

  func eachMigration(_ body: (StoredMigration) -> Void) {
    look { reader in
      for migration in try reader.migrations() where migration.from < userCount { body(migration) }
    }
  }

  /// When servers gave a profile its user_ids (R-A10), in milliseconds since 1970.
  func serverIdentifies(of profile: Int) -> [Int64] {
    guard profile < userCount else { return [] }
    return look { try $0.serverIdentifies(of: profile, upTo: lastMigration) } ?? []
  }

  /// The same of all profiles.
  func eachServerIdentify(_ body: (_ profile: Int, _ time: Int64) -> Void) {
    look { try $0.eachServerIdentify(upTo: lastMigration, body) }
  }

  // MARK: Sessions

  struct StoredSession {
    let id: UInt64
    let ordinal: Int
    /// Milliseconds since 1970.
    let start: Int64
    /// Only named by a server event (R-S11).
    let isNamed: Bool
  }

  /// The sessions of a user in arrival order.
  func sessions(of user: Int) -> [StoredSession] {
    guard user < userCount, sessionCount > 0 else { return [] }
    return look { reader in try sessions(of: user, reader) } ?? []
  }

  private func sessions(of user: Int, _ reader: Reader) throws -> [StoredSession] {
    var sessions: [StoredSession] = []
    for segment in try reader.segments(.sessions) where segment.firstRow < sessionCount {
      let rows = try reader.rows(of: segment, user: user)
        .filter { segment.firstRow + $0 < sessionCount }
      let ids = try reader.values(.id, of: segment, at: rows)
      let starts = try reader.values(.time, of: segment, at: rows)
      let origins = try reader.values(.platform, of: segment, at: rows)
      for (index, row) in rows.enumerated() {
        sessions.append(
          StoredSession(
            id: UInt64(bitPattern: ids[index]), ordinal: segment.firstRow + row,
            start: starts[index], isNamed: origins[index] == SessionOrigin.named.rawValue))
      }
    }
    return sessions
  }

  func eachSession(_ body: (_ id: UInt64, _ owner: Int, _ isNamed: Bool) -> Void) {
    guard sessionCount > 0 else { return }
    look { reader in
      var ids: [UInt64] = []
      var owners: [UInt32] = []
      var list: [UInt32] = []
      var origins: [Int64] = []
      for segment in try reader.segments(.sessions) where segment.firstRow < sessionCount {
        try reader.integers(.id, of: segment, into: &ids)
        try reader.integers(.user, of: segment, into: &owners)
        try reader.integers(.userList, of: segment, into: &list)
        try reader.integers(.platform, of: segment, into: &origins)
        for row in 0..<min(segment.count, sessionCount - segment.firstRow) {
          body(
            ids[row], Int(list[Int(owners[row])]), origins[row] == SessionOrigin.named.rawValue)
        }
      }
    }
  }

  /// The sessions of a user, each with the first and last time of its start and events in
  /// milliseconds since 1970.
  func spans(of user: Int) -> [(session: StoredSession, times: ClosedRange<Int64>)] {
    guard user < userCount, sessionCount > 0 else { return [] }
    return look { reader in
      let own = try sessions(of: user, reader)
      guard !own.isEmpty else { return [] }
      var times: [Int: ClosedRange<Int64>] = [:]
      for session in own { times[session.ordinal] = session.start...session.start }
      for segment in try reader.segments(.events) {
        let rows = try reader.rows(of: segment, user: user)
        let ordinals = try reader.values(.session, of: segment, at: rows)
        let moments = try reader.values(.time, of: segment, at: rows)
        for (ordinal, time) in zip(ordinals, moments) {
          guard let span = times[Int(ordinal) - 1] else { continue }
          times[Int(ordinal) - 1] = min(span.lowerBound, time)...max(span.upperBound, time)
        }
      }
      return own.compactMap { session in times[session.ordinal].map { (session, $0) } }
    } ?? []
  }

  // MARK: Keys

  /// Whether a key was remembered, given as `PendingRows` mixes it.
  func hasKey(_ hash: UInt64) -> Bool {
    look { reader in
      for segment in try reader.segments(.keys)
      where try !reader.rows(of: segment, with: Int64(bitPattern: hash), in: .id).isEmpty {
        return true
      }
      return false
    } ?? false
  }
}
