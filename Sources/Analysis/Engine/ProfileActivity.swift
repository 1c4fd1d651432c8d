import Domain
import Store

/// What one profile did in all, and where its `Initial …` properties are read from (R-M2).
struct ProfileActivity: Sendable, Equatable {
  var row = ActivityRow()
  var firstSession = FirstSession()
}

extension ProfileActivity {
  /// What some few profiles did, read from the segments that hold any of their users: much sooner there
  /// than what everybody did, of which it is a part.
  ///
  /// - Parameter lastEvents: when each did something last, where that is known.
  static func of(
    _ profiles: [Int], lastEvents: [Int64]? = nil, _ reader: Reader, _ population: Population
  ) throws -> [ProfileActivity] {
    var members = MemberSearch(profiles, population)
    var activities = [ProfileActivity](repeating: ProfileActivity(), count: profiles.count)
    for (place, profile) in profiles.enumerated() {
      for user in population.members(of: profile) {
        activities[place].row.see(at: population.firstFact[user])
      }
      for migration in population.migrations(into: profile) {
        activities[place].row.see(at: migration.time.milliseconds)
      }
      if let lastEvents {
        activities[place].row.add(events: 0, first: .max, last: lastEvents[place])
      }
    }
    // The oldest first, so that few others can still tell of something earlier.
    for kind in [SegmentKind.events, .writes] {
      for segment in try reader.segments(kind).sorted(by: { $0.oldest < $1.oldest }) {
        let found = try members.find(in: segment, reader)
        if found.isEmpty { continue }
        let rows = try reader.rows(of: segment, with: found.map(\.code), in: .user)
        try add(kind, rows, of: found.map(\.profile), in: segment, reader, to: &activities)
      }
    }
    for segment in try reader.segments(.sessions) {
      let found = try members.find(in: segment, reader)
      if found.isEmpty { continue }
      try addSessions(of: found, in: segment, reader, to: &activities)
    }
    return activities
  }

  /// Adds the rows of some of a segment's users. Times are read only where one of them can change
  /// something.
  private static func add(
    _ kind: SegmentKind, _ rows: [[Int]], of profiles: [Int], in segment: Segment,
    _ reader: Reader, to activities: inout [ProfileActivity]
  ) throws {
    let canChange = zip(rows, profiles).contains { rows, profile in
      let row = activities[profile].row
      return !rows.isEmpty
        && (segment.oldest < row.firstSeen || (kind == .events && segment.newest > row.lastEvent))
    }
    let ends = canChange ? rows.flatMap { [$0.first, $0.last].compactMap(\.self) } : []
    var times = try reader.values(.time, of: segment, at: ends)[...]
    for (rows, profile) in zip(rows, profiles) where !rows.isEmpty {
      let (first, last) =
        canChange ? (times[times.startIndex], times[times.startIndex + 1]) : (.max, .min)
      times = times.dropFirst(2)
      if kind == .events {
        activities[profile].row.add(events: UInt32(rows.count), first: first, last: last)
      } else {
        activities[profile].row.see(at: first)
      }
    }
  }

  private static func addSessions(
    of found: [MemberSearch.Found], in segment: Segment, _ reader: Reader,
    to activities: inout [ProfileActivity]
  ) throws {
    let rowsOf = try reader.rows(of: segment, with: found.map(\.code), in: .user)
    let rows = rowsOf.flatMap { $0 }
    let profiles = zip(rowsOf, found).flatMap { rows, found in rows.map { _ in found.profile } }
    let starts = try reader.values(.time, of: segment, at: rows)
    let origins = try reader.values(.platform, of: segment, at: rows)
    let ids = try reader.values(.id, of: segment, at: rows)
    for (place, row) in rows.enumerated() where reader.isInTime(starts[place]) {
      let profile = profiles[place]
      activities[profile].row.see(at: starts[place])
      // A session that only a server event named doesn't count (R-S11).
      guard origins[place] != SessionOrigin.named.rawValue else { continue }
      activities[profile].row.addSession()
      activities[profile].firstSession.add(
        segment.firstRow + row, UInt64(bitPattern: ids[place]), start: starts[place])
    }
  }
}

/// The users of some profiles, looked for in the users of one segment after another.
private struct MemberSearch {
  struct Found {
    /// Of the user in the segment: its place in the list of users.
    let code: Int64
    /// Among the profiles.
    let profile: Int
  }

  private var list: [UInt32] = []
  private let isMember: UserSelection
  private var profileOf: [Int: Int] = [:]

  init(_ profiles: [Int], _ population: Population) {
    for (place, profile) in profiles.enumerated() {
      for user in population.members(of: profile) { profileOf[user] = place }
    }
    isMember = UserSelection(of: Array(profileOf.keys), in: population)
  }

  mutating func find(in segment: Segment, _ reader: Reader) throws -> [Found] {
    try reader.checkCancellation()
    try reader.integers(.userList, of: segment, into: &list)
    return isMember.places(in: list).map { place in
      Found(code: Int64(place), profile: profileOf[Int(list[place])] ?? 0)
    }
  }
}
