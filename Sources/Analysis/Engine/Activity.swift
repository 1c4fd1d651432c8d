import Domain
import Store

/// What one profile did in all.
struct ActivityRow: Sendable, Equatable {
  /// Milliseconds since 1970 of the last event; `none` where there is none.
  private(set) var lastEvent = none
  /// First seen over all merged users: the earliest fact of any kind (R-M3).
  private(set) var firstSeen = Int64.max
  private var firstSessionStart = Int64.max
  private var firstSessionID = UInt64.max
  /// The earliest session, of equal starts that with the smaller id, as its ordinal: what
  /// `Initial …` properties are read from (R-M2). -1 where there is none.
  private(set) var firstSession: Int32 = -1
  private(set) var events: UInt32 = 0
  private(set) var sessions: UInt32 = 0

  static let none = Int64.min

  @inline(__always)
  mutating func see(at time: Int64) { firstSeen = min(firstSeen, time) }

  @inline(__always)
  mutating func add(events count: UInt32, first: Int64, last: Int64) {
    events &+= count
    firstSeen = min(firstSeen, first)
    lastEvent = max(lastEvent, last)
  }

  @inline(__always)
  mutating func add(session ordinal: Int, _ id: UInt64, start: Int64) {
    sessions &+= 1
    if (start, id) < (firstSessionStart, firstSessionID) {
      (firstSessionStart, firstSessionID) = (start, id)
      firstSession = Int32(truncatingIfNeeded: ordinal)
    }
  }
}

/// What each profile did in all: one pass over events and sessions, merges applied on the way.
///
/// All that is known of a profile lies together, so that an event costs one look at memory. Memory
/// grows with users, not events.
struct Activity: Sendable {
  /// By user ordinal; only filled for profiles.
  private(set) var rows: [ActivityRow]
  private(set) var totalEvents = 0
  private(set) var totalSessions = 0

  subscript(profile: Int) -> ActivityRow { rows[profile] }

  init(_ reader: Reader, _ population: Population) throws {
    rows = [ActivityRow](repeating: ActivityRow(), count: population.count)
    for (user, profile) in population.canonical.enumerated() {
      rows[Int(profile)].see(at: population.firstFact[user])
    }
    for migration in population.migrations {
      rows[migration.to].see(at: migration.time.milliseconds)
    }
    try foldEvents(reader, population)
    try foldSessions(reader, population)
    try foldWrites(reader, population)
  }

  private mutating func foldEvents(_ reader: Reader, _ population: Population) throws {
    var columns = SegmentUsers()
    for segment in try reader.segments(.events) {
      try reader.checkCancellation()
      try columns.read(reader, segment)
      totalEvents += segment.count
      rows.withUnsafeMutableBufferPointer { rows in
        population.canonical.withUnsafeBufferPointer { canonical in
          columns.eachUser { user, count, first, last in
            rows[Int(canonical[Int(user)])].add(events: count, first: first, last: last)
          }
        }
      }
    }
  }

  private mutating func foldSessions(_ reader: Reader, _ population: Population) throws {
    var columns = SessionColumns()
    for segment in try reader.segments(.sessions) {
      try reader.checkCancellation()
      try columns.read(reader, segment)
      let end = reader.moment
      var counted = 0
      rows.withUnsafeMutableBufferPointer { rows in
        population.canonical.withUnsafeBufferPointer { canonical in
          columns.eachRow { row, user, id, start, isSession in
            guard start <= end else { return }
            let profile = Int(canonical[user])
            rows[profile].see(at: start)
            guard isSession else { return }
            counted &+= 1
            rows[profile].add(session: segment.firstRow &+ row, id, start: start)
          }
        }
      }
      totalSessions += counted
    }
  }

  /// A property may be written with a clock that is behind everything else.
  private mutating func foldWrites(_ reader: Reader, _ population: Population) throws {
    var columns = SegmentUsers()
    for segment in try reader.segments(.writes) {
      try reader.checkCancellation()
      try columns.read(reader, segment)
      columns.eachUser { user, _, first, _ in
        rows[Int(population.canonical[Int(user)])].see(at: first)
      }
    }
  }
}

extension ActivityRow {
  /// The row of one profile alone, read from the segments that hold any of its users: much sooner
  /// there than what everybody did.
  static func reading(
    _ profile: Int, _ reader: Reader, _ population: Population
  ) throws -> ActivityRow {
    var found = ActivityRow()
    let members = population.members(of: profile)
    for user in members { found.see(at: population.firstFact[user]) }
    for migration in population.migrations(into: profile) {
      found.see(at: migration.time.milliseconds)
    }
    let wanted = UserSelection(of: members, in: population)
    var users = SegmentUsers()
    for kind in [SegmentKind.events, .writes] {
      for segment in try reader.segments(kind) where try reader.holds(wanted, segment) {
        try users.read(reader, segment)
        users.eachUser { user, count, first, last in
          guard wanted.contains(Int(user)) else { return }
          if kind == .events {
            found.add(events: count, first: first, last: last)
          } else {
            found.see(at: first)
          }
        }
      }
    }
    var sessions = SessionColumns()
    for segment in try reader.segments(.sessions) where try reader.holds(wanted, segment) {
      try sessions.read(reader, segment)
      for row in 0..<segment.count
      where wanted.contains(sessions.user(row)) && reader.isInTime(sessions.starts[row]) {
        found.see(at: sessions.starts[row])
        guard sessions.isSession(row) else { continue }
        found.add(
          session: segment.firstRow + row, sessions.ids[row], start: sessions.starts[row])
      }
    }
    return found
  }
}

