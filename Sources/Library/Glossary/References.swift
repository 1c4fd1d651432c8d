import Analysis

/// A definition as others call it.
package struct DefinitionKey: Hashable, Sendable, CustomStringConvertible {
  package var kind: Definition.Kind
  package var name: String

  package init(_ kind: Definition.Kind, _ name: String) {
    self.kind = kind
    self.name = name
  }

  package var description: String {
    let noun = kind == .event ? "defined event" : kind.rawValue
    return "\(noun) '\(name.shown)'"
  }
}

/// Finds out which cohorts and defined events a text uses.
///
/// A text uses a name if it means something else, or nothing, as soon as that name is not there.
/// Asking the parser so keeps all knowledge of the language in one place: the quotes around a name,
/// and the names of events that are no definitions.
struct References {
  private let names: [DefinitionKey]
  private let all: Glossary

  /// - Parameter names: the cohorts and defined events there are.
  init(to names: some Sequence<DefinitionKey>) {
    self.names = Array(names)
    all = self.names.reduce(into: Glossary()) { glossary, key in
      switch key.kind {
      case .cohort: glossary.cohorts[key.name] = Parsing.standInCohort
      case .event:
        // No event can have this name, so a text that uses it is known by it.
        glossary.events[key.name] = EventSelector("\u{0}\(key.name)")
      case .funnel, .trend: break
      }
    }
  }

  func found(in text: DefinitionFile.Written) -> Set<DefinitionKey> {
    let meaning = Meaning(text, all)
    return Set(
      names.filter { key in
        // Written in quotes a name may have escapes in it; else it is there letter by letter.
        guard text.text.contains(key.name) || text.text.contains("\\") else { return false }
        return Meaning(text, all.without(key)) != meaning
      })
  }

  /// What a text means; neither where it means nothing.
  private struct Meaning: Equatable {
    var filter: UserFilter?
    var selector: EventSelector?

    init(_ text: DefinitionFile.Written, _ glossary: Glossary) {
      switch text.language {
      case .users: filter = try? Parsing.cohort(text.text, glossary)
      case .events: selector = try? Parsing.events(text.text, glossary)
      }
    }
  }
}

extension Glossary {
  func without(_ key: DefinitionKey) -> Glossary {
    var glossary = self
    if key.kind == .cohort { glossary.cohorts[key.name] = nil }
    if key.kind == .event { glossary.events[key.name] = nil }
    return glossary
  }
}
