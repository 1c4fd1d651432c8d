import Domain

/// Which events a step or a trend is about: those of a name or of any of several, each with a
/// condition on the event's properties (R-F13).
package struct EventSelector: Hashable, Sendable {
  package struct Choice: Hashable, Sendable {
    /// Nil: events of any name.
    package var name: String?
    package var filter: EventFilter

    package init(name: String?, filter: EventFilter = EventFilter()) {
      self.name = name
      self.filter = filter
    }
  }

  /// An event that fits any of these is meant.
  package var choices: [Choice]
  /// As it was written, and as it is titled.
  package var text: String

  package init(choices: [Choice], text: String) {
    self.choices = choices
    self.text = text
  }

  package init(_ name: String) {
    self.init(choices: [Choice(name: name)], text: name)
  }

  package static let any = EventSelector(choices: [Choice(name: nil)], text: "any event")
}
