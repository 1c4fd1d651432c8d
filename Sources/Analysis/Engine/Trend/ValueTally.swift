import Domain

/// Values of a property with how often they occur, of which the most frequent are wanted.
///
/// Exact for any number of distinct values, in bounded memory: where there are more than `capacity`
/// of them, they are counted in turns. A turn takes the values whose hash leaves a certain remainder,
/// so every value is counted whole in one turn, and the most frequent of all are among the most
/// frequent of each turn. A turn that is still too large is split in two.
package struct ValueTally {
  /// Most frequent first, of equally frequent ones in order of value; at most as many as asked for.
  package private(set) var top: [ValueCount] = []
  package private(set) var distinct = 0
  /// How often there is a text, a number and a boolean.
  package private(set) var strings = 0
  package private(set) var numbers = 0
  package private(set) var booleans = 0

  /// Takes values with counts, a value any number of times; false says that it needs no more.
  package typealias Sink = (_ values: [PropertyValue], _ counts: [Int]) -> Bool

  /// - Parameters:
  ///   - limit: how many of the most frequent values are kept.
  ///   - foldsAlike: whether values that are written alike are one, as in groups (R-T3).
  ///   - scan: hands all values to a sink; called once a turn, with the same values each time.
  package init(
    _ limit: Int, foldsAlike: Bool, capacity: Int, _ scan: (Sink) throws -> Void
  ) rethrows {
    var turns = [(modulus: 1, remainder: 0)]
    while let turn = turns.popLast() {
      var counts: [PropertyValue: Int] = [:]
      var isFull = false
      try scan { values, times in
        for (value, count) in zip(values, times) where count > 0 {
          let key = foldsAlike ? .string(value.text) : value
          if turn.modulus > 1, Self.remainder(key, turn.modulus) != turn.remainder { continue }
          counts[key, default: 0] += count
        }
        isFull = counts.count > capacity && turn.modulus < 1 << 20
        return !isFull
      }
      if isFull {
        turns.append((2 * turn.modulus, turn.remainder))
        turns.append((2 * turn.modulus, turn.remainder + turn.modulus))
      } else {
        take(counts, limit)
      }
    }
  }

  private static func remainder(_ value: PropertyValue, _ modulus: Int) -> Int {
    Int(UInt(bitPattern: value.hashValue) % UInt(modulus))
  }

  private mutating func take(_ counts: [PropertyValue: Int], _ limit: Int) {
    distinct += counts.count
    for (value, count) in counts {
      switch value {
      case .string: strings += count
      case .number: numbers += count
      case .boolean: booleans += count
      }
    }
    top = (top + counts.map { ValueCount(value: $0.key, count: $0.value) })
      .smallest(limit) { (-$0.count, $0.value) < (-$1.count, $1.value) }
  }
}
