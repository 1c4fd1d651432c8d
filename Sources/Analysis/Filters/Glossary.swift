/// Names that filters and events may use: cohorts (R-G3) and defined events.
package struct Glossary: Hashable, Sendable {
  package var cohorts: [String: UserFilter] = [:]
  package var events: [String: EventSelector] = [:]

  package init() {}

  /// What a name stands for: the choices of a defined event, else the event itself.
  func choices(of name: String, isAny: Bool = false) -> [EventSelector.Choice] {
    if isAny { return [EventSelector.Choice(name: nil)] }
    return events[name]?.choices ?? [EventSelector.Choice(name: name)]
  }
}
