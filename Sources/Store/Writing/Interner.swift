import Domain

/// Gives each distinct byte string a small number, in order of first sight.
///
/// Open addressing over 64-bit hashes; the bytes lie end to end in one array and are compared, so
/// equal hashes do no harm.
package struct Interner {
  private var slots: [UInt32] = []
  private var hashes: [UInt64] = []
  private var ends: [Int] = [0]
  private var bytes: [UInt8] = []

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
      let code = Int(slots[slot]) - 1
      if hashes[code] == hash, matches(code, text) { return code }
      slot = (slot + 1) & mask
    }
    hashes.append(hash)
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    slots[slot] = UInt32(hashes.count)
    return hashes.count - 1
  }

  package mutating func code(of text: String) -> Int {
    var text = text
    return text.withUTF8 { code(of: $0) }
  }

  func text(_ code: Int) -> String {
    String(decoding: bytes[ends[code]..<ends[code + 1]], as: UTF8.self)
  }

  mutating func removeAll() {
    for index in slots.indices { slots[index] = 0 }
    hashes.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
    ends = [0]
  }

  private func matches(_ code: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = ends[code]
    guard ends[code + 1] - start == text.count else { return false }
    for index in 0..<text.count where bytes[start + index] != text[index] { return false }
    return true
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: max(16, slots.count * 2))
    let mask = slots.count - 1
    for (code, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(code + 1)
    }
  }
}
