import Analysis
import Canvas
import Domain

/// Both sides of merges, before they are taken back or restored.
struct PreviewState: Equatable, Sendable {
  let change: MergeChange
  var preview: MergePreview?
  /// It has to be asked for (again).
  var needsPreview = true
  var top = 0

  init(_ change: MergeChange) {
    self.change = change
  }
}

/// In front of the screen that the change was begun on.
struct PreviewScreen: ScreenBehavior {
  let lanes: [Lane] = [.preview]

  func contexts(_ state: ExplorerState) -> [Context] { [.preview] }

  func heading(_ state: ExplorerState) -> Heading {
    guard let preview = state.preview?.preview else {
      return Heading(parts: [[Span("asking the store", .dim)]])
    }
    return Heading(
      parts: [
        [
          Span(preview.change.action == .takeBack ? "Taking back" : "Restoring", .changed),
          Span(" \(preview.userCount.counted("merge")) into ", .dim),
          Span(preview.identity.value, Style(.title, bold: true)),
        ]
      ], right: [Span("nothing is changed yet", .dim)])
  }

  func draw(_ state: ExplorerState, into frame: inout Frame) {
    let rect = state.layout.body.split(left: 1).rest
    TextPane(state.previewLines(width: rect.columns), offset: state.preview?.top ?? 0)
      .draw(into: &frame, rect, glyphs: state.glyphs)
  }

  func arrange(_ state: inout ExplorerState) { scrollDetail(by: 0, &state) }

  func ask(_ state: inout ExplorerState) -> [Effect] {
    guard let open = state.preview, open.needsPreview else { return [] }
    state.preview?.needsPreview = false
    return [state.ask(.mergePreview(open.change), in: .preview)]
  }

  func move(_ movement: Movement, _ state: inout ExplorerState) {
    guard let open = state.preview else { return }
    let top = movement.target(
      from: open.top, count: lastTop(state) + 1, height: state.layout.body.rows)
    state.preview?.top = top
  }

  func scroll(by lines: Int, at point: Point, _ state: inout ExplorerState) {
    scrollDetail(by: lines, &state)
  }

  func press(at point: Point, isDouble: Bool, _ state: inout ExplorerState) -> [Effect] { [] }

  func scrollDetail(by lines: Int, _ state: inout ExplorerState) {
    guard let open = state.preview else { return }
    let last = lastTop(state)
    state.preview?.top = min(max(0, open.top + lines), last)
  }

  private func lastTop(_ state: ExplorerState) -> Int {
    let width = state.layout.body.columns - 1
    return max(0, state.previewLines(width: width).count - state.layout.body.rows)
  }

  func goBack(_ state: inout ExplorerState) -> Bool {
    state.preview = nil
    return true
  }
}

extension PreviewTable {
  /// How wide the columns are: as wide as what is in them, but wider than `limit` only while there
  /// is room.
  fileprivate func widths(under headings: [String], atMost limit: Int, in room: Int) -> [Int] {
    let wanted = headings.indices.map { column in
      ([headings[column]] + rows.map { TextWidth.shown($0.cells[column]) }).map(TextWidth.of).max()
        ?? 0
    }
    var widths = wanted.map { min($0, limit) }
    for column in widths.indices {
      let free = room - widths.reduce(0, +)
      widths[column] += max(0, min(wanted[column] - widths[column], free))
    }
    return widths
  }
}

extension ExplorerState {
  /// The table of both sides, what else there is to know, and which key goes on.
  func previewLines(width: Int) -> [[Span]] {
    guard let preview = preview?.preview else { return [] }
    let keys = Set(preview.merged?.properties.keys.map { $0 } ?? []).map { TextWidth.of($0) }
    // Both sides of the profile and one user fit, however narrow the window is.
    let cellWidth = min(19, max(8, (width - 10) / 3 - 2))
    let titleWidth = max(8, min(max(12, keys.max() ?? 0), width - 3 * (cellWidth + 2)))
    let users = max(1, (width - titleWidth) / (cellWidth + 2) - 2)
    let table = PreviewTable(preview, users: users)
    let isTakingBack = preview.change.action == .takeBack
    let byItself = isTakingBack ? "and by itself" : "by itself now"
    let headings =
      (isTakingBack ? ["Now", "Then"] : ["Then", "Now"])
      + Array(repeating: byItself, count: table.columns.count - 2)
    let widths = table.widths(
      under: headings, atMost: cellWidth, in: width - titleWidth - 2 * headings.count)
    func line(_ title: Span, _ cells: [Span]) -> [Span] {
      [title]
        + zip(cells, widths).map { cell, width in
          var cell = cell
          cell.text =
            "  " + TextWidth.pad(TextWidth.shown(cell.text), to: width, ellipsis: glyphs.ellipsis)
          return cell
        }
    }
    func title(_ text: String, _ role: Role) -> Span {
      Span(TextWidth.pad(text, to: titleWidth, ellipsis: glyphs.ellipsis), role)
    }
    var lines = [line(title("", .header), headings.map { Span($0, .header) })]
    for row in table.rows {
      let role: Role = row.isChanged ? .changed : .text
      let cells = row.cells.enumerated().map { place, cell in
        Span(cell, place == (isTakingBack ? 1 : 0) ? role : .text)
      }
      lines.append(line(title(row.title, .property), cells))
    }
    if table.moreUsers > 0 {
      lines += [[], [Span("and \(table.moreUsers.counted("more user"))", .dim)]]
    }
    for note in preview.notes { lines += [[]] + [Span(note, .warning)].in(width) }
    return lines + [
      [],
      [
        keySpan("preview.accept"),
        Span(isTakingBack ? " takes back, and asks why   " : " restores   ", .dim),
        keySpan("back"), Span(" leaves everything as it is", .dim),
      ],
    ]
  }

  /// Reasons that are often right; any other is typed.
  func reasonEntries(_ action: MergeChange.Action) -> [PickerEntry] {
    let reasons =
      action == .takeBack
      ? ["a device that several people share", "identified by mistake", "a placeholder identity"]
      : ["it was right after all", "taken back by mistake"]
    return reasons.map { PickerEntry(choice: .reason($0), title: $0) }
  }

  /// Has the merges of the preview taken back or restored.
  mutating func change(because reason: String) -> [Effect] {
    guard let preview = preview?.preview else { return [] }
    self.preview = nil
    if theatre.isInside {
      say("the merges of a story are what its calls make of it", isProblem: true)
      return []
    }
    if isInPast {
      say("merges are changed now, not as of a moment; Esc returns to now", isProblem: true)
      return []
    }
    return [
      .changeMerges(
        MergeOrder(
          migrations: preview.migrations, isInForce: preview.change.action == .restore,
          reason: reason, done: preview.doneText))
    ]
  }
}
