import Analysis
import Canvas
import Domain

extension TrendsScreen: DefiningScreen {
  var kind: Definition.Kind { .trend }

  func content(_ state: ExplorerState) -> Definition.Content { .trend(state.savedTrendDefinition) }

  func name(_ state: ExplorerState) -> String? { state.trends.name }

  func setName(_ name: String?, _ state: inout ExplorerState) { state.trends.name = name }

  func open(_ content: Definition.Content, _ state: inout ExplorerState) -> [Effect] {
    guard case .trend(let definition) = content else { return [] }
    state.trends.definition = definition
    state.trends.filter = LineEditor(definition.filter)
    state.trends.isIntervalChosen = true
    guard let range = TimeRange(text: definition.range) else {
      state.say(
        "The range '\(definition.range)' is not understood and was left out", isProblem: true)
      return []
    }
    return state.choose(range)
  }
}

extension ExplorerState {
  /// The trend on the screen with the range in force.
  var savedTrendDefinition: TrendDefinition {
    var definition = trends.definition
    definition.range = range.text
    return definition
  }
}

extension TimeRange {
  /// The range as `--range` takes it: `all`, `24h`, `7d`, or two times with `..` between.
  var text: String {
    func end(_ time: Timestamp, open: Timestamp) -> String {
      time == open ? "" : time.description
    }
    return switch self {
    case .all: "all"
    case .lastHours(let hours): "\(hours)h"
    case .lastDays(let days): "\(days)d"
    case .between(let start, let last):
      "\(end(start, open: .earliest))..\(end(last, open: .latest))"
    }
  }

  init?(text: String) {
    if text == "all" {
      self = .all
      return
    }
    let ends = text.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
    if ends.count == 2 {
      let start = ends[0].isEmpty ? .earliest : Timestamp(iso8601: ends[0])
      let end = ends[1].isEmpty ? .latest : Timestamp(iso8601: ends[1])
      guard let start, let end, start < end else { return nil }
      self = .between(start, end)
    } else {
      guard let number = Int(text.dropLast()), number > 0, number < 100_000 else { return nil }
      switch text.last {
      case "h": self = .lastHours(number)
      case "d": self = .lastDays(number)
      default: return nil
      }
    }
  }
}
