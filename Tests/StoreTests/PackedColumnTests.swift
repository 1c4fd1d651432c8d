import Domain
import Testing

@testable import Store

@Suite("Packed columns of integers")
struct PackedColumnTests {
  private static let spans: [[Int64]] = [
    [], [0], [7, 7, 7], [-1, 0], [0, 255], [0, 256], [-5, 65530], [0, 65536],
    [1, 1 + 0xFFFF_FFFF], [0, 0x1_0000_0000], [.min, .max], [.max, .min, 0, -1, 1], [.min, .min],
    [.max],
  ]

  @Test("Every width gives back what was put in, to the ends of 64 bits", arguments: spans)
  func roundTrip(values: [Int64]) throws {
    #expect(try decode(PackedColumn.encode(values)) == values)
  }

  @Test("A value is found where it lies, at the end of each run too", arguments: spans)
  func places(values: [Int64]) throws {
    for column in [values, Array(repeating: values, count: 50).flatMap { $0 }] {
      try PackedColumn.encode(column).withUnsafeBytes { bytes in
        let header = try PackedColumn.header(of: bytes)
        for wanted in Set(values + [3, 255, 256, .max]) {
          let expected = column.indices.filter { column[$0] == wanted }
          #expect(try PackedColumn.places(of: wanted, in: bytes) == expected)
        }
        for (place, value) in column.enumerated() {
          #expect(try PackedColumn.value(at: place, in: bytes, header) == value)
        }
        #expect(throws: StoreError.self) {
          try PackedColumn.value(at: column.count, in: bytes, header)
        }
      }
    }
  }

  @Test("The fewest bytes that hold the span are taken")
  func widths() {
    func bytes(_ values: [Int64]) -> Int { PackedColumn.encode(values).count - 16 }
    #expect(bytes([9, 9]) == 0)
    #expect(bytes([-200, 55]) == 2)
    #expect(bytes([0, 256]) == 4)
    #expect(bytes([0, 65536]) == 8)
    #expect(bytes([0, 0x1_0000_0000]) == 16)
    #expect(bytes([.min, .max]) == 16)
  }

  @Test("Random columns come back, also into narrower words")
  func random() throws {
    var chance = SeededGenerator(seed: 1)
    for _ in 0..<200 {
      let span = Int64(1) << Int64.random(in: 0...40, using: &chance)
      let count = Int.random(in: 0...90, using: &chance)
      let values = (0..<count).map { _ in Int64.random(in: -span...span, using: &chance) }
      #expect(try decode(PackedColumn.encode(values)) == values)
      let small = values.map { $0 & 0xFFFF }
      var words: [UInt32] = [1, 2, 3]
      try PackedColumn.encode(small).withUnsafeBytes { try PackedColumn.decode($0, into: &words) }
      #expect(words == small.map { UInt32($0) })
    }
  }

  @Test("A column cut off anywhere is damaged", arguments: spans.filter { !$0.isEmpty })
  func cutOff(values: [Int64]) {
    let bytes = PackedColumn.encode(values)
    for length in 0..<bytes.count {
      let error = #expect(throws: StoreError.self) { try decode(Array(bytes[..<length])) }
      #expect(error?.code == .damaged)
    }
  }

  @Test("Flipped bytes are read as some column or refused, and never ask for all the memory")
  func flipped() {
    var chance = SeededGenerator(seed: 2)
    for round in 0..<4000 {
      var bytes = PackedColumn.encode(Self.spans[round % Self.spans.count])
      for _ in 0...Int.random(in: 0..<3, using: &chance) {
        bytes[Int.random(in: 0..<bytes.count, using: &chance)] = .random(
          in: 0...255, using: &chance)
      }
      do {
        #expect(try decode(bytes).count <= max(65536, bytes.count))
      } catch {
        #expect((error as? StoreError)?.code == .damaged)
      }
    }
  }

  private func decode(_ bytes: [UInt8]) throws -> [Int64] {
    var values: [Int64] = []
    try bytes.withUnsafeBytes { try PackedColumn.decode($0, into: &values) }
    return values
  }
}
