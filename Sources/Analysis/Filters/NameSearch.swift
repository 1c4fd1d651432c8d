import Domain

/// A word of a filter, looked for in names and ids.
struct NameSearch {
  private let pattern: TextPattern
  private let isNumber: Bool
  /// The word as bytes, in small letters unless case counts; nil where only texts can be compared.
  private let bytes: [UInt8]?

  init(_ pattern: TextPattern) {
    self.pattern = pattern
    isNumber = pattern.text.allSatisfy { $0.isASCII && $0.isNumber }
    // What makes one character of several, or several of one, is no matter of bytes.
    let isPlain = pattern.text.utf8.allSatisfy { 0x20..<0x7F ~= $0 }
    bytes = isPlain ? Array((pattern.isExact ? pattern.text : pattern.text.lowercased()).utf8) : nil
  }

  func matches(_ profile: Int, in population: Population) -> Bool {
    let isNamed =
      population.withIdentity(of: profile) { text in
        isContained(in: text) ?? pattern.isContained(in: String(decoding: text, as: UTF8.self))
      } ?? isContained(in: "User ", population.ids[profile])
    return isNamed
      || (isNumber
        && population.members(of: profile).contains { isContained(in: "", population.ids[$0]) })
  }

  /// The same of a number behind a word, without making a text of them.
  private func isContained(in word: StaticString, _ number: UInt64) -> Bool {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { buffer in
      var start = buffer.count
      var rest = number
      repeat {
        start -= 1
        buffer[start] = 0x30 + UInt8(rest % 10)
        rest /= 10
      } while rest > 0
      for byte in UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        .reversed()
      {
        start -= 1
        buffer[start] = byte
      }
      return isContained(in: UnsafeBufferPointer(rebasing: buffer[start...]))
    } ?? pattern.isContained(in: "\(word)\(number)")
  }

  /// Nil where bytes don't tell.
  private func isContained(in text: UnsafeBufferPointer<UInt8>) -> Bool? {
    guard let bytes else { return nil }
    var isASCII = true
    for byte in text where byte >= 0x80 { isASCII = false }
    guard isASCII else { return nil }
    guard let first = bytes.first else { return true }
    guard text.count >= bytes.count else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      for start in 0...(text.count - bytes.count) where folded(text[start]) == first {
        var length = 1
        while length < bytes.count, folded(text[start + length]) == bytes[length] { length += 1 }
        if length == bytes.count { return true }
      }
      return false
    }
  }

  @inline(__always)
  private func folded(_ byte: UInt8) -> UInt8 {
    !pattern.isExact && 0x41...0x5A ~= byte ? byte | 0x20 : byte
  }
}
