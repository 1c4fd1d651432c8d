import Foundation

/// Compares the short texts that most are: keys and values in a batch, past whose end eight bytes can
/// be read.
enum ShortText {
  @inline(__always)
  static func isSame(
    _ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>, count: Int
  ) -> Bool {
    if count > 16 { return memcmp(one, other, count) == 0 }
    // Two words that overlap.
    if count >= 8 {
      return word(one) == word(other) && word(one + (count &- 8)) == word(other + (count &- 8))
    }
    return (word(one) ^ word(other)) & ((1 &<< UInt64(8 &* count)) &- 1) == 0
  }

  @inline(__always)
  private static func word(_ at: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt64.self))
  }
}
