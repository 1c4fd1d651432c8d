import Analysis
import Canvas
import Domain

/// A column of numbers in the table: a line, and which of its two counts.
struct TrendColumn: Equatable {
  var line: Int
  var isUsers: Bool
  var title: String

  func value(_ group: TrendGroup, _ bucket: Int) -> Int {
    isUsers ? group.users[bucket] : group.events[bucket]
  }

  func total(_ group: TrendGroup) -> Int { isUsers ? group.totalUsers : group.totalEvents }
}

extension ExplorerState {
  /// Events and users where there are no groups; else what is charted, of all and of each group.
  var trendColumns: [TrendColumn] {
    guard trends.isGrouped else {
      return trends.lines.isEmpty
        ? []
        : [
          TrendColumn(line: 0, isUsers: false, title: "Events"),
          TrendColumn(line: 0, isUsers: true, title: "Users"),
        ]
    }
    return trends.lines.indices.map {
      TrendColumn(line: $0, isUsers: trends.definition.showsUsers, title: trendTitle($0))
    }
  }

  /// The column that the cursor is in.
  var trendColumn: Int { trends.isGrouped ? trends.line : trends.definition.showsUsers ? 1 : 0 }

  /// The buckets in the order of the table: the newest first.
  func trendBucket(row: Int) -> Int { trends.buckets.count - 1 - row }

  @discardableResult
  func drawTrendTable(into frame: inout Frame, _ rect: Rect) -> TableLayout {
    let (body, bottom) = rect.split(bottom: 1)
    var table = trendTable
    var layout = table.draw(into: &frame, body, glyphs: glyphs)
    let last = table.columns.count - table.frozenColumns - 1
    while !layout.columns.contains(where: { $0.column == trendColumn + 1 }),
      table.columnOffset < last
    {
      table.columnOffset += 1
      layout = table.draw(into: &frame, body, glyphs: glyphs)
    }
    drawTrendTotals(into: &frame, bottom, layout)
    return layout
  }

  private var trendTable: Table {
    let text = bucketText
    let columns = trendColumns
    let isLate = lanes.isLate(.trend, at: now)
    let widest = max(6, columns.map { $0.total(trends.lines[$0.line]).grouped.count }.max() ?? 0)
    var table = Table(
      columns: [Table.Column(text.heading, width: .fixed(trendTimeWidth))]
        + columns.map { column in
          var shown = Table.Column(
            column.title,
            width: .fixed(min(16, max(widest, TextWidth.of(column.title)))), alignment: .right)
          shown.leastWidth = .max
          return shown
        },
      rowCount: trends.buckets.count
    ) { row in
      let bucket = trendBucket(row: row)
      let cells =
        [[Span(text.title(trends.buckets[bucket]))]]
        + columns.map { column in
          let value = column.value(trends.lines[column.line], bucket)
          return [Span(value.grouped, value == 0 ? .dim : .number)]
        }
      return isLate ? cells.map { $0.inRole(.dim) } : cells
    }
    table.selectedRow = trends.buckets.count - 1 - trends.cursor
    table.selectedColumn = trendColumn + 1
    table.rowOffset = trends.tableTop
    return table
  }

  /// Wide enough for the word that says what the totals are.
  private var trendTimeWidth: Int { 16 }

  /// The last line: counted over the whole range, so users are distinct in it (R-G1).
  private func drawTrendTotals(into frame: inout Frame, _ rect: Rect, _ layout: TableLayout) {
    let columns = trendColumns
    for place in layout.columns {
      let text: String
      if place.column == 0 {
        let isUsers = trends.isGrouped && trends.definition.showsUsers
        text = isUsers ? "distinct users" : "whole range"
      } else {
        let column = columns[place.column - 1]
        text = column.total(trends.lines[column.line]).grouped
      }
      let missing = place.column == 0 ? 0 : max(0, place.width - TextWidth.of(text))
      frame.draw(
        text, at: Point(column: place.start + missing, row: rect.minRow),
        style: Style(.header), maxColumns: place.width, overflow: .ellipsis(glyphs.ellipsis),
        clip: rect)
    }
    let end = layout.columns.last.map { $0.start + $0.width + 3 } ?? rect.minColumn
    let note =
      trendColumns.contains(where: \.isUsers) ? "users: distinct over the range, not the sum" : ""
    if end + TextWidth.of(note) < rect.maxColumn {
      frame.draw(note, at: Point(column: end, row: rect.minRow), style: Style(.dim), clip: rect)
    }
  }
}
