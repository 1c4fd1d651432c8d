import Analysis
import Canvas

extension Layout {
  struct FunnelPanes: Equatable {
    var settings: Rect
    var steps: Rect
    /// The groups with the line that parts them from the steps.
    var groups: Rect?
    var detail: Rect?
    var isDetailBeside: Bool

    /// Steps, without the column titles.
    var stepHeight: Int { max(0, steps.rows - 1) }

    /// Groups, without the column titles.
    var groupHeight: Int { max(0, (groupTable?.rows ?? 0) - 1) }

    /// The groups without that line, which is not needed where they have taken the steps' place.
    var groupTable: Rect? { steps.rows == 0 ? groups : groups?.besideRule(above: true) }

    /// The detail without the line that parts it from the rest.
    var detailContent: Rect? {
      steps.rows == 0 && !isDetailBeside ? detail : detail?.besideRule(above: !isDetailBeside)
    }
  }

  /// - Parameters:
  ///   - rows: groups, with the row of all.
  func funnels(
    steps stepCount: Int, rows rowCount: Int, pane: FunnelsState.Pane, wantsDetail: Bool?
  ) -> FunnelPanes {
    var main = body.split(left: 1).rest
    let isBeside = body.columns >= 100
    var detail: Rect?
    if isBeside, stepCount > 0, wantsDetail ?? (body.columns >= 110) {
      (main, detail) = main.split(left: main.columns - min(44, main.columns / 3))
      main = main.withoutLastColumn
    }
    let (settings, rest) = main.split(top: settingRows(in: main))
    let hasGap = rest.rows >= 12
    var panes = FunnelPanes(
      settings: settings, steps: rest.split(top: hasGap ? 1 : 0).rest, detail: detail,
      isDetailBeside: isBeside)
    guard stepCount > 0 else { return panes }
    let hasGroups = rowCount > 1
    // Without groups there is room for the detail.
    let wantsBelow = wantsDetail ?? (!hasGroups && panes.steps.rows >= stepCount + 12)
    let showsDetail = !isBeside && hasRoomForDetail && wantsBelow && pane == .steps
    guard hasGroups || showsDetail else { return panes }
    let lower: Rect
    if panes.steps.rows < 9 {
      guard pane == .groups || showsDetail else { return panes }
      (panes.steps, lower) = panes.steps.split(top: 0)
    } else {
      let wanted = showsDetail ? 13 : rowCount + 2
      let most = max(panes.steps.rows / 2, panes.steps.rows - wanted)
      let stepRows = min(1 + stepCount, most)
      (panes.steps, lower) = panes.steps.split(top: stepRows)
    }
    if showsDetail {
      panes.detail = lower
    } else {
      panes.groups = lower
    }
    return panes
  }

  /// How many rows the settings take: two columns of them, one column, or one line.
  private func settingRows(in main: Rect) -> Int {
    let wanted = main.columns >= 72 ? 3 : 6
    if main.rows >= wanted + 12 { return wanted }
    return main.rows >= 3 ? 1 : 0
  }
}

extension ExplorerState {
  /// Where a picker opens: below the steps while it changes the funnel, so that its result is seen.
  var pickerSpace: Rect {
    guard case .funnel? = picker?.kind else { return popupSpace }
    let end = funnelPanes.steps.minRow + 1 + funnels.definition.steps.count
    let (_, below) = layout.window.split(top: end)
    let space = below.split(bottom: layout.scrubber.rows + 1).rest
    return space.rows >= 8 ? space : popupSpace
  }

  /// The window; in the past, without the lines that say so, where there is room.
  private var popupSpace: Rect {
    guard past != nil else { return layout.window }
    let above = layout.window.split(bottom: layout.scrubber.rows + 1).rest
    return above.rows >= 6 ? above : layout.window
  }

  var funnelPanes: Layout.FunnelPanes {
    layout.funnels(
      steps: funnels.definition.steps.count, rows: funnels.rows.count, pane: funnels.pane,
      wantsDetail: funnels.wantsDetail)
  }
}
