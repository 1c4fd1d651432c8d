import Domain
import GRDB

/// Profiles that were first seen when a deleted user became part of them, which was taken back since.
/// What is stored of their first sight would be of the deleted user.
struct FirstSights {
  /// The profiles, by ordinal, that something else tells of, with the earliest time of that.
  private(set) var seen: [Int: Int64] = [:]
  /// Those that nothing else tells of: nobody sees them, and they go as well.
  private(set) var unseen: [Int] = []

  init(_ db: Database, leftBy users: [Int]) throws {
    let reader = Reader(db, CancellationFlag())
    let removed = Set(users)
    let made = try Row.fetchAll(
      db,
      sql: """
        SELECT to_user, time FROM migration WHERE from_user IN (SELECT value FROM json_each(?))
        """, arguments: [users.jsonList])
    var profiles: Set<UInt32> = []
    for row in made where !removed.contains(row[0]) {
      if try reader.firstSight(of: row[0]) == row[1] { profiles.insert(row[0]) }
    }
    guard !profiles.isEmpty else { return }
    for kind in [SegmentKind.events, .writes, .sessions] {
      for segment in try reader.segments(kind) { try look(segment, for: profiles, reader) }
    }
    let others = try Row.fetchAll(
      db,
      sql: """
        SELECT from_user, to_user, time FROM migration
        WHERE to_user IN (SELECT value FROM json_each(?))
        """, arguments: [profiles.map { Int($0) }.jsonList])
    for row in others where !removed.contains(row[0]) { see(row[1], at: row[2]) }
    unseen = profiles.map { Int($0) }.filter { seen[$0] == nil }.sorted()
  }

  private mutating func look(
    _ segment: Segment, for profiles: Set<UInt32>, _ reader: Reader
  ) throws {
    var list: [UInt32] = []
    try reader.integers(.userList, of: segment, into: &list)
    guard list.contains(where: profiles.contains) else { return }
    var codes: [UInt32] = []
    var times: [Int64] = []
    try reader.integers(.user, of: segment, into: &codes)
    try reader.integers(.time, of: segment, into: &times)
    for (code, time) in zip(codes, times) where profiles.contains(list[Int(code)]) {
      see(Int(list[Int(code)]), at: time)
    }
  }

  private mutating func see(_ profile: Int, at time: Int64) {
    seen[profile] = min(seen[profile] ?? time, time)
  }
}

extension Reader {
  /// When a user was seen first, as stored, in milliseconds since 1970.
  fileprivate func firstSight(of user: Int) throws -> Int64? {
    guard let segment = try segments(.users).first(where: { $0.rows ~= user }) else { return nil }
    return try values(.time, of: segment, at: [user - segment.firstRow]).first
  }
}
