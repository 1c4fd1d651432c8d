/// Gives each distinct byte string a small number, in order of first sight.
///
/// Open addressing over 64-bit hashes; the bytes lie end to end in one array and are compared, so
/// equal hashes do no harm.
struct Interner {
  private var slots: [UInt32] = []
  private var hashes: [UInt64] = []
  private var ends: [Int] = [0]
  private var bytes: [UInt8] = []

  var count: Int { hashes.count }

  /// The number of a text; a new text gets the number `count`.
  mutating func code(of text: UnsafeBufferPointer<UInt8>) -> Int {
    let hash = ByteHash.hash(text)
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

  mutating func code(of text: String) -> Int {
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

/// A fast 64-bit hash of bytes, the same in every process: hashes of idempotency keys are stored.
package enum ByteHash {
  @inline(__always)
  package static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var state = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
    let raw = UnsafeRawBufferPointer(bytes)
    var position = 0
    while position + 8 <= raw.count {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      state = fold(state ^ word, 0xA076_1D64_78BD_642F)
      position += 8
    }
    var tail: UInt64 = 0
    var shift: UInt64 = 0
    while position < raw.count {
      tail |= UInt64(raw[position]) << shift
      shift += 8
      position += 1
    }
    return fold(state ^ tail, 0xE703_7ED1_A0B4_28DB) ^ fold(state, 0x8EBC_6AF0_9C88_C6E3)
  }

  package static func hash(_ text: String) -> UInt64 {
    var text = text
    return text.withUTF8 { hash($0) }
  }

  @inline(__always)
  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
