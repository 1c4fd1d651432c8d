import Store

/// Applies a filter to the events of one segment after the other.
struct EventFilterFold {
  init(_ filter: EventFilter, _ reader: Reader) throws {}

  /// Whether each row of a segment passes.
  mutating func matches(in segment: Segment) throws -> [Bool] {
    [Bool](repeating: true, count: segment.count)
  }
}
