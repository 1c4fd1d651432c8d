import Domain
import Store

/// How often, and when, each profile did something: one pass over the events for all that is asked.
struct DeedFold {
  private let index: [Deed: Int]
  private var columns: [Column]

  private enum Column {
    /// Of all time, or within the window before one moment.
    case counts([UInt32])
    case times(DeedTimes)
  }

  /// - Parameter moment: where windows end, exclusive, in milliseconds since 1970. Nil: the times are
  ///   kept instead, so that any moment can be asked for.
  init(_ deeds: [Deed], _ reader: Reader, _ population: Population, asOf moment: Int64?) throws {
    var index: [Deed: Int] = [:]
    for deed in deeds where index[deed] == nil { index[deed] = index.count }
    self.index = index
    columns = []
    guard !index.isEmpty else { return }

    let names = try reader.eventNames()
    var folds = try index.sorted { $0.value < $1.value }.map { deed, _ in
      try DeedColumn(deed, names, reader, users: population.count, asOf: moment)
    }
    var events = EventUsers()
    for segment in try reader.segments(.events) {
      try reader.checkCancellation()
      guard folds.contains(where: { $0.reaches(segment) }) else { continue }
      try events.read(reader, segment, population)
      for index in folds.indices where folds[index].reaches(segment) {
        try folds[index].take(segment, events)
      }
    }
    columns = folds.map { fold in
      fold.keepsTimes ? .times(fold.times) : .counts(fold.counts)
    }
  }

  /// How often each profile, by ordinal, did it.
  func counts(of deed: Deed) -> [UInt32] {
    guard let index = index[deed], case .counts(let counts) = columns[index] else { return [] }
    return counts
  }

  /// When each profile did it.
  func times(of deed: Deed) -> DeedTimes {
    guard let index = index[deed], case .times(let times) = columns[index] else {
      return DeedTimes(users: 0, profiles: [], times: [])
    }
    return times
  }
}

/// The columns of a segment of events that every deed needs.
private struct EventUsers {
  private(set) var names: [UInt32] = []
  private(set) var times: [Int64] = []
  private(set) var codes: [UInt32] = []
  /// The profile of each user of the segment.
  private(set) var profiles: [UInt32] = []
  private var list: [UInt32] = []

  mutating func read(_ reader: Reader, _ segment: Segment, _ population: Population) throws {
    try reader.integers(.name, of: segment, into: &names)
    try reader.integers(.time, of: segment, into: &times)
    try reader.integers(.user, of: segment, into: &codes)
    try reader.integers(.userList, of: segment, into: &list)
    profiles = list.map { population.canonical[Int($0)] }
  }
}

/// One deed while the events go by.
private struct DeedColumn {
  let keepsTimes: Bool
  private(set) var counts: [UInt32]
  private var didProfiles: [UInt32] = []
  private var didTimes: [Int64] = []
  private let users: Int
  private let start: Int64
  private let end: Int64
  /// Whether an event of each name, by code, counts whatever its properties.
  private var isWanted: [Bool]
  /// Which names need a look at their properties too.
  private var filtered: [(isWanted: [Bool], fold: EventFilterFold)] = []

  init(
    _ deed: Deed, _ names: [String], _ reader: Reader, users: Int, asOf moment: Int64?
  ) throws {
    self.users = users
    keepsTimes = deed.window != nil && moment == nil
    counts = keepsTimes ? [] : [UInt32](repeating: 0, count: users)
    start = deed.window.flatMap { window in moment.map { $0 - window } } ?? .min
    end = deed.window.flatMap { _ in moment } ?? .max
    isWanted = [Bool](repeating: false, count: names.count)
    for choice in deed.choices {
      let wanted = names.map { choice.name == nil || choice.name == $0 }
      if choice.filter.isEmpty {
        isWanted.combine(wanted) { $0 || $1 }
      } else if wanted.contains(true) {
        filtered.append((wanted, try EventFilterFold(choice.filter, reader)))
      }
    }
  }

  func reaches(_ segment: Segment) -> Bool { segment.newest >= start && segment.oldest < end }

  mutating func take(_ segment: Segment, _ events: EventUsers) throws {
    var counted = events.names.map { isWanted[Int($0)] }
    for index in filtered.indices {
      let passes = try filtered[index].fold.matches(in: segment)
      let wanted = filtered[index].isWanted
      for row in counted.indices where passes[row] && wanted[Int(events.names[row])] {
        counted[row] = true
      }
    }
    for row in counted.indices where counted[row] {
      let time = events.times[row]
      guard time >= start, time < end else { continue }
      let profile = events.profiles[Int(events.codes[row])]
      if keepsTimes {
        didProfiles.append(profile)
        didTimes.append(time)
      } else {
        counts[Int(profile)] += 1
      }
    }
  }

  var times: DeedTimes { DeedTimes(users: users, profiles: didProfiles, times: didTimes) }
}

/// The moments at which each profile did something, in order.
struct DeedTimes {
  /// For each profile, where its times begin in `times`; one more at the end.
  private var starts: [Int]
  private var times: [Int64]

  init(users: Int, profiles: [UInt32], times unsorted: [Int64]) {
    starts = [Int](repeating: 0, count: users + 1)
    for profile in profiles { starts[Int(profile) + 1] += 1 }
    for user in 0..<users { starts[user + 1] += starts[user] }
    var next = starts
    times = [Int64](repeating: 0, count: unsorted.count)
    for (profile, time) in zip(profiles, unsorted) {
      times[next[Int(profile)]] = time
      next[Int(profile)] += 1
    }
    for user in 0..<users { times[starts[user]..<starts[user + 1]].sort() }
  }

  /// How many lie in [start, end), in milliseconds since 1970.
  func count(of profile: Int, from start: Int64, to end: Int64) -> Int {
    max(0, place(of: end, profile) - place(of: start, profile))
  }

  /// How many of a profile's times are before a moment, counted from the first of all times.
  private func place(of moment: Int64, _ profile: Int) -> Int {
    var low = starts[profile]
    var high = starts[profile + 1]
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < moment { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
