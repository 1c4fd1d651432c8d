import Domain
import Store

/// Which session each event is part of, the way a profile shows it (R-S10, R-S11): its own; that of
/// its profile with the id that a server named; else the one that covers its moment.
final class SessionPlaces {
  /// Stands for an event that only its time can place.
  static let loose = UInt32.max

  /// By session ordinal: the profile.
  private(set) var profileOf: [UInt32] = []
  /// By session ordinal: the session that its events are shown in; `loose` where that is only a name
  /// that the profile doesn't know.
  private(set) var sessionOf: [UInt32] = []
  private var starts: [Int64] = []
  private var ids: [UInt64] = []
  private var users: [UInt32] = []
  private var origins: [SessionOrigin] = []
  private let map: ProfileMap
  private var spans: Spans?

  init(_ reader: Reader, _ map: ProfileMap) throws {
    self.map = map
    var columns = SessionColumns()
    for segment in try reader.segments(.sessions) {
      try reader.checkCancellation()
      try columns.read(reader, segment)
      starts += columns.starts
      ids += columns.ids
      for row in 0..<segment.count {
        let user = columns.user(row)
        users.append(UInt32(user))
        origins.append(columns.origin(row))
        profileOf.append(map.canonical[user])
        sessionOf.append(
          columns.isSession(row) ? UInt32(sessionOf.count) : Self.loose)
      }
    }
    findNamed()
  }

  private struct Name: Hashable {
    var profile: UInt32
    var id: UInt64
  }

  /// A session that a server named may be one of the same profile; of several, the earliest.
  private func findNamed() {
    let named = sessionOf.indices.filter { sessionOf[$0] == Self.loose }
    if named.isEmpty { return }
    var found: [Name: UInt32?] = [:]
    for session in named { found[Name(profile: profileOf[session], id: ids[session])] = .some(nil) }
    for session in sessionOf.indices where sessionOf[session] != Self.loose {
      let name = Name(profile: profileOf[session], id: ids[session])
      guard let known = found[name] else { continue }
      if known.map({ starts[session] < starts[Int($0)] }) ?? true { found[name] = UInt32(session) }
    }
    for session in named {
      let name = Name(profile: profileOf[session], id: ids[session])
      sessionOf[session] = (found[name] ?? nil) ?? Self.loose
    }
  }

  /// The session of a profile that covers a moment, the one that began last if several do.
  func session(of profile: UInt32, at time: Int64, _ reader: Reader) throws -> UInt32? {
    if spans == nil { spans = try makeSpans(reader) }
    return spans?.session(of: Int(profile), at: time)
  }

  // MARK: When sessions were over

  /// Sessions by profile, in order of start, with when they were over.
  private struct Spans {
    var first: [UInt32]
    var sessions: [UInt32]
    var starts: [Int64]
    var expires: [Int64]
    /// The latest end among a profile's sessions up to each.
    var latest: [Int64]

    func session(of profile: Int, at time: Int64) -> UInt32? {
      var low = Int(first[profile])
      var high = Int(first[profile + 1])
      let lowest = low
      while low < high {
        let middle = (low + high) / 2
        if starts[middle] <= time { low = middle + 1 } else { high = middle }
      }
      while low > lowest, latest[low - 1] >= time {
        low -= 1
        if expires[low] >= time { return sessions[low] }
      }
      return nil
    }
  }

  private func makeSpans(_ reader: Reader) throws -> Spans {
    let ends = try self.ends(reader)
    let order = sessionOf.indices.filter { sessionOf[$0] == $0 }.sorted { left, right in
      if profileOf[left] != profileOf[right] { return profileOf[left] < profileOf[right] }
      return (starts[left], ids[left]) < (starts[right], ids[right])
    }
    var spans = Spans(
      first: [UInt32](repeating: 0, count: map.count + 1), sessions: order.map { UInt32($0) },
      starts: order.map { starts[$0] }, expires: order.map { ends[$0] }, latest: [])
    for session in order { spans.first[Int(profileOf[session]) + 1] += 1 }
    for profile in 0..<map.count { spans.first[profile + 1] += spans.first[profile] }
    spans.latest = spans.expires
    for place in order.indices.dropFirst()
    where profileOf[order[place - 1]] == profileOf[order[place]] {
      spans.latest[place] = max(spans.latest[place], spans.latest[place - 1])
    }
    return spans
  }

  /// When each session was over, by the rules that its device went by (R-S2, R-S7): what begins a
  /// session keeps it open for five minutes, unless that was in the background.
  private func ends(_ reader: Reader) throws -> [Int64] {
    var ends = starts
    var firstTimes = [Int64](repeating: .max, count: starts.count)
    var isQuiet = [Bool](repeating: false, count: starts.count)
    var times: [Int64] = []
    var sessions: [UInt32] = []
    var kinds: [UInt8] = []
    for segment in try reader.segments(.events) {
      try reader.checkCancellation()
      try reader.integers(.time, of: segment, into: &times)
      try reader.integers(.session, of: segment, into: &sessions)
      try reader.integers(.kind, of: segment, into: &kinds)
      for row in 0..<segment.count where sessions[row] != 0 {
        let session = Int(sessions[row]) - 1
        let kind = Event.Kind(rawValue: kinds[row]) ?? .custom
        if kind == .server { continue }
        let time = times[row]
        if time < firstTimes[session] {
          firstTimes[session] = time
          isQuiet[session] = kind == .background && time == starts[session]
        }
        if kind != .background {
          let activity: SessionActivity = kind == .pageview ? .pageview : .foreground
          ends[session] = max(ends[session], time + lifetime(of: activity, in: session))
        }
      }
    }
    for session in ends.indices where !isQuiet[session] {
      ends[session] = max(ends[session], starts[session] + lifetime(of: .foreground, in: session))
    }
    try extendByIdentify(&ends, reader)
    return ends
  }

  /// An identify keeps the sessions open that it happened in.
  private func extendByIdentify(_ ends: inout [Int64], _ reader: Reader) throws {
    var identified: [UInt32: Int64] = [:]
    for migration in try reader.migrations() where migration.source == .client {
      identified[UInt32(migration.from)] = migration.time.milliseconds
    }
    if identified.isEmpty { return }
    for session in ends.indices {
      guard let time = identified[users[session]], starts[session] <= time, time <= ends[session]
      else { continue }
      ends[session] = max(ends[session], time + lifetime(of: .foreground, in: session))
    }
  }

  private func lifetime(of activity: SessionActivity, in session: Int) -> Int64 {
    1000
      * LiveSession.lifetime(of: activity, on: origins[session] == .mobile ? .mobile : .web)
  }
}
