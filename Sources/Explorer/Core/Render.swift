import Analysis
import Canvas
import Domain
import Scenarios

/// Draws the screen as the state has it. Pure: no clock, no input, no output.
///
/// - Parameter size: the window; the state's own size unless told.
package func render(_ state: ExplorerState, size: Size? = nil) -> Frame {
  var state = state
  if let size, size != state.size {
    state.size = size
    state.arrange()
  }
  var frame = Frame(size: state.size)
  let layout = state.layout
  guard !layout.isTooSmall else {
    state.drawTooSmall(into: &frame)
    return frame
  }
  state.drawTabs(into: &frame)
  state.drawHeading(into: &frame)
  state.front.draw(state, into: &frame)
  state.drawScrubber(into: &frame)
  state.drawBottom(into: &frame)
  state.drawPicker(into: &frame)
  return frame
}

/// What the line under the tabs says.
struct Heading {
  /// From left to right; those that do not fit are left out, but for the first.
  var parts: [[Span]]
  /// Follows the parts, however many are left out.
  var end: [Span] = []
  /// Stands at the right end of the line.
  var right: [Span] = []
}

extension ExplorerState {
  fileprivate func drawTooSmall(into frame: inout Frame) {
    let minimum = Layout.minimum
    let text = "window too small, needs \(minimum.columns)x\(minimum.rows)"
    let lines = [Span(text, .warning)].wrapped(to: frame.size.columns)
    for (row, line) in lines.enumerated() {
      frame.draw(line, at: Point(column: 0, row: row))
    }
  }

  var tabs: Tabs {
    let screens = Screen.allCases
    return Tabs(
      screens.map { "\($0.digit) \($0.title)" }, short: screens.map { "\($0.digit)" },
      selected: Screen.allCases.firstIndex(of: screen) ?? 0)
  }

  fileprivate func drawTabs(into frame: inout Frame) {
    let rect = layout.tabs
    guard !rect.isEmpty else { return }
    tabs.draw(into: &frame, tabsRect, glyphs: glyphs)
    let room = rect.columns - tabs.width(in: tabsRect.columns) - 2
    guard room > 4 else { return }
    let right = storeSpans
    let width = min(room, right.width)
    frame.draw(
      right, at: Point(column: rect.maxColumn - width - 1, row: rect.minRow), maxColumns: width,
      overflow: .ellipsis(glyphs.ellipsis))
  }

  /// Where the tabs are: the speed, which is asked for, has its place before their titles.
  var tabsRect: Rect {
    let rect = layout.tabs
    guard showsPerformance else { return rect }
    return rect.split(left: max(22, rect.columns - storeSpans.width - 2)).left
  }

  /// What stands at the right of the tabs.
  private var storeSpans: [Span] {
    var spans: [Span] = []
    if showsPerformance { spans = [Span(performanceText + "   ", .dim)] }
    if let scenario = theatre.scenario, theatre.isInside {
      return spans + [Span(scenario.title, .changed)]
    }
    if let environment { spans.append(Span("\(environment) › ", .dim)) }
    return spans + [Span(storeName, .title)]
  }

