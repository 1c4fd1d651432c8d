import Domain
import Store

/// Which value of one user property each profile has (R-M1, R-M6; `Initial …` ones R-M2), found as
/// the row that holds it: a few flat arrays by user ordinal, however many values there are.
struct ValuesInForce {
  private let reader: Reader
  private let map: ProfileMap
  private let key: Int?
  /// Codes of session properties that are shown under this name.
  private let initialKeys: [Int]
  /// By profile: the write in force as its row number over all segments, or `none`.
  private var writes: [UInt32] = []
  /// By profile: its first session, which the `Initial …` value is read from; empty where the name
  /// isn't that of such a property.
  private let sessions: [Int32]
  private var hasInitial: [Bool] = []
  /// The texts of all values, ever written or in force, where there are few; nil where there are
  /// not.
  private(set) var few: FewTexts?
  /// With `few`: the number of each profile's text; ``FewTexts/none`` where it has no value.
  private(set) var slotOf: [UInt16] = []

  private static let none = UInt32.max

  /// - Parameters:
  ///   - few: up to how many different texts each profile's is found on the way.
  ///   - folds: asked for only where the name is that of an `Initial …` property.
  init(
    of name: String, few limit: Int = 0, _ reader: Reader, _ map: ProfileMap,
    folds: () throws -> Engine.Folds
  ) throws {
    self.reader = reader
    if limit > 0 {
      few = FewTexts(limit: limit)
      slotOf = [UInt16](repeating: FewTexts.none, count: map.count)
    }
    self.map = map
    let keys = try reader.propertyKeys()
    key = keys.firstIndex(of: name)
    if InitialProperty.isName(name) {
      initialKeys = keys.indices.filter {
        InitialProperty.name(forSessionProperty: keys[$0]) == name
      }
      sessions = initialKeys.isEmpty ? [] : try folds().activity.rows.map(\.firstSession)
    } else {
      initialKeys = []
      sessions = []
    }
    try findWrites()
    if !sessions.isEmpty {
      hasInitial = [Bool](repeating: false, count: map.count)
      var found = hasInitial
      var (few, slotOf) = (few, slotOf)
      try eachInitial { profiles, codes, values in
        for profile in profiles { found[Int(profile)] = true }
        guard let slots = few?.slots(of: values) else {
          few = nil
          return
        }
        for (profile, code) in zip(profiles, codes) {
          slotOf[Int(profile)] = slots[Int(code) - 1]
        }
      }
      hasInitial = found
      (self.few, self.slotOf) = (few, slotOf)
    }
  }

  private mutating func findWrites() throws {
    guard let key else { return }
    var found: [UInt32] = []
    var times: [Int64] = []
    var writers: [UInt32] = []
    var columns = WriteColumns()
    var few = few
    var slotOf = slotOf
    self.slotOf = []
    for segment in try reader.segments(.writes) {
      try reader.checkCancellation()
      guard let column = try reader.property(.property(key), of: segment) else { continue }
      let slots = few?.slots(of: column.values) ?? []
      if slots.isEmpty { few = nil }
      if found.isEmpty {
        found = [UInt32](repeating: Self.none, count: map.count)
        times = [Int64](repeating: .min, count: map.count)
        writers = found
      }
      try columns.read(reader, segment)
      for place in column.rows.indices {
        let row = column.rows[place]
        let user = columns.user(Int(row))
        let profile = Int(map.canonical[Int(user)])
        let time = columns.times[Int(row)]
        guard found[profile] == Self.none || time >= times[profile] else { continue }
        if time == times[profile], found[profile] != Self.none,
          !isPreferred(user, to: writers[profile], in: profile)
        {
          continue
        }
        found[profile] = UInt32(segment.firstRow + Int(row))
        times[profile] = time
        writers[profile] = user
        if !slots.isEmpty { slotOf[profile] = slots[Int(column.codes[place]) - 1] }
      }
    }
    writes = found
    (self.few, self.slotOf) = (few, slotOf)
  }

