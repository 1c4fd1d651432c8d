import Analysis
import Canvas
import Domain

extension ExplorerState {
  /// How the buckets on the screen are written.
  var bucketText: BucketText {
    let question = trends.answered
    return BucketText(question?.interval ?? .day, timeZone: question?.timeZone ?? "UTC")
  }

  /// The chart of the answer: the line of all if there are no groups or the cursor is on it, the
  /// groups otherwise. The line under the cursor lies on top.
  var trendChart: Chart {
    let text = bucketText
    let buckets = trends.buckets
    let showsAll = !trends.isGrouped || trends.line == 0
    let order = trends.lines.indices.filter { $0 > 0 || showsAll }
      .sorted { $1 == trends.line && $0 != trends.line }
    var chart = Chart(
      lines: order.map { index in
        Chart.Line(
          trends.values(of: trends.lines[index]), style: Style(trendRole(index)),
          mark: trendMark(index))
      },
      count: buckets.count, strides: text.strides, valueText: \.scaleText,
      label: { text.label(buckets[$0]) })
    chart.offset = trends.offset
    chart.cursor = trends.cursor
    return chart
  }

  /// The colour of a line.
  func trendRole(_ line: Int) -> Role {
    switch trends.lines[line].value {
    case nil: trends.isGrouped ? .text : .chart1
    case .value: Role.chartRoles[(line - 1) % Role.chartRoles.count]
    case .missing, .other: .dim
    }
  }

  /// What tells a line apart where colours don't.
  func trendMark(_ line: Int) -> Unicode.Scalar {
    switch trends.lines[line].value {
    case nil: "*"
    case .value: Unicode.Scalar(UInt8(0x30 + line % 10))
    case .missing: "-"
    case .other: "+"
    }
  }

  /// How a line is called.
  func trendTitle(_ line: Int) -> String {
    guard let value = trends.lines[line].value else {
      return trends.isGrouped ? "all" : trends.answered?.event.text ?? ""
    }
    return value.text
  }
}

extension Role {
  static let chartRoles: [Role] = [
    .chart1, .chart2, .chart3, .chart4, .chart5, .chart6, .chart7, .chart8,
  ]
}

extension Int {
  /// A round number in little room: `9,000`, `25k`, `1.5M`.
  var scaleText: String {
    func short(_ unit: Int, _ letter: String) -> String {
      let tenths = self / (unit / 10)
      return tenths.isMultiple(of: 10)
        ? "\((tenths / 10).grouped)\(letter)" : "\((tenths / 10).grouped).\(tenths % 10)\(letter)"
    }
    return switch self {
    case ..<10_000: grouped
    case ..<1_000_000: short(1000, "k")
    case ..<1_000_000_000: short(1_000_000, "M")
    default: short(1_000_000_000, "G")
    }
  }
}
