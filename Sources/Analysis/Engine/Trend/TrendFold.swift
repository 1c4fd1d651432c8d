import Store

/// Counts events and distinct users by bucket and group, over one segment after another.
///
/// Who was seen in a bucket is a bitmap of profiles, there only from the first segment that can
/// reach the bucket to the last one. Segments in order of time need one or two of them. Where late
/// events make segments overlap so much that more would be open than memory is given for, the later
/// buckets are left for another pass.
struct TrendFold {
  private let reader: Reader
  private var counted: CountedEvents
  private let edges: [Int64]
  private let groups: TrendGroups?
  private let slotByText: [String: UInt16]
  private let slots: Int
  /// A user is in one group by a user property, and in any number of them by an event property,
  /// which takes a bitmap for each.
  private let planes: Int
  /// 64-bit words of one bitmap.
  private let words: Int
  /// How many buckets may be open at a time.
  private let capacity: Int

  /// By bucket.
  private(set) var events: [Int]
  private(set) var users: [Int]
  /// By slot, then by bucket.
  private(set) var groupEvents: [Int]
  private(set) var groupUsers: [Int]
  /// Everybody counted in the whole range, plane by plane.
  private(set) var ever: [UInt64]

  private var open: [(bucket: Int, seen: [UInt64])] = []
  private var spare: [[UInt64]] = []
  private var slotOfRow: [UInt16] = []
  /// Whether events may be counted by user of a segment, not one by one; and whether those of the
  /// segment at hand are.
  private let canTally: Bool
  private var isTallied = false

  /// - Parameter bytes: about how much memory the bitmaps of open buckets may take.
  init(
    _ counted: CountedEvents, _ edges: [Int64], _ groups: TrendGroups?, profiles: Int, bytes: Int,
    _ reader: Reader
  ) {
    self.reader = reader
    self.counted = counted
    self.edges = edges
    self.groups = groups
    slotByText = groups?.slotByText ?? [:]
    slots = groups?.count ?? 0
    let isByEvents = if case .events = groups?.source { true } else { false }
    planes = isByEvents ? slots : 1
    words = (profiles + 63) / 64
    capacity = max(1, bytes / max(1, 8 * words * planes))
    events = [Int](repeating: 0, count: edges.count - 1)
    users = events
    groupEvents = [Int](repeating: 0, count: slots * events.count)
    groupUsers = groupEvents
    ever = [UInt64](repeating: 0, count: words * planes)
    canTally = counted.isOfEverybody && !isByEvents
  }

  mutating func run() throws {
    let segments = try counted.segments()
    var first = 0
    while first < events.count { first = try pass(segments, from: first) }
  }

  /// Counts from a bucket on, as far as memory goes, and returns the bucket to go on with.
  private mutating func pass(_ segments: [Segment], from first: Int) throws -> Int {
    var end = events.count
    for segment in segments where segment.newest >= edges[first] {
      if segment.oldest >= edges[end] { break }
      close(before: segment.oldest)
      try counted.read(segment, withProfiles: !canTally)
      guard counted.count > 0 else { continue }
      if case .events(let key) = groups?.source { try readSlots(key, of: segment) }
      let parts = try parts(of: segment, first..<end)
      isTallied = try canTally && counted.isWorthTallying(parts.count, of: segment)
      if canTally, !isTallied { try counted.readProfiles(of: segment) }
      for (bucket, places) in parts
      where bucket < end && !places.isEmpty {
        guard let map = map(of: bucket, &end) else { continue }
        try count(places, of: segment, in: bucket, map)
      }
    }
    close(before: .max)
    return end
  }

  /// The counted rows of a segment by bucket, as places among them.
  private func parts(
    of segment: Segment, _ wanted: Range<Int>
  ) throws -> [(bucket: Int, places: Range<Int>)] {
    let first = max(wanted.lowerBound, index(of: segment.oldest))
    let last = min(wanted.upperBound - 1, index(of: segment.newest))
    guard first <= last else { return [] }
    if first == last, edges[first] <= segment.oldest, segment.newest < edges[last + 1] {
      return [(first, 0..<counted.count)]
    }
    let rows = try reader.firstRows(notBefore: edges[first...last + 1], in: segment)
    var places: [Int] = []
    for row in rows { places.append(place(of: row, from: places.last ?? 0)) }
    return (first...last).map { ($0, places[$0 - first]..<places[$0 - first + 1]) }
  }

