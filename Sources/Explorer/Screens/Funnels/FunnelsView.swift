import Analysis
import Canvas
import Domain

extension ExplorerState {
  var funnelHeading: Heading {
    let right = rangeSpans
    guard !funnels.definition.steps.isEmpty else {
      return Heading(parts: [[Span("No steps yet", .dim)]], right: right)
    }
    var parts: [[Span]] = []
    if let saved = funnels.saved { parts.append([Span(saved.name, .title)]) }
    if funnelReading.question != nil, let answer = funnels.answer,
      let all = answer.answer.total.counts.first, let converted = answer.answer.total.counts.last
    {
      let noun = answer.question.unit.noun
      if let part = answer.answer.total.conversion {
        parts.append([Span(part.percent, .number), Span(" convert")])
      }
      parts.append([
        Span(converted.grouped, .number), Span(" of "), Span(all.grouped, .number),
        Span(" \(all == 1 ? noun.one : noun.many)"),
      ])
    } else if funnelReading.unitProblem != nil {
      parts.append([Span("nothing can be counted", .warning)])
    } else if funnelReading.question == nil {
      parts.append([Span("a text can't be read", .warning)])
    } else if failures[.funnel] == nil {
      parts.append([Span("asking the store", .dim)])
    }
    return Heading(parts: parts.isEmpty ? [[Span("Funnel")]] : parts, right: right)
  }

  /// Whether what is shown answers an older question.
  var isFunnelLate: Bool { lanes.isLate(.funnel, at: now) }

  func drawFunnel(into frame: inout Frame) {
    defer { drawFilterHelp(into: &frame) }
    let panes = funnelPanes
    drawFunnelSettings(into: &frame, panes.settings)
    guard !funnels.definition.steps.isEmpty else {
      drawMessage(proposalLines, in: panes.steps, into: &frame)
      return
    }
    drawSteps(into: &frame, panes.steps)
    if let problem = funnelReading.settingProblem {
      drawSettingProblem(problem, into: &frame, panes.steps)
      return
    }
    if let groups = panes.groups, let table = panes.groupTable {
      if table != groups {
        drawRule(groups, above: true, hasFocus: funnels.pane == .groups, into: &frame)
      }
      drawGroups(into: &frame, groups)
    }
    if let detail = panes.detail, let content = panes.detailContent {
      if content != detail {
        drawRule(detail, above: !panes.isDetailBeside, hasFocus: false, into: &frame)
      }
      TextPane(funnelDetailLines(width: content.columns), offset: funnels.detailTop).draw(
        into: &frame, content, glyphs: glyphs)
    }
  }

  /// What is wrong with what is counted or how it is split, in full, below the steps.
  private func drawSettingProblem(_ problem: String, into frame: inout Frame, _ steps: Rect) {
    let row = steps.minRow + 2 + funnels.definition.steps.count
    let rows = layout.body.maxRow - row
    guard rows > 0, steps.columns > 20 else { return }
    let below = Rect(column: steps.minColumn, row: row, columns: steps.columns, rows: rows)
    drawMessage([Span(problem, .error)].wrapped(to: below.columns - 4), in: below, into: &frame)
  }

  /// What an empty builder offers.
  private var proposalLines: [[Span]] {
    var lines: [[Span]] = [[Span("How many get from one step to the next?", .title)], []]
    switch funnelProposal {
    case .saved(let saved):
      lines.append([
        keySpan("funnels.propose"), Span(" opens "), Span(saved.name, .eventName),
      ])
      if !saved.about.isEmpty { lines.append([Span("      \(saved.about)", .dim)]) }
    case .steps(let steps):
      lines.append([keySpan("funnels.propose"), Span(" begins with the most frequent events")])
      for (place, step) in steps.enumerated() {
        lines.append([Span("      \(place + 1) ", .dim), Span(step, .eventName)])
      }
    case nil where events.catalogue == nil:
      lines.append([Span("Reading the names of events", .dim)])
    case nil:
      lines.append([
        Span("The store has no events: run "), Span("cairn import FILE", .eventName),
      ])
    }
    lines.append([keySpan("funnels.add"), Span("     adds a step of your choice")])
    if definitions.contains(where: { $0.kind == .funnel }) {
      lines.append([keySpan("funnels.saved"), Span("     opens another saved funnel")])
    }
    let faults = faultLines(.funnel, width: layout.body.columns - 4)
    return faults.isEmpty ? lines : lines + [[]] + faults
  }
}
