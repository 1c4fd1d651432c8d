import Domain

/// The limits that let a row stay bulk. They count bytes where the rules count UTF-16 units, of
/// which a text never has more; a row that fails is looked at again, by the rules themselves.
enum BulkRules {
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
    let count = Int(range.count)
    guard count > 0, count <= 16, base[range.lower] != 0x30 || count == 1 else { return nil }
    var value: UInt64 = 0
    for at in range.lower..<range.upper {
      let digit = base[at] &- 0x30
      if digit > 9 { return nil }
      value = value &* 10 &+ UInt64(digit)
    }
    return value <= UserID.maximum ? value : nil
  }

  /// Whether a key equals one of the properties from `first` on.
  @inline(__always)
  static func isRepeated(
    _ base: UnsafeMutablePointer<UInt8>, _ key: ByteRange, _ hash: UInt64,
    in properties: borrowing GrowingBuffer<BulkProperty>, from first: Int
  ) -> Bool {
    for index in first..<properties.count where properties.base[index].keyHash == hash {
      let other = properties.base[index].key
      if other.count == key.count,
        UnsafeBufferPointer(start: base + key.lower, count: Int(key.count))
          .elementsEqual(UnsafeBufferPointer(start: base + other.lower, count: Int(key.count)))
      {
        return true
      }
    }
    return false
  }
}
