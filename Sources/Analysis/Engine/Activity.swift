import Domain
import Store

/// What each profile did in all: one pass over events and sessions, merges applied on the way.
///
/// Arrays are by user ordinal and only filled for profiles. Memory grows with users, not events.
struct Activity: Sendable {
  private(set) var events: [UInt32]
  private(set) var sessions: [UInt32]
  /// Milliseconds since 1970 of the first and last event; `none` where there is none.
  private(set) var firstEvent: [Int64]
  private(set) var lastEvent: [Int64]
  /// First seen over all merged users: the earliest fact or event (R-M3).
  private(set) var firstSeen: [Int64]
  /// The earliest session, as its ordinal, which `Initial …` properties are read from (R-M2).
  private(set) var firstSession: [Int32]
  private var firstSessionKey: [(start: Int64, id: UInt64)]
  private(set) var totalEvents = 0
  private(set) var totalSessions = 0

  static let none = Int64.min

  init(_ reader: Reader, _ population: Population) throws {
    let count = population.count
    events = [UInt32](repeating: 0, count: count)
    sessions = events
    firstEvent = [Int64](repeating: Self.none, count: count)
    lastEvent = firstEvent
    firstSeen = [Int64](repeating: .max, count: count)
    firstSession = [Int32](repeating: -1, count: count)
    firstSessionKey = Array(repeating: (Int64.max, UInt64.max), count: count)
    for (user, profile) in population.canonical.enumerated() {
      firstSeen[Int(profile)] = min(firstSeen[Int(profile)], population.firstFact[user])
    }
    try foldEvents(reader, population)
    try foldSessions(reader, population)
  }

  /// Within a segment rows are in time order, so a user's first and last row are its first and last
  /// event there: per row only two small tables are touched, per user of the segment the large ones.
  private mutating func foldEvents(_ reader: Reader, _ population: Population) throws {
    var codes: [UInt32] = []
    var list: [UInt32] = []
    var times: [Int64] = []
    var counts: [UInt32] = []
    var firstRows: [UInt32] = []
    var lastRows: [UInt32] = []
    for segment in try reader.segments(.events) {
      try reader.checkCancellation()
      try reader.integers(.user, of: segment, into: &codes)
      try reader.integers(.userList, of: segment, into: &list)
      try reader.integers(.time, of: segment, into: &times)
      totalEvents += segment.count
      Self.count(codes, users: list.count, &counts, &firstRows, &lastRows)
      for (code, user) in list.enumerated() {
        let profile = Int(population.canonical[Int(user)])
        let first = times[Int(firstRows[code])]
        let last = times[Int(lastRows[code])]
        events[profile] += counts[code]
        if firstEvent[profile] == Self.none || first < firstEvent[profile] {
          firstEvent[profile] = first
          firstSeen[profile] = min(firstSeen[profile], first)
        }
        lastEvent[profile] = max(lastEvent[profile], last)
      }
    }
  }

  private static func count(
    _ codes: [UInt32], users: Int, _ counts: inout [UInt32], _ firstRows: inout [UInt32],
    _ lastRows: inout [UInt32]
  ) {
    counts = [UInt32](repeating: 0, count: users)
    firstRows = [UInt32](repeating: 0, count: users)
    lastRows = [UInt32](repeating: 0, count: users)
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

  private mutating func foldSessions(_ reader: Reader, _ population: Population) throws {
    var columns = SessionColumns()
    for segment in try reader.segments(.sessions) {
      try reader.checkCancellation()
      try columns.read(reader, segment)
      for row in 0..<segment.count where columns.isSession(row) {
        let profile = Int(population.canonical[columns.user(row)])
        sessions[profile] += 1
        totalSessions += 1
        let key = (start: columns.starts[row], id: columns.ids[row])
        if key < firstSessionKey[profile] {
          firstSessionKey[profile] = key
          firstSession[profile] = Int32(segment.firstRow + row)
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

  mutating func read(_ reader: Reader, _ segment: Segment) throws {
    try reader.integers(.user, of: segment, into: &codes)
    try reader.integers(.userList, of: segment, into: &list)
    try reader.integers(.platform, of: segment, into: &origins)
    try reader.integers(.id, of: segment, into: &ids)
    try reader.integers(.time, of: segment, into: &starts)
  }

  func user(_ row: Int) -> Int { Int(list[Int(codes[row])]) }

  func origin(_ row: Int) -> SessionOrigin {
    SessionOrigin(rawValue: Int64(origins[row])) ?? .named
  }

  /// A session that only a server event named doesn't count (R-S11).
  func isSession(_ row: Int) -> Bool { origin(row) != .named }
}
