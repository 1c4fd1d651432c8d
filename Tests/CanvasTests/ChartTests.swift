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
      let largest = Int.max >> Int.random(in: 6..<62, using: &random)
      let highest = Int.random(in: 0..<largest, using: &random)
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
        10
                          ██ ▄▄
         5                ██ ██
                    ▄▄ ██ ██ ██
              ▄▄ ██ ██ ██ ██ ██
         0 ─────────────────────
           d0    d2    d4    d6
        """)
  }

  @Test("Several lines are drawn in dots, each with its mark at its end; the cursor has a column")
  func dots() {
    let chart = chart([[0, 2, 4, 6, 8], [8, 8, 0, 8, 8]], cursor: 2)
    #expect(
      lines(20, 7) { chart.draw(into: &$0, $1, glyphs: .unicode) } == """
        10
            ⠉⠉⠉⢣    ⢠⢋⡩⠛⠁  2
         5      ⢇ ⢀⣠⠗⠁
               ⢀⡨⡖⠁⡎
            ⡠⠔⠊⠁ ⠘⡜
         0 ───────▲────────
           d0    d2    d4
        """)
    #expect(
      styles(20, 7) { chart.draw(into: &$0, $1, glyphs: .unicode) } == """
        dd........:
        ....2222..:.22222..2
        .d......2.!221
        .......122!2
        ....1111.2@
        .d.bbbbbbbhbbbbbbbb
        ...dd....dd....dd
        ! = chart.1 (selected)
        1 = chart.1
        2 = chart.2
        : = text (selected)
        @ = chart.2 (selected)
        b = border
        d = dim
        h = header
        """)
  }

  @Test("Without dots to draw with, the marks stand at the points and nothing but ASCII is used")
  func ascii() {
    let chart = chart([[0, 2, 4, 6, 8], [8, 8, 0, 8, 8]], cursor: 2)
    #expect(
      lines(20, 7) { chart.draw(into: &$0, $1, glyphs: .ascii) } == """
        10
            2  2     2  2  2
         5           1
                  1
            1  1  2
         0 -------^--------
           d0    d2    d4
        """)
  }

  @Test("More buckets than columns are scrolled with the cursor, never merged")
  func scrolling() {
    var chart = chart([Array(0..<40)], cursor: 39)
    #expect(
      lines(12, 6) { chart.draw(into: &$0, $1, glyphs: .unicode) } == """
        50         ▁
           ▄▄▅▆▆▇███
           █████████
           █████████
         0 ◀───────▲
               d35
        """)
    chart.cursor = 0
    chart.offset = 31
    let rect = Rect(column: 0, row: 0, columns: 12, rows: 6)
    #expect(ChartLayout(chart, in: rect).shown == 0..<9)
  }

  @Test("A click finds the bucket that is drawn there, whatever the size", arguments: 1...6)
  func clicks(seed: Int) {
    var random = SeededGenerator(state: UInt64(seed))
    for _ in 0..<60 {
      let count = Int.random(in: 1..<80, using: &random)
      let series = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        (0..<count).map { _ in Int.random(in: 0..<2000, using: &random) }
      }
      var chart = chart(series, cursor: Int.random(in: 0..<count, using: &random))
      chart.offset = Int.random(in: -3..<90, using: &random)
      let rect = Rect(
        column: 2, row: 1, columns: Int.random(in: 0..<120, using: &random),
        rows: Int.random(in: 0..<30, using: &random))
      let layout = ChartLayout(chart, in: rect)
      #expect(layout.shown.lowerBound >= 0 && layout.shown.upperBound <= count)
      #expect(layout.plot.intersection(rect) == layout.plot || layout.plot.isEmpty)
      let found = (layout.plot.minColumn..<layout.plot.maxColumn).compactMap {
        layout.bucket(at: Point(column: $0, row: layout.plot.minRow))
      }
      if !layout.plot.isEmpty {
        #expect(found.count == layout.plot.columns)
        #expect(found == found.sorted() && Set(found) == Set(layout.shown))
        if let cursor = chart.cursor { #expect(layout.shown.contains(cursor)) }
      }
      // Nothing outside the rectangle is touched.
      var frame = Frame(size: Size(columns: 130, rows: 40))
      chart.draw(into: &frame, rect, glyphs: .unicode)
      for row in 0..<40 {
        for column in 0..<130 where !rect.contains(Point(column: column, row: row)) {
          #expect(frame[column: column, row: row].scalar == " ")
        }
      }
    }
  }

  @Test("Tabs that do not fit are shortened, the nearest to the open one last; clicks still fit")
  func tabs() {
    let titles = ["1 Users", "2 Events", "3 Funnels", "4 Trends"]
    let tabs = Tabs(titles, short: ["1", "2", "3", "4"], selected: 3)
    #expect(
      lines(60, 1) { tabs.draw(into: &$0, $1, glyphs: .unicode) }
        == " 1 Users  2 Events  3 Funnels  4 Trends")
    #expect(
      lines(30, 1) { tabs.draw(into: &$0, $1, glyphs: .unicode) }
        == " 1  2  3 Funnels  4 Trends")
    #expect(tabs.width(in: 30) == 27)
    let rect = Rect(column: 0, row: 0, columns: 30, rows: 1)
    #expect(tabs.index(at: Point(column: 4, row: 0), in: rect) == 1)
    #expect(tabs.index(at: Point(column: 20, row: 0), in: rect) == 3)
    #expect(lines(12, 1) { tabs.draw(into: &$0, $1, glyphs: .unicode) } == " 1  2  3  4")
  }
}
