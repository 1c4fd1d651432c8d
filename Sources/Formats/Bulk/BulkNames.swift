import Domain

/// An event name or property key that occurs in a batch.
package struct BulkName: Sendable, BitwiseCopyable {
  package var text: ByteRange
  /// ``ByteHash`` of the text.
  package var hash: UInt64
}

/// The event names and property keys of a batch, each distinct one once: rows hold their numbers, and
/// whoever stores the rows looks up each name once a batch and not once a row.
struct BulkNames {
  private(set) var names = GrowingBuffer<BulkName>(capacity: 256)
  /// Parallel to them.
  private var texts = GrowingBuffer<ShortText.Key>(capacity: 256)
  /// Numbers + 1 by hash, open addressing; 0 marks an empty slot.
  private var slots = GrowingBuffer<UInt32>(capacity: 1024)

  init() { clear() }

  mutating func clear() {
    names.truncate(to: 0)
    texts.truncate(to: 0)
    makeSlots(1024)
  }

  func deallocate() {
    names.deallocate()
    texts.deallocate()
    slots.deallocate()
  }

  var count: Int { names.count }

  /// Forgets the names past the first `count`.
  mutating func truncate(to count: Int) {
    names.truncate(to: count)
    texts.truncate(to: count)
    fill(slots.count)
  }

  /// The number of a name; `range` has to hold as long as the batch does.
  @inline(__always)
  mutating func number(of range: ByteRange, in base: UnsafeMutablePointer<UInt8>) -> UInt32 {
    let text = ShortText.Key(base + range.lower, count: Int(range.count))
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: text.hash) & mask
    while true {
      let number = slots.base[slot]
      if number == 0 { return add(range, text, at: slot, in: base) }
      let known = Int(number) &- 1
      if texts.base[known] == text,
        text.isAll || ShortText.isSame(names.base[known].text, range, in: base)
      {
        return number &- 1
      }
      slot = (slot &+ 1) & mask
    }
  }

  @inline(never)
  private mutating func add(
    _ range: ByteRange, _ text: ShortText.Key, at slot: Int,
    in base: UnsafeMutablePointer<UInt8>
  ) -> UInt32 {
    let hash = ByteHash.of(base + range.lower, count: Int(range.count))
    names.append(BulkName(text: range, hash: hash))
    texts.append(text)
    slots.base[slot] = UInt32(names.count)
    if names.count * 2 > slots.count { fill(slots.count * 2) }
    return UInt32(names.count - 1)
  }

  /// Finds a slot, of so many, for each name.
  private mutating func fill(_ count: Int) {
    makeSlots(count)
    let mask = count - 1
    for index in 0..<names.count {
      var slot = Int(truncatingIfNeeded: texts.base[index].hash) & mask
      while slots.base[slot] != 0 { slot = (slot + 1) & mask }
      slots.base[slot] = UInt32(index + 1)
    }
  }

  private mutating func makeSlots(_ count: Int) {
    slots.fill(count, with: 0)
  }
}
