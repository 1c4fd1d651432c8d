import Domain

/// A condition on the properties of an event.
package struct EventFilter: Hashable, Sendable {
  package init() {}

  /// Whether it lets every event pass.
  package var isEmpty: Bool { true }

  /// Whether an event with these properties passes: the plain meaning of the filter.
  package func matches(_ properties: Properties) -> Bool { true }
}
