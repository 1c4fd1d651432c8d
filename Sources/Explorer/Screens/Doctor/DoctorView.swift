import Analysis
import Canvas

extension ExplorerState {
  var doctorPanes: Layout.UsersPanes {
    layout.users(wantsDetail: doctor?.wantsDetail ?? (layout.body.rows >= 18 ? true : nil))
  }

  /// What mends the finding under the cursor, for a shell. The store is that of the surroundings.
  var doctorCommand: String? { doctor?.selectedExample?.command(store: nil).text }

  func drawDoctor(into frame: inout Frame) {
    let panes = doctorPanes
    drawFindings(into: &frame, panes.list)
    if let detail = panes.detail, let content = panes.detailContent {
      drawRule(detail, above: panes.isStacked, hasFocus: false, into: &frame)
      TextPane(findingLines(width: content.columns), offset: doctor?.detailTop ?? 0).draw(
        into: &frame, content, glyphs: glyphs)
    }
    if let message = doctorMessage {
      drawMessage(message, in: panes.list.split(top: 1).rest, into: &frame)
    }
  }

  /// Draws the list and tells where its rows are.
  @discardableResult
  func drawFindings(into frame: inout Frame, _ rect: Rect) -> TableLayout? {
    guard let doctor else { return nil }
    var count = Table.Column("Cases", width: .content(max: 9), alignment: .right)
    count.leastWidth = 5
    let columns = [
      Table.Column("", width: .fixed(1)), Table.Column("Finding", width: .flexible(min: 16)), count,
    ]
    var table = Table(columns: columns, rowCount: doctor.rows.count) { index in
      let row = doctor.rows[index]
      guard let finding = doctor.finding(of: row) else { return [] }
      let role = finding.code.severity.role
      guard let place = row.example else {
        return [
          [Span("!", role)], [Span(finding.code.title, Style(role, bold: true))],
          [Span(finding.count.grouped, .number)],
        ]
      }
      let example = finding.examples[place]
      return [
        [], [Span("  \(example.subject)", .identified), Span("  \(example.detail)", .dim)], [],
      ]
    }
    table.selectedRow = doctor.cursor.index
    table.rowOffset = doctor.cursor.top
    return table.draw(into: &frame, rect, glyphs: glyphs)
  }

  private var doctorMessage: [[Span]]? {
    guard let findings = doctor?.findings else {
      return failures[.doctor] == nil && lanes.isSlow(at: now)
        ? [[Span("Reading the store", .dim)]] : nil
    }
    guard findings.isEmpty else { return nil }
    return [
      [Span("Nothing found.", .title)], [],
      [Span("Identities, devices, times and properties look as they should.", .dim)],
    ]
  }

  /// What the finding under the cursor means, what to do, and the command for it.
  func findingLines(width: Int) -> [[Span]] {
    guard let doctor, let finding = doctor.selected, let example = doctor.selectedExample else {
      return []
    }
    var lines = [Span(finding.code.title, Style(finding.code.severity.role, bold: true))].in(width)
    lines += [[Span(finding.countText, .number)], []]
    lines += [Span(finding.code.meaning)].in(width) + [[]]
    lines += [Span(finding.code.advice)].in(width) + [[]]
    lines += [Span(example.subject, .identified)].in(width)
    lines += [Span(example.detail, .dim)].in(width)
    if let environment = example.environment {
      lines += [Span("in \(environment)", .dim)].in(width)
    }
    lines += [[], [keySpan("copy.value"), Span(" copies the command", .dim)]]
    return lines + [Span(doctorCommand ?? "", .changed)].in(width)
  }
}
