import Analysis
import Canvas
import Domain

/// One of the things that are said of a funnel besides its steps, with the key that changes it.
struct FunnelSetting {
  var command: CommandID
  var label: String
  var value: [Span]
  /// Where it stands.
  var rect: Rect
}

extension ExplorerState {
  /// The settings that there is room for. In one line stands the rule in force, which is never left
  /// out (R-F5).
  func funnelSettings(in rect: Rect) -> [FunnelSetting] {
    let all = allFunnelSettings
    switch rect.rows {
    case 0: return []
    case 1:
      if let problem = funnelReading.settingProblem {
        return [
          FunnelSetting(
            command: CommandID(funnelReading.unitProblem == nil ? "funnels.by" : "funnels.per"),
            label: "", value: [Span(problem, .error)],
            rect: rect)
        ]
      }
      let rule = FunnelRule.text(shownWindow, isShort: true)
      let counted = shownUnit.noun.many
      let by = Span(funnelBy.isEmpty ? "" : ", by \(funnelBy)", .dim)
      return [
        FunnelSetting(
          command: CommandID("funnels.within"), label: "",
          value: [Span(rule, .changed), Span(", \(counted)", .dim), by], rect: rect)
      ]
    case 2..<6:
      let left = min(rect.columns / 2, 46)
      return all.enumerated().map { place, setting in
        var setting = setting
        setting.rect = Rect(
          column: rect.minColumn + (place < 3 ? 0 : left), row: rect.minRow + place % 3,
          columns: place < 3 ? left - 2 : rect.columns - left, rows: 1)
        return setting
      }
    default:
      return all.enumerated().map { place, setting in
        var setting = setting
        setting.rect = Rect(
          column: rect.minColumn, row: rect.minRow + place, columns: rect.columns, rows: 1)
        return setting
      }
    }
  }

  private var allFunnelSettings: [FunnelSetting] {
    let definition = funnels.definition
    let reading = funnelReading
    let none = Rect(column: 0, row: 0, columns: 0, rows: 0)
    func setting(_ command: String, _ label: String, _ value: [Span]) -> FunnelSetting {
      FunnelSetting(command: CommandID(command), label: label, value: value, rect: none)
    }
    let filter: [Span] =
      if let problem = reading.filterProblem {
        [Span(definition.filter, .error), Span(" \(problem)", .error)]
      } else if definition.filter.isEmpty {
        [Span("everybody", .dim)]
      } else {
        [Span(definition.filter, .match)]
      }
    let within: [Span] =
      if let problem = reading.windowProblem {
        [Span(problem, .error)]
      } else {
        [Span(FunnelRule.text(shownWindow), shownWindow == nil ? .dim : .changed)]
      }
    let by: [Span] =
      if let problem = reading.groupProblem {
        [Span(problem, .error)]
      } else {
        [Span(funnelBy.isEmpty ? "nothing" : funnelBy, groupRole)]
      }
    let unit: [Span] =
      if let problem = reading.unitProblem {
        [Span(problem, .error)]
      } else {
        [Span(shownUnit.title, shownUnit == .user ? .dim : .changed)]
      }
    return [
      setting("funnels.by", "by", by),
      setting("funnels.within", "within", within),
      setting("funnels.per", "per", unit),
      setting("filter.type", "where", filter),
      setting("range.menu", "range", [Span(range.title, range == .all ? .dim : .changed)]),
      setting(
        funnels.saved == nil || funnels.isEdited ? "funnels.save" : "funnels.saved", "saved",
        savedSpans),
    ]
  }

  private var savedSpans: [Span] {
    guard let saved = funnels.saved else { return [Span("not yet", .dim)] }
    let note = funnels.isEdited ? [Span(", changed since", .warning)] : []
    return [Span(saved.name, .title)] + note
  }

  private var funnelBy: String {
    FunnelReading.grouping(funnels.definition.by)?.title ?? ""
  }

  private var groupRole: Role { funnelBy.isEmpty ? .dim : .property }

  private var shownWindow: Int64? { try? FunnelReading.window(funnels.definition.within) }

  var shownUnit: FunnelUnit { FunnelReading.unit(funnels.definition.per) }

  func drawFunnelSettings(into frame: inout Frame, _ rect: Rect) {
    for setting in funnelSettings(in: rect) {
      let key = keyMap.titles(of: setting.command).first ?? " "
      var line: [Span] = []
      if !setting.label.isEmpty {
        line = [
          Span(TextWidth.pad(key, to: 2), .keyHint),
          Span(TextWidth.pad(setting.label, to: 8), .dim),
        ]
      }
      frame.draw(
        line + setting.value, at: setting.rect.origin,
        overflow: .ellipsis(glyphs.ellipsis), clip: setting.rect)
    }
  }
}
