import Domain
import Store

/// The events that a trend counts, one segment after another, and the profiles that did them: those
/// that match, in the range, of the environment, by users who match.
struct CountedEvents {
  private let reader: Reader
  private let map: ProfileMap
  private var matching: MatchingRows
  /// The profile of each raw user; `nobody` where the user isn't counted.
  private let profileOf: [UInt32]
  /// Whether users are left out.
  private let isSelective: Bool
  /// Where it depends on the moment of the event who is counted (R-G3).
  private let timed: UserFilterFold?
  private let start: Int64
  private let end: Int64
  private var codes: [UInt32] = []
  private var list: [UInt32] = []
  private var times: [Int64] = []
  /// Parallel to `rows`: who did it. Only there where they were asked for.
  private(set) var profiles = [UInt32](repeating: 0, count: SegmentKind.capacity)

  private static let nobody = UInt32.max

  /// - Parameters:
  ///   - users: the profiles that count, where not all do.
  ///   - timed: a filter by which each event has to match as well.
  ///   - moments: the first and last moment in milliseconds since 1970.
  init(
    _ selector: EventSelector, moments: ClosedRange<Int64>, environment: Int?, users: [Bool]?,
    timed: UserFilterFold?, _ reader: Reader, _ map: ProfileMap
  ) throws {
    self.reader = reader
    self.map = map
    self.timed = timed
    (start, end) = (moments.lowerBound, moments.upperBound + 1)
    matching = try MatchingRows(selector, reader)
    isSelective = users != nil || map.isDivided(by: environment)
    guard isSelective else {
      profileOf = map.canonical
      return
    }
    profileOf = map.canonical.map { profile in
      if let environment, map.environment[Int(profile)] != environment {
        return Self.nobody
      }
      if let users, !users[Int(profile)] { return Self.nobody }
      return profile
    }
  }

  /// The rows counted, ascending: the first `count` of them.
  var rows: [UInt32] { matching.rows }
  var count: Int { matching.count }

  /// The segments that can have such events, those with the earliest beginning first.
  func segments() throws -> [Segment] {
    try reader.segments(.events).filter { $0.newest >= start && $0.oldest < end }
      .sorted { ($0.oldest, $0.id) < ($1.oldest, $1.id) }
  }

  /// Finds the events of a segment. Who did them is only told where that is asked for or decides
  /// which ones count.
  mutating func read(_ segment: Segment, withProfiles: Bool) throws {
    try reader.checkCancellation()
    try matching.find(in: segment, try rowsInRange(segment))
    guard count > 0, withProfiles || isSelective || timed != nil else { return }
    try reader.integers(.user, of: segment, into: &codes)
    try reader.integers(.userList, of: segment, into: &list)
    // The users of a segment are listed in order, so that looking up each of them is a walk through
    // memory; that pays where about as many events are counted.
    let profileOfCode = count * 2 > list.count ? Self.profiles(list, profileOf) : nil
    Self.resolve(matching.rows, count, codes, profileOfCode ?? list, into: &profiles)
    if profileOfCode == nil { Self.look(up: count, in: profileOf, &profiles) }
    guard isSelective || timed != nil else { return }
    if timed != nil { try reader.integers(.time, of: segment, into: &times) }
    keepCounted()
  }

  private func rowsInRange(_ segment: Segment) throws -> Range<Int> {
    if segment.oldest >= start, segment.newest < end { return 0..<segment.count }
    let rows = try reader.firstRows(notBefore: [start, end], in: segment)
    return rows[0]..<rows[1]
  }

  private mutating func keepCounted() {
    var isKept = [UInt8](repeating: 0, count: count)
    var kept = 0
    for place in 0..<count {
      let profile = profiles[place]
      guard profile != Self.nobody else { continue }
      if let timed, !timed.matches(Int(profile), at: times[Int(matching.rows[place])]) { continue }
      isKept[place] = 1
      profiles[kept] = profile
      kept += 1
    }
    matching.keep(where: isKept)
  }

  private static func profiles(_ list: [UInt32], _ profileOf: [UInt32]) -> [UInt32] {
    profileOf.withUnsafeBufferPointer { profileOf in list.map { profileOf[Int($0)] } }
  }

  /// What stands at the code of each row.
  private static func resolve(
    _ rows: [UInt32], _ count: Int, _ codes: [UInt32], _ list: [UInt32],
    into profiles: inout [UInt32]
  ) {
    rows.withUnsafeBufferPointer { rows in
      codes.withUnsafeBufferPointer { codes in
        list.withUnsafeBufferPointer { list in
          profiles.withUnsafeMutableBufferPointer { profiles in
            for place in 0..<count { profiles[place] = list[Int(codes[Int(rows[place])])] }
          }
        }
      }
    }
  }

  private static func look(
    up count: Int, in profileOf: [UInt32], _ profiles: inout [UInt32]
  ) {
    profileOf.withUnsafeBufferPointer { profileOf in
      profiles.withUnsafeMutableBufferPointer { profiles in
        for place in 0..<count { profiles[place] = profileOf[Int(profiles[place])] }
      }
    }
  }

  /// The first and last moment of all events that count; nil where there are none.
  mutating func span() throws -> ClosedRange<Int64>? {
    var first = Int64.max
    var last = Int64.min
    for segment in try segments() where segment.oldest < first || segment.newest > last {
      try read(segment, withProfiles: false)
      guard count > 0 else { continue }
      try reader.integers(.time, of: segment, into: &times)
      first = min(first, times[Int(rows[0])])
      last = max(last, times[Int(rows[count - 1])])
    }
    return first <= last ? first...last : nil
  }
}

extension ProfileMap {
  /// Whether an environment, nil for all, leaves anybody out.
  func isDivided(by environment: Int?) -> Bool {
    environment != nil && (environments.count > 1 || environment != 0)
  }

  /// The first and last moment of an environment's events, in milliseconds since 1970; nil where it
  /// has none.
  func eventSpan(in environment: Int?, _ reader: Reader) throws -> ClosedRange<Int64>? {
    let segments = try reader.segments(.events)
    guard isDivided(by: environment) else {
      guard let first = segments.map(\.oldest).min(), let last = segments.map(\.newest).max() else {
        return nil
      }
      return first...last
    }
    // From both ends, and no further than a segment can still change the answer.
    var first = Int64.max
    for segment in segments.sorted(by: { $0.oldest < $1.oldest }) where segment.oldest < first {
      first = min(first, try eventSpan(in: environment, of: segment, reader)?.lowerBound ?? first)
    }
    var last = Int64.min
    for segment in segments.sorted(by: { $0.newest > $1.newest }) where segment.newest > last {
      last = max(last, try eventSpan(in: environment, of: segment, reader)?.upperBound ?? last)
    }
    return first <= last ? first...last : nil
  }

  private func eventSpan(
    in environment: Int?, of segment: Segment, _ reader: Reader
  ) throws -> ClosedRange<Int64>? {
    try reader.checkCancellation()
    var codes: [UInt32] = []
    var list: [UInt32] = []
    var times: [Int64] = []
    try reader.integers(.userList, of: segment, into: &list)
    let isInside = list.map { Int(self.environment[Int($0)]) == environment }
    try reader.integers(.user, of: segment, into: &codes)
    guard let oldest = codes.firstIndex(where: { isInside[Int($0)] }),
      let newest = codes.lastIndex(where: { isInside[Int($0)] })
    else { return nil }
    try reader.integers(.time, of: segment, into: &times)
    return times[oldest]...times[newest]
  }
}
