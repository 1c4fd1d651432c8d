import CBytes
import Domain
import Testing

/// What is told of many bytes at once is what a loop over them tells.
@Suite("Many bytes at once")
struct ByteMaskTests {
  private static let telling: [UInt8] = [
    0, 1, 0x0A, 0x1F, 0x20, 0x22, 0x2C, 0x5C, 0x7F, 0x80, 0xFF,
  ]

  private static func bytes(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in
      Bool.random(using: &random)
        ? telling.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
    }
  }

  @Test("masks have a bit for each byte of a kind", arguments: 0..<4)
  func masks(seed: UInt64) {
    var random = SeededGenerator(seed: seed &+ 900)
    for _ in 0..<500 {
      let bytes = Self.bytes(64, &random)
      let either = cb_either64(bytes, 0x2C, 0x0A)
      let special = cb_json_special16(bytes)
      for (place, byte) in bytes.enumerated() {
        #expect((either >> UInt64(place) & 1 == 1) == (byte == 0x2C || byte == 0x0A))
        guard place < 16 else { continue }
        let isSpecial = byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5C
        #expect((special >> UInt32(place) & 1 == 1) == isSpecial)
      }
    }
  }

  @Test("texts are plain where no byte is zero or beyond ASCII, wherever it stands")
  func plain() {
    for count in 0..<70 {
      var bytes = [UInt8](repeating: 0x7F, count: count)
      #expect(cb_is_plain(bytes, count))
      for place in 0..<count {
        for odd: UInt8 in [0, 0x80, 0xFF] {
          bytes[place] = odd
          #expect(!cb_is_plain(bytes, count))
        }
        bytes[place] = 1
      }
    }
  }

  @Test("the next number of a kind is found from any place on", arguments: [0, 1, 511, 512, 1500])
  func next(count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    let numbers = (0..<count).map { _ in UInt16.random(in: 0..<40, using: &random) }
    for from in [0, 1, 2, count / 2, max(0, count - 1), count] {
      for wanted: UInt16 in [0, 7, 39, 40] {
        let place = numbers.indices.dropFirst(from).first { numbers[$0] == wanted } ?? count
        #expect(cb_next16(numbers, from, count, wanted) == max(place, min(from, count)))
        let wide = numbers.map { UInt64($0) << 40 | 1 }
        #expect(
          cb_next64(wide, from, count, UInt64(wanted) << 40 | 1) == max(place, min(from, count)))
      }
    }
  }
}
