import Analysis
import Canvas

/// The List view.
struct UsersScreen: ScreenBehavior {
  let lanes: [Lane] = [.users]
  let hasMarks = true
  let filterPlaceholder = "words, plan=Startup, events>10, did:\"Purchase\" in 30d"

  func contexts(_ state: ExplorerState) -> [Context] { [.users] }

  func heading(_ state: ExplorerState) -> Heading { state.usersHeading }

  func draw(_ state: ExplorerState, into frame: inout Frame) { state.drawUsers(into: &frame) }

  func arrange(_ state: inout ExplorerState) {
    state.users.cursor.settle(count: state.users.count, height: state.usersPanes.listHeight)
    state.users.noteSelection()
    state.users.column = min(state.users.column, state.userColumns.count - 1)
  }

  func ask(_ state: inout ExplorerState) -> [Effect] {
    var effects: [Effect] = []
    if let question = state.users.missing(
      environment: state.environment, range: state.listedRange,
      height: state.usersPanes.listHeight)
    {
      state.users.asked = question
      effects.append(state.ask(.users(question), in: .users))
    }
    effects += state.askForComparison()
    return effects + (state.isFiltering ? state.askForNames() : [])
  }

  func refresh(_ state: inout ExplorerState) { state.users.refresh() }

  // MARK: Moving

  func move(_ movement: Movement, _ state: inout ExplorerState) {
    let panes = state.usersPanes
    if state.users.pane == .detail, let content = panes.detailContent, !state.isFiltering {
      state.users.detailTop = movement.target(
        from: state.users.detailTop, count: lastDetailTop(state) + 1, height: content.rows)
    } else {
      state.users.move(movement, height: panes.listHeight)
    }
  }

  func scroll(by lines: Int, at point: Point, _ state: inout ExplorerState) {
    let panes = state.usersPanes
    if panes.detail?.contains(point) == true {
      scrollDetail(by: lines, &state)
    } else {
      state.users.cursor.scroll(by: lines, count: state.users.count, height: panes.listHeight)
      state.users.noteSelection()
    }
  }

  func press(at point: Point, isDouble: Bool, _ state: inout ExplorerState) -> [Effect] {
    let panes = state.usersPanes
    guard panes.list.contains(point) else {
      state.users.pane = .detail
      return []
    }
    state.users.pane = .list
    var scratch = Frame(size: state.size)
    let table = state.drawUserList(into: &scratch, panes.list)
    let column = table.column(at: point)
    if let column { state.users.column = column }
    if point.row == panes.list.minRow, let column {
      state.sort(by: state.userColumns[column].column)
    } else if let row = table.row(at: point) {
      state.users.move(.to(row), height: panes.listHeight)
      if isDouble { return state.run(CommandID("users.open")) }
    }
    return []
  }

  func goBack(_ state: inout ExplorerState) -> Bool {
    if state.users.pane == .detail {
      state.users.pane = .list
    } else if !state.users.filter.editor.text.isEmpty {
      setFilter(LineEditor(), &state)
    } else if let shown = state.users.members {
      state.users.members = nil
      state.screen = shown.origin
    } else {
      return false
    }
    return true
  }

  // MARK: Panes

  func hasPanes(_ state: ExplorerState) -> Bool { state.usersPanes.detail != nil }

  func cyclePane(_ step: Int, _ state: inout ExplorerState) {
    guard hasPanes(state) else { return }
    state.users.pane = state.users.pane == .list ? .detail : .list
  }

  func toggleDetail(_ state: inout ExplorerState) {
    state.users.wantsDetail = state.usersPanes.detail == nil
    state.users.pane = .list
  }

  func scrollDetail(by lines: Int, _ state: inout ExplorerState) {
    state.users.detailTop = min(max(0, state.users.detailTop + lines), lastDetailTop(state))
  }

  /// How far the detail pane can be scrolled.
  private func lastDetailTop(_ state: ExplorerState) -> Int {
    guard let content = state.usersPanes.detailContent else { return 0 }
    return max(0, state.userDetailLines(width: content.columns).count - content.rows)
  }

  // MARK: Filter

  func filter(_ state: ExplorerState) -> LineEditor? { state.users.filter.editor }

  func setFilter(_ filter: LineEditor, _ state: inout ExplorerState) {
    // While one types, the cursor stays at the top; a filter that is dropped leaves it on its user.
    if filter.text != state.users.filter.editor.text {
      state.users.followsSelection = filter.text.isEmpty && !state.isFiltering
    }
    state.users.filter.editor = filter
  }

  func hasFilter(_ state: ExplorerState) -> Bool {
    !state.users.filter.editor.text.isEmpty || state.users.members != nil
  }

  func dropFilter(_ state: inout ExplorerState) {
    setFilter(LineEditor(), &state)
    state.users.members = nil
  }

  func filterCount(_ state: ExplorerState) -> String { state.users.count.counted("user") }

  func filterProblem(_ state: ExplorerState) -> FilterProblem? { state.users.filter.problem }

  // MARK: Copying

  func copied(_ part: CopiedPart, _ state: ExplorerState) -> String? {
    guard let row = state.users.selectedRow else { return nil }
    let columns = state.userColumns.map(\.column)
    return switch part {
    case .value: columns[state.users.column].plainText(of: row)
    case .row: columns.map { $0.plainText(of: row) }.joined(separator: "\t")
    case .id: "\(row.id)"
    case .json: JSONText.of(row)
    }
  }
}

/// The users behind a number of a report, as the List view shows them.
struct ShownMembers: Hashable, Sendable {
  var members: Members
  /// What they have in common, for the heading: `dropped after Add to Cart, plan Free`.
  var title: String
  /// Where Esc goes back to.
  var origin: ExplorerState.Screen
  /// What lists them on the command line.
  var command: ShownCommand?
}

extension ExplorerState {
  /// Opens the users behind a number of a report (R-F8).
  mutating func show(_ members: Members, titled title: String, command: ShownCommand? = nil) {
    users.members = ShownMembers(
      members: members, title: title, origin: screen, command: command)
    users.filter.editor = LineEditor()
    users.followsSelection = false
    screen = .users
  }
}
