/// Cuts the events of one raw user into sessions where rows come without session ids: a new one
/// begins where the gap to the neighbouring event exceeds 30 minutes (R-S12).
///
/// Rows in time order give exactly those cuts. A row that arrives late joins a session whose events
/// lie within 30 minutes of it, else it begins one at its own time; facts already stored are never
/// joined or split.
package struct SessionCutter: Hashable, Sendable {
  private struct Span: Hashable, Sendable {
    var id: SessionID
    var first: Timestamp
    var last: Timestamp
  }

  /// By time of the last event, the newest at the end: rows in order only ever touch that one.
  private var spans: [Span] = []

  /// The longest pause within one session, in seconds.
  package static let gap: Int64 = 1800

  package init() {}

  /// Takes in a session that is known already, with its first and last event.
  package mutating func resume(_ id: SessionID, first: Timestamp, last: Timestamp) {
    let index = spans.lastIndex { $0.last <= last }.map { $0 + 1 } ?? 0
    spans.insert(Span(id: id, first: first, last: last), at: index)
  }

  package mutating func admit(
    at time: Timestamp, newID: () -> SessionID
  ) -> (id: SessionID, isNew: Bool) {
    for index in spans.indices.reversed() {
      let span = spans[index]
      if time >= span.first.advanced(seconds: -Self.gap),
        time <= span.last.advanced(seconds: Self.gap)
      {
        spans[index].first = min(span.first, time)
        spans[index].last = max(span.last, time)
        return (span.id, false)
      }
      if time > span.last { return insert(at: index + 1, time, newID()) }
    }
    return insert(at: 0, time, newID())
  }

  private mutating func insert(
    at index: Int, _ time: Timestamp, _ id: SessionID
  ) -> (id: SessionID, isNew: Bool) {
    spans.insert(Span(id: id, first: time, last: time), at: index)
    return (id, true)
  }
}
