/// Whether bytes are UTF-8 (RFC 3629).
enum UTF8Check {
  /// The length of the well-formed sequence of several bytes at `at`; nil where there is none.
  static func length(of at: UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>) -> Int? {
    let first = at[0]
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first <= 0xF4, at + length <= end else { return nil }
    let second = at[1]
    // Not too long a form, no surrogate, nothing past U+10FFFF.
    let range: ClosedRange<UInt8> =
      switch first {
      case 0xE0: 0xA0...0xBF
      case 0xED: 0x80...0x9F
      case 0xF0: 0x90...0xBF
      case 0xF4: 0x80...0x8F
      default: 0x80...0xBF
      }
    guard range.contains(second) else { return nil }
    for offset in 2..<max(length, 2) where at[offset] & 0xC0 != 0x80 { return nil }
    return length
  }

  /// Where bytes stop being UTF-8; nil where they never do.
  static func firstProblem(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    var at = 0
    while at < bytes.count {
      if at + 8 <= bytes.count,
        UnsafeRawPointer(base + at).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        at += 8
      } else if base[at] < 0x80 {
        at += 1
      } else if let length = length(of: base + at, before: base + bytes.count) {
        at += length
      } else {
        return at
      }
    }
    return nil
  }
}
