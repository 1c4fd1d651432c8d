import Analysis

extension JSONText {
  /// A funnel with its answer, with the field names of the command line.
  static func of(_ answered: FunnelsState.Answered) -> String {
    let window = answered.question.window.map { seconds($0) } ?? "null"
    let definition = answered.definition
    return object([
      ("steps", list(definition.steps)),
      ("by", definition.by.isEmpty ? "null" : string(definition.by)),
      ("window_seconds", window),
      ("per", string(definition.per)),
      ("total", of(answered.answer.total)),
      ("groups", array(answered.answer.groups.map(of))),
    ])
  }

  private static func of(_ group: FunnelGroup) -> String {
    var fields = [
      ("counts", array(group.counts.map(String.init))),
      ("dropped", array(group.counts.indices.map { String(group.dropped(after: $0)) })),
      ("still_in_time", array(group.stillInTime.map(String.init))),
      ("median_seconds", group.medianTime.map(seconds) ?? "null"),
    ]
    if let value = group.value { fields.insert(("group", string(value.text)), at: 0) }
    return object(fields)
  }

  private static func seconds(_ milliseconds: Int64) -> String {
    milliseconds % 1000 == 0 ? String(milliseconds / 1000) : String(Double(milliseconds) / 1000)
  }

  private static func array(_ items: [String]) -> String {
    "[" + items.joined(separator: ",") + "]"
  }
}
