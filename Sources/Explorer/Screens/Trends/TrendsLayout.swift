import Analysis
import Canvas

/// Where the parts of the trends screen are.
struct TrendPanes: Equatable {
  /// What is asked, with the keys that change it.
  var form: Rect
  var chart: Rect
  /// The lines with their values at the cursor: a list beside the chart, or one line above it.
  var legend: Rect
  var isLegendBeside: Bool
  var table: Rect?

  /// Rows of the table between its titles and its last row, the totals.
  var tableHeight: Int { max(0, (table?.rows ?? 0) - 3) }
  /// Lines of the legend below its titles.
  var legendHeight: Int { max(0, legend.rows - 1) }
}

extension Layout {
  func trends(formLines: Int, wantsTable: Bool?) -> TrendPanes {
    let (form, rest) = body.split(top: min(formLines, max(0, body.rows - 4)))
    let tableRows = rest.rows >= 16 ? rest.rows * 2 / 5 : rest.rows >= 12 ? rest.rows / 2 : 0
    let showsTable = tableRows > 0 && (wantsTable ?? (rest.rows >= 16))
    let (upper, table) = rest.split(bottom: showsTable ? tableRows : 0)
    let isBeside = body.columns >= 72
    let legend: Rect
    var chart: Rect
    if isBeside {
      let width = min(44, body.columns * 2 / 5)
      (chart, legend) = upper.withoutFirstColumn.split(left: upper.columns - 1 - width)
    } else {
      (legend, chart) = upper.withoutFirstColumn.split(top: 1)
    }
    chart = chart.withoutLastColumn
    return TrendPanes(
      form: form, chart: chart, legend: legend, isLegendBeside: isBeside,
      table: showsTable ? table : nil)
  }

  /// Whether a table fits below a chart at all.
  var hasRoomForTrendTable: Bool { body.rows >= 13 }
}

extension ExplorerState {
  var trendPanes: TrendPanes {
    let lines = trendFormLines(width: max(1, size.columns - 1)).count
    return layout.trends(formLines: lines, wantsTable: trends.wantsTable)
  }
}

extension Rect {
  fileprivate var withoutFirstColumn: Rect { split(left: 1).rest }
}
