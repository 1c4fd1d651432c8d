import Analysis
import Canvas

extension CommandRegistry {
  /// Moving over whatever list has the focus.
  static let listCommands: [Command] = [
    movement(
      "down", "Move down", .down, keys: "j|down|^n", about: "The cursor goes one line down.",
      whileTyping: true),
    movement(
      "up", "Move up", .up, keys: "k|up|^p", about: "The cursor goes one line up.",
      whileTyping: true),
    movement(
      "page-down", "Page down", .pageDown, keys: "pgdn|^f",
      about: "The cursor goes one page down.", whileTyping: true),
    movement(
      "page-up", "Page up", .pageUp, keys: "pgup|^b", about: "The cursor goes one page up.",
      whileTyping: true),
    movement(
      "half-down", "Half a page down", .halfPageDown, keys: "^d",
      about: "The cursor goes half a page down."),
    movement(
      "half-up", "Half a page up", .halfPageUp, keys: "^u",
      about: "The cursor goes half a page up."),
    movement(
      "top", "Go to the top", .top, keys: "g g|home", about: "The cursor goes to the first line."),
    movement(
      "bottom", "Go to the bottom", .bottom, keys: "G|end",
      about: "The cursor goes to the last line; in the event stream, to the last one read."),
  ]

  private static func movement(
    _ name: String, _ title: String, _ movement: Movement, keys: String, about: String,
    whileTyping: Bool = false
  ) -> Command {
    Command(
      "move.\(name)", title, keys: keys,
      in: [.screen, .menu] + (whileTyping ? [.search, .filter] : []), about: about
    ) { state in
      state.move(movement)
      return []
    }
  }
}

extension ExplorerState {
  /// Moves the cursor of the list that has the focus.
  mutating func move(_ movement: Movement) {
    if picker != nil {
      movePicker(movement)
    } else if profile != nil {
      moveInProfile(movement)
    } else if screen == .users {
      moveInUsers(movement)
    } else {
      moveInEvents(movement)
    }
  }

  private mutating func moveInUsers(_ movement: Movement) {
    if users.pane == .detail, usersPanes.detail != nil, !isFiltering {
      let end = lastDetailTop + 1
      users.detailTop = movement.target(
        from: users.detailTop, count: end, height: usersPanes.detailContent?.rows ?? 0)
    } else {
      users.move(movement, height: usersPanes.listHeight)
    }
  }

  private mutating func moveInEvents(_ movement: Movement) {
    let panes = eventPanes
    switch events.pane {
    case .stream:
      events.stream.move(movement, count: events.rows.count, height: panes.streamHeight)
    case .names:
      let shown = events.shownNames
      events.names.move(movement, count: shown.count, height: panes.nameHeight)
      events.selectedName = shown.isEmpty ? nil : shown[events.names.index].name
      events.detailTop = 0
    case .detail:
      events.detailTop = movement.target(
        from: events.detailTop, count: lastDetailTop + 1, height: panes.detailContent?.rows ?? 0)
    }
  }

  private mutating func moveInProfile(_ movement: Movement) {
    guard var open = profile else { return }
    let panes = profilePanes
    if open.pane == .facts {
      let lines = open.factLines
      open.facts.move(movement, count: lines.count, height: panes.facts.rows)
      open.factLine = lines.isEmpty ? nil : lines[open.facts.index].id
    } else {
      let lines = open.visitLines
      open.visits.move(movement, count: lines.count, height: panes.visitHeight)
      open.visitLine = lines.isEmpty ? nil : lines[open.visits.index].id
    }
    open.wantsFirstEvent = nil
    profile = open
  }

  /// Scrolls the detail pane while the cursor stays in the list.
  mutating func scrollDetail(by lines: Int) {
    if profile != nil {
      let focus = profile?.pane
      profile?.pane = focus == .facts ? .visits : .facts
      moveInProfile(lines > 0 ? .down : .up)
      profile?.pane = focus ?? .visits
    } else if screen == .users {
      users.detailTop = min(max(0, users.detailTop + lines), lastDetailTop)
    } else {
      events.detailTop = min(max(0, events.detailTop + lines), lastDetailTop)
    }
  }

  /// How far the detail pane in front can be scrolled.
  private var lastDetailTop: Int {
    let content = screen == .users ? usersPanes.detailContent : eventPanes.detailContent
    guard let content else { return 0 }
    let lines =
      screen == .users
      ? userDetailLines(width: content.columns) : eventDetailLines(width: content.columns)
    return max(0, lines.count - content.rows)
  }
}
