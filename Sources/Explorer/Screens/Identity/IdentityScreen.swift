import Analysis
import Canvas
import Domain

/// The history of merges: what became part of what, and what was taken back.
struct IdentityScreen: ScreenBehavior {
  let lanes: [Lane] = [.merges, .preview]
  let filterPlaceholder = "words in identities and user ids"

  func contexts(_ state: ExplorerState) -> [Context] { [.identity] }

  func heading(_ state: ExplorerState) -> Heading { state.identityHeading }

  func draw(_ state: ExplorerState, into frame: inout Frame) { state.drawIdentity(into: &frame) }

  func arrange(_ state: inout ExplorerState) {
    let panes = state.identityPanes
    if panes.detail == nil { state.identity.pane = .list }
    state.identity.cursor.settle(count: state.identity.count, height: panes.listHeight)
    state.identity.noteSelection()
  }

  func ask(_ state: inout ExplorerState) -> [Effect] {
    guard
      let question = state.identity.missing(
        environment: state.environment, height: state.identityPanes.listHeight)
    else { return [] }
    state.identity.asked = question
    return [state.ask(.merges(question), in: .merges)]
  }

  func refresh(_ state: inout ExplorerState) { state.identity.refresh() }

  // MARK: Moving

  func move(_ movement: Movement, _ state: inout ExplorerState) {
    let panes = state.identityPanes
    if state.identity.pane == .detail, let content = panes.detailContent, !state.isFiltering {
      state.identity.detailTop = movement.target(
        from: state.identity.detailTop, count: lastDetailTop(state) + 1, height: content.rows)
    } else {
      state.identity.move(movement, height: panes.listHeight)
    }
  }

  func scroll(by lines: Int, at point: Point, _ state: inout ExplorerState) {
    let panes = state.identityPanes
    if panes.detail?.contains(point) == true {
      scrollDetail(by: lines, &state)
    } else {
      state.identity.cursor.scroll(
        by: lines, count: state.identity.count, height: panes.listHeight)
      state.identity.noteSelection()
    }
  }

  func press(at point: Point, isDouble: Bool, _ state: inout ExplorerState) -> [Effect] {
    let panes = state.identityPanes
    guard panes.list.contains(point) else {
      state.identity.pane = .detail
      return []
    }
    state.identity.pane = .list
    var scratch = Frame(size: state.size)
    guard let row = state.drawMergeList(into: &scratch, panes.list).row(at: point) else {
      return []
    }
    state.identity.move(.to(row), height: panes.listHeight)
    return isDouble ? state.run(CommandID("identity.open")) : []
  }

  func goBack(_ state: inout ExplorerState) -> Bool {
    if state.identity.pane == .detail {
      state.identity.pane = .list
    } else if hasFilter(state) {
      dropFilter(&state)
    } else {
      return false
    }
    return true
  }

  // MARK: Panes

  func hasPanes(_ state: ExplorerState) -> Bool { state.identityPanes.detail != nil }

  func cyclePane(_ step: Int, _ state: inout ExplorerState) {
    guard hasPanes(state) else { return }
    state.identity.pane = state.identity.pane == .list ? .detail : .list
  }

  func toggleDetail(_ state: inout ExplorerState) {
    state.identity.wantsDetail = state.identityPanes.detail == nil
    state.identity.pane = .list
  }

  func scrollDetail(by lines: Int, _ state: inout ExplorerState) {
    state.identity.detailTop = min(
      max(0, state.identity.detailTop + lines), lastDetailTop(state))
  }

  /// How far the detail pane can be scrolled.
  private func lastDetailTop(_ state: ExplorerState) -> Int {
    guard let content = state.identityPanes.detailContent else { return 0 }
    return max(0, state.mergeDetailLines(width: content.columns).count - content.rows)
  }

  // MARK: Filter

  func filter(_ state: ExplorerState) -> LineEditor? { state.identity.filter }

  func setFilter(_ filter: LineEditor, _ state: inout ExplorerState) {
    // While one types, the cursor stays at the top; a filter that is dropped leaves it on its merge.
    if filter.text != state.identity.filter.text {
      state.identity.followsSelection = filter.text.isEmpty && !state.isFiltering
    }
    state.identity.filter = filter
  }

  func beginFilter(_ state: inout ExplorerState) { state.identity.pane = .list }

  func hasFilter(_ state: ExplorerState) -> Bool {
    !state.identity.filter.text.isEmpty || state.identity.isInForce != nil
  }

  func dropFilter(_ state: inout ExplorerState) {
    setFilter(LineEditor(), &state)
    state.identity.isInForce = nil
  }

  func filterCount(_ state: ExplorerState) -> String { state.identity.count.counted("merge") }

  // MARK: Copying

  func copied(_ part: CopiedPart, _ state: ExplorerState) -> String? {
    guard let row = state.identity.selectedRow else { return nil }
    return switch part {
    case .value, .id: "\(row.user)"
    case .row:
      [
        row.time.description, "\(row.user)", row.identity.value, row.source.rawValue,
        "\(row.sessions)", "\(row.events)", row.isInForce ? "in force" : "taken back",
      ].joined(separator: "\t")
    case .json: JSONText.of(row)
    }
  }
}

extension JSONText {
  fileprivate static func of(_ row: MergeRow) -> String {
    let lost = row.lost.map { lost in
      object([
        ("property", string(lost.key)), ("value", value(lost.loser.value)),
        ("user_id", string("\(lost.loser.user)")),
        ("winning_value", value(lost.winner.value)),
        ("winning_user_id", string("\(lost.winner.user)")),
      ])
    }
    return object([
      ("number", "\(row.number)"), ("time", string(row.time.description)),
      ("user_id", string("\(row.user)")), ("profile_id", string("\(row.profile)")),
      ("identity", string(row.identity.value)), ("source", string(row.source.rawValue)),
      ("in_force", "\(row.isInForce)"), ("sessions", "\(row.sessions)"),
      ("events", "\(row.events)"), ("lost", "[\(lost.joined(separator: ","))]"),
    ])
  }
}
