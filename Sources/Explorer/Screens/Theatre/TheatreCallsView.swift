import Canvas
import Domain
import Scenarios

extension ExplorerState {
  /// Draws the lines of the story with the current call marked, what is past in colours and what is
  /// to come dim.
  func drawCalls(into frame: inout Frame, _ rect: Rect) {
    let script = theatre.script
    let (header, body) = rect.split(top: 1)
    let pane = CallsPane(
      columns: rect.columns, digits: TextWidth.of(script.calls.grouped))
    frame.fill(header, style: Style(.header))
    frame.draw(pane.titles, at: header.origin, clip: header)
    for row in 0..<body.rows where script.lines.indices.contains(theatre.callsTop + row) {
      let index = theatre.callsTop + row
      let isHere = index == script.stops[min(theatre.step, script.calls)]
      var spans = callSpans(
        script.lines[index], isPast: script.stop(ofLine: index) <= theatre.step, pane)
      let (_, below) = body.split(top: row)
      let line = below.split(top: 1).top.withoutLastColumn
      if isHere {
        let hasFocus = theatre.pane == .calls
        spans = hasFocus ? spans.selected : spans.inRole(.selectionInactive)
        frame.fill(
          line, style: hasFocus ? Style(.text, selected: true) : Style(.selectionInactive))
      }
      frame.draw(
        spans, at: line.origin, overflow: .ellipsis(glyphs.ellipsis), clip: line)
    }
    Scrollbar(offset: theatre.callsTop, visible: body.rows, count: script.lines.count).draw(
      into: &frame, body.split(left: max(0, body.columns - 1)).rest, glyphs: glyphs)
  }

  private func callSpans(_ line: Script.Line, isPast: Bool, _ pane: CallsPane) -> [Span] {
    func role(_ role: Role) -> Role { isPast ? role : .dim }
    guard let scenario = theatre.scenario else { return [] }
    switch line {
    case .beginning:
      return pane.line(mark: mark(theatre.step == 0), [Span("the beginning", .dim)])
    case .say(let place):
      guard case .say(let caption) = scenario.steps[place].action else { return [] }
      return [Span("   "), Span(caption.oneLine, role(.title))]
    case .expect(let place):
      return pane.line(expectSpans(place, isPast: isPast))
    case .call(let place, let number):
      guard case .call(let call) = scenario.steps[place].action else { return [] }
      // What all calls begin with says nothing here.
      let words = call.caller.callWords
      let rest = words.hasPrefix("heap.") ? String(words.dropFirst(5)) : words
      return pane.line(
        mark: mark(theatre.step == number), number: Span(number.grouped, role(.number)),
        pause: Span(pause(before: number, call), .dim),
        [Span("\(call.caller.name): ", role(.property)), Span(rest, role(.eventName))])
    }
  }

  private func mark(_ isHere: Bool) -> Span { Span(isHere ? String(glyphs.right) : " ", .changed) }

  /// How long after the call before it, as files write it; of the first one, its time of day.
  private func pause(before number: Int, _ call: Scenario.TimedCall) -> String {
    guard let place = theatre.script.step(ofCall: number - 1),
      case .call(let earlier)? = theatre.scenario?.steps[place].action
    else { return String(call.time.clock.prefix(5)) }
    let pause = call.time.milliseconds(since: earlier.time)
    if pause == 0 { return "" }
    return StepTime.text(pause: pause) ?? String(call.time.clock)
  }

  private func expectSpans(_ place: Int, isPast: Bool) -> [Span] {
    guard isPast, let checks = theatre.playNow?.checks[place] else {
      return [Span("\(Signs(glyphs).dot) expectations", .dim)]
    }
    let failed = checks.count { !$0.holds }
    return failed == 0
      ? [Span("\(glyphs.check) as expected", .ok)]
      : [Span("\(glyphs.cross) \(failed) of \(checks.count) not as expected", .error)]
  }
}

/// The columns of the calls. A narrow pane has none for the pauses.
private struct CallsPane {
  let columns: Int
  let digits: Int

  private var pauseWidth: Int { columns < 46 ? 0 : 9 }

  var titles: [Span] {
    line(
      mark: Span(" "), number: Span("#", .header),
      pause: Span(pauseWidth > 0 ? "When" : "", .header), [Span("Call", .header)]
    ).inRole(.header)
  }

  func line(
    mark: Span = Span(" "), number: Span = Span(""), pause: Span = Span(""), _ text: [Span]
  ) -> [Span] {
    var spans = [mark, number.padded(to: digits + 1)]
    if pauseWidth > 0 { spans.append(pause.padded(to: pauseWidth + 1)) }
    return spans + [Span("  ")] + text
  }
}

extension Span {
  /// The span at the right end of so many columns.
  fileprivate func padded(to width: Int) -> Span {
    Span(TextWidth.pad(text, to: width, alignment: .right), style)
  }
}
