/// 128 bits that tell one file's bytes from another's, whatever it is called. Stored, so it must
/// never change; it guards against accidents, not against forgery.
///
/// Four lanes take eight bytes each in turn; rounds are invertible, so no input is lost in a lane.
package struct ContentDigest: Sendable {
  private var lanes: SIMD4<UInt64> = [
    0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344, 0xA409_3822_299F_31D0, 0x082E_FA98_EC4E_6C89,
  ]
  private var length: UInt64 = 0
  /// Bytes that don't fill a block yet.
  private var rest: [UInt8] = []

  private static let block = 32
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
    for lane in 0..<4 {
      high = Self.scatter(high ^ lanes[lane])
      low = Self.scatter(low &+ lanes[3 - lane] &* Self.second)
    }
    return Self.hexadecimal(high) + Self.hexadecimal(low)
  }

  /// `blocks` is a whole number of blocks.
  private static func mix(
    _ blocks: UnsafeRawBufferPointer, into lanes: SIMD4<UInt64>
  ) -> SIMD4<UInt64> {
    var (a, b, c, d) = (lanes[0], lanes[1], lanes[2], lanes[3])
    var at = 0
    while at < blocks.count {
      a = round(a, blocks, at)
      b = round(b, blocks, at + 8)
      c = round(c, blocks, at + 16)
      d = round(d, blocks, at + 24)
      at += block
    }
    return [a, b, c, d]
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
    let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    let sum = lane &+ word &* second
    return (sum << 31 | sum >> 33) &* first
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
