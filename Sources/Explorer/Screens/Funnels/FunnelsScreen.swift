import Analysis
import Canvas
import Domain

/// Steps that are built by keys, and how many get through them.
struct FunnelsScreen: ScreenBehavior {
  let lanes: [Lane] = [.funnel]
  let filterPlaceholder = "a filter of users, such as plan=Startup"

  func contexts(_ state: ExplorerState) -> [Context] {
    state.funnels.definition.steps.isEmpty ? [.emptyFunnel, .funnels] : [.funnels]
  }

  func heading(_ state: ExplorerState) -> Heading { state.funnelHeading }

  func draw(_ state: ExplorerState, into frame: inout Frame) { state.drawFunnel(into: &frame) }

  func arrange(_ state: inout ExplorerState) {
    state.previewFunnel()
    state.funnels.settle(groupHeight: state.funnelPanes.groupHeight)
    let last = lastDetailTop(state)
    state.funnels.detailTop = min(state.funnels.detailTop, last)
    if !hasPanes(state) { state.funnels.pane = .steps }
  }

  func ask(_ state: inout ExplorerState) -> [Effect] {
    var effects = state.askForNames()
    // Numbers of what was counted before would be taken for those of what can't be.
    if state.funnelReading.settingProblem != nil { state.funnels.forget() }
    if let question = state.funnelReading.question, question != state.funnels.asked?.question {
      state.funnels.asked = FunnelsState.Asked(
        definition: state.funnels.definition, question: question)
      effects.append(state.ask(.funnel(question), in: .funnel))
    }
    return effects + state.askForEarlierFunnel()
  }

  func refresh(_ state: inout ExplorerState) { state.funnels.refresh() }

  // MARK: Moving

  func move(_ movement: Movement, _ state: inout ExplorerState) {
    let panes = state.funnelPanes
    switch state.funnels.pane {
    case .steps:
      state.funnels.step = movement.target(
        from: state.funnels.step, count: state.funnels.definition.steps.count,
        height: panes.stepHeight)
    case .groups:
      state.moveGroup(movement)
    }
  }

  func scroll(by lines: Int, at point: Point, _ state: inout ExplorerState) {
    let panes = state.funnelPanes
    if panes.detail?.contains(point) == true {
      scrollDetail(by: lines, &state)
    } else if panes.groups?.contains(point) == true {
      state.funnels.groups.scroll(
        by: lines, count: state.funnels.rows.count, height: panes.groupHeight)
      if let row = state.funnels.row { state.funnels.selected = row.row }
    } else {
      state.funnels.step = min(
        max(0, state.funnels.step + lines.signum()),
        max(0, state.funnels.definition.steps.count - 1))
    }
  }

  func press(at point: Point, isDouble: Bool, _ state: inout ExplorerState) -> [Effect] {
    let panes = state.funnelPanes
    var scratch = Frame(size: state.size)
    if let setting = state.funnelSettings(in: panes.settings).first(where: {
      $0.rect.contains(point)
    }) {
      return state.run(setting.command)
    }
    if panes.steps.contains(point) {
      state.funnels.pane = .steps
      guard let row = state.drawSteps(into: &scratch, panes.steps)?.row(at: point) else {
        return []
      }
      state.funnels.step = row
    } else if let groups = panes.groups, groups.contains(point) {
      state.funnels.pane = .groups
      let table = state.drawGroups(into: &scratch, groups)
      if let column = table?.column(at: point), column >= ExplorerState.groupColumns {
        state.funnels.step = column - ExplorerState.groupColumns
      }
      guard let row = table?.row(at: point) else { return [] }
      state.moveGroup(.to(row))
    } else {
      return []
    }
    return isDouble ? state.run(CommandID("funnels.open")) : []
  }

  func goBack(_ state: inout ExplorerState) -> Bool {
    if state.funnels.isComparing {
      state.funnels.isComparing = false
    } else if state.funnels.pane == .groups {
      state.funnels.pane = .steps
    } else if state.funnels.marked != nil {
      state.funnels.marked = nil
    } else if !state.funnels.definition.filter.isEmpty {
      setFilter(LineEditor(), &state)
    } else {
      return false
    }
    return true
  }

  // MARK: Panes

  func hasPanes(_ state: ExplorerState) -> Bool { state.funnels.rows.count > 1 }

  func cyclePane(_ step: Int, _ state: inout ExplorerState) {
    state.funnels.pane = state.funnels.pane == .steps ? .groups : .steps
  }

  func toggleDetail(_ state: inout ExplorerState) {
    state.funnels.wantsDetail = state.funnelPanes.detail == nil
    if !state.funnelPanes.isDetailBeside { state.funnels.pane = .steps }
  }

  func scrollDetail(by lines: Int, _ state: inout ExplorerState) {
    state.funnels.detailTop = min(max(0, state.funnels.detailTop + lines), lastDetailTop(state))
  }

  /// How far the detail pane can be scrolled.
  private func lastDetailTop(_ state: ExplorerState) -> Int {
    guard let content = state.funnelPanes.detailContent else { return 0 }
    return max(0, state.funnelDetailLines(width: content.columns).count - content.rows)
  }

  // MARK: Filter

  func filter(_ state: ExplorerState) -> LineEditor? { state.funnels.filter.editor }

  func setFilter(_ filter: LineEditor, _ state: inout ExplorerState) {
    state.funnels.filter.editor = filter
    state.funnels.definition.filter = filter.text
  }

  func filterCount(_ state: ExplorerState) -> String {
    let answer = state.funnels.answer
    let noun = state.shownUnit.noun
    return (answer?.answer.total.counts.first ?? 0).counted(noun.one, noun.many)
  }

  func filterProblem(_ state: ExplorerState) -> FilterProblem? { state.funnels.filter.problem }

  // MARK: Copying

  func copied(_ part: CopiedPart, _ state: ExplorerState) -> String? {
    guard let answer = state.funnels.answer, let row = state.funnels.row else { return nil }
    switch part {
    case .value: return state.funnels.countedStep.map { String(row.counts[$0]) }
    case .row: return ([row.row.text] + row.counts.map(String.init)).joined(separator: "\t")
    case .id: return nil
    case .json: return JSONText.of(answer)
    }
  }
}

extension ExplorerState {
  mutating func moveGroup(_ movement: Movement) {
    funnels.groups.move(
      movement, count: funnels.rows.count, height: funnelPanes.groupHeight)
    if let row = funnels.row {
      if row.row != funnels.selected { funnels.detailTop = 0 }
      funnels.selected = row.row
    }
  }
}
