import Domain
import Store

/// Who is there, where that is not everybody who was ever stored: as of a moment, who comes later
/// isn't there yet; and a profile that only merges made is gone when all of them were taken back.
struct Presence: Sendable {
  /// By user ordinal: whether its first sight, as stored, counts.
  private var isSighted: [Bool]
  private var isThere: [Bool]

  /// Nil where everybody is there.
  init?(_ reader: Reader) throws {
    guard try reader.isCut || reader.hasReversals() else { return nil }
    let takenBack = try reader.migrationsTakenBack()
    guard reader.isCut || !takenBack.isEmpty else { return nil }
    let firstSights = try Self.firstSights(reader)
    isSighted = firstSights.map { reader.isInTime($0) }
    // A merge is the first sight of the profile that it makes.
    for migration in takenBack where firstSights[migration.to] == migration.time.milliseconds {
      isSighted[migration.to] = false
    }
    isThere = isSighted
    for migration in try reader.migrations() { isThere[migration.to] = true }
    try findFacts(reader)
  }

  func isThere(_ profile: Int) -> Bool { isThere[profile] }

  func isSighted(_ user: Int) -> Bool { isSighted[user] }

  private static func firstSights(_ reader: Reader) throws -> [Int64] {
    var all: [Int64] = []
    var times: [Int64] = []
    for segment in try reader.segments(.users) {
      try reader.checkCancellation()
      try reader.integers(.time, of: segment, into: &times)
      all += times
    }
    return all
  }

  /// Facts may be older than the one that arrived first.
  private mutating func findFacts(_ reader: Reader) throws {
    var codes: [UInt32] = []
    var list: [UInt32] = []
    var times: [Int64] = []
    for kind in [SegmentKind.events, .writes, .sessions] {
      for segment in try reader.segments(kind) {
        try reader.checkCancellation()
        try reader.integers(.userList, of: segment, into: &list)
        if segment.isWhole, reader.isInTime(segment.newest) {
          for user in list { isThere[Int(user)] = true }
          continue
        }
        try reader.integers(.user, of: segment, into: &codes)
        try reader.integers(.time, of: segment, into: &times)
        for row in codes.indices where reader.isInTime(times[row]) {
          isThere[Int(list[Int(codes[row])])] = true
        }
      }
    }
  }
}
