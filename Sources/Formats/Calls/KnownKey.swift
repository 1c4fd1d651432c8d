import Foundation

/// A key of an object as it stands in the text, from its quote to what follows the colon, so that the
/// same bytes can be recognised at a glance.
struct KnownKey: BitwiseCopyable {
  private let start: UnsafeMutablePointer<UInt8>
  private let count: Int

  /// The key that was just read; nil where more than the key and a colon stands there.
  init?(_ scanner: JSONScanner, from start: Int, key: ByteRange) {
    // Escapes and white space are left to the scanner.
    guard key.lower == start + 1, scanner.position == key.upper + 2 else { return nil }
    self.start = scanner.base + start
    count = scanner.position - start
  }

  @inline(__always)
  func stands(at place: UnsafeMutablePointer<UInt8>) -> Bool {
    ShortText.isSame(place, start, count: count)
  }

  /// How many bytes it takes.
  var length: Int { count }
}

extension JSONScanner {
  /// Takes a key that is known, with its colon, if it comes next.
  @inline(__always)
  mutating func take(_ key: KnownKey) -> Bool {
    guard position &+ key.length <= end, key.stands(at: base + position) else { return false }
    position &+= key.length
    skipSpace()
    return true
  }
}

/// Lets a few bytes be compared with a literal.
func ~= (text: StaticString, bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  bytes.count == text.utf8CodeUnitCount
    && memcmp(bytes.baseAddress ?? text.utf8Start, text.utf8Start, bytes.count) == 0
}
