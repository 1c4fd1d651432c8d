import Domain
import Store

/// Which value of one user property each profile has (R-M1, R-M6; `Initial …` ones R-M2): as the code
/// of a text, and as the row that holds it, so that memory doesn't grow with the number of values.
struct ValuesInForce {
  private let reader: Reader
  private let map: ProfileMap
  private let key: Int?
  /// Codes of session properties that are shown under this name.
  private let initialKeys: [Int]
  private var repeated: RepeatedWrites
  /// By profile: its first session, which the `Initial …` value is read from; empty where the name
  /// isn't that of such a property.
  private let sessions: [Int32]
  private var hasInitial: [Bool] = []
  /// The texts of all values, ever written or in force; nil where there are more than the limit.
  private(set) var texts: TextCodes? = TextCodes()
  /// With `texts`: by profile 0 for no value, else one more than the index of its text.
  private(set) var codes: [UInt32]

  /// - Parameters:
  ///   - limit: how many different texts there may be for each profile's to be found on the way.
  ///   - folds: asked for only where the name is that of an `Initial …` property.
  init(
    of name: String, texts limit: Int, _ reader: Reader, _ map: ProfileMap,
    folds: () throws -> Engine.Folds
  ) throws {
    self.reader = reader
    self.map = map
    let keys = try reader.propertyKeys()
    key = keys.firstIndex(of: name)
    if InitialProperty.isName(name) {
      initialKeys = keys.indices.filter {
        InitialProperty.name(forSessionProperty: keys[$0]) == name
      }
      sessions = initialKeys.isEmpty ? [] : try folds().activity.firstSessions.map(\.ordinal)
    } else {
      initialKeys = []
      sessions = []
    }
    if limit == 0 { texts = nil }
    codes = [UInt32](repeating: 0, count: limit == 0 ? 0 : map.count)
    repeated = RepeatedWrites(profiles: key == nil ? 0 : map.count)
    try findWrites(limit)
    if !sessions.isEmpty { try findInitial(limit) }
    if texts == nil { codes = [] }
  }

  /// First who has the property, and who has it written several times; then, only of those, which
  /// write is in force.
  private mutating func findWrites(_ limit: Int) throws {
    guard let key else { return }
    var columns = WriteColumns()
    for segment in try reader.segments(.writes) {
      try reader.checkCancellation()
      guard let column = try reader.property(.property(key), of: segment) else { continue }
      try columns.read(reader, segment, map)
      let profiles = columns.profiles(at: column.rows)
      repeated.note(profiles)
      if let textCodes = texts?.codes(of: column.values, limit: limit) {
        Self.set(column.codes, of: profiles, textCodes, in: &codes)
      } else {
        texts = nil
      }
    }
    if repeated.rank() { try decide(key, limit) }
  }

  private static func set(
    _ valueCodes: [UInt32], of profiles: [UInt32], _ textCodes: [UInt32], in codes: inout [UInt32]
  ) {
    codes.withUnsafeMutableBufferPointer { codes in
      for place in profiles.indices {
        codes[Int(profiles[place])] = textCodes[Int(valueCodes[place]) - 1]
      }
    }
  }

  private mutating func decide(_ key: Int, _ limit: Int) throws {
    var columns = WriteColumns()
    var times: [Int64] = []
    for segment in try reader.segments(.writes) {
      try reader.checkCancellation()
      guard let column = try reader.property(.property(key), of: segment) else { continue }
      try columns.read(reader, segment, map)
      columns.findWriters(map)
      try reader.integers(.time, of: segment, into: &times)
      let textCodes = texts?.codes(of: column.values, limit: limit)
      let profiles = columns.profiles(at: column.rows)
      repeated.decide(
        column.rows, of: profiles, at: times, by: columns.writer, from: segment.firstRow
      ) { place in
        guard let textCodes else { return }
        codes[Int(profiles[place])] = textCodes[Int(column.codes[place]) - 1]
      }
    }
  }

  /// The value of the first session hides one that was written under the same name.
  private mutating func findInitial(_ limit: Int) throws {
    var found = [Bool](repeating: false, count: map.count)
    var (texts, codes) = (texts, codes)
    try eachInitial { profiles, valueCodes, values in
      for profile in profiles { found[Int(profile)] = true }
      guard let textCodes = texts?.codes(of: values, limit: limit) else {
        texts = nil
        return
      }
      Self.set(valueCodes, of: profiles, textCodes, in: &codes)
    }
    hasInitial = found
    (self.texts, self.codes) = (texts, codes)
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
    guard let key else { return }
    var columns = WriteColumns()
    for segment in try reader.segments(.writes) {
      try reader.checkCancellation()
      guard let column = try reader.property(.property(key), of: segment) else { continue }
      try columns.read(reader, segment, map)
      var profiles: [UInt32] = []
      var codes: [UInt32] = []
      for (place, profile) in columns.profiles(at: column.rows).enumerated() {
        guard repeated.isInForce(segment.firstRow + Int(column.rows[place]), of: profile),
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

/// Who the rows of a segment of property writes are of.
private struct WriteColumns {
  private var codes: [UInt32] = []
  private var list: [UInt32] = []
  /// By code.
  private var profiles: [UInt32] = []
  private var writers: [UInt64] = []

  /// The users of a segment are listed in order, so that looking up each of them is a walk through
  /// memory.
  mutating func read(_ reader: Reader, _ segment: Segment, _ map: ProfileMap) throws {
    try reader.integers(.user, of: segment, into: &codes)
    try reader.integers(.userList, of: segment, into: &list)
    profiles = map.canonical.withUnsafeBufferPointer { canonical in
      list.map { canonical[Int($0)] }
    }
  }

  /// Makes ready for ``writer(_:)``.
  mutating func findWriters(_ map: ProfileMap) {
    writers = list.indices.map { code in
      list[code] == profiles[code] ? 0 : map.ids[Int(list[code])] &+ 1
    }
  }

  /// 0 for what was written under the profile itself, else one more than the id of the raw user.
  @inline(__always)
  func writer(_ row: Int) -> UInt64 { writers[Int(codes[row])] }

  func profiles(at rows: [UInt32]) -> [UInt32] {
    codes.withUnsafeBufferPointer { codes in
      profiles.withUnsafeBufferPointer { profiles in
        rows.map { profiles[Int(codes[Int($0)])] }
      }
    }
  }
}
