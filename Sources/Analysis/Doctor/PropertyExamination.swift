import Domain
import Store

/// Looks at the names of properties and at the types and lengths of their values.
///
/// What the headers of columns tell is enough for nearly all properties; only those that may have
/// something are then read value by value.
struct PropertyExamination {
  private let scope: DoctorScope

  init(_ scope: DoctorScope) {
    self.scope = scope
  }

  func findings() throws -> [Finding] {
    let keys = try scope.reader.propertyKeys()
    var found: [(property: Finding.Property, tally: Tally)] = []
    for (owner, kind) in [(Finding.Property.Owner.user, SegmentKind.writes), (.event, .events)] {
      for (key, tally) in try tallies(kind, keys) where tally.uses > 0 {
        found.append((Finding.Property(of: owner, keys[key]), tally))
      }
    }
    return [types(found), cut(found), names(found), alike(found)].compactMap(\.self)
  }

  // MARK: Reading

  /// What the values of one property are.
  private struct Tally {
    var strings = 0
    var numbers = 0
    var booleans = 0
    /// Texts that are as long as texts can be.
    var cut = 0
    /// The smallest value of each type.
    var smallest: [PropertyValue?] = [nil, nil, nil]

    var uses: Int { strings + numbers + booleans }

    mutating func add(_ value: PropertyValue, times: Int) {
      let type: Int
      switch value {
      case .string(let text):
        (type, strings) = (0, strings + times)
        if text.utf8.count >= Limits.propertyValue, text.utf16.count >= Limits.propertyValue {
          cut += times
        }
      case .number: (type, numbers) = (1, numbers + times)
      case .boolean: (type, booleans) = (2, booleans + times)
      }
      smallest[type] = smallest[type].map { min($0, value) } ?? value
    }
  }

  /// What the headers of all columns of a property tell.
  private struct Outline {
    var hasStrings = false
    var hasNumbers = false
    var hasBooleans = false
    var longest = 0

    mutating func add(_ column: PropertyOutline) {
      hasStrings = hasStrings || column.strings > 0
      hasNumbers = hasNumbers || column.numbers > 0
      hasBooleans = hasBooleans || column.hasBooleans
      longest = max(longest, column.longestText)
    }

    var isSuspect: Bool {
      [hasStrings, hasNumbers, hasBooleans].count { $0 } > 1 || longest >= Limits.propertyValue
    }
  }

  private func tallies(_ kind: SegmentKind, _ keys: [String]) throws -> [Int: Tally] {
    let segments = try scope.reader.segments(kind)
    var outlines: [Int: Outline] = [:]
    for segment in segments {
      try scope.reader.checkCancellation()
      for key in try scope.reader.propertyCodes(in: segment) {
        if let outline = try scope.reader.outline(of: .property(key), in: segment) {
          outlines[key, default: Outline()].add(outline)
        }
      }
    }
    let alike = Dictionary(grouping: outlines.keys) { keys[$0].foldedSpelling }
    let suspects = Set(
      outlines.keys.filter { key in
        outlines[key]?.isSuspect == true || Self.isAtLimit(keys[key])
          || alike[keys[key].foldedSpelling].map { $0.count > 1 } == true
      })
    var tallies: [Int: Tally] = [:]
    guard !suspects.isEmpty else { return tallies }
    for segment in segments {
      try scope.reader.checkCancellation()
      let here = suspects.intersection(try scope.reader.propertyCodes(in: segment))
      let isInside = here.isEmpty ? nil : try rowsInside(segment)
      for key in here {
        guard let column = try scope.reader.property(.property(key), of: segment) else { continue }
        for (value, times) in zip(column.values, Self.counts(column, isInside)) where times > 0 {
          tallies[key, default: Tally()].add(value, times: times)
        }
      }
    }
    return tallies
  }

  private static func isAtLimit(_ key: String) -> Bool {
    DoctorLimits.propertyNameLengths.contains(key.utf16.count)
  }

  /// By row; nil where all count.
  private func rowsInside(_ segment: Segment) throws -> [Bool]? {
    guard let isInside = scope.isInside else { return nil }
    var codes: [UInt32] = []
    var list: [UInt32] = []
    try scope.reader.integers(.user, of: segment, into: &codes)
    try scope.reader.integers(.userList, of: segment, into: &list)
    let users = list.map { isInside[Int($0)] }
    return codes.map { users[Int($0)] }
  }

  /// How often each value of a column occurs.
  private static func counts(_ column: PropertyColumn, _ isInside: [Bool]?) -> [Int] {
    var counts = [Int](repeating: 0, count: column.values.count)
    for place in column.rows.indices where isInside?[Int(column.rows[place])] ?? true {
      counts[Int(column.codes[place]) - 1] += 1
    }
    return counts
  }

  // MARK: Findings

  private typealias Found = (property: Finding.Property, tally: Tally)

  private static func order(_ property: Finding.Property) -> (Int, String) {
    (property.owner == .user ? 0 : 1, property.key)
  }

  private func types(_ found: [Found]) -> Finding? {
    func counts(_ tally: Tally) -> [Int] { [tally.strings, tally.numbers, tally.booleans] }
    func strays(_ tally: Tally) -> Int { tally.uses - (counts(tally).max() ?? 0) }
    let mixed = found.filter { strays($0.tally) > 0 }
    return scope.finding(
      .propertyTypes, mixed,
      by: { left, right in
        let strays = (strays(left.tally), strays(right.tally))
        return strays.0 == strays.1
          ? Self.order(left.property) < Self.order(right.property) : strays.0 > strays.1
      }
    ) { property, tally in
      let present = zip(counts(tally), tally.smallest).filter { $0.0 > 0 }
      let odd = present.min { $0.0 < $1.0 }?.1
      return Finding.Example(
        .types(
          property, strings: tally.strings, numbers: tally.numbers, booleans: tally.booleans,
          odd: odd ?? .boolean(false)))
    }
  }

  private func cut(_ found: [Found]) -> Finding? {
    scope.finding(
      .valuesCut, found.filter { $0.tally.cut > 0 },
      by: { left, right in
        left.tally.cut == right.tally.cut
          ? Self.order(left.property) < Self.order(right.property)
          : left.tally.cut > right.tally.cut
      }
    ) { Finding.Example(.cutValues($0.property, values: $0.tally.cut)) }
  }

  private func names(_ found: [Found]) -> Finding? {
    scope.finding(
      .propertyNameAtLimit, found.filter { Self.isAtLimit($0.property.key) },
      by: { Self.order($0.property) < Self.order($1.property) }
    ) { Finding.Example(.propertyName($0.property, uses: $0.tally.uses)) }
  }

  /// R-M4: `email` and `Email` are two properties.
  private func alike(_ found: [Found]) -> Finding? {
    let groups = Dictionary(grouping: found) {
      Finding.Property(of: $0.property.owner, $0.property.key.foldedSpelling)
    }
    .values.filter { $0.count > 1 }
    .map { group in
      group.sorted {
        (-$0.tally.uses, $0.property.key) < (-$1.tally.uses, $1.property.key)
      }
    }
    return scope.finding(
      .propertySpellings, groups,
      by: { Self.order($0[0].property) < Self.order($1[0].property) }
    ) { group in
      Finding.Example(
        .names(
          group[0].property.owner,
          group.map { Finding.NameUse($0.property.key, uses: $0.tally.uses) }))
    }
  }
}
