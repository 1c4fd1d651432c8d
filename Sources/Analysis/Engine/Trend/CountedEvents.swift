import Domain
import Store

/// The events that a trend counts, one segment after another, and the profiles that did them: those
/// that match, in the range, of the environment, by users who match.
struct CountedEvents {
  private let reader: Reader
  private let map: ProfileMap
  private var matcher: EventMatcher
  /// The profile of each raw user; `nobody` where the user isn't counted.
  private let profileOf: [UInt32]
  /// Whether users are left out.
  private let isSelective: Bool
  /// Where it depends on the moment of the event who is counted (R-G3).
  private let timed: UserFilterFold?
  private let start: Int64
  private let end: Int64
  private var list: [UInt32] = []
  private var times: [Int64] = []
  /// Parallel to `rows`: who did it. Only there where they were asked for.
  private(set) var profiles: [UInt32] = []
  /// The segment that `listed` is about.
  private var tallied: Int64?
  /// The profiles of the users in a segment's list.
  private(set) var listed: [UInt32] = []

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
    matcher = try EventMatcher([selector], reader)
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

  /// Whether every event that matches counts, whoever did it: then ``tally(_:of:)`` can be asked.
  var isOfEverybody: Bool { !isSelective && timed == nil }

  /// The rows counted, ascending: the first `count` of them.
  var rows: [UInt16] { matcher.rows }
  var count: Int { matcher.count }

  /// The segments that can have such events, those with the earliest beginning first.
  func segments() throws -> [Segment] {
    try reader.segments(.events).filter { $0.newest >= start && $0.oldest < end }
      .sorted { ($0.oldest, $0.id) < ($1.oldest, $1.id) }
  }

  /// Finds the events of a segment. Who did them is only told where that is asked for or decides
  /// which ones count.
  mutating func read(_ segment: Segment, withProfiles: Bool) throws {
    try reader.checkCancellation()
    try matcher.find(in: segment, try reader.rows(of: segment, from: start, to: end))
    guard count > 0, withProfiles || isSelective || timed != nil else { return }
    try readProfiles(of: segment)
    guard isSelective || timed != nil else { return }
    if timed != nil { try reader.times(of: segment, at: rows[..<count], into: &times) }
    keepCounted()
  }

  /// Finds who did the events that were found.
  mutating func readProfiles(of segment: Segment) throws {
    try reader.users(
      of: segment, at: rows[..<count], as: profileOf, list: &list, into: &profiles)
    tallied = nil
  }

  /// Whether ``tally(_:of:)`` of so many parts of what was found takes less than a look at each row.
  mutating func isWorthTallying(_ parts: Int, of segment: Segment) throws -> Bool {
    try readList(of: segment)
    return parts * list.count <= 4 * count
  }

  private mutating func readList(of segment: Segment) throws {
    guard tallied != segment.id else { return }
    try reader.integers(.userList, of: segment, into: &list)
    listed.removeAll(keepingCapacity: true)
    profileOf.withUnsafeBufferPointer { profileOf in
      for user in list { listed.append(profileOf[Int(user)]) }
    }
    tallied = segment.id
  }

  /// How many of some of the rows found are by each user in the segment's list: parallel to
  /// `listed`, until the next call. Much sooner than row by row, where there are many.
  mutating func tally(_ places: Range<Int>, of segment: Segment) throws -> [UInt32] {
    try readList(of: segment)
    var counts = [UInt32](repeating: 0, count: list.count + 1)
    try reader.countUsers(of: segment, at: rows[places], list: list, into: &counts)
    return counts
  }

  private mutating func keepCounted() {
    var isKept = [UInt8](repeating: 0, count: count)
    var kept = 0
    for place in 0..<count {
      let profile = profiles[place]
      guard profile != Self.nobody else { continue }
      if let timed, !timed.matches(Int(profile), at: times[place]) { continue }
      isKept[place] = 1
      profiles[kept] = profile
      kept += 1
    }
    matcher.keep(where: isKept)
  }

  /// The first and last moment of all events that count; nil where there are none.
  mutating func span() throws -> ClosedRange<Int64>? {
    var first = Int64.max
    var last = Int64.min
    for segment in try segments() where segment.oldest < first || segment.newest > last {
      try read(segment, withProfiles: false)
      guard count > 0 else { continue }
      try reader.times(of: segment, at: rows[..<count], into: &times)
      first = min(first, times[0])
      last = max(last, times[count - 1])
    }
    return first <= last ? first...last : nil
  }
}
