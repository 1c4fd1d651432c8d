import Analysis
import Canvas
import Domain

/// The stream of all events and the names that occur in it.
struct EventsScreen: ScreenBehavior {
  let lanes: [Lane] = [.events, .catalogue]
  let hasMarks = true
  let filterPlaceholder = "words in the event's name"

  func contexts(_ state: ExplorerState) -> [Context] {
    state.events.pane == .names ? [.eventNames, .events] : [.events]
  }

  func heading(_ state: ExplorerState) -> Heading { state.eventsHeading }

  func draw(_ state: ExplorerState, into frame: inout Frame) { state.drawEvents(into: &frame) }

  func arrange(_ state: inout ExplorerState) {
    state.events.settle(height: state.eventPanes.streamHeight)
    state.events.settleNames(height: state.eventPanes.nameHeight)
  }

  func ask(_ state: inout ExplorerState) -> [Effect] {
    var effects: [Effect] = []
    let environment = state.environment
    if let question = state.events.missing(
      environment: environment, range: state.range, height: state.eventPanes.streamHeight)
    {
      state.events.asked = question
      effects.append(state.ask(.events(question), in: .events))
    }
    if state.events.needsCatalogue {
      state.events.needsCatalogue = false
      effects.append(state.ask(.catalogue(environment), in: .catalogue))
    }
    if let name = state.events.nameInFocus, name != state.events.askedUse {
      state.events.askedUse = name
      if state.events.uses[name] == nil {
        effects.append(state.ask(.propertyUse(name, environment), in: .propertyUse))
      }
    }
    return effects
  }

  func refresh(_ state: inout ExplorerState) { state.events.refresh() }

  // MARK: Moving

  func move(_ movement: Movement, _ state: inout ExplorerState) {
    let panes = state.eventPanes
    switch state.events.pane {
    case .stream:
      state.events.stream.move(
        movement, count: state.events.rows.count, height: panes.streamHeight)
    case .names:
      let shown = state.events.shownNames
      state.events.names.move(movement, count: shown.count, height: panes.nameHeight)
      state.events.selectedName = shown.isEmpty ? nil : shown[state.events.names.index].name
      state.events.detailTop = 0
    case .detail:
      state.events.detailTop = movement.target(
        from: state.events.detailTop, count: lastDetailTop(state) + 1,
        height: panes.detailContent?.rows ?? 0)
    }
  }

  func scroll(by lines: Int, at point: Point, _ state: inout ExplorerState) {
    let panes = state.eventPanes
    if panes.detail?.contains(point) == true {
      scrollDetail(by: lines, &state)
    } else if panes.names?.contains(point) == true {
      let shown = state.events.shownNames
      state.events.names.scroll(by: lines, count: shown.count, height: panes.nameHeight)
      if !shown.isEmpty { state.events.selectedName = shown[state.events.names.index].name }
    } else {
      state.events.stream.scroll(
        by: lines, count: state.events.rows.count, height: panes.streamHeight)
    }
  }

  func press(at point: Point, isDouble: Bool, _ state: inout ExplorerState) -> [Effect] {
    let panes = state.eventPanes
    var scratch = Frame(size: state.size)
    if let names = panes.names, names.contains(point) {
      state.events.pane = .names
      if let row = state.drawNames(into: &scratch, names).row(at: point) {
        state.move(.to(row))
        if isDouble { return state.run(CommandID("events.only")) }
      }
    } else if let stream = panes.stream, stream.contains(point) {
      state.events.pane = .stream
      if let row = state.drawStream(into: &scratch, stream).row(at: point) {
        state.move(.to(row))
        if isDouble { return state.run(CommandID("events.open")) }
      }
    } else {
      state.events.pane = .detail
    }
    return []
  }

  func goBack(_ state: inout ExplorerState) -> Bool {
    if !state.events.nameFilter.text.isEmpty {
      state.events.nameFilter = LineEditor()
    } else if state.events.pane != .stream {
      state.events.pane = .stream
    } else if state.events.name != nil {
      state.events.name = nil
    } else if state.events.onlyPaired {
      state.events.onlyPaired = false
    } else {
      return false
    }
    return true
  }

  // MARK: Panes

  func hasPanes(_ state: ExplorerState) -> Bool { true }

  func cyclePane(_ step: Int, _ state: inout ExplorerState) {
    let order: [EventsState.Pane] =
      state.eventPanes.detail == nil ? [.names, .stream] : [.names, .stream, .detail]
    let place = order.firstIndex(of: state.events.pane) ?? 0
    state.events.pane = order[(place + step + order.count) % order.count]
  }

  func toggleDetail(_ state: inout ExplorerState) {
    state.events.wantsDetail = state.eventPanes.detail == nil
    if state.events.pane == .detail { state.events.pane = .stream }
  }

  func scrollDetail(by lines: Int, _ state: inout ExplorerState) {
    state.events.detailTop = min(max(0, state.events.detailTop + lines), lastDetailTop(state))
  }

  /// How far the detail pane can be scrolled.
  private func lastDetailTop(_ state: ExplorerState) -> Int {
    guard let content = state.eventPanes.detailContent else { return 0 }
    return max(0, state.eventDetailLines(width: content.columns).count - content.rows)
  }

  // MARK: Filter

  func filter(_ state: ExplorerState) -> LineEditor? { state.events.nameFilter }

  func setFilter(_ filter: LineEditor, _ state: inout ExplorerState) {
    state.events.nameFilter = filter
  }

  func beginFilter(_ state: inout ExplorerState) { state.events.pane = .names }

  func hasFilter(_ state: ExplorerState) -> Bool {
    !state.events.nameFilter.text.isEmpty || state.events.name != nil || state.events.onlyPaired
  }

  func dropFilter(_ state: inout ExplorerState) {
    state.events.nameFilter = LineEditor()
    state.events.name = nil
    state.events.onlyPaired = false
  }

  func filterCount(_ state: ExplorerState) -> String {
    state.events.shownNames.count.counted("event name")
  }

  // MARK: Copying

  func copied(_ part: CopiedPart, _ state: ExplorerState) -> String? {
    let events = state.events
    if events.pane == .names, part == .value || part == .row {
      let use = events.shownNames.first { $0.name == events.selectedName }
      return use.map { part == .value ? $0.name : "\($0.name)\t\($0.count)\t\($0.users)" }
    }
    guard let row = events.selectedRow else { return nil }
    return switch part {
    case .value: row.name
    case .row: row.tabbed
    case .id: "\(row.profile)"
    case .json: JSONText.of(row)
    }
  }
}

extension EventRow {
  fileprivate var tabbed: String {
    [time.description, name, userName, JSONText.properties(properties)].joined(separator: "\t")
  }
}
