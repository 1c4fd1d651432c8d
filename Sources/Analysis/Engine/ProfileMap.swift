import Domain
import Store

/// Which profile each user's facts count for, and nothing else: all that a fold over events
/// needs to know of users. ``Population`` knows more, and takes longer to read.
struct ProfileMap: Sendable {
  let environments: [AppID]
  /// Of each user by ordinal.
  private(set) var ids: [UInt64] = []
  private(set) var environment = UserEnvironments()
  /// The profile that a user's facts count for; itself where nothing merged it.
  private(set) var canonical: [UInt32] = []
  /// Kept at hand, for it is compared with that of every user.
  private let removedID = RemovedRow.id
  /// Which profiles there are; nil for all.
  private let presence: Presence?

  init(_ reader: Reader) throws {
    environments = try reader.environments()
    presence = try Presence(reader)
    var ids: [UInt64] = []
    var codes: [UInt32] = []
    let segments = try reader.segments(.users)
    let count = segments.last?.rows.upperBound ?? 0
    self.ids.reserveCapacity(count)
    // Where there is none, users are in one that can't be, which reading tells.
    let isDivided = environments.count != 1
    if isDivided { environment.reserveCapacity(count) }
    for segment in segments {
      try reader.checkCancellation()
      try reader.integers(.id, of: segment, into: &ids)
      self.ids += ids
      guard isDivided else { continue }
      try reader.integers(.environment, of: segment, into: &codes)
      environment.append(codes)
    }
    canonical = Array(0..<UInt32(count))
    try reader.merge(&canonical)
  }

  var count: Int { canonical.count }

  /// Whether a user is the profile of anybody who is there.
  func isProfile(_ user: Int) -> Bool {
    canonical[user] == user && ids[user] != removedID && presence?.isThere(user) ?? true
  }

  /// Whether the first sight of a user, as stored, counts.
  func isSighted(_ user: Int) -> Bool {
    ids[user] != removedID && presence?.isSighted(user) ?? true
  }

  /// The code of an environment; nil for all, -1 where the store has no such environment.
  func code(of app: AppID?) -> Int? {
    app.map { environments.firstIndex(of: $0) ?? -1 }
  }
}

/// The code of each user's environment, by ordinal; no memory where a store has but one, as most have.
struct UserEnvironments: Sendable {
  private var codes: [UInt32] = []

  subscript(user: Int) -> UInt32 { codes.isEmpty ? 0 : codes[user] }

  fileprivate mutating func reserveCapacity(_ count: Int) { codes.reserveCapacity(count) }

  fileprivate mutating func append(_ more: [UInt32]) { codes += more }
}
