/// Where the buckets of a drawn chart lie.
package struct ChartLayout: Equatable, Sendable {
  /// Where the values are.
  package let plot: Rect
  /// The line below the values; nil where there is no room for it.
  let rule: Rect?
  /// The line of the dates.
  let labels: Rect?
  /// The buckets that are seen.
  package let shown: Range<Int>
  let scale: ValueScale
  /// Columns of all, where they are shared out evenly; the bars of columns are equally wide instead.
  private let width: Int

  /// Wider buckets only look clumsy.
  private static let widestBucket = 16

  package init(_ chart: Chart, in rect: Rect) {
    let hasLabels = rect.rows >= 3
    let hasRule = rect.rows >= 6
    let height = rect.rows - (hasLabels ? 1 : 0) - (hasRule ? 1 : 0)
    let highest = chart.lines.compactMap { $0.values.max() }.max() ?? 0
    scale = ValueScale(upTo: highest, steps: min(5, max(1, (height + 1) / 3)))
    let scaleWidth = scale.ticks.map { TextWidth.of(chart.valueText($0)) }.max() ?? 0
    let (_, right) = rect.split(left: min(scaleWidth + 1, rect.columns / 2))
    let room = right.columns - (chart.lines.count > 1 ? 1 : 0)
    let widest = Self.widestBucket * chart.count
    let visible = min(chart.count, max(0, room))
    let used = min(room, widest)
    width = chart.lines.count > 1 || visible == 0 ? max(0, used) : used / visible * visible
    let first = Scrolling.offset(
      chart.offset, showing: chart.cursor, of: chart.count, height: visible)
    shown = first..<first + visible
    let (area, below) = right.split(top: height)
    plot = area.split(left: width).left
    rule = hasRule ? below.split(top: 1).top.split(left: plot.columns).left : nil
    labels = hasLabels ? below.split(bottom: 1).bottom : nil
  }

  /// The bucket at a point of the frame.
  package func bucket(at point: Point) -> Int? {
    guard (plot.minColumn..<plot.maxColumn).contains(point.column),
      (plot.minRow..<plot.maxRow + 2).contains(point.row)
    else { return nil }
    return shown.first { columns(of: $0).contains(point.column) }
  }

  /// The columns of the frame that a bucket takes; those of buckets outside lie outside of the plot.
  func columns(of bucket: Int) -> Range<Int> {
    let place = bucket - shown.lowerBound
    func edge(_ place: Int) -> Int {
      plot.minColumn + (place < 0 ? -1 : place * width / max(1, shown.count))
    }
    return edge(place)..<max(edge(place), edge(place + 1))
  }

  /// The columns of a bucket without the gap to the next one.
  func bar(of bucket: Int) -> Range<Int> {
    let columns = columns(of: bucket)
    return columns.count > 1 ? columns.lowerBound..<columns.upperBound - 1 : columns
  }

  func center(of bucket: Int) -> Int {
    let columns = columns(of: bucket)
    return columns.lowerBound + max(0, columns.count - 1) / 2
  }
}
