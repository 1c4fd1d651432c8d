import Analysis
import Canvas

/// What is probably not as it was meant, as the second part of Identity.
struct DoctorScreen: ScreenBehavior {
  let lanes: [Lane] = [.doctor]

  func contexts(_ state: ExplorerState) -> [Context] { [.doctor] }

  func heading(_ state: ExplorerState) -> Heading {
    guard let findings = state.doctor?.findings else {
      return Heading(parts: [[Span("the doctor is looking", .dim)]])
    }
    var parts = [[Span("Doctor: ", .changed)] + findings.count.counted("finding").countSpans]
    for severity in Finding.Severity.allCases {
      let count = findings.count { $0.code.severity == severity }
      guard count > 0 else { continue }
      parts.append([
        Span(severity.title.lowercased() + ": ", .dim), Span(count.grouped, severity.role),
      ])
    }
    return Heading(parts: parts)
  }

  func draw(_ state: ExplorerState, into frame: inout Frame) { state.drawDoctor(into: &frame) }

  func arrange(_ state: inout ExplorerState) {
    let height = state.doctorPanes.listHeight
    state.doctor?.settle(height: height)
    scrollDetail(by: 0, &state)
  }

  func ask(_ state: inout ExplorerState) -> [Effect] {
    guard state.doctor?.needsFindings == true else { return [] }
    state.doctor?.needsFindings = false
    return [state.ask(.doctor(state.environment, now: state.now), in: .doctor)]
  }

  // MARK: Moving

  func move(_ movement: Movement, _ state: inout ExplorerState) {
    let height = state.doctorPanes.listHeight
    state.doctor?.move(movement, height: height)
  }

  func scroll(by lines: Int, at point: Point, _ state: inout ExplorerState) {
    let panes = state.doctorPanes
    if panes.detail?.contains(point) == true {
      scrollDetail(by: lines, &state)
    } else {
      state.doctor?.scroll(by: lines, height: panes.listHeight)
    }
  }

  func press(at point: Point, isDouble: Bool, _ state: inout ExplorerState) -> [Effect] {
    let panes = state.doctorPanes
    var scratch = Frame(size: state.size)
    guard panes.list.contains(point),
      let row = state.drawFindings(into: &scratch, panes.list)?.row(at: point)
    else { return [] }
    state.doctor?.move(.to(row), height: panes.listHeight)
    return isDouble ? state.run(CommandID("doctor.users")) : []
  }

  func goBack(_ state: inout ExplorerState) -> Bool {
    state.doctor = nil
    return true
  }

  // MARK: Detail

  func toggleDetail(_ state: inout ExplorerState) {
    let isHidden = state.doctorPanes.detail == nil
    state.doctor?.wantsDetail = isHidden
  }

  func scrollDetail(by lines: Int, _ state: inout ExplorerState) {
    guard let open = state.doctor else { return }
    let last =
      state.doctorPanes.detailContent.map { content in
        max(0, state.findingLines(width: content.columns).count - content.rows)
      } ?? 0
    state.doctor?.detailTop = min(max(0, open.detailTop + lines), last)
  }

  // MARK: Copying

  /// Copied is what can be done: the command.
  func copied(_ part: CopiedPart, _ state: ExplorerState) -> String? {
    guard part == .value || part == .row else { return nil }
    return state.doctorCommand
  }
}

extension Finding.Severity {
  var role: Role {
    switch self {
    case .critical: .error
    case .warning: .warning
    case .notice: .text
    }
  }
}
