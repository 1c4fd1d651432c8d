import Domain
import Store

/// Describes every property, one at a time, so that memory doesn't grow with their number.
struct PropertyReport {
  let reader: Reader
  let map: ProfileMap
  /// Distinct values that are counted at a time.
  let capacity: Int
  let folds: () throws -> Engine.Folds

  private static let topValues = 10

  func catalogue(in environment: Int?) throws -> PropertyCatalogue {
    var catalogue = PropertyCatalogue()
    let isInside =
      map.isDivided(by: environment)
      ? (0..<map.count).map { Int(map.environment[$0]) == environment } : nil
    catalogue.users = (0..<map.count).count {
      map.isProfile($0) && (isInside?[$0] ?? true)
    }
    let segments = try reader.segments(.events)
    catalogue.events = try segments.reduce(0) { try $0 + rows(of: $1, isInside).count }
    catalogue.user = Self.inOrder(
      try userKeys().compactMap { try entry(ofUserProperty: $0, isInside) })
    catalogue.account = Self.inOrder(
      try accountKeys().compactMap { try entry(ofAccountProperty: $0, isInside) })
    catalogue.event = Self.inOrder(
      try eventKeys(segments).compactMap { key, name in
        try entry(ofEventProperty: key, name, segments, isInside)
      })
    return catalogue
  }

  private static func inOrder(_ entries: [PropertyEntry]) -> [PropertyEntry] {
    entries.sorted { (-$0.count, $0.key) < (-$1.count, $1.key) }
  }

  private static func entry(_ key: String, _ tally: ValueTally) -> PropertyEntry? {
    let count = tally.strings + tally.numbers + tally.booleans
    guard count > 0 else { return nil }
    return PropertyEntry(
      key: key, count: count, strings: tally.strings, numbers: tally.numbers,
      booleans: tally.booleans, distinct: tally.distinct, topValues: tally.top)
  }

  // MARK: Users

  private func userKeys() throws -> Set<String> {
    let keys = try reader.propertyKeys()
    var found: Set<String> = []
    for segment in try reader.segments(.writes) {
      for key in try reader.propertyCodes(in: segment) { found.insert(keys[key]) }
    }
    for segment in try reader.segments(.sessions) {
      for key in try reader.propertyCodes(in: segment) {
        found.insert(InitialProperty.name(forSessionProperty: keys[key]))
      }
    }
    return found
  }

  private func entry(ofUserProperty name: String, _ isInside: [Bool]?) throws -> PropertyEntry? {
    let inForce = try ValuesInForce(of: name, texts: 0, reader, map, folds: folds)
    let tally = try ValueTally(Self.topValues, foldsAlike: false, capacity: capacity) { sink in
      try inForce.forEach { profiles, codes, values in
        var counts = [Int](repeating: 0, count: values.count)
        for (profile, code) in zip(profiles, codes) where isInside?[Int(profile)] ?? true {
          counts[Int(code) - 1] += 1
        }
        return sink(values, counts)
      }
    }
    return Self.entry(name, tally)
  }

  // MARK: Accounts

  private func accountKeys() throws -> Set<String> {
    try reader.accounts().reduce(into: []) { $0.formUnion($1.properties.keys) }
  }

  private func entry(
    ofAccountProperty name: String, _ isInside: [Bool]?
  ) throws -> PropertyEntry? {
    let values = try AccountValues(of: name, reader, map, folds: folds)
    var counts = [Int](repeating: 0, count: values.values.count + 1)
    for (profile, code) in values.codes.enumerated()
    where map.isProfile(profile) && isInside?[profile] ?? true {
      counts[Int(code)] += 1
    }
    let tally = ValueTally(Self.topValues, foldsAlike: false, capacity: capacity) { sink in
      _ = sink(values.values, Array(counts.dropFirst()))
    }
    return Self.entry(name, tally)
  }

  // MARK: Events

  private func eventKeys(_ segments: [Segment]) throws -> [(key: Int, name: String)] {
    let keys = try reader.propertyKeys()
    var found: Set<Int> = []
    for segment in segments { found.formUnion(try reader.propertyCodes(in: segment)) }
    return found.map { ($0, keys[$0]) }
  }

  private func entry(
    ofEventProperty key: Int, _ name: String, _ segments: [Segment], _ isInside: [Bool]?
  ) throws -> PropertyEntry? {
    let tally = try ValueTally(Self.topValues, foldsAlike: false, capacity: capacity) { sink in
      for segment in segments {
        try reader.checkCancellation()
        guard let column = try reader.property(.property(key), of: segment) else { continue }
        let rows = try rows(of: segment, isInside)
        if !sink(column.values, column.counts(in: rows, rows.count)) { return }
      }
    }
    return Self.entry(name, tally)
  }

  /// The rows of a segment that are of users inside.
  private func rows(of segment: Segment, _ isInside: [Bool]?) throws -> [UInt16] {
    let all = (0..<segment.count).map { UInt16($0) }
    guard let isInside else { return all }
    try reader.checkCancellation()
    var codes: [UInt32] = []
    var list: [UInt32] = []
    try reader.integers(.user, of: segment, into: &codes)
    try reader.integers(.userList, of: segment, into: &list)
    return all.filter { isInside[Int(list[Int(codes[Int($0)])])] }
  }
}
