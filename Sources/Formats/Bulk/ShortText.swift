import Domain
import Foundation

/// Tells the short texts apart that most are: keys and values in a batch, past whose start sixteen
/// bytes can be read.
enum ShortText {
  @inline(__always)
  static func isSame(
    _ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>, count: Int
  ) -> Bool {
    if count > 32 { return memcmp(one, other, count) == 0 }
    // Two or four words that overlap.
    if count >= 8 {
      @inline(__always) func difference(_ at: Int) -> UInt64 { word(one + at) ^ word(other + at) }
      let last = count &- 8
      let ends = difference(0) | difference(last)
      if count <= 16 { return ends == 0 }
      return ends | difference(8) | difference(last &- 8) == 0
    }
    return (word(one) ^ word(other)) & ((1 &<< UInt64(8 &* count)) &- 1) == 0
  }

  @inline(__always)
  static func isSame(
    _ one: ByteRange, _ other: ByteRange, in base: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    one.count == other.count
      && isSame(base + one.lower, base + other.lower, count: Int(one.count))
  }

  /// What is all of a text of up to sixteen bytes: its bytes, zeros after them, and its length. Of a
  /// longer one a hash and its length.
  ///
  /// Made without a question of the length below sixteen, which no processor guesses.
  struct Key: BitwiseCopyable, Equatable {
    private let first: UInt64
    private let second: UInt64
    private let count: Int

    @inline(__always)
    init(_ text: UnsafePointer<UInt8>, count: Int) {
      self.count = count
      if count > 16 {
        first = ByteHash.of(text, count: count)
        second = 0
      } else {
        first = word(text) & Self.mask(min(count, 8))
        second = word(text + 8) & Self.mask(max(count, 8) &- 8)
      }
    }

    /// Of a word's eight bytes the first so many.
    @inline(__always)
    private static func mask(_ bytes: Int) -> UInt64 {
      bytes == 0 ? 0 : UInt64.max &>> UInt64(64 &- 8 &* bytes)
    }

    /// Whether texts with equal keys are equal.
    @inline(__always) var isAll: Bool { count <= 16 }

    @inline(__always) var hash: UInt64 {
      let (high, low) = (first ^ 0x9E37_79B9_7F4A_7C15)
        .multipliedFullWidth(by: second ^ UInt64(truncatingIfNeeded: count) ^ 0xD1B5_4A32_D192_ED03)
      return high ^ low
    }

    @inline(__always)
    static func == (left: Key, right: Key) -> Bool {
      (left.first ^ right.first) | (left.second ^ right.second) == 0 && left.count == right.count
    }
  }
}
