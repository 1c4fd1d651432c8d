import Store

/// Finds the rows of one segment after another that some ``EventSelector``s mean (R-F13).
struct EventMatcher {
  private let reader: Reader
  /// 1 for each event name that some selector is about, else 0.
  private var isWanted: [UInt8]
  /// The selectors that every event of a name fits, as bits.
  private var selectorsOf: [UInt32]
  private var conditions: [Condition] = []
  private var folds: [EventFilterFold] = []
  /// The rows found, ascending: the first `count` of them.
  private(set) var rows = [UInt16](repeating: 0, count: SegmentKind.capacity)
  /// Parallel to `rows`: the codes of the names.
  private(set) var names = [UInt32](repeating: 0, count: SegmentKind.capacity)
  private(set) var count = 0

  /// A selector that events of a name, or of any, fit if they pass a filter.
  private struct Condition {
    var selector: UInt32
    var name: UInt32?
    /// Index into `folds`.
    var fold: Int
  }

  init(_ selectors: [EventSelector], _ reader: Reader) throws {
    self.reader = reader
    let names = try reader.eventNames()
    let codes = Dictionary(names.enumerated().map { ($1, UInt32($0)) }) { first, _ in first }
    isWanted = [UInt8](repeating: 0, count: names.count)
    selectorsOf = [UInt32](repeating: 0, count: names.count)
    var known: [EventFilter: Int] = [:]
    for (index, selector) in selectors.enumerated() {
      let bit: UInt32 = 1 << UInt32(index)
      for choice in selector.choices {
        let name = choice.name.map { codes[$0] }
        if case .some(nil) = name { continue }
        let fitting = name?.map { Int($0)..<Int($0) + 1 } ?? names.indices
        for code in fitting { isWanted[code] = 1 }
        if choice.filter.isEmpty {
          for code in fitting { selectorsOf[code] |= bit }
          continue
        }
        let fold = known[choice.filter] ?? folds.count
        if fold == folds.count { folds.append(try EventFilterFold(choice.filter, reader)) }
        known[choice.filter] = fold
        conditions.append(Condition(selector: bit, name: name ?? nil, fold: fold))
      }
    }
  }

  /// The selector that events of each name fit, where every event fits one at most; 0 for names that
  /// aren't wanted.
  var singleSelectors: [UInt8]? {
    guard conditions.isEmpty, selectorsOf.allSatisfy({ $0.nonzeroBitCount <= 1 }) else {
      return nil
    }
    return selectorsOf.map { UInt8($0 == 0 ? 0 : $0.trailingZeroBitCount) }
  }

  /// Finds the rows, within a range of them, of names that some selector is about.
  mutating func findCandidates(in segment: Segment, _ range: Range<Int>) throws {
    count = try reader.selectRows(
      of: segment, in: range, named: isWanted, rows: &rows, names: &names)
  }

  /// Finds the rows, within a range of them, that fit some selector.
  mutating func find(in segment: Segment, _ range: Range<Int>) throws {
    if selectorsOf.allSatisfy({ $0 != 0 }) {
      Self.fill(&rows, with: range)
      count = range.count
      return
    }
    try findCandidates(in: segment, range)
    if conditions.isEmpty { return }
    keep(where: try masks(of: segment).map { $0 == 0 ? 0 : 1 })
  }

  private static func fill(_ rows: inout [UInt16], with range: Range<Int>) {
    rows.withUnsafeMutableBufferPointer { rows in
      for place in 0..<range.count {
        rows[place] = UInt16(truncatingIfNeeded: range.lowerBound &+ place)
      }
    }
  }

  /// The selectors that the candidates fit, as bits; 0 where none.
  mutating func masks(of segment: Segment) throws -> [UInt32] {
    var masks = names[..<count].map { selectorsOf[Int($0)] }
    if count == 0 { return masks }
    for fold in folds.indices {
      let wanted = conditions.filter { condition in
        condition.fold == fold
          && (condition.name == nil || names[..<count].contains { $0 == condition.name })
      }
      if wanted.isEmpty { continue }
      let passes = try folds[fold].matches(in: segment)
      for condition in wanted {
        for place in 0..<count where passes[Int(rows[place])] {
          if condition.name == nil || condition.name == names[place] {
            masks[place] |= condition.selector
          }
        }
      }
    }
    return masks
  }

  /// Keeps the rows found for which `isKept`, by place among them, is not 0.
  mutating func keep(where isKept: [UInt8]) {
    var kept = 0
    for place in 0..<count {
      rows[kept] = rows[place]
      names[kept] = names[place]
      kept += Int(isKept[place])
    }
    count = kept
  }
}
