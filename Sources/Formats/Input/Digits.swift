import CBytes

/// Decimal digits, eight at a time and whatever their number, for no processor guesses that.
enum Digits {
  /// The number that up to eight digits spell, and how many there are; eight bytes are readable.
  @inline(__always)
  static func upToEight(_ at: UnsafePointer<UInt8>) -> (value: Int64, count: Int) {
    let word = UInt64(littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt64.self))
    let high: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
    let zeros: UInt64 = 0x3030_3030_3030_3030
    // Adding 6 to a digit doesn't reach the next sixteen. What a byte past the first that is no digit
    // carries over doesn't matter.
    let others = ((word & high) ^ zeros) | (((word &+ 0x0606_0606_0606_0606) & high) ^ zeros)
    let count = others == 0 ? 8 : others.trailingZeroBitCount &>> 3
    // Zeros before the first digit, in place of what follows the last.
    let digits = count == 0 ? 0 : (word ^ zeros) &<< UInt64(64 &- 8 &* count)
    // Neighbours are joined to pairs, pairs to fours, fours to the number.
    let pairs = digits &* 10 &+ (digits &>> 8)
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    let value =
      ((pairs & mask) &* 0x000F_4240_0000_0064
        &+ ((pairs &>> 16) & mask) &* 0x0000_2710_0000_0001) &>> 32
    return (Int64(truncatingIfNeeded: value), count)
  }

  /// The number that any number of digits spell, meaningless past 18 of them, and how many there are.
  @inline(__always)
  static func all(_ start: UnsafePointer<UInt8>) -> (value: Int64, count: Int) {
    let (value, count) = upToEight(start)
    return count < 8 ? (value, count) : more(value, start + 8)
  }

  @inline(__always)
  private static func more(
    _ first: Int64, _ start: UnsafePointer<UInt8>
  ) -> (value: Int64, count: Int) {
    var (value, count) = (first, 8)
    var next: (value: Int64, count: Int)
    repeat {
      next = upToEight(start + (count &- 8))
      value = value &* cb_power_of_ten(next.count) &+ next.value
      count &+= next.count
    } while next.count == 8
    return (value, count)
  }
}
