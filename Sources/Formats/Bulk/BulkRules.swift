import Domain

/// The limits that let a row stay bulk. They count bytes where the rules count UTF-16 units, of
/// which a text never has more; a row that fails is looked at again, by the rules themselves.
enum BulkRules {
  /// `UserID.maximum`, which would take a call to ask for.
  @inline(__always) static var largestID: UInt64 { 1 << 53 - 1 }
  static let longestEvent = Limits.eventName(.client)
  static let longestIdentity = Limits.identity(.client)
  static let longestKey = Limits.propertyKey(.client)
  static let longestValue = Limits.propertyValue
  static let longestIdempotencyKey = 255
  /// Properties of one event, beyond which comparing every pair of keys is no longer cheap.
  static let mostProperties = 200

  /// Whether a text that isn't empty may be nothing but white space, told by its first byte alone.
  @inline(__always)
  static func mayBeBlank(_ first: UInt8) -> Bool {
    // What can begin a white space character: controls, space, and these leading bytes.
    first <= 0x20 || first == 0xC2 || (first >= 0xE1 && first <= 0xE3)
  }

  /// Whether a text of 1 to `limit` bytes is there and not blank.
  @inline(__always)
  static func isGood(_ base: UnsafeMutablePointer<UInt8>, _ range: ByteRange, limit: Int) -> Bool {
    if range.isAbsent || Int(range.count) > limit { return false }
    return !mayBeBlank(base[range.lower]) || !isBlank(base, range)
  }

  @inline(never)
  private static func isBlank(_ base: UnsafeMutablePointer<UInt8>, _ range: ByteRange) -> Bool {
    String(
      decoding: UnsafeBufferPointer(start: base + range.lower, count: Int(range.count)),
      as: UTF8.self
    ).isBlank
  }

  @inline(__always)
  static func hash(_ base: UnsafeMutablePointer<UInt8>, _ range: ByteRange) -> UInt64 {
    ByteHash.of(base + range.lower, count: Int(range.count))
  }

  /// The key that a text which isn't empty stands for.
  @inline(__always)
  static func key(_ base: UnsafeMutablePointer<UInt8>, _ range: ByteRange) -> BulkKey {
    let number = decimal(base, range)
    return BulkKey(text: range, value: number ?? (hash(base, range) | 1 << 63))
  }

  /// The id that decimal digits without leading zeros spell; nil where they are none.
  @inline(__always)
  static func decimal(_ base: UnsafeMutablePointer<UInt8>, _ range: ByteRange) -> UInt64? {
    let (value, end) = digits(base, from: range.lower)
    if end == range.upper { return id(value, base, range) }
    // Past a text without its escapes anything may stand, more digits too.
    return end > range.upper ? slowDecimal(base, range) : nil
  }

  /// The id that the digits of `range` have as `value`, where they are one.
  @inline(__always)
  static func id(
    _ value: UInt64, _ base: UnsafeMutablePointer<UInt8>, _ range: ByteRange
  ) -> UInt64? {
    guard range.count > 0, range.count <= 16, value <= largestID,
      base[range.lower] != 0x30 || range.count == 1
    else { return nil }
    return value
  }

  /// The number that digits spell, meaningless past 16 of them, and the place after them.
  @inline(__always)
  static func digits(
    _ base: UnsafeMutablePointer<UInt8>, from start: Int
  ) -> (value: UInt64, end: Int) {
    var value: UInt64 = 0
    var at = start
    while let eight = eightDigits(base + at) {
      value = value &* 100_000_000 &+ eight
      at &+= 8
    }
    while true {
      let digit = base[at] &- 0x30
      if digit > 9 { return (value, at) }
      value = value &* 10 &+ UInt64(digit)
      at &+= 1
    }
  }

  /// Eight digits at once: neighbours are joined to pairs, pairs to fours, fours to the number.
  @inline(__always)
  private static func eightDigits(_ at: UnsafeMutablePointer<UInt8>) -> UInt64? {
    let word = UInt64(littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt64.self))
    let high: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
    let zeros: UInt64 = 0x3030_3030_3030_3030
    guard ((word & high) ^ zeros) | (((word &+ 0x0606_0606_0606_0606) & high) ^ zeros) == 0 else {
      return nil
    }
    let pairs = (word &- zeros) &* 10 &+ ((word &- zeros) >> 8)
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    return
      ((pairs & mask) &* 0x000F_4240_0000_0064
      &+ ((pairs >> 16) & mask) &* 0x0000_2710_0000_0001) >> 32
  }

  @inline(never)
  private static func slowDecimal(
    _ base: UnsafeMutablePointer<UInt8>, _ range: ByteRange
  ) -> UInt64? {
    UserID(decimal: UnsafeBufferPointer(start: base + range.lower, count: Int(range.count)))?
      .rawValue
  }

  /// Whether a key is one of the properties from `first` on.
  @inline(__always)
  static func isRepeated(
    _ key: UInt32, in properties: borrowing GrowingBuffer<BulkProperty>, from first: Int
  ) -> Bool {
    for index in first..<properties.count where properties.base[index].key == key { return true }
    return false
  }
}
