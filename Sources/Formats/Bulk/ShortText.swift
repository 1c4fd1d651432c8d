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

  /// The first and the last eight bytes of a text. They overlap in one of up to 16 bytes, so that with
  /// its length they tell all of it; of one shorter than eight there is no last word.
  struct Ends: BitwiseCopyable, Equatable {
    private let first: UInt64
    private let last: UInt64

    @inline(__always)
    init(_ text: UnsafePointer<UInt8>, count: Int) {
      let word = ShortText.word(text)
      first = count >= 8 ? word : word & ((1 &<< UInt64(8 &* count)) &- 1)
      last = count >= 8 ? ShortText.word(text + (count &- 8)) : 0
    }

    @inline(__always)
    static func == (left: Ends, right: Ends) -> Bool {
      left.first == right.first && left.last == right.last
    }
  }

  @inline(__always)
  private static func word(_ at: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt64.self))
  }
}
