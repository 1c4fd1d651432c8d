import Analysis
import Canvas
import Domain

/// One user, in front of the screen it was opened from.
struct ProfileScreen: ScreenBehavior {
  let lanes: [Lane] = [.profile]
  let hasMarks = true
  let filterPlaceholder = "words in properties and ids"

  func contexts(_ state: ExplorerState) -> [Context] { [.profile] }

  func heading(_ state: ExplorerState) -> Heading {
    state.profile.map(state.profileHeading) ?? Heading(parts: [])
  }

  func draw(_ state: ExplorerState, into frame: inout Frame) {
    if let open = state.profile { state.draw(open, into: &frame) }
  }

  func arrange(_ state: inout ExplorerState) {
    let panes = state.profilePanes
    state.profile?.settle(visitHeight: panes.visitHeight, factHeight: panes.facts.rows)
  }

  func ask(_ state: inout ExplorerState) -> [Effect] {
    state.askForProfile() + state.askForEarlierProfile()
  }

  // MARK: Moving

  func move(_ movement: Movement, _ state: inout ExplorerState) {
    guard var open = state.profile else { return }
    let panes = state.profilePanes
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
    state.profile = open
  }

  func scroll(by lines: Int, at point: Point, _ state: inout ExplorerState) {
    guard let open = state.profile else { return }
    let panes = state.profilePanes
    if panes.facts.contains(point) {
      state.profile?.facts.scroll(
        by: lines, count: open.factLines.count, height: panes.facts.rows)
    } else {
      state.profile?.visits.scroll(
        by: lines, count: open.visitLines.count, height: panes.visitHeight)
    }
  }

  func press(at point: Point, isDouble: Bool, _ state: inout ExplorerState) -> [Effect] {
    guard let open = state.profile else { return [] }
    let panes = state.profilePanes
    if panes.facts.contains(point) {
      state.profile?.pane = .facts
      move(.to(open.facts.top + point.row - panes.facts.minRow), &state)
    } else if point.row > panes.visits.minRow {
      state.profile?.pane = .visits
      move(.to(open.visits.top + point.row - panes.visits.minRow - 1), &state)
    } else {
      return []
    }
    return isDouble ? state.toggleLine() : []
  }

  func goBack(_ state: inout ExplorerState) -> Bool {
    if hasFilter(state) { dropFilter(&state) } else { state.profile = nil }
    return true
  }

  // MARK: Panes

  func hasPanes(_ state: ExplorerState) -> Bool { true }

  func cyclePane(_ step: Int, _ state: inout ExplorerState) {
    guard let pane = state.profile?.pane else { return }
    state.profile?.pane = pane == .visits ? .facts : .visits
  }

  /// The pane without the focus is the detail here.
  func scrollDetail(by lines: Int, _ state: inout ExplorerState) {
    cyclePane(1, &state)
    move(lines > 0 ? .down : .up, &state)
    cyclePane(1, &state)
  }

  // MARK: Filter

  func filter(_ state: ExplorerState) -> LineEditor? { state.profile?.filter }

  func setFilter(_ filter: LineEditor, _ state: inout ExplorerState) {
    state.profile?.filter = filter
  }

  func beginFilter(_ state: inout ExplorerState) { state.profile?.pane = .facts }

  func filterCount(_ state: ExplorerState) -> String {
    (state.profile?.factLines.count ?? 0).counted("line")
  }

  // MARK: Copying

  func copied(_ part: CopiedPart, _ state: ExplorerState) -> String? {
    guard let open = state.profile else { return nil }
    switch part {
    case .value: return open.copiedTexts?.last
    case .row: return open.copiedTexts?.joined(separator: "\t")
    case .id: return "\(open.key.id)"
    case .json:
      if case .event(let row, _) = open.currentVisitLine?.content, open.pane == .visits {
        return JSONText.of(row)
      }
      return open.profile.map { JSONText.of($0.user) }
    }
  }
}

extension ProfileState {
  /// What the line under the cursor says, its value last.
  fileprivate var copiedTexts: [String]? {
    pane == .facts ? currentFactLine?.copiedTexts : currentVisitLine?.copiedTexts
  }
}

extension FactLine {
  /// What the line says, its value last; nil for headings.
  fileprivate var copiedTexts: [String]? {
    switch content {
    case .section, .warning: nil
    case .property(let property, _):
      [property.key, property.history.current?.value.text ?? ""]
    case .earlier(let entry, _): [entry.time.description, entry.value.text]
    case .initial(let name, let value): [name, value.text]
    case .member(let member, _), .memberDetail(let member): ["\(member.id)"]
    }
  }
}

extension VisitLine {
  /// What the line says, its value last; nil for one that only reads on.
  fileprivate var copiedTexts: [String]? {
    switch content {
    case .visit(let visit, _): ["\(visit.events)", visit.start.description]
    case .event(let row, _): [row.time.description, row.summary, row.name]
    case .property(let name, let value): [name, value.text]
    case .more: nil
    }
  }
}
