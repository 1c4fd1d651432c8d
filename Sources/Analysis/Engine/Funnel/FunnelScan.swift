import Domain
import Store

/// Lets the events of a range pass by a funnel, in order of time and arrival (R-F2, R-F4).
///
/// Segments are in order inside, and mostly follow one another: these stream. What the others hold
/// came late; it is sorted and merged in, so memory only grows with late events.
struct FunnelScan<Moment: FixedWidthInteger & Sendable> {
  private let reader: Reader
  private let map: ProfileMap
  private let units: FunnelUnits
  private var matcher: EventMatcher
  /// Asked for each event, where that depends on the moment (R-G3).
  private let timedFilter: UserFilterFold?
  private let start: Int64
  private let end: Int64
  private let isPlain: Bool
  private let segments: [Segment]
  /// Indices of the segments that reach into the range.
  private let wanted: [Int]
  private var relay: FunnelRelay<Moment>

  private var list: [UInt32] = []
  private var users: [UInt32] = []
  private var sessions: [UInt32] = []
  private var times: [Int64] = []

  /// An event that fits some steps.
  private struct Match {
    var time: Int64
    var unit: UInt32 = 0
    var mask: UInt32 = 0
    var ordinal: Int

    func isBefore(_ other: Match) -> Bool { (time, ordinal) < (other.time, other.ordinal) }
  }

  /// - Parameter range: in milliseconds since 1970.
  init(
    _ question: FunnelQuestion, _ range: Range<Int64>, _ units: FunnelUnits,
    timedFilter: UserFilterFold?, withCarriers: Bool, _ reader: Reader, _ map: ProfileMap
  ) throws {
    let matcher = try EventMatcher(question.steps, reader)
    let segments = try reader.segments(.events)
    self.matcher = matcher
    self.reader = reader
    self.map = map
    self.units = units
    self.timedFilter = timedFilter
    start = range.lowerBound
    end = range.upperBound
    let wanted = segments.indices.filter {
      segments[$0].newest >= range.lowerBound && segments[$0].oldest < range.upperBound
    }
    self.segments = segments
    self.wanted = wanted
    let oldest = wanted.map { segments[$0].oldest }.min() ?? 0
    let newest = wanted.map { segments[$0].newest }.max() ?? 0
    // A longer window says no more.
    let window = question.window.map { min($0, newest - oldest + 1) }
    relay = FunnelRelay(
      FunnelStates(
        units: units.count, steps: question.steps.count, window: window,
        origin: oldest - 1 - (window ?? 0), withCarriers: withCarriers))
    isPlain = !withCarriers
  }

  /// - Parameter answer: asked once all have passed.
  mutating func run<Answer: Sendable>(
    _ answer: (borrowing FunnelStates<Moment>) throws -> Answer
  ) throws -> Answer {
    let steps = isPlain && timedFilter == nil ? matcher.singleSelectors : nil
    let streaming = Self.streaming(wanted, segments)
    let isStreaming = Set(streaming)
    var late = try lateMatches(
      wanted.filter { !isStreaming.contains($0) }.map { segments[$0] })[...]
    for index in streaming {
      let segment = segments[index]
      let first = Match(time: segment.oldest, ordinal: segment.rows.lowerBound)
      let last = Match(time: segment.newest, ordinal: segment.rows.upperBound)
      pass(late.removeFirst { $0.isBefore(first) })
      let between = late.removeFirst { $0.isBefore(last) }
      if between.isEmpty, let steps, case .user = units.key {
        try passPlainly(segment, steps)
      } else {
        var matches: [Match] = []
        try collect(segment, into: &matches)
        pass(Self.merged(matches, between))
      }
    }
    pass(late)
    return try relay.withStates { states in try answer(states) }
  }

  private func pass(_ matches: some Collection<Match>) {
    if matches.isEmpty { return }
    relay.withStates { states in
      for match in matches {
        states.advance(
          Int(match.unit), time: match.time, ordinal: match.ordinal, mask: match.mask)
      }
    }
  }

  /// As many segments as can be that follow one another in time: of all, always the one that ends
  /// first and doesn't begin before the last one ended. Of equal times those arrive later that come
  /// later.
  private static func streaming(_ wanted: [Int], _ segments: [Segment]) -> [Int] {
    var chosen: [Int] = []
    for index in wanted.sorted(by: { (segments[$0].newest, $0) < (segments[$1].newest, $1) }) {
      if let last = chosen.last {
        let (oldest, newest) = (segments[index].oldest, segments[last].newest)
        guard oldest > newest || (oldest == newest && index > last) else { continue }
      }
      chosen.append(index)
    }
    return chosen
  }

