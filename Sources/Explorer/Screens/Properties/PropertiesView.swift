import Analysis
import Canvas
import Domain

extension Layout {
  struct PropertyPanes: Equatable {
    var list: Rect
    /// The property under the cursor with its values.
    var detail: Rect?
    var isStacked: Bool

    var listHeight: Int { max(0, list.rows - 1) }
    var detailContent: Rect? { detail?.besideRule(above: isStacked) }

    /// The values below what is said of the property.
    var values: Rect? {
      guard let content = detailContent else { return nil }
      return content.split(top: min(Self.factLines, max(0, content.rows - 4))).rest
    }

    var valueHeight: Int { max(0, (values?.rows ?? 0) - 1) }

    /// Lines that say what the property is, and a blank one.
    static let factLines = 5
  }

  func properties(wantsDetail: Bool?) -> PropertyPanes {
    let space = body.split(left: 1).rest
    guard wantsDetail ?? (body.columns >= 110 || body.rows >= 18), hasRoomForDetail else {
      return PropertyPanes(list: space, detail: nil, isStacked: false)
    }
    if body.columns >= 110 {
      let (list, detail) = space.split(left: space.columns - min(50, space.columns / 3))
      return PropertyPanes(list: list.withoutLastColumn, detail: detail, isStacked: false)
    }
    let (list, detail) = space.split(bottom: space.rows / 2)
    return PropertyPanes(list: list, detail: detail, isStacked: true)
  }
}

extension ExplorerState {
  var propertyPanes: Layout.PropertyPanes { layout.properties(wantsDetail: properties.wantsDetail) }

  var propertiesHeading: Heading {
    guard let catalogue = properties.catalogue else {
      return Heading(parts: [[Span("asking the store", .dim)]])
    }
    return Heading(parts: [
      catalogue.user.count.counted("user property", "user properties").countSpans,
      catalogue.event.count.counted("event property", "event properties").countSpans,
      catalogue.users.counted("user").countSpans, catalogue.events.counted("event").countSpans,
    ])
  }

  func drawProperties(into frame: inout Frame) {
    let panes = propertyPanes
    let rows = properties.rows
    drawPropertyList(rows, into: &frame, panes.list)
    if let detail = panes.detail, let content = panes.detailContent {
      drawRule(
        detail, above: panes.isStacked, hasFocus: properties.pane == .values, into: &frame)
      if let row = properties.selectedRow {
        TextPane(propertyFacts(row, width: content.columns)).draw(
          into: &frame, content, glyphs: glyphs)
        if let values = panes.values { drawValues(of: row, into: &frame, values) }
      }
    }
    if rows.isEmpty {
      drawMessage(propertyMessage, in: panes.list.split(top: 1).rest, into: &frame)
    }
  }

  /// Draws the list and tells where its columns and rows are.
  @discardableResult
  func drawPropertyList(
    _ rows: [PropertyRow], into frame: inout Frame, _ rect: Rect
  ) -> TableLayout {
    var table = propertyTable(rows)
    var layout = table.draw(into: &frame, rect, glyphs: glyphs)
    let last = table.columns.count - table.frozenColumns - 1
    while !layout.columns.contains(where: { $0.column == properties.column + 1 }),
      table.columnOffset < last
    {
      table.columnOffset += 1
      layout = table.draw(into: &frame, rect, glyphs: glyphs)
    }
    return layout
  }

  private func propertyTable(_ rows: [PropertyRow]) -> Table {
    let shownColumns = propertyColumns
    let isLate = lanes.isLate(.properties, at: now)
    let words = properties.filter.text.split(separator: " ").map(String.init)
    let columns =
      [Table.Column("", width: .fixed(1))]
      + PropertyColumn.allCases.map {
        $0.shape(
          properties.sort, room: propertyPanes.list.columns,
          hasAccounts: properties.catalogue?.account.isEmpty == false)
      }
    var table = Table(columns: columns, rowCount: rows.count) { index in
      let row = rows[index]
      let isColumn = row.scope == .user && shownColumns.contains(row.entry.key)
      let cells =
        [[Span(isColumn ? String(glyphs.check) : "", .changed)]]
        + PropertyColumn.allCases.map { column in
          let cell = propertyCell(column, of: row)
          return column == .name ? cell.matching { $0.places(ofWords: words) } : cell
        }
      return isLate ? cells.map { $0.inRole(.dim) } : cells
    }
    table.selectedRow = properties.cursor.index
    table.selectedColumn = properties.column + 1
    table.hasFocus = properties.pane == .list
    table.rowOffset = properties.cursor.top
    table.frozenColumns = 3
    return table
  }

  private func propertyCell(_ column: PropertyColumn, of row: PropertyRow) -> [Span] {
    let text = column.plainText(of: row)
    switch column {
    case .scope: return [Span(text, .dim)]
    case .name: return [Span(text, .property)]
    case .share:
      let bar = Bar(fraction: row.share, style: Style(row.scope == .event ? .chart2 : .chart1))
      return [
        bar.padded(to: 8, glyphs),
        Span(" " + TextWidth.pad(text, to: 4, alignment: .right), .number),
      ]
    case .types: return [Span(text, .dim)]
    case .distinct: return [Span(row.entry.distinct.grouped, .number)]
    case .top:
      guard let top = row.entry.topValues.first else { return [] }
      let share = Double(top.count) / Double(max(1, row.entry.count))
      return [top.value.span, Span("  \(share.roundPercent)", .dim)]
    }
  }

