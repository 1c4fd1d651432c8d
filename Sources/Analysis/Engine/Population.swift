import Domain
import Store

/// Every user of one snapshot, column by column, and the profile each resolves to.
///
/// Users are known by their ordinal here: their row number in the store.
struct Population: Sendable {
  let map: ProfileMap
  private(set) var environments: [AppID] = []
  private(set) var ids: [UInt64] = []
  private(set) var environment = UserEnvironments()
  /// Milliseconds since 1970 of the first fact that arrived; `max` where that one doesn't count.
  private(set) var firstFact: [Int64] = []
  /// The profile that a user's facts count for; itself where nothing merged it.
  private(set) var canonical: [UInt32] = []
  /// By user, -1 for none.
  private var identityIndex: [Int32] = []
  private var identities = IdentityTexts()
  /// Migrations by their order of arrival.
  private(set) var migrations: [StoredMigration] = []
  /// For each profile, the range of `merged` that holds what merged into it.
  private var mergedStart: [UInt32] = []
  /// Indices of migrations, grouped by profile, in order of arrival.
  private var merged: [UInt32] = []

  init(_ reader: Reader, _ map: ProfileMap) throws {
    self.map = map
    environments = map.environments
    ids = map.ids
    environment = map.environment
    canonical = map.canonical
    migrations = try reader.migrations()
    // Memory that is new costs more than what is written to it: arrays are made once, not grown.
    firstFact.reserveCapacity(count)
    identityIndex = [Int32](repeating: -1, count: count)
    var times: [Int64] = []
    let segments = try reader.segments(.users)
    for segment in segments {
      try reader.checkCancellation()
      try reader.integers(.time, of: segment, into: &times)
      let base = segment.firstRow
      for row in times.indices where !map.isSighted(base + row) { times[row] = .max }
      firstFact += times
      if let texts = try reader.texts(.identity, of: segment) {
        let first = identities.count
        identities.append(texts, of: segments.count)
        for (row, code) in zip(texts.rows, texts.codes) where map.isProfile(base + Int(row)) {
          identityIndex[base + Int(row)] = Int32(first + Int(code))
        }
      }
    }
    groupMigrations()
  }

  private mutating func groupMigrations() {
    mergedStart = [UInt32](repeating: 0, count: count + 1)
    for migration in migrations { mergedStart[migration.to] += 1 }
    for index in 0..<count { mergedStart[index + 1] += mergedStart[index] }
    // From the last one to the first, so that the ends of the ranges become their starts.
    merged = [UInt32](repeating: 0, count: migrations.count)
    for index in migrations.indices.reversed() {
      mergedStart[migrations[index].to] -= 1
      merged[Int(mergedStart[migrations[index].to])] = UInt32(index)
    }
  }

  var count: Int { ids.count }

  func id(_ user: Int) -> UserID { UserID(truncating: ids[user]) }

  func identity(_ user: Int) -> Identity? {
    identityIndex[user] < 0 ? nil : identities[Int(identityIndex[user])]
  }

  /// Hands over the UTF-8 of a user's identity; nil where it has none.
  @inline(__always)
  func withIdentity<Answer>(
    of user: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Answer
  ) -> Answer? {
    identityIndex[user] < 0
      ? nil : identities.withBytes(of: Int(identityIndex[user]), body)
  }

  /// The title in the List view.
  func name(_ user: Int) -> String { identity(user)?.value ?? "User \(ids[user])" }

  func isIdentified(_ user: Int) -> Bool { identityIndex[user] >= 0 }

  func isProfile(_ user: Int) -> Bool { map.isProfile(user) }

  func mergedCount(_ profile: Int) -> Int {
    Int(mergedStart[profile + 1] - mergedStart[profile])
  }

  /// What merged into a profile, in order of time, of equal times in order of arrival.
  func migrations(into profile: Int) -> [StoredMigration] {
    let arrived = merged[Int(mergedStart[profile])..<Int(mergedStart[profile + 1])]
    return arrived.sorted {
      (migrations[Int($0)].time, $0) < (migrations[Int($1)].time, $1)
    }.map { migrations[Int($0)] }
  }

  /// The raw users whose facts are a profile's: itself and all that merged into it.
  func members(of profile: Int) -> [Int] { [profile] + migrations(into: profile).map(\.from) }

  /// The code of an environment; nil for all, -1 where the store has no such environment.
  func code(of app: AppID?) -> Int? {
    app.map { environments.firstIndex(of: $0) ?? -1 }
  }

  /// The profile that an id belongs to. Where the environment is left open and several have the
  /// id, the one that appeared first.
  func profile(of id: UserID, in environment: Int?) -> Int? {
    first(in: environment) { ids[$0] == id.rawValue && isProfile(Int(canonical[$0])) }
      .map { Int(canonical[$0]) }
  }

  /// The profile of an identity, chosen likewise.
  func profile(of identity: Identity, in environment: Int?) -> Int? {
    let wanted = Array(identity.value.utf8)
    let isPlain = wanted.allSatisfy { $0 < 0x80 }
    return first(in: environment) { user in
      withIdentity(of: user) { bytes in
        if bytes.elementsEqual(wanted) { return true }
        // Beyond ASCII, the same text can be written in several ways.
        if isPlain, bytes.allSatisfy({ $0 < 0x80 }) { return false }
        return String(decoding: bytes, as: UTF8.self) == identity.value
      } ?? false
    }
  }

  private func first(in environment: Int?, where isWanted: (Int) -> Bool) -> Int? {
    var found: Int?
    for user in 0..<count where isWanted(user) {
      if let environment, self.environment[user] != environment { continue }
      if found.map({ self.environment[user] < self.environment[$0] }) ?? true { found = user }
    }
    return found
  }
}