  private mutating func lateMatches(_ segments: [Segment]) throws -> [Match] {
    var matches: [Match] = []
    for segment in segments { try collect(segment, into: &matches) }
    return segments.count > 1 ? Self.sorted(matches) : matches
  }

  private static func merged(_ left: [Match], _ right: ArraySlice<Match>) -> [Match] {
    var merged: [Match] = []
    merged.reserveCapacity(left.count + right.count)
    var rest = right
    for match in left {
      merged += rest.removeFirst { $0.isBefore(match) }
      merged.append(match)
    }
    return merged + rest
  }

  /// Finds the rows of a segment that some step may be about.
  private mutating func select(_ segment: Segment) throws -> ArraySlice<UInt16> {
    try reader.checkCancellation()
    try matcher.findCandidates(
      in: segment, try reader.rows(of: segment, from: start, to: end))
    return matcher.rows[..<matcher.count]
  }

  private mutating func passPlainly(_ segment: Segment, _ steps: [UInt8]) throws {
    let rows = try select(segment)
    if rows.isEmpty { return }
    let slot = relay.slot()
    try slot.fill { batch in
      try reader.users(of: segment, at: rows, as: units.unitOf, list: &list, into: &batch.units)
      try reader.times(of: segment, at: rows, into: &batch.times)
      batch.setSteps(ofNames: matcher.names[..<rows.count], steps)
    }
    relay.pass(slot)
  }

  private mutating func collect(_ segment: Segment, into matches: inout [Match]) throws {
    let rows = try select(segment)
    if rows.isEmpty { return }
    let masks = try matcher.masks(of: segment)
    try reader.users(of: segment, at: rows, as: nil, list: &list, into: &users)
    try reader.times(of: segment, at: rows, into: &times)
    if case .session = units.key {
      try reader.sessions(of: segment, at: rows, into: &sessions)
    }
    for place in rows.indices where masks[place] != 0 {
      let time = times[place]
      let unit = try unit(at: place, time)
      guard unit < units.count else { continue }
      if let timedFilter {
        let profile = Int(map.canonical[Int(users[place])])
        guard timedFilter.matches(profile, at: time) else { continue }
      }
      matches.append(
        Match(
          time: time, unit: unit, mask: masks[place],
          ordinal: segment.firstRow + Int(rows[place])))
    }
  }

  /// The unit of an event; that after the last for none.
  private func unit(at place: Int, _ time: Int64) throws -> UInt32 {
    switch units.key {
    case .user: return units.unitOf[Int(users[place])]
    case .session(let places):
      let session = Int(sessions[place])
      if session != 0, places.sessionOf[session - 1] != SessionPlaces.loose {
        return units.unitOf[session]
      }
      let profile = map.canonical[Int(users[place])]
      guard let found = try places.session(of: profile, at: time, reader) else {
        return UInt32(units.count)
      }
      return units.unitOf[Int(found) + 1]
    }
  }

  /// Stable, by time: bytes of it from the lowest to the highest.
  private static func sorted(_ matches: [Match]) -> [Match] {
    let first = matches.map(\.time).min() ?? 0
    let longest = (matches.map(\.time).max() ?? 0) - first
    var from = matches
    var to = matches
    var shift: Int64 = 0
    while shift < 64, longest >> shift != 0 {
      var starts = [Int](repeating: 0, count: 257)
      for match in from { starts[Int(((match.time - first) >> shift) & 0xFF) + 1] += 1 }
      for digit in 0..<256 { starts[digit + 1] += starts[digit] }
      for match in from {
        let digit = Int(((match.time - first) >> shift) & 0xFF)
        to[starts[digit]] = match
        starts[digit] += 1
      }
      swap(&from, &to)
      shift += 8
    }
    return from
  }
}

extension ArraySlice {
  /// Takes the elements off its front for which `isFirst` holds.
  fileprivate mutating func removeFirst(while isFirst: (Element) -> Bool) -> ArraySlice {
    let first = prefix(while: isFirst)
    self = self[first.endIndex...]
    return first
  }
}