  private var performanceText: String {
    guard let performance else { return "key to paint: no reading yet" }
    func short(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
    return "key to paint p50 \(short(performance.median)) ms, "
      + "p95 \(short(performance.percentile95)) ms"
  }

  /// The line under the tabs: what is shown, and at its right the range in force (R-U1).
  fileprivate func drawHeading(into frame: inout Frame) {
    let rect = layout.heading
    var content = front.heading(self)
    if theatre.isInside { content.parts.insert([Span("in the story, ", .dim)] + stepSpans, at: 0) }
    var right = content.right
    if let sign = busySign { right.append(Span(" \(sign)", .changed)) }
    let rightWidth = min(right.width, rect.columns - 2)
    frame.draw(
      right, at: Point(column: rect.maxColumn - 1 - rightWidth, row: rect.minRow),
      maxColumns: rightWidth, overflow: .ellipsis(glyphs.ellipsis))
    let room = rect.columns - rightWidth - 4
    // Parts that do not fit are left out whole: half a number would be a wrong one.
    let dot = [Span(" \(Signs(glyphs).dot) ", .dim)]
    let end = content.end.isEmpty ? [] : dot + content.end
    var line = content.parts.first ?? []
    for part in content.parts.dropFirst() {
      guard (line + dot + part + end).width <= room else { break }
      line += dot + part
    }
    line += end
    frame.draw(
      line, at: Point(column: rect.minColumn + 1, row: rect.minRow), maxColumns: room,
      overflow: .ellipsis(glyphs.ellipsis))
  }

  /// The range as it stands at the right of headings.
  var rangeSpans: [Span] { [Span("range: ", .dim), Span(range.title, .changed)] }

  /// A turning sign while an answer is late.
  private var busySign: Unicode.Scalar? {
    guard lanes.isSlow(at: now) else { return nil }
    let turn = Int(now.milliseconds / 100) % max(1, glyphs.spinner.count)
    return glyphs.spinner.indices.contains(turn) ? glyphs.spinner[turn] : nil
  }

  /// The last line: what is typed, what has to be said, or what can be done.
  fileprivate func drawBottom(into frame: inout Frame) {
    let rect = layout.hints.split(left: 1).rest
    if theatre.typed != nil, picker == nil {
      drawCallPrompt(into: &frame)
    } else if isFiltering, picker == nil {
      var prompt = Prompt(
        label: "/", editor: typedFilter, placeholder: front.filterPlaceholder, note: filterNote)
      prompt.marked = front.filterProblem(self)?.range
      prompt.draw(into: &frame, rect, glyphs: glyphs)
    } else if let toast {
      frame.draw(
        toast.text, at: rect.origin, style: Style(toast.isProblem ? .warning : .ok),
        overflow: .ellipsis(glyphs.ellipsis), clip: rect)
    } else if let entry = currentEntry, !entry.about.isEmpty {
      let reason = entry.section == nil ? nil : entry.disabled
      let about = (reason.map { "Not now: \($0). " } ?? "") + entry.about
      frame.draw(
        about, at: rect.origin, style: Style(.dim), overflow: .ellipsis(glyphs.ellipsis),
        clip: rect)
    } else if !pendingKeys.isEmpty {
      HintBar(continuationHints).draw(into: &frame, rect)
    } else if let failure = visibleFailure {
      let text = "\(failure.message) \(Signs(glyphs).dash) R asks again"
      frame.draw(
        text, at: rect.origin, style: Style(.error), overflow: .ellipsis(glyphs.ellipsis),
        clip: rect)
    } else {
      let hints = hints
      let help = hints.firstIndex { $0.command == "help" }
      HintBar(hints.map { ($0.key, $0.label) }, pinned: help).draw(into: &frame, rect)
    }
  }

  private var filterNote: [Span] {
    guard let problem = front.filterProblem(self) else {
      return [Span("\(front.filterCount(self))  Enter keeps  Esc clears", .dim)]
    }
    // The prompt gives its note half of the line at most.
    let room = max(0, layout.hints.columns / 2 - 4)
    let text = "\(problem.position + 1): expected \(problem.expected)"
    return [Span(TextWidth.truncate(text, to: room, ellipsis: glyphs.ellipsis), .warning)]
  }

  private var visibleFailure: QuestionFailure? {
    let own = front.lanes.compactMap { failures[$0] }.first
    return own ?? failures.sorted { $0.value.message < $1.value.message }.first?.value
  }

  /// The commands that are proposed here, the most useful ones first.
  private var hints: [(command: String, key: String, label: String)] {
    let contexts = contexts
    var seen: Set<CommandID> = []
    let commands = CommandRegistry.all.filter {
      $0.rank != nil && !Set($0.contexts).isDisjoint(with: contexts)
        && availability(of: $0) == .yes && isHintable($0)
    }
    return commands.sorted { ($0.rank ?? 0) < ($1.rank ?? 0) }.compactMap { command in
      guard seen.insert(command.id).inserted,
        let key = keyMap.titles(of: command.id, in: contexts).first
      else { return nil }
      return (command.id.name, key, command.hint)
    }
  }

  /// Hints that would be of no use in this state are not shown.
  private func isHintable(_ command: Command) -> Bool {
    switch command.id.name {
    case "events.open": events.pane != .names
    case "back" where front is TheatreScreen: hasStore
    case "back": theatre.isInside || isOpen || screen != .users || front.hasFilter(self)
    case "quit": !isOpen && !theatre.isInside
    // There the key types a call.
    case "palette": !(front is TheatreScreen)
    case "menu.tick": picker?.kind == .columns
    // A popup's keys are all in its own hints; help is about the screen behind it.
    case "help": picker == nil
    default: true
    }
  }

  private var continuationHints: [(key: String, label: String)] {
    let typed = KeySequence(pendingKeys).title
    return [(typed, "then")]
      + keyMap.continuations(of: pendingKeys, in: contexts).compactMap { key, id in
        CommandRegistry.command(id).map { (key, $0.hint) }
      }
  }

  /// The line that parts a pane from what is left of it or above it.
  func drawRule(_ rect: Rect, above: Bool, hasFocus: Bool, into frame: inout Frame) {
    let style = Style(hasFocus ? .borderFocus : .border)
    if above {
      frame.fill(rect.split(top: 1).top, style: style, with: glyphs.horizontal)
    } else {
      frame.fill(rect.split(left: 1).left, style: style, with: glyphs.vertical)
    }
  }

  /// Lines in the middle of an otherwise empty space.
  func drawMessage(_ lines: [[Span]], in rect: Rect, into frame: inout Frame) {
    let top = rect.minRow + max(0, (rect.rows - lines.count) / 3)
    let widest = lines.map(\.width).max() ?? 0
    let left = rect.minColumn + max(1, (rect.columns - widest) / 2)
    for (row, line) in lines.enumerated() where top + row < rect.maxRow {
      frame.draw(
        line, at: Point(column: left, row: top + row), overflow: .ellipsis(glyphs.ellipsis),
        clip: rect)
    }
  }
}
