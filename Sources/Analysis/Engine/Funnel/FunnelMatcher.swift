import Store

/// Which steps of a funnel the events of a segment fit (R-F13).
struct FunnelMatcher {
  /// 1 for each event name that some step is about, else 0.
  private(set) var isWanted: [UInt8]
  /// The steps that every event of a name fits, as bits.
  private var stepsOf: [UInt32]
  private var conditions: [Condition] = []
  private var folds: [EventFilterFold] = []

  /// A step that events of a name, or of any, fit if they pass a filter.
  private struct Condition {
    var step: UInt32
    var name: UInt32?
    /// Index into `folds`.
    var fold: Int
  }

  init(_ steps: [EventSelector], _ reader: Reader) throws {
    let names = try reader.eventNames()
    let codes = Dictionary(names.enumerated().map { ($1, UInt32($0)) }) { first, _ in first }
    isWanted = [UInt8](repeating: 0, count: names.count)
    stepsOf = [UInt32](repeating: 0, count: names.count)
    var known: [EventFilter: Int] = [:]
    for (step, selector) in steps.enumerated() {
      let bit: UInt32 = 1 << UInt32(step)
      for choice in selector.choices {
        let name = choice.name.map { codes[$0] }
        if case .some(nil) = name { continue }
        let fitting = name?.map { Int($0)..<Int($0) + 1 } ?? names.indices
        for code in fitting { isWanted[code] = 1 }
        if choice.filter.isEmpty {
          for code in fitting { stepsOf[code] |= bit }
          continue
        }
        let fold = known[choice.filter] ?? folds.count
        if fold == folds.count { folds.append(try EventFilterFold(choice.filter, reader)) }
        known[choice.filter] = fold
        conditions.append(Condition(step: bit, name: name ?? nil, fold: fold))
      }
    }
  }

  /// The step of each name, where every event fits one at most; 0 for names that aren't wanted.
  var singleSteps: [UInt8]? {
    guard conditions.isEmpty, stepsOf.allSatisfy({ $0.nonzeroBitCount <= 1 }) else { return nil }
    return stepsOf.map { UInt8($0 == 0 ? 0 : $0.trailingZeroBitCount) }
  }

  /// The steps that some rows fit, as bits; 0 where none.
  mutating func masks(
    of segment: Segment, rows: ArraySlice<UInt16>, names: [UInt32]
  ) throws -> [UInt32] {
    var masks = rows.indices.map { stepsOf[Int(names[$0])] }
    if rows.isEmpty { return masks }
    for fold in folds.indices {
      let wanted = conditions.filter { condition in
        condition.fold == fold
          && (condition.name == nil || names[..<rows.endIndex].contains { $0 == condition.name })
      }
      if wanted.isEmpty { continue }
      let passes = try folds[fold].matches(in: segment)
      for condition in wanted {
        for place in rows.indices where passes[Int(rows[place])] {
          if condition.name == nil || condition.name == names[place] {
            masks[place] |= condition.step
          }
        }
      }
    }
    return masks
  }
}
