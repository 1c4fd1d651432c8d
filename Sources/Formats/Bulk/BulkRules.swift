import Domain

/// The limits that let a row stay bulk. They count bytes where the rules count UTF-16 units, of
/// which a text never has more; a row that fails is looked at again, by the rules themselves.
enum BulkRules {
  /// `UserID.maximum`, which would take a call to ask for.
  @inline(__always) static var largestID: UInt64 { 1 << 53 - 1 }
  // Those of ``Limits``, which would take a call or a lock to ask for.
  @inline(__always) static var longestEvent: Int { 255 }
  @inline(__always) static var longestIdentity: Int { 254 }
  @inline(__always) static var longestKey: Int { 511 }
  @inline(__always) static var longestValue: Int { 1023 }
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

  /// The key that a text which isn't empty stands for.
  @inline(__always)
  static func key(_ base: UnsafeMutablePointer<UInt8>, _ range: ByteRange) -> BulkKey {
    let number = id(base, range)
    return BulkKey(text: range, value: number ?? hash(base, range))
  }

  @inline(never)
  private static func hash(_ base: UnsafeMutablePointer<UInt8>, _ range: ByteRange) -> UInt64 {
    ByteHash.of(base + range.lower, count: Int(range.count)) | 1 << 63
  }

  /// The id that decimal digits without leading zeros spell; nil where they are none.
  @inline(__always)
  static func id(_ base: UnsafeMutablePointer<UInt8>, _ range: ByteRange) -> UInt64? {
    guard range.count &- 1 < 16 else { return nil }
    let (value, areDigits) = Digits.upToSixteen(base + range.lower, count: Int(range.count))
    return areDigits ? id(value, base, range) : nil
  }

  /// The same of digits that spell `value`, meaningless past 16 of them.
  @inline(__always)
  static func id(
    _ value: UInt64, _ base: UnsafeMutablePointer<UInt8>, _ range: ByteRange
  ) -> UInt64? {
    guard range.count &- 1 < 16, value <= largestID,
      base[range.lower] != 0x30 || range.count == 1
    else { return nil }
    return value
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
