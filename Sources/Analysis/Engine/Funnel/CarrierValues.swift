import Domain
import Store

/// Looks up what single events say, given by ordinal, by reading only the rows asked for.
struct CarrierValues {
  let reader: Reader

  /// The values of a property, as codes of `texts`; 0 where the event hasn't got it.
  func values(
    of key: String, at ordinals: [Int], into texts: inout TextCodes
  ) throws -> [UInt32] {
    var codes = [UInt32](repeating: 0, count: ordinals.count)
    guard let field = try reader.propertyKeys().firstIndex(of: key) else { return codes }
    try visit(ordinals) { segment, places in
      guard let column = try reader.property(.property(field), of: segment) else { return }
      var valueOf = [UInt32](repeating: 0, count: segment.count)
      for (row, code) in zip(column.rows, column.codes) { valueOf[Int(row)] = code }
      // Only values that some event stands for get a text.
      var known = [UInt32](repeating: 0, count: column.values.count + 1)
      for place in places {
        let value = Int(valueOf[ordinals[place] - segment.firstRow])
        if value == 0 { continue }
        if known[value] == 0 { known[value] = texts.code(of: column.values[value - 1].text) }
        codes[place] = known[value]
      }
    }
    return codes
  }

  /// The profiles whose events they are.
  func profiles(at ordinals: [Int], _ map: ProfileMap) throws -> [UInt32] {
    var profiles = [UInt32](repeating: 0, count: ordinals.count)
    var codes: [UInt32] = []
    var list: [UInt32] = []
    try visit(ordinals) { segment, places in
      try reader.integers(.user, of: segment, into: &codes)
      try reader.integers(.userList, of: segment, into: &list)
      for place in places {
        let user = list[Int(codes[ordinals[place] - segment.firstRow])]
        profiles[place] = map.canonical[Int(user)]
      }
    }
    return profiles
  }

  /// Each segment with the places of the ordinals that are in it.
  private func visit(_ ordinals: [Int], _ body: (Segment, ArraySlice<Int>) throws -> Void) throws {
    let order = ordinals.indices.sorted { ordinals[$0] < ordinals[$1] }
    var rest = order[...]
    for segment in try reader.segments(.events) {
      if rest.isEmpty { return }
      let here = rest.prefix { ordinals[$0] < segment.rows.upperBound }
      if here.isEmpty { continue }
      try reader.checkCancellation()
      try body(segment, here)
      rest = rest.dropFirst(here.count)
    }
  }
}
