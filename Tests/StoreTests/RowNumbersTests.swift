import Domain
import Testing

@testable import Store

/// Row numbers that are only counted are those that a plain list holds.
@Suite("Row numbers")
struct RowNumbersTests {
  @Test("the same as a list, however they were added", arguments: 0..<40)
  func sameAsList(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var rows = RowNumbers()
    var list: [Int] = []
    for _ in 0..<Int.random(in: 0..<12, using: &random) {
      let gap = seed.isMultiple(of: 3) ? 0 : Int.random(in: 0..<3, using: &random)
      let first = (list.last ?? -1) + 1 + gap
      let range = first..<first + Int.random(in: 0..<5, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0:
        for row in range { rows.append(row) }
      case 1: rows.append(range)
      default:
        range.map { UInt32($0) }.withUnsafeBufferPointer { rows.append($0) }
      }
      list += range
      #expect(rows.count == list.count && rows.isEmpty == list.isEmpty && rows.last == list.last)
    }
    #expect((0..<rows.count).map { rows[$0] } == list)
    for _ in 0..<20 {
      let start = Int.random(in: 0..<30, using: &random)
      let range = start..<start + Int.random(in: 0..<20, using: &random)
      #expect(rows.places(of: range).map { rows[$0] } == list.filter { range ~= $0 })
    }
    rows.removeAll()
    rows.append(0)
    #expect(rows.count == 1 && rows[0] == 0)
  }

  @Test("they are counted as long as none is left out")
  func counted() {
    var rows = RowNumbers()
    rows.append(0)
    rows.append(1..<4)
    #expect(rows.areFirst)
    rows.append(5)
    #expect(!rows.areFirst)
  }
}
