import CBytes

/// Decimal digits, eight at a time and whatever their number, for no processor guesses that.
enum Digits {
  /// The number that up to eight digits spell, and how many there are; eight bytes are readable.
  @inline(__always)
  static func upToEight(_ at: UnsafePointer<UInt8>) -> (value: Int64, count: Int) {
    let digits = word(at) ^ zeros
    let others = others(digits)
    let count = others == 0 ? 8 : others.trailingZeroBitCount &>> 3
    return (Int64(truncatingIfNeeded: number(first(count, of: digits))), count)
  }

  /// The number that all of `count` bytes, 1 to 16, spell, and whether they are digits; sixteen bytes
  /// are readable.
  @inline(__always)
  static func upToSixteen(
    _ at: UnsafePointer<UInt8>, count: Int
  ) -> (value: UInt64, areDigits: Bool) {
    let more = max(count, 8) &- 8
    let high = first(min(count, 8), of: word(at) ^ zeros)
    let low = first(more, of: word(at + 8) ^ zeros)
    let value =
      number(high) &* UInt64(bitPattern: cb_power_of_ten(more)) &+ number(low)
    return (value, others(high) | others(low) == 0)
  }

  /// The decimal number that all of `count` bytes, 1 to 8, spell as JSON does, without a sign or an
  /// exponent; nil where they are none. Eight bytes are readable.
  @inline(__always)
  static func decimal(_ at: UnsafePointer<UInt8>, count: Int) -> Double? {
    let text = word(at) & (UInt64.max &>> UInt64(64 &- 8 &* count))
    // The lowest bit is that of the first point.
    let others = text ^ 0x2E2E_2E2E_2E2E_2E2E
    let points = (others &- 0x0101_0101_0101_0101) & ~others & 0x8080_8080_8080_8080
    let point = points == 0 ? count : points.trailingZeroBitCount &>> 3
    let before: UInt64 = points == 0 ? .max : (1 &<< UInt64(8 &* point)) &- 1
    let joined = (text & before) | ((text &>> 8) & ~before)
    let all = points == 0 ? count : count &- 1
    let digits = first(all, of: joined ^ zeros)
    guard self.others(digits) == 0, point > 0, all > point || points == 0,
      text & 0xFF != 0x30 || point == 1
    else { return nil }
    // Both are exact, so that the quotient is rounded once: the nearest double.
    return Double(Int64(bitPattern: number(digits))) / Double(cb_power_of_ten(all &- point))
  }

  private static let zeros: UInt64 = 0x3030_3030_3030_3030

  /// Which of eight bytes are more than nine, as bits of theirs. What one of them carries over to those
  /// above it doesn't matter where the lowest is looked for.
  @inline(__always)
  private static func others(_ digits: UInt64) -> UInt64 {
    (digits | (digits &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080
  }

  /// The first of eight digits, with zeros before them in place of what follows.
  @inline(__always)
  private static func first(_ count: Int, of digits: UInt64) -> UInt64 {
    count == 0 ? 0 : digits &<< UInt64(64 &- 8 &* count)
  }

  /// Neighbours are joined to pairs, pairs to fours, fours to the number.
  @inline(__always)
  private static func number(_ digits: UInt64) -> UInt64 {
    let pairs = digits &* 10 &+ (digits &>> 8)
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    return
      ((pairs & mask) &* 0x000F_4240_0000_0064
      &+ ((pairs &>> 16) & mask) &* 0x0000_2710_0000_0001) &>> 32
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
