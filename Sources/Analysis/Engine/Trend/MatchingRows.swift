import Store

/// The rows of one segment after another that an ``EventSelector`` means.
struct MatchingRows {
  private let reader: Reader
  /// By event name: 1 where events of that name match whatever properties they have.
  private var wanted: [UInt8]
  private var isEverything = false
  private var conditional: [(name: UInt32?, filter: EventFilterFold)] = []
  private var names: [UInt32] = []
  /// The rows found, ascending: the first `count` of them.
  private(set) var rows = [UInt32](repeating: 0, count: SegmentKind.capacity)
  private(set) var count = 0

  init(_ selector: EventSelector, _ reader: Reader) throws {
    self.reader = reader
    let known = try reader.eventNames()
    wanted = [UInt8](repeating: 0, count: known.count)
    for choice in selector.choices {
      let code = choice.name.flatMap { known.firstIndex(of: $0) }
      if choice.name != nil, code == nil { continue }
      if !choice.filter.isEmpty {
        let fold = try EventFilterFold(choice.filter, reader)
        conditional.append((code.map { UInt32($0) }, fold))
      } else if let code {
        wanted[code] = 1
      } else {
        isEverything = true
      }
    }
  }

  /// Finds the matching rows of a segment within a range of rows.
  mutating func find(in segment: Segment, _ range: Range<Int>) throws {
    if isEverything {
      Self.fill(&rows, with: range)
      count = range.count
      return
    }
    try reader.integers(.name, of: segment, into: &names)
    if conditional.isEmpty {
      count = Self.collect(range, of: names, where: wanted, into: &rows)
    } else {
      try findConditional(in: segment, range)
    }
  }

  private mutating func findConditional(in segment: Segment, _ range: Range<Int>) throws {
    var passes = names.map { wanted[Int($0)] != 0 }
    for index in conditional.indices {
      let name = conditional[index].name
      if let name, !names.contains(name) { continue }
      let matches = try conditional[index].filter.matches(in: segment)
      for row in range where matches[row] && (name == nil || names[row] == name) {
        passes[row] = true
      }
    }
    count = 0
    for row in range where passes[row] {
      rows[count] = UInt32(row)
      count += 1
    }
  }

  /// Keeps the rows found for which `isKept`, given the place of the row among them, is not 0.
  mutating func keep(where isKept: [UInt8]) {
    var kept = 0
    for place in 0..<count {
      rows[kept] = rows[place]
      kept += Int(isKept[place])
    }
    count = kept
  }

  private static func fill(_ rows: inout [UInt32], with range: Range<Int>) {
    rows.withUnsafeMutableBufferPointer { rows in
      for place in 0..<range.count {
        rows[place] = UInt32(truncatingIfNeeded: range.lowerBound &+ place)
      }
    }
  }

  /// Without a branch on the name: which events match is anybody's guess, and guessing wrong costs
  /// more than a store that is written over.
  private static func collect(
    _ range: Range<Int>, of names: [UInt32], where wanted: [UInt8], into rows: inout [UInt32]
  ) -> Int {
    names.withUnsafeBufferPointer { names in
      wanted.withUnsafeBufferPointer { wanted in
        rows.withUnsafeMutableBufferPointer { rows in
          var count = 0
          for row in range {
            rows[count] = UInt32(truncatingIfNeeded: row)
            count &+= Int(wanted[Int(names[row])])
          }
          return count
        }
      }
    }
  }
}
