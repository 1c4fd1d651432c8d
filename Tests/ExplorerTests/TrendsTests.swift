import Analysis
import Canvas
import Domain
import Testing

@testable import Explorer

@Suite("Trends")
struct TrendsTests {
  @Test("Trends at each size, split by a property", arguments: GoldenFrameTests.sizes)
  func golden(columns: Int, rows: Int) throws {
    var explorer = Driver(columns: columns, rows: rows)
    try explorer.press("4")
    try Golden.expect(explorer.frame, is: "trends-\(columns)x\(rows)")
    explorer.state.trends.definition.by = "plan"
    try explorer.press("m h h")
    try Golden.expect(explorer.frame, is: "trends-grouped-\(columns)x\(rows)")
  }
}
