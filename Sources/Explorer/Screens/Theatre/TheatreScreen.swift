import Analysis
import Canvas
import Domain
import Scenarios

/// The scenario theatre: the calls of a story, and the List view after each of them.
struct TheatreScreen: ScreenBehavior {
  let lanes: [Lane] = [.story, .scene]

  func contexts(_ state: ExplorerState) -> [Context] { [.theatre] }

  func heading(_ state: ExplorerState) -> Heading { state.theatreHeading }

  func draw(_ state: ExplorerState, into frame: inout Frame) { state.drawTheatre(into: &frame) }

  func arrange(_ state: inout ExplorerState) {
    guard !state.theatre.isInside, state.screen == .scenarios else { return }
    let panes = state.theatrePanes
    if !panes.shows(state.theatre.pane) { state.theatre.pane = .calls }
    let script = state.theatre.script
    let stop = script.stops[min(state.theatre.step, script.calls)]
    // The captions before a call come into view with it.
    let first = stop - min(stop, state.theatre.captionsBeforeStop)
    state.theatre.callsTop = Scrolling.offset(
      Scrolling.offset(
        state.theatre.callsTop, showing: first, of: script.lines.count,
        height: max(1, panes.callsHeight)),
      showing: stop, of: script.lines.count, height: max(1, panes.callsHeight))
    state.theatre.list.settle(count: state.theatre.rows.count, height: panes.listHeight)
    state.theatre.wordsTop = min(state.theatre.wordsTop, lastWordsTop(state))
  }

  func ask(_ state: inout ExplorerState) -> [Effect] {
    guard !state.theatre.isInside else { return [] }
    var effects: [Effect] = []
    if state.theatre.entries == nil {
      state.theatre.entries = []
      effects.append(.theatre(.list))
    }
    guard let story = state.theatre.story else { return effects }
    if state.theatre.playNow == nil {
      guard state.theatre.askedPlay != story.edition else { return effects }
      state.theatre.askedPlay = story.edition
      return effects + [state.ask(.play(story), in: .story)]
    }
    // The next scene is made before it is asked for.
    let step = state.theatre.step
    let wanted = [step, step + 1].first {
      $0 <= state.theatre.script.calls && state.theatre.scenes[$0] == nil
    }
    if let wanted, state.theatre.askedScene != wanted {
      state.theatre.askedScene = wanted
      effects.append(state.ask(.scene(story, calls: wanted), in: .scene))
    }
    return effects
  }

  // MARK: Moving

  func move(_ movement: Movement, _ state: inout ExplorerState) {
    let panes = state.theatrePanes
    switch state.theatre.pane {
    case .calls:
      state.theatre.go(
        to: movement.target(
          from: state.theatre.step, count: state.theatre.script.calls + 1,
          height: panes.callsHeight))
    case .list:
      state.theatre.list.move(
        movement, count: state.theatre.rows.count, height: panes.listHeight)
    case .words:
      state.theatre.wordsTop = movement.target(
        from: state.theatre.wordsTop, count: lastWordsTop(state) + 1,
        height: panes.words?.rows ?? 1)
    }
  }

  func scroll(by lines: Int, at point: Point, _ state: inout ExplorerState) {
    let panes = state.theatrePanes
    if panes.list?.contains(point) == true {
      state.theatre.list.scroll(
        by: lines, count: state.theatre.rows.count, height: panes.listHeight)
    } else if panes.words?.contains(point) == true {
      scrollWords(by: lines, &state)
    } else {
      state.theatre.go(to: state.theatre.step + lines.signum())
    }
  }

  func press(at point: Point, isDouble: Bool, _ state: inout ExplorerState) -> [Effect] {
    let panes = state.theatrePanes
    if let calls = panes.calls, calls.contains(point) {
      state.theatre.pane = .calls
      let line = state.theatre.callsTop + point.row - calls.minRow - 1
      if point.row > calls.minRow, state.theatre.script.lines.indices.contains(line) {
        state.theatre.go(to: state.theatre.script.stop(ofLine: line))
      }
    } else if let list = panes.list, list.contains(point) {
      state.theatre.pane = .list
      let row = state.theatre.list.top + point.row - list.minRow - 1
      if point.row > list.minRow, state.theatre.rows.indices.contains(row) {
        state.theatre.list.move(
          .to(row), count: state.theatre.rows.count, height: panes.listHeight)
        if isDouble { return state.run(CommandID("theatre.open")) }
      }
    } else if panes.words?.contains(point) == true {
      state.theatre.pane = .words
    }
    return []
  }

  func goBack(_ state: inout ExplorerState) -> Bool {
    if state.theatre.pane != .calls {
      state.theatre.pane = .calls
      return true
    }
    guard !state.hasStore else { return false }
    state.say("There is no store behind the theatre: q quits, o opens another story")
    return true
  }

  // MARK: Panes

  func hasPanes(_ state: ExplorerState) -> Bool { state.theatre.story != nil }

  func cyclePane(_ step: Int, _ state: inout ExplorerState) {
    let all = TheatreState.Pane.allCases
    let place = (all.firstIndex(of: state.theatre.pane) ?? 0) + step
    state.theatre.pane = all[(place + all.count) % all.count]
  }

  func scrollDetail(by lines: Int, _ state: inout ExplorerState) { scrollWords(by: lines, &state) }

  private func scrollWords(by lines: Int, _ state: inout ExplorerState) {
    state.theatre.wordsTop = min(max(0, state.theatre.wordsTop + lines), lastWordsTop(state))
  }

  private func lastWordsTop(_ state: ExplorerState) -> Int {
    guard let words = state.theatrePanes.wordsContent, !words.isEmpty else { return 0 }
    return max(0, state.theatreWords(width: words.columns - 1).count - words.rows)
  }

  // MARK: Copying

  func copied(_ part: CopiedPart, _ state: ExplorerState) -> String? {
    let theatre = state.theatre
    if theatre.pane == .list, theatre.rows.indices.contains(theatre.list.index) {
      let row = theatre.rows[theatre.list.index].row
      return switch part {
      case .value: row.name
      case .row: "\(row.name)\t\(row.sessions)\t\(row.events)"
      case .id: "\(row.id)"
      case .json: JSONText.of(row)
      }
    }
    guard part == .value || part == .row, let call = theatre.call else { return nil }
    return call.words
  }
}

extension TheatreState {
  /// The call of the current step; nil at the beginning.
  var call: Scenario.TimedCall? {
    guard let place = script.step(ofCall: step),
      case .call(let call)? = scenario?.steps[place].action
    else { return nil }
    return call
  }

  /// How many captions stand right before the current call.
  var captionsBeforeStop: Int {
    guard let place = script.step(ofCall: step), script.parts.indices.contains(step) else {
      return 0
    }
    return place - script.parts[step].lowerBound
  }
}
