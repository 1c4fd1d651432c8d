import Domain
import Store

/// Reads user properties: of a few profiles with their histories, or one property of everybody.
struct UserProperties {
  let reader: Reader
  let population: Population

  /// A value written for a user, by raw user ordinal.
  private struct Write {
    var profile: Int
    var key: Int
    var entry: PropertyHistory.Entry
  }

  /// The histories of every property of some profiles, by profile and key (R-M1).
  func histories(of profiles: [Int]) throws -> [Int: [String: PropertyHistory]] {
    let keys = try reader.propertyKeys()
    let wanted = UserSelection(
      of: profiles.flatMap { population.members(of: $0) }, in: population)
    var byProfile: [Int: [Int: [PropertyHistory.Entry]]] = [:]
    try writes(of: wanted) { write in
      byProfile[write.profile, default: [:]][write.key, default: []].append(write.entry)
    }
    return byProfile.reduce(into: [:]) { result, item in
      let (profile, entries) = item
      for (key, writes) in entries {
        result[profile, default: [:]][keys[key]] = PropertyHistory(
          writes, in: population.id(profile))
      }
    }
  }

  private func writes(of wanted: UserSelection, _ body: (Write) -> Void) throws {
    var codes: [UInt32] = []
    var list: [UInt32] = []
    var times: [Int64] = []
    for segment in try reader.segments(.writes) {
      try reader.checkCancellation()
      try reader.integers(.userList, of: segment, into: &list)
      guard let isWanted = wanted.chosen(of: list) else { continue }
      try reader.integers(.user, of: segment, into: &codes)
      try reader.integers(.time, of: segment, into: &times)
      let rows = codes.indices.filter { isWanted[Int(codes[$0])] }
      for key in try reader.propertyCodes(in: segment) {
        guard let column = try reader.property(.property(key), of: segment) else { continue }
        for row in rows {
          guard let value = column.value(at: row) else { continue }
          let user = Int(list[Int(codes[row])])
          let entry = PropertyHistory.Entry(
            value, at: Timestamp(milliseconds: times[row]), by: population.id(user),
            sequence: segment.firstRow + row)
          body(Write(profile: Int(population.canonical[user]), key: key, entry: entry))
        }
      }
    }
  }

  /// The value in force of one property for every profile that has it, by ordinal.
  func values(of key: String) throws -> [Int: PropertyValue] {
    guard let code = try reader.propertyKeys().firstIndex(of: key) else { return [:] }
    var best: [Int: PropertyHistory.Entry] = [:]
    var codes: [UInt32] = []
    var list: [UInt32] = []
    var times: [Int64] = []
    for segment in try reader.segments(.writes) {
      try reader.checkCancellation()
      guard let column = try reader.property(.property(code), of: segment) else { continue }
      try reader.integers(.userList, of: segment, into: &list)
      try reader.integers(.user, of: segment, into: &codes)
      try reader.integers(.time, of: segment, into: &times)
      for (row, value) in zip(column.rows, column.codes) {
        let user = Int(list[Int(codes[Int(row)])])
        let profile = Int(population.canonical[user])
        let entry = PropertyHistory.Entry(
          column.values[Int(value) - 1], at: Timestamp(milliseconds: times[Int(row)]),
          by: population.id(user), sequence: segment.firstRow + Int(row))
        if best[profile].map({ entry.wins(over: $0, in: population.id(profile)) }) ?? true {
          best[profile] = entry
        }
      }
    }
    return best.mapValues(\.value)
  }

  /// The `Initial …` properties of some profiles, read from their first sessions (R-M2).
  func initial(of profiles: [(profile: Int, first: FirstSession)]) throws -> [Int: Properties] {
    let sessions = profiles.filter { $0.first.ordinal >= 0 }
      .map { (profile: $0.profile, session: Int($0.first.ordinal)) }
    let found = try properties(ofSessions: sessions.map(\.session))
    return sessions.reduce(into: [:]) { result, item in
      for (key, value) in found[item.session] ?? [:] {
        result[item.profile, default: [:]][InitialProperty.name(forSessionProperty: key)] = value
      }
    }
  }

  /// The properties of sessions, by ordinal.
  func properties(ofSessions ordinals: [Int]) throws -> [Int: Properties] {
    let keys = try reader.propertyKeys()
    var remaining = ordinals.sorted()[...]
    var found: [Int: Properties] = [:]
    for segment in try reader.segments(.sessions) {
      try reader.checkCancellation()
      let here = remaining.prefix { $0 < segment.rows.upperBound }
      remaining = remaining.dropFirst(here.count)
      if here.isEmpty { continue }
      for key in try reader.propertyCodes(in: segment) {
        guard let column = try reader.property(.property(key), of: segment) else { continue }
        for session in here {
          if let value = column.value(at: session - segment.firstRow) {
            found[session, default: [:]][keys[key]] = value
          }
        }
      }
    }
    return found
  }

  /// One `Initial …` property of every profile that has it.
  func initialValues(named name: String, _ activity: Activity) throws -> [Int: PropertyValue] {
    let keys = try reader.propertyKeys()
    let codes = keys.indices.filter { InitialProperty.name(forSessionProperty: keys[$0]) == name }
    var profileOf: [Int: Int] = [:]
    for (profile, first) in activity.firstSessions.enumerated() where first.ordinal >= 0 {
      profileOf[Int(first.ordinal)] = profile
    }
    var values: [Int: PropertyValue] = [:]
    for segment in try reader.segments(.sessions) {
      try reader.checkCancellation()
      for code in codes {
        guard let column = try reader.property(.property(code), of: segment) else { continue }
        for (row, value) in zip(column.rows, column.codes) {
          if let profile = profileOf[segment.firstRow + Int(row)] {
            values[profile] = column.values[Int(value) - 1]
          }
        }
      }
    }
    return values
  }

  /// The codes of the property keys of the sessions of a segment that have begun.
  private func sessionKeys(of segment: Segment) throws -> [Int] {
    let keys = try reader.propertyCodes(in: segment)
    if reader.isInTime(segment.newest) { return keys }
    var starts: [Int64] = []
    try reader.integers(.time, of: segment, into: &starts)
    return try keys.filter { key in
      try reader.property(.property(key), of: segment)?.rows
        .contains { reader.isInTime(starts[Int($0)]) } ?? false
    }
  }

  /// All user properties, those written most often first, then the `Initial …` ones by name.
  func allKeys() throws -> [String] {
    let keys = try reader.propertyKeys()
    var uses = [Int](repeating: 0, count: keys.count)
    for segment in try reader.segments(.writes) {
      for key in try reader.propertyCodes(in: segment) {
        uses[key] += try reader.property(.property(key), of: segment)?.rows.count ?? 0
      }
    }
    var initial: Set<String> = []
    for segment in try reader.segments(.sessions) {
      for key in try sessionKeys(of: segment) {
        initial.insert(InitialProperty.name(forSessionProperty: keys[key]))
      }
    }
    let written = keys.indices.filter { uses[$0] > 0 }
      .sorted { (-uses[$0], keys[$0]) < (-uses[$1], keys[$1]) }
    return written.map { keys[$0] } + initial.sorted()
  }
}
