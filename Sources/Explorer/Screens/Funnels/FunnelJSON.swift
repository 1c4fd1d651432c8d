import Analysis
import Domain

extension JSONText {
  /// A funnel with its answer, with the field names of the command line.
  static func of(_ answered: FunnelsState.Answered) -> String {
    let (definition, question, total) = (
      answered.definition, answered.question, answered.answer.total
    )
    let range = answered.answer.range.map {
      list([$0.lowerBound.description, $0.upperBound.description])
    }
    return object([
      ("steps", list(question.steps.map(\.text))),
      ("by", definition.by.isEmpty ? "null" : string(definition.by)),
      ("window_seconds", seconds(question.window)),
      ("per", string(definition.per)),
      ("range", range ?? "null"),
      ("total", numbers(total.counts)),
      ("still_in_time", numbers(total.stillInTime)),
      ("median_seconds", seconds(total.medianTime)),
      ("times_to_convert", classes(total)),
      ("groups", array(answered.answer.groups.map(of))),
    ])
  }

  private static func of(_ group: FunnelGroup) -> String {
    let text = group.value.map { string($0.text) } ?? "null"
    var fields = [("value", group.value == .missing ? "null" : text)]
    if group.value == .other { fields.append(("other", "true")) }
    fields += [
      ("counts", numbers(group.counts)), ("still_in_time", numbers(group.stillInTime)),
      ("median_seconds", seconds(group.medianTime)),
    ]
    return object(fields)
  }

  private static func classes(_ group: FunnelGroup) -> String {
    array(
      zip(FunnelAnswer.timeBounds, group.times).map {
        object([("up_to_seconds", seconds($0)), ("count", String($1))])
      })
  }

  private static func seconds(_ milliseconds: Int64?) -> String {
    guard let milliseconds else { return "null" }
    return milliseconds.isMultiple(of: 1000)
      ? String(milliseconds / 1000) : String(Double(milliseconds) / 1000)
  }

  private static func numbers(_ numbers: [Int]) -> String { array(numbers.map(String.init)) }

  private static func array(_ items: [String]) -> String {
    "[" + items.joined(separator: ",") + "]"
  }
}
