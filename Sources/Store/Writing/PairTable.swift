/// A hash table from (owner, number) to an ordinal, for what a writer must look up once a row: user
/// ids within an environment, session ids within a user. 16 bytes a slot, never more than half full.
struct PairTable {
  private var numbers: [UInt64] = []
  private var owners: [UInt32] = []
  /// Ordinal + 1; 0 marks an empty slot.
  private var ordinals: [UInt32] = []
  private(set) var count = 0

  func ordinal(of number: UInt64, owner: Int) -> Int? {
    guard !ordinals.isEmpty else { return nil }
    let owner = UInt32(truncatingIfNeeded: owner)
    let mask = ordinals.count - 1
    var slot = Self.slot(number, owner, mask)
    while ordinals[slot] != 0 {
      if numbers[slot] == number, owners[slot] == owner { return Int(ordinals[slot]) - 1 }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Adds a pair that is not in the table yet.
  mutating func insert(_ number: UInt64, owner: Int, ordinal: Int) {
    if (count + 1) * 2 > ordinals.count { grow() }
    put(number, UInt32(truncatingIfNeeded: owner), UInt32(ordinal + 1))
    count += 1
  }

  /// Gives a pair that is in the table another ordinal.
  mutating func replace(_ number: UInt64, owner: Int, ordinal: Int) {
    let owner = UInt32(truncatingIfNeeded: owner)
    let mask = ordinals.count - 1
    var slot = Self.slot(number, owner, mask)
    while numbers[slot] != number || owners[slot] != owner { slot = (slot + 1) & mask }
    ordinals[slot] = UInt32(ordinal + 1)
  }

  private mutating func put(_ number: UInt64, _ owner: UInt32, _ ordinal: UInt32) {
    let mask = ordinals.count - 1
    var slot = Self.slot(number, owner, mask)
    while ordinals[slot] != 0 { slot = (slot + 1) & mask }
    numbers[slot] = number
    owners[slot] = owner
    ordinals[slot] = ordinal
  }

  private mutating func grow() {
    let old = (numbers, owners, ordinals)
    let size = max(16, ordinals.count * 2)
    numbers = [UInt64](repeating: 0, count: size)
    owners = [UInt32](repeating: 0, count: size)
    ordinals = [UInt32](repeating: 0, count: size)
    for index in old.2.indices where old.2[index] != 0 {
      put(old.0[index], old.1[index], old.2[index])
    }
  }

  @inline(__always)
  private static func slot(_ number: UInt64, _ owner: UInt32, _ mask: Int) -> Int {
    let mixed = (number ^ UInt64(owner) &* 0xC2B2_AE3D_27D4_EB4F) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 24) & mask
  }
}
