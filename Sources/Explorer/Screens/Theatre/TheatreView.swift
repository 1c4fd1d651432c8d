import Analysis
import Canvas
import Domain
import Scenarios

extension ExplorerState {
  func drawTheatre(into frame: inout Frame) {
    if let problem = theatre.problem {
      let line = layout.body.split(top: 1).top
      frame.draw(
        [Span("\(glyphs.cross) ", .error), Span(problem, .error)],
        at: Point(column: line.minColumn + 1, row: line.minRow), maxColumns: line.columns - 2,
        overflow: .ellipsis(glyphs.ellipsis), clip: line)
    }
    guard theatre.story != nil else {
      drawMessage(nothingOnStage, in: layout.body, into: &frame)
      return
    }
    let panes = theatrePanes
    if let calls = panes.calls { drawCalls(into: &frame, calls) }
    if let list = panes.list, let content = panes.listContent {
      if panes.isListBeside {
        drawRule(list, above: false, hasFocus: theatre.pane == .list, into: &frame)
      }
      drawSceneList(into: &frame, content, height: panes.listHeight)
    }
    if let words = panes.words, let content = panes.wordsContent {
      if panes.areWordsBelow {
        drawRule(words, above: true, hasFocus: theatre.pane == .words, into: &frame)
      }
      if panes.areWordsUnderList {
        drawRule(words, above: false, hasFocus: false, into: &frame)
      }
      TextPane(theatreWords(width: content.columns - 1), offset: theatre.wordsTop).draw(
        into: &frame, content, glyphs: glyphs)
    }
  }

  private var nothingOnStage: [[Span]] {
    [
      [Span("The theatre is dark.", .title)], [],
      [keySpan("theatre.menu"), Span(" lists the scenarios that can be played")],
      [keySpan("theatre.new"), Span(" begins a story that you type")],
    ]
  }

  // MARK: Heading

  var theatreHeading: Heading {
    guard let scenario = theatre.scenario else {
      return Heading(parts: [[Span("Scenarios", .title)]])
    }
    var parts: [[Span]] = [stepSpans, [Span(scenario.title, .title)]]
    if theatre.isChanged { parts.append([Span("typed, not saved", .warning)]) }
    if let call = theatre.call { parts.append([Span(call.time.exact, .dim)]) }
    return Heading(parts: parts, right: resultSpans)
  }

  /// `step 3 of 7`, as it also stands over the other screens.
  var stepSpans: [Span] {
    [
      Span("step ", .dim), Span(theatre.step.grouped, .changed),
      Span(" of \(theatre.script.calls.grouped)", .dim),
    ]
  }

  /// How many expectations hold, once the end is reached.
  private var resultSpans: [Span] {
    guard theatre.step == theatre.script.calls, let play = theatre.playNow else { return [] }
    let checks = play.checks.joined()
    guard !checks.isEmpty else { return [] }
    let failed = checks.count { !$0.holds }
    return failed == 0
      ? [Span("\(glyphs.check) \(checks.count) as expected", .ok)]
      : [Span("\(glyphs.cross) \(failed) of \(checks.count) not as expected", .error)]
  }

  // MARK: The List view

  private func drawSceneList(into frame: inout Frame, _ rect: Rect, height: Int) {
    let rows = theatre.rows
    let signs = Signs(glyphs)
    let isLate = !theatre.isListCurrent && lanes.isLate(.scene, at: now)
    var sessions = Table.Column("Sessions", width: .content(max: 8), alignment: .right)
    var events = Table.Column("Events", width: .content(max: 9), alignment: .right)
    sessions.leastWidth = .max
    events.leastWidth = .max
    let namesChanges = listNamesChanges
    var columns = [
      Table.Column("", width: .fixed(3)),
      Table.Column("User", width: namesChanges ? .content(max: 36) : .flexible(min: 12)),
      sessions, events,
    ]
    if namesChanges { columns.append(Table.Column("What changed", width: .flexible(min: 12))) }
    let environments = Set(rows.map(\.row.environment)).count
    var table = Table(columns: columns, rowCount: rows.count) { index in
      let cells = rows[index].cells(signs, namesEnvironment: environments > 1)
      return isLate ? cells.map { $0.inRole(.dim) } : cells
    }
    table.frozenColumns = 2
    table.rowOffset = theatre.list.top
    table.selectedRow = theatre.pane == .list ? theatre.list.index : nil
    if theatre.isListCurrent { table.placeholder = "nobody yet" }
    table.draw(into: &frame, rect, glyphs: glyphs)
    guard let scene = theatre.shown, rows.count(where: { $0.mark != .gone }) < scene.users,
      rect.rows > 2
    else { return }
    let line = rect.split(bottom: 1).bottom
    frame.fill(line, style: Style(.text))
    frame.draw(
      "and others, \(scene.users.counted("user")) in all: Enter shows them", at: line.origin,
      style: Style(.dim), overflow: .ellipsis(glyphs.ellipsis), clip: line)
  }
}

extension SceneRow.Mark {
  /// Told apart without colours too.
  var look: (sign: String, role: Role) {
    switch self {
    case .same: (" ", .text)
    case .new: ("+", .ok)
    case .renamed, .changed: ("~", .changed)
    case .gone: ("-", .error)
    }
  }
}

extension SceneRow {
  fileprivate func cells(_ signs: Signs, namesEnvironment: Bool) -> [[Span]] {
    let (sign, role) = mark.look
    let isGone = mark == .gone
    let kind: Role = isGone ? .dim : row.isIdentified ? .identified : .anonymous
    let isBold = mark == .new || mark == .renamed || mark == .changed
    var name = [Span(row.name, Style(kind, bold: isBold))]
    if namesEnvironment { name.append(Span(" [\(row.environment)]", .dim)) }
    if !row.warnings.isEmpty { name.append(Span(" !", .warning)) }
    return [
      [
        Span(sign, Style(role, bold: true)), Span(" "),
        Span(row.isIdentified ? signs.identified : signs.anonymous, kind),
      ], name,
      isGone ? [] : [Span(row.sessions.grouped, .number)],
      isGone ? [] : [Span(row.events.grouped, .number)], [Span(change, role)],
    ]
  }
}

extension String {
  /// The text in one line.
  var oneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
