import Domain
import Store

/// Which profile each user's facts count for, and nothing else: all that a fold over events
/// needs to know of users. ``Population`` knows more, and takes longer to read.
struct ProfileMap: Sendable {
  let environments: [AppID]
  /// Of each user by ordinal.
  private(set) var ids: [UInt64] = []
  private(set) var environment: [UInt32] = []
  /// The profile that a user's facts count for; itself where nothing merged it.
  private(set) var canonical: [UInt32] = []
  /// By order of arrival.
  let migrations: [StoredMigration]

  init(_ reader: Reader) throws {
    environments = try reader.environments()
    migrations = try reader.migrations()
    var ids: [UInt64] = []
    var codes: [UInt32] = []
    for segment in try reader.segments(.users) {
      try reader.checkCancellation()
      try reader.integers(.id, of: segment, into: &ids)
      try reader.integers(.environment, of: segment, into: &codes)
      self.ids += ids
      environment += codes
    }
    canonical = Array(0..<UInt32(self.ids.count))
    for migration in migrations { canonical[migration.from] = UInt32(migration.to) }
  }

  var count: Int { canonical.count }

  func isProfile(_ user: Int) -> Bool { canonical[user] == user }

  /// The code of an environment; nil for all, -1 where the store has no such environment.
  func code(of app: AppID?) -> Int? {
    app.map { environments.firstIndex(of: $0) ?? -1 }
  }

  /// The newest event of an environment, in milliseconds since 1970, which presets of a range count
  /// back from (R-U1). Segments are read from the newest on, until none can hold a newer one.
  func newestEvent(in environment: Int?, _ reader: Reader) throws -> Int64? {
    if environment == -1 { return nil }
    let newestFirst = try reader.segments(.events).sorted { $0.newest > $1.newest }
    if environment == nil || (environments.count == 1 && environment == 0) {
      return newestFirst.first?.newest
    }
    var newest: Int64?
    var codes: [UInt32] = []
    var list: [UInt32] = []
    var times: [Int64] = []
    for segment in newestFirst {
      if let newest, segment.newest <= newest { break }
      try reader.checkCancellation()
      try reader.integers(.user, of: segment, into: &codes)
      try reader.integers(.userList, of: segment, into: &list)
      try reader.integers(.time, of: segment, into: &times)
      let row = codes.indices.last {
        self.environment[Int(list[Int(codes[$0])])] == environment ?? 0
      }
      if let row { newest = max(newest ?? .min, times[row]) }
    }
    return newest
  }
}
