/// A fast 64-bit hash of bytes. Hashes of idempotency keys are stored, so it must never change. Not
/// for adversaries: tables that use it compare the bytes as well.
///
/// Public as ``ValueBits`` is, to be inlined.
public enum ByteHash {
  /// The hash of some bytes.
  @inlinable @inline(__always)
  public static func of(_ bytes: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    if count > 16 { return long(bytes, count: count) }
    var low: UInt64
    var high: UInt64 = 0
    if count >= 8 {
      low = load64(bytes)
      high = load64(bytes + (count - 8))
    } else if count >= 4 {
      low = load32(bytes) | load32(bytes + (count - 4)) << 32
    } else if count > 0 {
      low = UInt64(bytes[0]) | UInt64(bytes[count >> 1]) << 8 | UInt64(bytes[count - 1]) << 16
    } else {
      low = 0
    }
    low ^= 0x9E37_79B9_7F4A_7C15
    return fold(low, high ^ UInt64(count) ^ 0xD1B5_4A32_D192_ED03)
  }

  /// The hash of all bytes of a buffer.
  public static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let base = bytes.baseAddress else {
      return fold(0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03)
    }
    return of(base, count: bytes.count)
  }

  @usableFromInline
  static func long(_ bytes: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    var state = UInt64(count) ^ 0xD1B5_4A32_D192_ED03
    var at = 0
    while at + 16 < count {
      state = fold(load64(bytes + at) ^ 0x9E37_79B9_7F4A_7C15, load64(bytes + at + 8) ^ state)
      at += 16
    }
    return fold(
      load64(bytes + (count - 16)) ^ 0x9E37_79B9_7F4A_7C15, load64(bytes + (count - 8)) ^ state)
  }

  /// Both halves of a full product, so that every input bit reaches every output bit.
  @inlinable @inline(__always)
  static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (high, low) = left.multipliedFullWidth(by: right)
    return high ^ low
  }

  @inlinable @inline(__always)
  static func load64(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self)
  }

  @inlinable @inline(__always)
  static func load32(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(UnsafeRawPointer(bytes).loadUnaligned(as: UInt32.self))
  }
}