  /// R-M1 for equal times: what was written under the profile itself wins, then under the smaller
  /// user_id, then what arrived last, which is the one that comes later here.
  private func isPreferred(_ user: UInt32, to other: UInt32, in profile: Int) -> Bool {
    if user == other { return true }
    if user == profile || other == profile { return user == profile }
    return map.ids[Int(user)] < map.ids[Int(other)]
  }

  /// Hands over every profile that has a value, each once: segment by segment the profiles, the
  /// codes of their values from 1, and the values. `body` returns false when it needs no more.
  func forEach(
    _ body: (_ profiles: [UInt32], _ codes: [UInt32], _ values: [PropertyValue]) throws -> Bool
  ) throws {
    var goesOn = true
    try eachWrite { profiles, codes, values in
      goesOn = try body(profiles, codes, values)
      return goesOn
    }
    guard goesOn, !sessions.isEmpty else { return }
    try eachInitial { profiles, codes, values in
      if goesOn { goesOn = try body(profiles, codes, values) }
    }
  }

  private func eachWrite(
    _ body: (_ profiles: [UInt32], _ codes: [UInt32], _ values: [PropertyValue]) throws -> Bool
  ) throws {
    guard let key, !writes.isEmpty else { return }
    var columns = WriteColumns()
    for segment in try reader.segments(.writes) {
      try reader.checkCancellation()
      guard let column = try reader.property(.property(key), of: segment) else { continue }
      try columns.read(reader, segment)
      var profiles: [UInt32] = []
      var codes: [UInt32] = []
      for place in column.rows.indices {
        let row = Int(column.rows[place])
        let profile = map.canonical[Int(columns.user(row))]
        // The value of the first session hides one that was written under the same name.
        guard writes[Int(profile)] == segment.firstRow + row,
          hasInitial.isEmpty || !hasInitial[Int(profile)]
        else { continue }
        profiles.append(profile)
        codes.append(column.codes[place])
      }
      guard try body(profiles, codes, column.values) else { return }
    }
  }

  private func eachInitial(
    _ body: (_ profiles: [UInt32], _ codes: [UInt32], _ values: [PropertyValue]) throws -> Void
  ) throws {
    var columns = SessionColumns()
    for segment in try reader.segments(.sessions) {
      try reader.checkCancellation()
      let present = try reader.propertyCodes(in: segment)
      var taken: Set<UInt32> = []
      try columns.read(reader, segment)
      // Of keys that give the same name the last one counts, as in a profile.
      for key in initialKeys.reversed() where present.contains(key) {
        guard let column = try reader.property(.property(key), of: segment) else { continue }
        var profiles: [UInt32] = []
        var codes: [UInt32] = []
        for place in column.rows.indices {
          let row = Int(column.rows[place])
          let profile = map.canonical[columns.user(row)]
          guard Int(sessions[Int(profile)]) == segment.firstRow + row,
            taken.insert(profile).inserted
          else { continue }
          profiles.append(profile)
          codes.append(column.codes[place])
        }
        try body(profiles, codes, column.values)
      }
    }
  }
}

/// Texts as small numbers, for as long as there are few of them.
struct FewTexts {
  private let limit: Int
  private(set) var texts: [String] = []
  private var known: [String: UInt16] = [:]

  static let none = UInt16.max

  fileprivate init(limit: Int) {
    self.limit = limit
  }

  /// The number of each of some values; nil when there are no longer few.
  fileprivate mutating func slots(of values: [PropertyValue]) -> [UInt16]? {
    var slots: [UInt16] = []
    for value in values {
      let text = value.text
      if known[text] == nil {
        guard texts.count < limit else { return nil }
        known[text] = UInt16(texts.count)
        texts.append(text)
      }
      slots.append(known[text] ?? Self.none)
    }
    return slots
  }
}

/// The fixed columns of a segment of property writes.
private struct WriteColumns {
  private var codes: [UInt32] = []
  private var list: [UInt32] = []
  private(set) var times: [Int64] = []

  mutating func read(_ reader: Reader, _ segment: Segment) throws {
    try reader.integers(.user, of: segment, into: &codes)
    try reader.integers(.userList, of: segment, into: &list)
    try reader.integers(.time, of: segment, into: &times)
  }

  /// The raw user that a row is of.
  func user(_ row: Int) -> UInt32 { list[Int(codes[row])] }
}
