import Analysis
import Canvas

extension ExplorerState {
  mutating func take(_ mouse: MouseEvent) -> [Effect] {
    let point = mouse.position
    switch mouse.action {
    case .release: return []
    case .scrollDown: scroll(by: 3, at: point)
    case .scrollUp: scroll(by: -3, at: point)
    case .press: return press(at: point, isDouble: false)
    case .doublePress: return press(at: point, isDouble: true)
    }
    return []
  }

  /// The wheel moves what the pointer is on, whatever has the focus.
  private mutating func scroll(by lines: Int, at point: Point) {
    if picker != nil {
      scrollPicker(by: lines)
    } else if let open = profile {
      let panes = profilePanes
      if panes.facts.contains(point) {
        profile?.facts.scroll(by: lines, count: open.factLines.count, height: panes.facts.rows)
      } else {
        profile?.visits.scroll(
          by: lines, count: open.visitLines.count, height: panes.visitHeight)
      }
    } else if screen == .users {
      let panes = usersPanes
      if panes.detail?.contains(point) == true {
        scrollDetail(by: lines)
      } else {
        users.cursor.scroll(by: lines, count: users.count, height: panes.listHeight)
        users.noteSelection()
      }
    } else {
      let panes = eventPanes
      if panes.detail?.contains(point) == true {
        scrollDetail(by: lines)
      } else if panes.names?.contains(point) == true {
        let shown = events.shownNames
        events.names.scroll(by: lines, count: shown.count, height: panes.nameHeight)
        if !shown.isEmpty { events.selectedName = shown[events.names.index].name }
      } else {
        events.stream.scroll(by: lines, count: events.rows.count, height: panes.streamHeight)
      }
    }
  }

  private mutating func press(at point: Point, isDouble: Bool) -> [Effect] {
    if picker != nil { return pressInPicker(at: point, isDouble: isDouble) }
    if let tab = tabs.index(at: point, in: layout.tabs) { return show(tab == 0 ? .users : .events) }
    guard layout.body.contains(point) else { return [] }
    isFiltering = false
    if profile != nil { return pressInProfile(at: point, isDouble: isDouble) }
    return screen == .users
      ? pressInUsers(at: point, isDouble: isDouble)
      : pressInEvents(at: point, isDouble: isDouble)
  }

  private mutating func pressInPicker(at point: Point, isDouble: Bool) -> [Effect] {
    guard let index = pickerIndex(at: point) else {
      if !isInPicker(point) { picker = nil }
      return []
    }
    movePicker(.to(index))
    if picker?.kind == .columns { return tickPicker() }
    return isDouble ? acceptPicker() : []
  }

  private mutating func pressInUsers(at point: Point, isDouble: Bool) -> [Effect] {
    let panes = usersPanes
    guard panes.list.contains(point) else {
      users.pane = .detail
      return []
    }
    users.pane = .list
    var scratch = Frame(size: size)
    let table = drawUserList(into: &scratch, panes.list)
    let column = table.column(at: point)
    if let column { users.column = column }
    if point.row == panes.list.minRow, let column {
      sort(by: userColumns[column].column)
    } else if let row = table.row(at: point) {
      users.move(.to(row), height: panes.listHeight)
      if isDouble { return run(CommandID("users.open")) }
    }
    return []
  }

  private mutating func pressInEvents(at point: Point, isDouble: Bool) -> [Effect] {
    let panes = eventPanes
    var scratch = Frame(size: size)
    if let names = panes.names, names.contains(point) {
      events.pane = .names
      if let row = drawNames(into: &scratch, names).row(at: point) {
        move(.to(row))
        if isDouble { return run(CommandID("events.only")) }
      }
    } else if let stream = panes.stream, stream.contains(point) {
      events.pane = .stream
      if let row = drawStream(into: &scratch, stream).row(at: point) {
        move(.to(row))
        if isDouble { return run(CommandID("events.open")) }
      }
    } else {
      events.pane = .detail
    }
    return []
  }

  private mutating func pressInProfile(at point: Point, isDouble: Bool) -> [Effect] {
    guard let open = profile else { return [] }
    let panes = profilePanes
    if panes.facts.contains(point) {
      profile?.pane = .facts
      move(.to(open.facts.top + point.row - panes.facts.minRow))
    } else if point.row > panes.visits.minRow {
      profile?.pane = .visits
      move(.to(open.visits.top + point.row - panes.visits.minRow - 1))
    } else {
      return []
    }
    return isDouble ? toggleLine() : []
  }
}
