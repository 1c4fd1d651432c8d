import Domain

/// Draws from one stream of random numbers.
///
/// Only whole-number and exactly rounded arithmetic: the same seed gives the same shop on every
/// machine and with every library.
struct Draw: Sendable {
  private var source: SeededGenerator

  /// A stream of its own for one person: what one does never shifts what another does.
  init(seed: UInt64, stream: Int) {
    var mixer = SeededGenerator(seed: seed)
    source = SeededGenerator(seed: mixer.next() ^ (UInt64(stream) &* 0xD134_2543_DE82_EF95))
  }

  mutating func bits() -> UInt64 { source.next() }

  /// From 0 up to but not including 1.
  mutating func fraction() -> Double { Double(bits() >> 11) * 0x1p-53 }

  mutating func chance(_ probability: Double) -> Bool { fraction() < probability }

  mutating func int(_ range: ClosedRange<Int>) -> Int {
    let count = UInt64(range.upperBound - range.lowerBound + 1)
    return range.lowerBound + Int(bits().multipliedFullWidth(by: count).high)
  }

  /// - Precondition: `items` is not empty.
  mutating func pick<Item>(_ items: [Item]) -> Item { items[int(0...items.count - 1)] }

  /// One of the items, each as often as its weight says.
  ///
  /// - Precondition: `items` is not empty.
  mutating func pick<Item>(weighted items: [(item: Item, weight: Int)]) -> Item {
    var left = int(0...items.reduce(-1) { $0 + $1.weight })
    for (item, weight) in items {
      left -= weight
      if left < 0 { return item }
    }
    return items[items.count - 1].item
  }

  /// Mostly near 1, seldom many times that: the long tail of heavy users. At most `limit`.
  mutating func longTail(limit: Double) -> Double {
    min(limit, 0.5 / (1 - fraction() * 0.98))
  }
}