  private func index(of moment: Int64) -> Int {
    var low = 0
    var high = events.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if edges[middle] <= moment { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The first place, at or after one, of a counted row that is not before a row.
  private func place(of row: Int, from start: Int) -> Int {
    var low = start
    var high = counted.count
    while low < high {
      let middle = (low + high) / 2
      if counted.rows[middle] < row { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func readSlots(_ key: Int?, of segment: Segment) throws {
    guard let groups else { return }
    slotOfRow = [UInt16](repeating: UInt16(groups.missing), count: segment.count)
    guard let key, let column = try reader.property(.property(key), of: segment) else { return }
    let slotOfCode = groups.slots(of: column.values, slotByText)
    for place in column.rows.indices {
      slotOfRow[Int(column.rows[place])] = slotOfCode[Int(column.codes[place]) - 1]
    }
  }

  // MARK: Open buckets

  /// The place of a bucket's bitmap among the open ones. Nil where there is no room for it: then
  /// the pass ends before it. Earlier buckets go first, so a pass always finishes one.
  private mutating func map(of bucket: Int, _ end: inout Int) -> Int? {
    if let place = open.firstIndex(where: { $0.bucket == bucket }) { return place }
    if open.count == capacity {
      guard let latest = open.indices.max(by: { open[$0].bucket < open[$1].bucket }),
        open[latest].bucket > bucket
      else {
        end = bucket
        return nil
      }
      end = open[latest].bucket
      forget(latest)
    }
    let empty = [UInt64](repeating: 0, count: words * planes)
    open.append((bucket, spare.popLast() ?? empty))
    return open.count - 1
  }

  private mutating func forget(_ place: Int) {
    let bucket = open[place].bucket
    events[bucket] = 0
    users[bucket] = 0
    for slot in 0..<slots {
      groupEvents[slot * events.count + bucket] = 0
      groupUsers[slot * events.count + bucket] = 0
    }
    recycle(place)
  }

  private mutating func recycle(_ place: Int) {
    var (_, seen) = open.remove(at: place)
    for word in seen.indices { seen[word] = 0 }
    spare.append(seen)
  }

  /// Closes the buckets that end before a moment, or with it.
  private mutating func close(before moment: Int64) {
    for place in open.indices.reversed() where edges[open[place].bucket + 1] <= moment {
      if case .events = groups?.source { countUsers(of: open[place]) }
      Self.add(open[place].seen, to: &ever)
      recycle(place)
    }
  }

  /// Users by several bitmaps can be told apart only in the end.
  private mutating func countUsers(of open: (bucket: Int, seen: [UInt64])) {
    let found = distinct(open.seen)
    users[open.bucket] = found.all
    for slot in 0..<slots { groupUsers[slot * events.count + open.bucket] = found.groups[slot] }
  }

  private static func add(_ seen: [UInt64], to ever: inout [UInt64]) {
    for word in seen.indices { ever[word] |= seen[word] }
  }

  /// How many profiles bitmaps hold, in all and by slot.
  func distinct(_ seen: [UInt64]) -> (all: Int, groups: [Int]) {
    var counts = [Int](repeating: 0, count: slots)
    var all = 0
    switch groups?.source {
    case nil:
      for word in seen { all += word.nonzeroBitCount }
    case .profiles(let slotOf):
      Self.count(seen, by: slotOf, into: &counts)
      all = counts.reduce(0, +)
    case .events:
      for word in 0..<words {
        var union: UInt64 = 0
        for plane in 0..<planes {
          let bits = seen[plane * words + word]
          counts[plane] += bits.nonzeroBitCount
          union |= bits
        }
        all += union.nonzeroBitCount
      }
    }
    return (all, counts)
  }

  private static func count(_ seen: [UInt64], by slotOf: [UInt16], into counts: inout [Int]) {
    seen.withUnsafeBufferPointer { seen in
      slotOf.withUnsafeBufferPointer { slotOf in
        counts.withUnsafeMutableBufferPointer { counts in
          for word in seen.indices {
            var bits = seen[word]
            while bits != 0 {
              counts[Int(slotOf[word * 64 + bits.trailingZeroBitCount])] &+= 1
              bits &= bits &- 1
            }
          }
        }
      }
    }
  }

  // MARK: Events

  private mutating func count(
    _ places: Range<Int>, of segment: Segment, in bucket: Int, _ map: Int
  ) throws {
    events[bucket] += places.count
    var tally = Tally(slots: max(1, slots))
    switch groups?.source {
    case .events:
      Self.mark(
        counted.profiles, counted.rows, places, by: slotOfRow, words: words, &open[map].seen,
        &tally.events)
    case nil: try add(places, of: segment, by: nil, in: map, &tally)
    case .profiles(let slotOf): try add(places, of: segment, by: slotOf, in: map, &tally)
    }
    users[bucket] += tally.users.reduce(0, +)
    for slot in 0..<slots {
      groupEvents[slot * events.count + bucket] += tally.events[slot]
      groupUsers[slot * events.count + bucket] += tally.users[slot]
    }
  }

  /// What some events add to a bucket, by slot.
  private struct Tally {
    var events: [Int]
    /// Those not seen before.
    var users: [Int]

    init(slots: Int) {
      events = [Int](repeating: 0, count: slots)
      users = events
    }
  }

  /// - Parameter slotOf: by profile; nil where all are in one.
  private mutating func add(
    _ places: Range<Int>, of segment: Segment, by slotOf: [UInt16]?, in map: Int,
    _ tally: inout Tally
  ) throws {
    guard isTallied else {
      return Self.add(
        counted.profiles[places], [UInt32](repeating: 1, count: places.count)[...], by: slotOf,
        &open[map].seen, &tally)
    }
    let counts = try counted.tally(places, of: segment)
    Self.add(counted.listed[...], counts.dropLast(), by: slotOf, &open[map].seen, &tally)
  }

  /// - Parameter counts: parallel to `profiles`: how many events each did.
  private static func add(
    _ profiles: ArraySlice<UInt32>, _ counts: ArraySlice<UInt32>, by slotOf: [UInt16]?,
    _ seen: inout [UInt64], _ tally: inout Tally
  ) {
    profiles.withUnsafeBufferPointer { profiles in
      counts.withUnsafeBufferPointer { counts in
        seen.withUnsafeMutableBufferPointer { seen in
          tally.users.withUnsafeMutableBufferPointer { users in
            tally.events.withUnsafeMutableBufferPointer { events in
              for place in 0..<profiles.count where counts[place] > 0 {
                let profile = Int(profiles[place])
                let slot = slotOf.map { Int($0[profile]) } ?? 0
                let word = seen[profile &>> 6]
                let bit = UInt64(truncatingIfNeeded: profile & 63)
                users[slot] &+= Int(truncatingIfNeeded: ~(word &>> bit) & 1)
                events[slot] &+= Int(counts[place])
                seen[profile &>> 6] = word | 1 &<< bit
              }
            }
          }
        }
      }
    }
  }

  private static func mark(
    _ profiles: [UInt32], _ rows: [UInt16], _ places: Range<Int>, by slotOfRow: [UInt16],
    words: Int, _ seen: inout [UInt64], _ tally: inout [Int]
  ) {
    profiles.withUnsafeBufferPointer { profiles in
      rows.withUnsafeBufferPointer { rows in
        slotOfRow.withUnsafeBufferPointer { slotOfRow in
          seen.withUnsafeMutableBufferPointer { seen in
            for place in places {
              let profile = Int(profiles[place])
              let slot = Int(slotOfRow[Int(rows[place])])
              tally[slot] &+= 1
              seen[slot &* words &+ (profile &>> 6)] |=
                1 &<< UInt64(truncatingIfNeeded: profile & 63)
            }
          }
        }
      }
    }
  }
}