extension Reader {
  /// Whether a segment has rows of any of some users.
  fileprivate func holds(_ users: UserSelection, _ segment: Segment) throws -> Bool {
    try checkCancellation()
    var list: [UInt32] = []
    try integers(.userList, of: segment, into: &list)
    return users.chosen(of: list) != nil
  }
}

/// Whose the rows of a segment are. Rows are in order of time, so a user's first and last row are its
/// first and last time there: of a row only small tables are touched, of a user the large ones.
private struct SegmentUsers {
  private var codes: [UInt32] = []
  private var list: [UInt32] = []
  private var times: [Int64] = []
  private var counts: [UInt32] = []
  private var firstRows: [UInt32] = []
  private var lastRows: [UInt32] = []

  mutating func read(_ reader: Reader, _ segment: Segment) throws {
    try reader.integers(.user, of: segment, into: &codes)
    try reader.integers(.userList, of: segment, into: &list)
    try reader.integers(.time, of: segment, into: &times)
    counts = [UInt32](repeating: 0, count: list.count)
    firstRows = counts
    lastRows = counts
    codes.withUnsafeBufferPointer { codes in
      counts.withUnsafeMutableBufferPointer { counts in
        lastRows.withUnsafeMutableBufferPointer { lastRows in
          for row in 0..<codes.count {
            counts[Int(codes[row])] &+= 1
            lastRows[Int(codes[row])] = UInt32(truncatingIfNeeded: row)
          }
        }
      }
      firstRows.withUnsafeMutableBufferPointer { firstRows in
        for row in stride(from: codes.count - 1, through: 0, by: -1) {
          firstRows[Int(codes[row])] = UInt32(truncatingIfNeeded: row)
        }
      }
    }
  }

  /// Hands over each user with how many rows it has, and the times of its first and last.
  @inline(__always)
  func eachUser(
    _ body: (_ user: UInt32, _ count: UInt32, _ first: Int64, _ last: Int64) -> Void
  ) {
    list.withUnsafeBufferPointer { list in
      times.withUnsafeBufferPointer { times in
        for code in list.indices where counts[code] > 0 {
          body(list[code], counts[code], times[Int(firstRows[code])], times[Int(lastRows[code])])
        }
      }
    }
  }
}

/// The fixed columns of a segment of sessions.
struct SessionColumns {
  private var codes: [UInt32] = []
  private var list: [UInt32] = []
  private var origins: [UInt8] = []
  private(set) var ids: [UInt64] = []
  private(set) var starts: [Int64] = []

  /// A session that has not begun when the reader ends is known by its name alone, as of an event
  /// with a clock behind that of its session.
  mutating func read(_ reader: Reader, _ segment: Segment) throws {
    try reader.integers(.user, of: segment, into: &codes)
    try reader.integers(.userList, of: segment, into: &list)
    try reader.integers(.platform, of: segment, into: &origins)
    try reader.integers(.id, of: segment, into: &ids)
    try reader.integers(.time, of: segment, into: &starts)
    guard !reader.isInTime(segment.newest) else { return }
    for row in origins.indices where !reader.isInTime(starts[row]) {
      origins[row] = UInt8(SessionOrigin.named.rawValue)
    }
  }

  func user(_ row: Int) -> Int { Int(list[Int(codes[row])]) }

  @inline(__always)
  func eachRow(
    _ body: (_ row: Int, _ user: Int, _ id: UInt64, _ start: Int64, _ isSession: Bool) -> Void
  ) {
    let named = UInt8(SessionOrigin.named.rawValue)
    codes.withUnsafeBufferPointer { codes in
      list.withUnsafeBufferPointer { list in
        origins.withUnsafeBufferPointer { origins in
          ids.withUnsafeBufferPointer { ids in
            starts.withUnsafeBufferPointer { starts in
              for row in codes.indices {
                body(row, Int(list[Int(codes[row])]), ids[row], starts[row], origins[row] < named)
              }
            }
          }
        }
      }
    }
  }

  func origin(_ row: Int) -> SessionOrigin {
    SessionOrigin(rawValue: Int64(origins[row])) ?? .named
  }

  /// A session that only a server event named doesn't count (R-S11).
  func isSession(_ row: Int) -> Bool { origin(row) != .named }
}
