import Domain

/// Which text each profile has of one user property.
struct PropertyCodes: Sendable {
  var texts: TextCodes
  /// By profile 0 for no value, else one more than the index of its text.
  var codes: [UInt32]

  /// So many texts may be kept in memory.
  static let few = 65_536
}

/// Texts as small numbers: values that are written alike are one (R-T3).
struct TextCodes: Sendable {
  /// Distinct texts in order of appearance.
  private(set) var all: [String] = []
  private var codeOf: [String: UInt32] = [:]

  /// One more than the index of a text.
  mutating func code(of text: String) -> UInt32 {
    if let code = codeOf[text] { return code }
    all.append(text)
    codeOf[text] = UInt32(all.count)
    return UInt32(all.count)
  }

  /// The codes of some values; nil where there get to be more than `limit` texts.
  mutating func codes(of values: [PropertyValue], limit: Int) -> [UInt32]? {
    var codes: [UInt32] = []
    codes.reserveCapacity(values.count)
    for value in values {
      codes.append(code(of: value.text))
      if all.count > limit { return nil }
    }
    return codes
  }

  func known(_ text: String) -> UInt32? { codeOf[text] }
}
