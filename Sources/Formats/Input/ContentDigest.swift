import CBytes

/// 128 bits that tell one file's bytes from another's, whatever it is called. Stored, so it must
/// never change; it guards against accidents, not against forgery.
///
/// Eight lanes take eight bytes each in turn; rounds are invertible, so no input is lost in a lane. A
/// round is one multiplication, which is all a processor begins in a cycle.
package struct ContentDigest: Sendable {
  private var lanes: SIMD8<UInt64> = [
    0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344, 0xA409_3822_299F_31D0, 0x082E_FA98_EC4E_6C89,
    0x4528_21E6_38D0_1377, 0xBE54_66CF_34E9_0C6C, 0xC0AC_29B7_C97C_50DD, 0x3F84_D5B5_B547_0917,
  ]
  private var length: UInt64 = 0
  /// Bytes that don't fill a block yet.
  private var rest: [UInt8] = []

  private static let block = 64
  private static let first: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let second: UInt64 = 0xC2B2_AE3D_27D4_EB4F

  package init() {}

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length &+= UInt64(bytes.count)
    var at = 0
    if !rest.isEmpty {
      at = min(Self.block - rest.count, bytes.count)
      rest.append(contentsOf: bytes[..<at])
      guard rest.count == Self.block else { return }
      rest.withUnsafeBytes { lanes = Self.mix($0, into: lanes) }
      rest.removeAll(keepingCapacity: true)
    }
    let whole = (bytes.count - at) / Self.block * Self.block
    lanes = Self.mix(UnsafeRawBufferPointer(rebasing: bytes[at..<at + whole]), into: lanes)
    rest.append(contentsOf: bytes[(at + whole)...])
  }

  /// 32 hexadecimal digits; more bytes may follow.
  package var text: String {
    var lanes = lanes
    if !rest.isEmpty {
      let padded = rest + [UInt8](repeating: 0, count: Self.block - rest.count)
      padded.withUnsafeBytes { lanes = Self.mix($0, into: lanes) }
    }
    var high = length &* Self.first
    var low = length ^ Self.second
    for lane in 0..<8 {
      high = Self.scatter(high ^ lanes[lane])
      low = Self.scatter(low &+ lanes[7 - lane] &* Self.second)
    }
    return Self.hexadecimal(high) + Self.hexadecimal(low)
  }

  /// `blocks` is a whole number of blocks.
  private static func mix(
    _ blocks: UnsafeRawBufferPointer, into lanes: SIMD8<UInt64>
  ) -> SIMD8<UInt64> {
    var (a, b, c, d) = (lanes[0], lanes[1], lanes[2], lanes[3])
    var (e, f, g, h) = (lanes[4], lanes[5], lanes[6], lanes[7])
    var at = 0
    while at < blocks.count {
      a = round(a, blocks, at)
      b = round(b, blocks, at + 8)
      c = round(c, blocks, at + 16)
      d = round(d, blocks, at + 24)
      e = round(e, blocks, at + 32)
      f = round(f, blocks, at + 40)
      g = round(g, blocks, at + 48)
      h = round(h, blocks, at + 56)
      at += block
    }
    return [a, b, c, d, e, f, g, h]
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
    let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    return cb_mixed(lane ^ word)
  }

  private static func scatter(_ word: UInt64) -> UInt64 {
    var word = (word ^ word >> 32) &* 0xD6E8_FEB8_6659_FD93
    word = (word ^ word >> 29) &* 0xA076_1D64_78BD_642F
    return word ^ word >> 32
  }

  private static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
