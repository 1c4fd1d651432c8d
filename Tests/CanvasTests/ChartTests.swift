import Canvas
import Testing

@Suite("Charts over time")
struct ChartTests {
  private func chart(_ lines: [[Int]], cursor: Int? = nil) -> Chart {
    let marks: [Unicode.Scalar] = ["1", "2", "3"]
    var chart = Chart(
      lines: lines.enumerated().map {
        Chart.Line($1, style: Style([.chart1, .chart2, .chart3][$0]), mark: marks[$0])
      },
      count: lines.first?.count ?? 0, strides: [1, 2, 7], valueText: { "\($0)" },
      label: { Chart.Label("d\($0)", ordinal: $0) })
    chart.cursor = cursor
    return chart
  }

  @Test(
    "The numbers of a scale are round and reach the highest value",
    arguments: [
      (0, 4, [0, 1]), (1, 4, [0, 1]), (7, 4, [0, 2, 4, 6, 8]), (10, 4, [0, 5, 10]),
      (99, 5, [0, 20, 40, 60, 80, 100]), (101, 4, [0, 50, 100, 150]),
      (1234, 3, [0, 500, 1000, 1500]),
    ])
  func scales(highest: Int, steps: Int, ticks: [Int]) {
    #expect(ValueScale(upTo: highest, steps: steps).ticks == ticks)
  }

  @Test("A scale never falls short, and nothing above 0 is invisible", arguments: 1...5)
  func scaleCovers(steps: Int) {
    var random = SeededGenerator(state: UInt64(steps))
    for _ in 0..<200 {
      let highest = Int.random(
        in: 0..<Int.max >> Int.random(in: 1..<62, using: &random), using: &random)
      let scale = ValueScale(upTo: highest, steps: steps)
      #expect(scale.top >= highest)
      #expect(scale.ticks.count <= steps + 2)
      #expect(scale.parts(of: highest, outOf: 40) <= 40)
      #expect(scale.parts(of: 1, outOf: 40) >= 1)
      #expect(scale.parts(of: 0, outOf: 40) == 0)
    }
    #expect(ValueScale(upTo: .max, steps: steps).top == .max)
  }

  @Test("One line is drawn as columns, to an eighth of a row, over dates that stand apart")
  func columns() {
    #expect(
      lines(24, 7) { chart([[0, 1, 2, 3, 4, 8, 7]]).draw(into: &$0, $1, glyphs: .unicode) } == """
        10                ▄▄
                          ██ ▃▃
         5             ▄▄ ██ ██
                 ▅▅ ██ ██ ██
         0 ── ▄▄ ██ ██ ██ ██ ██
        """)
  }
}
