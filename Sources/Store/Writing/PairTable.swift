/// A hash table from (owner, number) to an ordinal, for what a writer must look up once a row: user
/// ids within an environment, session ids within a user. 16 bytes a slot, never more than two thirds
/// full.
struct PairTable {
  /// All of a slot lies together, so that a look-up costs one cache line.
  private struct Slot {
    var number: UInt64 = 0
    var owner: UInt32 = 0
    /// Ordinal + 1; 0 marks an empty slot.
    var ordinal: UInt32 = 0
  }

  private var slots: [Slot] = []
  private(set) var count = 0

  private static let together = 32

  @inline(__always)
  func ordinal(of number: UInt64, owner: Int) -> Int? {
    guard !slots.isEmpty else { return nil }
    let slot = slots[place(number, UInt32(truncatingIfNeeded: owner))]
    return slot.ordinal == 0 ? nil : Int(slot.ordinal) - 1
  }

  /// Looks up many pairs at once, so that the memory of one is fetched while others are: ordinals,
  /// -1 for a pair that has none.
  ///
  /// - Parameter pairs: As many numbers, each with its owner; a negative owner has no ordinal.
  func ordinals(
    of numbers: UnsafeBufferPointer<UInt64>, owners: UnsafeBufferPointer<Int32>,
    into ordinals: UnsafeMutableBufferPointer<Int32>
  ) {
    guard !slots.isEmpty else {
      ordinals.update(repeating: -1)
      return
    }
    slots.withUnsafeBufferPointer { slots in
      // Looking at the first slots of some before any is compared: a wrong guess of the processor
      // would throw away what it began to fetch.
      let mask = slots.count &- 1
      var next = 0
      while next < ordinals.count {
        let end = min(next &+ Self.together, ordinals.count)
        var touched: UInt32 = 0
        for index in next..<end {
          let start = Self.start(numbers[index], UInt32(bitPattern: owners[index]), in: slots)
          touched |= slots[start].ordinal | slots[(start &+ 3) & mask].ordinal
          ordinals[index] = -1
        }
        for index in next..<end where owners[index] >= 0 && touched != 0 {
          let owner = UInt32(bitPattern: owners[index])
          let place = Self.place(numbers[index], owner, in: slots)
          ordinals[index] = Int32(bitPattern: slots[place].ordinal) &- 1
        }
        next = end
      }
    }
  }

  /// Fetches the memory where pairs that have no ordinal in `ordinals` will be looked for one by one.
  ///
  /// - Returns: nothing of meaning: it depends on all that was fetched, or that would be left out.
  @inline(never)
  func touch(
    _ numbers: UnsafeBufferPointer<UInt64>, owners: UnsafeBufferPointer<Int32>,
    where ordinals: UnsafeMutableBufferPointer<Int32>
  ) -> UInt32 {
    guard !slots.isEmpty else { return 0 }
    return slots.withUnsafeBufferPointer { slots in
      let mask = slots.count &- 1
      var touched: UInt32 = 0
      for index in 0..<ordinals.count where ordinals[index] < 0 && owners[index] >= 0 {
        let start = Self.start(numbers[index], UInt32(bitPattern: owners[index]), in: slots)
        touched |= slots[start].ordinal | slots[(start &+ 3) & mask].ordinal
      }
      return touched
    }
  }

  /// Gives a pair an ordinal, whether or not it had one.
  mutating func set(_ number: UInt64, owner: Int, ordinal: Int) {
    if (count + 1) * 3 > slots.count * 2 { grow(to: max(16, slots.count * 2)) }
    let owner = UInt32(truncatingIfNeeded: owner)
    let place = place(number, owner)
    if slots[place].ordinal == 0 { count += 1 }
    slots[place] = Slot(number: number, owner: owner, ordinal: UInt32(ordinal + 1))
  }

  /// Takes over another table's pairs, which win over these.
  mutating func merge(_ other: PairTable) {
    for slot in other.slots where slot.ordinal != 0 {
      set(slot.number, owner: Int(slot.owner), ordinal: Int(slot.ordinal) - 1)
    }
  }

  /// The slot of a pair, or the empty one where it would go.
  @inline(__always)
  private func place(_ number: UInt64, _ owner: UInt32) -> Int {
    slots.withUnsafeBufferPointer { Self.place(number, owner, in: $0) }
  }

  @inline(__always)
  private static func place(
    _ number: UInt64, _ owner: UInt32, in slots: UnsafeBufferPointer<Slot>
  ) -> Int {
    let mask = slots.count &- 1
    var place = start(number, owner, in: slots)
    while true {
      let slot = slots[place]
      if slot.ordinal == 0 || (slot.number == number && slot.owner == owner) { return place }
      place = (place &+ 1) & mask
    }
  }

  /// The slot where the search for a pair begins.
  @inline(__always)
  private static func start(
    _ number: UInt64, _ owner: UInt32, in slots: UnsafeBufferPointer<Slot>
  ) -> Int {
    // Both halves of the product: numbers may differ in their highest bits alone, as doubles do.
    let (high, low) = (number ^ UInt64(owner) &* 0xC2B2_AE3D_27D4_EB4F)
      .multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: high ^ low) & (slots.count &- 1)
  }

  /// Makes room for so many pairs.
  mutating func reserve(_ pairs: Int) {
    var size = max(16, slots.count)
    while (pairs + 1) * 3 > size * 2 { size *= 2 }
    if size > slots.count { grow(to: size) }
  }

  private mutating func grow(to size: Int) {
    let old = slots
    slots = [Slot](repeating: Slot(), count: size)
    for slot in old where slot.ordinal != 0 { slots[place(slot.number, slot.owner)] = slot }
  }
}
