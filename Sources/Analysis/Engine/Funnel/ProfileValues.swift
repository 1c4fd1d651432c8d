import Domain
import Store

/// The value in force of one user property for every profile (R-M1, R-M2, R-M6), as codes of texts:
/// values that are written alike are one (R-T3).
struct ProfileValues: Sendable {
  /// By profile: 0 for none, else one more than the index of the text.
  private(set) var codes: [UInt32]
  private(set) var texts = Texts()

  /// Distinct texts in order of appearance.
  struct Texts: Sendable {
    private(set) var all: [String] = []
    private var codeOf: [String: UInt32] = [:]

    /// One more than the index of a text.
    mutating func code(of text: String) -> UInt32 {
      if let code = codeOf[text] { return code }
      all.append(text)
      codeOf[text] = UInt32(all.count)
      return UInt32(all.count)
    }

    func known(_ text: String) -> UInt32? { codeOf[text] }
  }

  /// - Parameter folds: asked for only where the property is one of the first session's.
  init(
    of key: String, _ reader: Reader, _ map: ProfileMap, folds: () throws -> Engine.Folds
  ) throws {
    codes = [UInt32](repeating: 0, count: map.count)
    try foldWrites(of: key, reader, map)
    guard InitialProperty.isName(key) else { return }
    let folds = try folds()
    let initial = try UserProperties(reader: reader, population: folds.population)
      .initialValues(named: key, folds.activity)
    for (profile, value) in initial { codes[profile] = texts.code(of: value.text) }
  }

  private mutating func foldWrites(of key: String, _ reader: Reader, _ map: ProfileMap) throws {
    guard let field = try reader.propertyKeys().firstIndex(of: key) else { return }
    var times = [Int64](repeating: .min, count: map.count)
    var writers = [UInt32](repeating: 0, count: map.count)
    var userCodes: [UInt32] = []
    var list: [UInt32] = []
    var written: [Int64] = []
    for segment in try reader.segments(.writes) {
      try reader.checkCancellation()
      guard let column = try reader.property(.property(field), of: segment) else { continue }
      try reader.integers(.userList, of: segment, into: &list)
      try reader.integers(.user, of: segment, into: &userCodes)
      try reader.integers(.time, of: segment, into: &written)
      let textCodes = column.values.map { texts.code(of: $0.text) }
      for place in column.rows.indices {
        let row = Int(column.rows[place])
        let user = list[Int(userCodes[row])]
        let profile = Int(map.canonical[Int(user)])
        let time = written[row]
        guard
          time > times[profile]
            || (time == times[profile] && Self.wins(user, over: writers[profile], profile, map))
        else { continue }
        times[profile] = time
        writers[profile] = user
        codes[profile] = textCodes[Int(column.codes[place]) - 1]
      }
    }
  }

  /// Whether, of writes of one moment, that under one user wins over an earlier arrived one under
  /// another (R-M1).
  private static func wins(
    _ user: UInt32, over other: UInt32, _ profile: Int, _ map: ProfileMap
  ) -> Bool {
    if user == other || user == profile { return true }
    return other != profile && map.ids[Int(user)] < map.ids[Int(other)]
  }
}
