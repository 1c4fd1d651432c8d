import Domain
import Foundation

/// Gives each distinct byte string a small number, in order of first sight.
///
/// Open addressing over 64-bit hashes; the bytes lie end to end in one array and are compared, so
/// equal hashes do no harm.
package struct Interner {
  /// The upper half of a hash over a number + 1; 0 marks an empty slot.
  private var slots: [UInt64] = []
  private var hashes: [UInt64] = []
  private var ends: [Int] = [0]
  private var bytes: [UInt8] = []
  /// Numbers without a text.
  private var vacated: Set<Int> = []

  package init() {}

  package var count: Int { hashes.count }

  /// The number of a text; a new text gets the number `count`.
  package mutating func code(of text: UnsafeBufferPointer<UInt8>) -> Int {
    code(of: text, hash: ByteHash.of(text))
  }

  /// The same, given the ``ByteHash`` of the text.
  package mutating func code(of text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int {
    if (hashes.count + 1) * 2 > slots.count { grow() }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      if slots[slot] >> 32 == hash >> 32 {
        let code = Int(UInt32(truncatingIfNeeded: slots[slot])) - 1
        if matches(code, text) { return code }
      }
      slot = (slot + 1) & mask
    }
    hashes.append(hash)
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    slots[slot] = Self.slot(hash, number: hashes.count)
    return hashes.count - 1
  }

  private static func slot(_ hash: UInt64, number: Int) -> UInt64 {
    hash & ~0xFFFF_FFFF | UInt64(number)
  }

  package mutating func code(of text: String) -> Int {
    var text = text
    return text.withUTF8 { code(of: $0) }
  }

  /// Takes the next number without a text to find it by.
  mutating func addVacated() {
    vacated.insert(hashes.count)
    hashes.append(0)
    ends.append(bytes.count)
  }

  func text(_ code: Int) -> String {
    String(decoding: bytes[ends[code]..<ends[code + 1]], as: UTF8.self)
  }

  /// The texts from a code on.
  func texts(from first: Int) -> [Commit.NewText] {
    (first..<max(first, count)).map { Commit.NewText(code: $0, text: text($0)) }
  }

  func withText<Result>(
    _ code: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result {
    try bytes.withUnsafeBufferPointer {
      try body(UnsafeBufferPointer(rebasing: $0[ends[code]..<ends[code + 1]]))
    }
  }

  func hash(_ code: Int) -> UInt64 { hashes[code] }

  mutating func removeAll() {
    // A table that one text too many made large isn't cleared again and again.
    let isLarge = slots.count > 64 * (hashes.count + 64)
    slots = isLarge ? [] : [UInt64](repeating: 0, count: slots.count)
    hashes.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
    ends = [0]
    vacated = []
  }

  private func matches(_ code: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = ends[code]
    guard ends[code + 1] - start == text.count else { return false }
    guard let base = text.baseAddress else { return true }
    if 8...16 ~= text.count {
      // Two words that overlap: most texts are as short, and asking for a comparison takes longer.
      let (raw, last) = (UnsafeRawPointer(base), text.count - 8)
      return bytes.withUnsafeBytes { known in
        known.loadUnaligned(fromByteOffset: start, as: UInt64.self)
          == raw.loadUnaligned(as: UInt64.self)
          && known.loadUnaligned(fromByteOffset: start + last, as: UInt64.self)
            == raw.loadUnaligned(fromByteOffset: last, as: UInt64.self)
      }
    }
    return bytes.withUnsafeBufferPointer { known in
      known.baseAddress.map { memcmp($0 + start, base, text.count) == 0 } ?? true
    }
  }

  private mutating func grow() {
    var size = max(16, slots.count * 2)
    while size < (hashes.count + 1) * 2 { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
    let mask = slots.count - 1
    for (code, hash) in hashes.enumerated() where !vacated.contains(code) {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = Self.slot(hash, number: code + 1)
    }
  }
}
