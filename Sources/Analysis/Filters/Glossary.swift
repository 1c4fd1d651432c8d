/// Names that filters and events may use: cohorts (R-G3) and defined events.
package struct Glossary: Hashable, Sendable {
  package var cohorts: [String: UserFilter] = [:]
  package var events: [String: EventSelector] = [:]

  package init() {}
}