  private func propertyFacts(_ row: PropertyRow, width: Int) -> [[Span]] {
    let entry = row.entry
    let noun = row.population.counted(row.scope.counted)
    return [
      [Span(entry.key, Style(.title, bold: true)), Span("  of \(row.scope.rawValue)s", .dim)],
      [
        Span("\(entry.count.grouped) of \(noun)", .number),
        Span(" have it, \(row.share.roundPercent)", .dim),
      ],
      row.types.contains(",")
        ? typeCounts(entry) : [Span("Type ", .dim), Span(row.types)],
      [
        Span("\(entry.distinct.counted("distinct value"))"),
        Span(
          entry.distinct > entry.topValues.count
            ? ", the \(entry.topValues.count) most frequent:" : ":", .dim),
      ],
    ]
  }

  private func typeCounts(_ entry: PropertyEntry) -> [Span] {
    let counts = [
      (entry.strings, "text"), (entry.numbers, "number"), (entry.booleans, "boolean"),
    ]
    let words = counts.filter { $0.0 > 0 }.map { $0.0.counted($0.1) }
    return [Span("Types ", .dim), Span(words.joined(separator: ", "))]
  }

  /// The most frequent values with their counts and bars.
  @discardableResult
  func drawValues(of row: PropertyRow, into frame: inout Frame, _ rect: Rect) -> TableLayout {
    let top = row.entry.topValues
    let most = Double(max(1, top.first?.count ?? 1))
    let columns = [
      Table.Column("Value", width: .flexible(min: 8)),
      Table.Column("", width: .fixed(rect.columns >= 44 ? 12 : 6)),
      Table.Column("Count", width: .content(max: 11), alignment: .right),
      Table.Column("Share", width: .fixed(5), alignment: .right),
    ]
    var table = Table(columns: columns, rowCount: top.count) { index in
      let value = top[index]
      let bar = Bar(
        fraction: Double(value.count) / most,
        style: Style(row.scope == .event ? .chart2 : .chart1))
      let share = Double(value.count) / Double(max(1, row.entry.count))
      return [
        [value.value.span], [bar.padded(to: rect.columns >= 44 ? 12 : 6, glyphs)],
        [Span(value.count.grouped, .number)], [Span(share.roundPercent, .dim)],
      ]
    }
    table.selectedRow = properties.pane == .values ? properties.values.index : nil
    table.rowOffset = properties.values.top
    return table.draw(into: &frame, rect, glyphs: glyphs)
  }

  private var propertyMessage: [[Span]] {
    guard let catalogue = properties.catalogue else {
      return failures[.properties] == nil && lanes.isSlow(at: now)
        ? [[Span("Reading the store", .dim)]] : []
    }
    guard catalogue.user.isEmpty, catalogue.event.isEmpty else {
      return [
        [Span("No property fits.", .title)], [],
        [
          Span("Filter: ", .dim), Span(properties.filter.text, .match), Span("   "),
          keySpan("filter.drop"), Span(" drops it", .dim),
        ],
      ]
    }
    return [
      [Span("No user or event has a property yet.", .title)], [],
      [
        Span("Run "), Span("cairn import FILE", .eventName), Span(" or "),
        Span("cairn demo", .eventName), Span("."),
      ],
    ]
  }
}

extension PropertyColumn {
  /// The column of the table.
  fileprivate func shape(
    _ sort: PropertySort, room: Int, hasAccounts: Bool
  ) -> Table.Column {
    let width: Table.Column.Width =
      switch self {
      case .scope: .fixed(hasAccounts ? 7 : 5)
      // The share is seen beside it, however narrow the list is.
      case .name: .content(max: min(24, max(9, room - 27)))
      case .share: .fixed(13)
      case .types: .content(max: 15)
      case .distinct: .content(max: 11)
      case .top: .flexible(min: 12)
      }
    var column = Table.Column(
      title, width: width, alignment: self == .distinct ? .right : .left,
      sort: sort.column == self ? (sort.isDescending ? .descending : .ascending) : nil)
    if self == .share || self == .distinct { column.leastWidth = .max }
    return column
  }
}

extension String {
  /// Where any of the words occurs, in either case.
  fileprivate func places(ofWords words: [String]) -> [Range<String.Index>] {
    words.flatMap { ranges(of: $0, anyCase: true) }.sorted { $0.lowerBound < $1.lowerBound }
  }
}

extension Bar {
  /// The bar in exactly so many columns, for what stands behind it.
  fileprivate func padded(to columns: Int, _ glyphs: Glyphs) -> Span {
    Span(TextWidth.pad(text(columns: columns, glyphs: glyphs), to: columns), style)
  }
}
