import Domain
import Store

/// What one profile did in all.
struct ActivityRow: Sendable, Equatable {
  /// Milliseconds since 1970 of the last event; `none` where there is none.
  private(set) var lastEvent = none
  /// First seen over all merged users: the earliest fact of any kind (R-M3).
  private(set) var firstSeen = Int64.max
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

  /// Takes in what another user of the same profile did.
  mutating func add(_ other: ActivityRow) {
    events &+= other.events
    sessions &+= other.sessions
    firstSeen = min(firstSeen, other.firstSeen)
    lastEvent = max(lastEvent, other.lastEvent)
  }

  @inline(__always)
  mutating func addSession() { sessions &+= 1 }
}

/// The earliest session of a user, of equal starts that with the smaller id: what `Initial …`
/// properties are read from (R-M2).
struct FirstSession: Sendable, Equatable {
  private var start = Int64.max
  private var id = UInt64.max
  /// -1 where there is none.
  private(set) var ordinal: Int32 = -1

  mutating func add(_ ordinal: Int, _ id: UInt64, start: Int64) {
    add(FirstSession(start: start, id: id, ordinal: Int32(truncatingIfNeeded: ordinal)))
  }

  mutating func add(_ other: FirstSession) {
    if (other.start, other.id) < (start, id) { self = other }
  }
}

/// What each profile did in all: what each user did under its own id, merges applied.
///
/// Memory grows with users, not events.
struct Activity: Sendable {
  /// By user ordinal; only filled for profiles.
  private(set) var rows: [ActivityRow]
  /// Likewise; empty where sessions have no properties, which nobody asks about then.
  private(set) var firstSessions: [FirstSession]

  subscript(profile: Int) -> ActivityRow { rows[profile] }

  /// What one profile did.
  func of(_ profile: Int) -> ProfileActivity {
    ProfileActivity(
      row: rows[profile],
      firstSession: firstSessions.isEmpty ? FirstSession() : firstSessions[profile])
  }

  /// - Parameter raw: what users did up to the moment at which the reader ends; nil where it has to
  ///   be read.
  init(_ reader: Reader, _ population: Population, _ raw: RawActivity? = nil) throws {
    let raw = try raw ?? RawActivity(upTo: reader.moment, reader, users: population.count)
    rows = raw.rows
    firstSessions = raw.firstSessions
    mergeRows(population)
    for (user, profile) in population.canonical.enumerated()
    where Int(profile) != user && !firstSessions.isEmpty {
      firstSessions[Int(profile)].add(firstSessions[user])
      firstSessions[user] = FirstSession()
    }
  }

  private mutating func mergeRows(_ population: Population) {
    rows.withUnsafeMutableBufferPointer { rows in
      population.canonical.withUnsafeBufferPointer { canonical in
        population.firstFact.withUnsafeBufferPointer { firstFact in
          for user in canonical.indices {
            let profile = Int(canonical[user])
            rows[profile].see(at: firstFact[user])
            guard profile != user else { continue }
            rows[profile].add(rows[user])
            rows[user] = ActivityRow()
          }
        }
      }
      for migration in population.migrations {
        rows[migration.to].see(at: migration.time.milliseconds)
      }
    }
  }
}

/// Whose the rows of a segment are. Rows are in order of time, so a user's first and last row are its
/// first and last time there: of a row only a small table is touched, of a user the large ones.
struct SegmentUsers {
  private(set) var list: [UInt32] = []
  private var tallies = UserTallies()
  /// By place in the list; of those who have no row, any time.
  private var firstTimes: [Int64] = []
  private var lastTimes: [Int64] = []

  /// - Parameter rows: those that count.
  mutating func read(_ reader: Reader, _ segment: Segment, rows: Range<Int>) throws {
    try reader.integers(.userList, of: segment, into: &list)
    try reader.tallyUsers(of: segment, in: rows, list: list, into: &tallies)
    try reader.times(of: segment, at: tallies.firstRows[...], into: &firstTimes)
    try reader.times(of: segment, at: tallies.lastRows[...], into: &lastTimes)
  }

  /// Hands over each user with how many rows it has, and the times of its first and last; in order of
  /// ordinals.
  @inline(__always)
  func eachUser(
    _ body: (_ user: UInt32, _ count: UInt32, _ first: Int64, _ last: Int64) -> Void
  ) {
    list.withUnsafeBufferPointer { list in
      tallies.counts.withUnsafeBufferPointer { counts in
        firstTimes.withUnsafeBufferPointer { firstTimes in
          lastTimes.withUnsafeBufferPointer { lastTimes in
            for place in list.indices where counts[place] > 0 {
              body(list[place], counts[place], firstTimes[place], lastTimes[place])
            }
          }
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
  mutating func read(_ reader: Reader, _ segment: Segment, withIDs: Bool = true) throws {
    try reader.integers(.user, of: segment, into: &codes)
    try reader.integers(.userList, of: segment, into: &list)
    try reader.integers(.platform, of: segment, into: &origins)
    if withIDs { try reader.integers(.id, of: segment, into: &ids) }
    try reader.integers(.time, of: segment, into: &starts)
    guard !reader.isInTime(segment.newest) else { return }
    for row in origins.indices where !reader.isInTime(starts[row]) {
      origins[row] = UInt8(SessionOrigin.named.rawValue)
    }
  }

  func user(_ row: Int) -> Int { Int(list[Int(codes[row])]) }

  @inline(__always)
  func eachRow(
    _ body: (_ row: Int, _ user: Int, _ start: Int64, _ isSession: Bool) -> Void
  ) {
    let named = UInt8(SessionOrigin.named.rawValue)
    codes.withUnsafeBufferPointer { codes in
      list.withUnsafeBufferPointer { list in
        origins.withUnsafeBufferPointer { origins in
          starts.withUnsafeBufferPointer { starts in
            for row in codes.indices {
              body(row, Int(list[Int(codes[row])]), starts[row], origins[row] < named)
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
