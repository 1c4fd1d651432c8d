import Store

/// Applies a filter to the events of one segment after the other. Each comparison is made once for
/// every distinct value of a segment; rows are then told by the codes of their values.
struct EventFilterFold {
  private let root: FilterNode<PropertyTest>
  private let reader: Reader
  /// The codes of the keys that the filter names.
  private let codes: [String: Int]

  init(_ filter: EventFilter, _ reader: Reader) throws {
    root = filter.root
    self.reader = reader
    let keys = Set(root.tests.map(\.key))
    codes =
      keys.isEmpty
      ? [:]
      : try reader.propertyKeys().enumerated().reduce(into: [:]) { codes, item in
        if keys.contains(item.element) { codes[item.element] = item.offset }
      }
  }

  /// Whether each row of a segment passes.
  mutating func matches(in segment: Segment) throws -> [Bool] {
    try reader.checkCancellation()
    var columns: [String: PropertyColumn] = [:]
    for (key, code) in codes {
      columns[key] = try reader.property(.property(code), of: segment)
    }
    return root.rows(segment.count) { test in
      var rows = [Bool](
        repeating: test.test.matches(nil, now: 0), count: segment.count)
      if let column = columns[test.key] {
        let results = column.values.map { test.test.matches($0, now: 0) }
        for (row, code) in zip(column.rows, column.codes) {
          rows[Int(row)] = results[Int(code) - 1]
        }
      }
      return rows
    }
  }
}

extension FilterNode {
  /// Whether it holds for each of `count` things, given the same of its tests.
  func rows(_ count: Int, _ test: (Test) throws -> [Bool]) rethrows -> [Bool] {
    switch self {
    case .test(let one): return try test(one)
    case .not(let node): return try node.rows(count, test).map { !$0 }
    case .all(let nodes):
      return try nodes.combined(count, test, neutral: true) { $0 && $1 }
    case .any(let nodes):
      return try nodes.combined(count, test, neutral: false) { $0 || $1 }
    }
  }
}

extension [Bool] {
  /// Joins with another array of the same length, place by place.
  mutating func combine(_ other: [Bool], _ join: (Bool, Bool) -> Bool) {
    for index in indices { self[index] = join(self[index], other[index]) }
  }
}

extension Array {
  fileprivate func combined<Test>(
    _ count: Int, _ test: (Test) throws -> [Bool], neutral: Bool, _ join: (Bool, Bool) -> Bool
  ) rethrows -> [Bool] where Element == FilterNode<Test> {
    guard var rows = try first?.rows(count, test) else {
      return [Bool](repeating: neutral, count: count)
    }
    for node in dropFirst() { rows.combine(try node.rows(count, test), join) }
    return rows
  }
}
