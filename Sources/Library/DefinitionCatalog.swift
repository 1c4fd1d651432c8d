import Analysis

/// The text of a file and the name by which messages call it.
package struct DefinitionSource: Hashable, Sendable {
  package var file: String
  package var kind: Definition.Kind
  package var text: String
  /// Whether it comes with the program and stays as it is.
  package var isBuiltIn: Bool

  package init(file: String, kind: Definition.Kind, text: String, isBuiltIn: Bool = false) {
    self.file = file
    self.kind = kind
    self.text = text
    self.isBuiltIn = isBuiltIn
  }
}

/// A definition with where it comes from.
package struct SavedDefinition: Hashable, Sendable {
  package var definition: Definition
  package var file: String
  package var isBuiltIn: Bool
  /// The cohorts and defined events that its texts name.
  package var uses: Set<DefinitionKey>

  package var key: DefinitionKey { DefinitionKey(definition.kind, definition.name) }
}

/// The definitions that a set of files gives, and what is wrong with these files.
///
/// A file with a fault in its form gives no definition. One whose filter or event can't be read, or
/// uses something that isn't there, still gives one, so that it can be mended; it is not in the
/// glossary. Where two files give the same name the first counts, and files of the user hide those
/// that come with the program.
package struct DefinitionCatalog: Sendable {
  /// In order of kind, then of name.
  package private(set) var entries: [SavedDefinition] = []
  package private(set) var problems: [DefinitionProblem] = []
  package private(set) var glossary = Glossary()

  package init(_ sources: [DefinitionSource]) {
    var files: [DefinitionKey: (file: DefinitionFile, isBuiltIn: Bool)] = [:]
    for source in sources.filter({ !$0.isBuiltIn }) + sources.filter(\.isBuiltIn) {
      do {
        let file = try DefinitionFile(yaml: source.text, file: source.file, kind: source.kind)
        let key = DefinitionKey(source.kind, file.definition.name)
        if let first = files[key] {
          guard first.isBuiltIn == source.isBuiltIn else { continue }
          problems.append(
            DefinitionProblem(
              file: source.file, line: file.line,
              "\(key) is in \(first.file.file) already; names must differ"))
        } else {
          files[key] = (file, source.isBuiltIn)
        }
      } catch {
        problems.append(error)
      }
    }
    let kinds = Definition.Kind.allCases
    let ordered = kinds.flatMap { kind in
      files.filter { $0.key.kind == kind }.sorted { $0.key.name < $1.key.name }.map(\.value)
    }
    let builder = GlossaryBuilder(ordered.map(\.file))
    glossary = builder.glossary
    problems += builder.problems
    let references = References(to: builder.uses.keys)
    for (file, isBuiltIn) in ordered {
      let key = DefinitionKey(file.definition.kind, file.definition.name)
      let uses = builder.uses[key] ?? Set(file.texts.flatMap(references.found))
      entries.append(
        SavedDefinition(
          definition: file.definition, file: file.file, isBuiltIn: isBuiltIn, uses: uses))
      if builder.uses[key] == nil { check(file) }
    }
  }

  /// Checks the texts of a funnel or a trend.
  private mutating func check(_ file: DefinitionFile) {
    for text in file.texts {
      do {
        switch text.language {
        case .users: _ = try Parsing.cohort(text.text, glossary)
        case .events: _ = try Parsing.events(text.text, glossary)
        }
      } catch {
        problems.append(
          DefinitionProblem(
            file: file.file, line: text.line, "'\(text.place)': \(error.message)"))
      }
    }
  }

  package var definitions: [Definition] { entries.map(\.definition) }

  package subscript(kind: Definition.Kind, name: String) -> SavedDefinition? {
    entries.first { $0.definition.kind == kind && $0.definition.name == name }
  }

  /// The definitions that name this one.
  package func users(of key: DefinitionKey) -> [SavedDefinition] {
    entries.filter { $0.uses.contains(key) && $0.key != key }
  }
}
