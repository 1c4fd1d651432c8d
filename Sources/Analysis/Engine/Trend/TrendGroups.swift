import Domain
import Store

/// The groups of a trend as small numbers, slots: one for each value in `values`, then `missing`,
/// then `other`.
struct TrendGroups {
  enum Source {
    /// The slot of each profile, by ordinal.
    case profiles([UInt16])
    /// By the event's own value of a property, given by its code; nil where no event has it.
    case events(Int?)
  }

  let values: [String]
  let source: Source

  var missing: Int { values.count }
  var other: Int { values.count + 1 }
  var count: Int { values.count + 2 }

  /// More lines than that no chart has.
  static let limit = 1000
  /// So few values of a user property are all counted, and the groups chosen afterwards; one look at
  /// the events is saved.
  static let few = 64

  func slot(of value: GroupValue) -> Int? {
    switch value {
    case .value(let text): values.firstIndex(of: text)
    case .missing: missing
    case .other: other
    }
  }

  /// The slot of each of some values.
  func slots(of values: [PropertyValue], _ known: [String: UInt16]) -> [UInt16] {
    slots(of: values.map(\.text), known)
  }

  func slots(of texts: [String], _ known: [String: UInt16]) -> [UInt16] {
    texts.map { known[$0] ?? UInt16(other) }
  }

  /// Values by text, for ``slots(of:_:)``.
  var slotByText: [String: UInt16] {
    Dictionary(values.enumerated().map { ($0.element, UInt16($0.offset)) }) { first, _ in first }
  }
}

/// Finds the groups of a trend: those with the most events, without keeping all values in memory.
struct TrendGroupChoice {
  let reader: Reader
  let map: ProfileMap
  let capacity: Int
  let codes: (_ property: String, _ limit: Int) throws -> PropertyCodes?
  let folds: () throws -> Engine.Folds

  /// - Parameters:
  ///   - limit: how many values become groups; of few values of a user property all do.
  ///   - only: the one value that is wanted, where it is known.
  ///   - isExact: whether values beyond the limit are left out even where there are few.
  func groups(
    _ grouping: Grouping, _ limit: Int, only: String? = nil, isExact: Bool = false,
    of counted: CountedEvents
  ) throws -> TrendGroups {
    switch grouping {
    case .user(let name):
      let isOpen = only == nil && !isExact
      if isOpen, let values = try codes(name, max(limit, TrendGroups.few)) {
        let texts = values.texts.all
        // Those without a value, whose code is 0, come after the last one.
        let slots = [UInt16(texts.count)] + (0..<UInt16(texts.count))
        return TrendGroups(
          values: texts, source: .profiles(values.codes.map { slots[Int($0)] }))
      }
      let values = try ValuesInForce(of: name, texts: 0, reader, map, folds: folds)
      return try groups(values, try only.map { [$0] } ?? top(values, limit, counted))
    case .account(let name):
      let (texts, codes) = try AccountValues(of: name, reader, map, folds: folds).texts()
      let isOpen = only == nil && !isExact && texts.all.count <= max(limit, TrendGroups.few)
      let known =
        try only.map { [$0] } ?? (isOpen ? texts.all : top(texts.all, codes, limit, counted))
      let slots = groups(texts.all, codes, known)
      return TrendGroups(values: known, source: .profiles(slots))
    case .event(let name):
      let key = try reader.propertyKeys().firstIndex(of: name)
      guard let key else { return TrendGroups(values: [], source: .events(nil)) }
      let known = if let only { [only] } else { try top(key, limit, counted) }
      return TrendGroups(values: known, source: .events(key))
    }
  }

  // MARK: User properties

  private func groups(_ values: ValuesInForce, _ known: [String]) throws -> TrendGroups {
    let empty = TrendGroups(values: known, source: .profiles([]))
    let slotByText = empty.slotByText
    var slots = [UInt16](repeating: UInt16(empty.missing), count: map.count)
    try values.forEach { profiles, codes, values in
      let slotOfCode = empty.slots(of: values, slotByText)
      for (profile, code) in zip(profiles, codes) {
        slots[Int(profile)] = slotOfCode[Int(code) - 1]
      }
      return true
    }
    return TrendGroups(values: known, source: .profiles(slots))
  }

  private func top(
    _ values: ValuesInForce, _ limit: Int, _ counted: CountedEvents
  ) throws -> [String] {
    let events = try eventsByProfile(counted)
    let tally = try ValueTally(limit, foldsAlike: true, capacity: capacity) { sink in
      try values.forEach { profiles, codes, values in
        var counts = [Int](repeating: 0, count: values.count)
        for (profile, code) in zip(profiles, codes) {
          counts[Int(code) - 1] += Int(events[Int(profile)])
        }
        return sink(values, counts)
      }
    }
    return tally.top.map(\.value.text)
  }

  private func eventsByProfile(_ counted: CountedEvents) throws -> [UInt32] {
    var counted = counted
    var events = [UInt32](repeating: 0, count: map.count)
    for segment in try counted.segments() {
      try counted.read(segment, withProfiles: true)
      for place in 0..<counted.count { events[Int(counted.profiles[place])] += 1 }
    }
    return events
  }

  // MARK: Account properties

  /// The slot of each profile, whose code is 0 for no value, else one more than an index of `texts`.
  private func groups(_ texts: [String], _ codes: [UInt32], _ known: [String]) -> [UInt16] {
    let groups = TrendGroups(values: known, source: .profiles([]))
    let slotOf = [UInt16(groups.missing)] + groups.slots(of: texts, groups.slotByText)
    return codes.map { slotOf[Int($0)] }
  }

  private func top(
    _ texts: [String], _ codes: [UInt32], _ limit: Int, _ counted: CountedEvents
  ) throws -> [String] {
    var counts = [Int](repeating: 0, count: texts.count + 1)
    for (profile, events) in try eventsByProfile(counted).enumerated() {
      counts[Int(codes[profile])] += Int(events)
    }
    let values = texts.map { PropertyValue.string($0) }
    let tally = ValueTally(limit, foldsAlike: true, capacity: capacity) { sink in
      _ = sink(values, Array(counts.dropFirst()))
    }
    return tally.top.map(\.value.text)
  }

  // MARK: Event properties

  private func top(_ key: Int, _ limit: Int, _ counted: CountedEvents) throws -> [String] {
    var counted = counted
    let tally = try ValueTally(limit, foldsAlike: true, capacity: capacity) { sink in
      for segment in try counted.segments() {
        try counted.read(segment, withProfiles: false)
        guard counted.count > 0,
          let column = try reader.property(.property(key), of: segment)
        else { continue }
        if !sink(column.values, column.counts(in: counted.rows, counted.count)) { return }
      }
    }
    return tally.top.map(\.value.text)
  }
}

extension PropertyColumn {
  /// How often each value occurs in some rows, the first `count` of a list in ascending order.
  func counts(in rows: [UInt16], _ count: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: values.count)
    var next = 0
    for place in 0..<count {
      let row = UInt32(rows[place])
      while next < self.rows.count, self.rows[next] < row { next += 1 }
      guard next < self.rows.count else { break }
      if self.rows[next] == row { counts[Int(codes[next]) - 1] += 1 }
    }
    return counts
  }
}
