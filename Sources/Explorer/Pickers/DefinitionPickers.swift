import Analysis
import Canvas

/// A file of a definition that can't be read, or whose texts mean nothing.
package struct DefinitionFault: Equatable, Sendable {
  package var kind: Definition.Kind
  /// File, line, field, what was found and what was expected; made harmless for a terminal.
  package var text: String

  package init(_ kind: Definition.Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }
}

/// Opening, saving, renaming and deleting what is kept under a name.
extension ExplorerState {
  func saved(_ kind: Definition.Kind) -> [Definition] { definitions.filter { $0.kind == kind } }

  func savedEntries(_ kind: Definition.Kind) -> [PickerEntry] {
    saved(kind).map { PickerEntry(choice: .open($0), title: $0.name, about: $0.summary) }
      + faults(kind).map {
        PickerEntry(choice: .nothing, title: $0.text, about: $0.text, disabled: $0.text)
      }
  }

  /// What is wrong with files of this kind.
  func faults(_ kind: Definition.Kind) -> [DefinitionFault] {
    definitionFaults.filter { $0.kind == kind }
  }

  /// The same for a screen that has nothing else to show.
  func faultLines(_ kind: Definition.Kind, width: Int) -> [[Span]] {
    faults(kind).flatMap { [Span($0.text, .error)].wrapped(to: width) }
  }

  /// Whether the list of what is saved has anything to say.
  func canOpenSaved(_ kind: Definition.Kind) -> Availability {
    saved(kind).isEmpty && faults(kind).isEmpty
      ? .no("no \(kind.rawValue) is saved yet") : .yes
  }

  func saveEntries(_ kind: Definition.Kind) -> [PickerEntry] {
    saved(kind).map {
      PickerEntry(
        choice: .save(kind, $0.name), title: $0.name, note: "replace",
        about: "Replaces what is saved under this name: \($0.summary)")
    }
  }

  func deleteEntries(_ saved: Definition) -> [PickerEntry] {
    [
      PickerEntry(choice: .nothing, title: "Keep it"),
      PickerEntry(
        choice: .delete(saved), title: "Delete it",
        about: "Deletes the saved \(saved.kind.rawValue); what is on the screen stays."),
    ]
  }

  mutating func open(_ saved: Definition) -> [Effect] {
    switch saved.content {
    case .funnel: openFunnel(saved)
    case .trend: openTrend(saved)
    case .cohort, .event: []
    }
  }

  mutating func save(_ kind: Definition.Kind, as name: String) -> [Effect] {
    switch kind {
    case .funnel: saveFunnel(as: name)
    case .trend: saveTrend(as: name)
    case .event: saveEvent(as: name)
    case .cohort: []
    }
  }

  mutating func rename(_ saved: Definition, to name: String) -> [Effect] {
    let name = name.trimmed
    guard name != saved.name else { return [] }
    guard !definitions.contains(where: { $0.kind == saved.kind && $0.name == name }) else {
      say("\(name) is the name of another saved \(saved.kind.rawValue)", isProblem: true)
      return []
    }
    if funnels.saved == saved { funnels.saved?.name = name }
    if trends.saved == saved { trends.saved?.name = name }
    return [.renameDefinition(saved, to: name)]
  }

  /// What is under the cursor of a list of saved things.
  var savedUnderCursor: Definition? {
    guard case .open(let saved)? = currentEntry?.choice else { return nil }
    return saved
  }
}

extension Definition {
  /// What it is, in a line.
  fileprivate var summary: String {
    if !about.isEmpty { return about }
    return switch content {
    case .funnel(let funnel): funnel.steps.joined(separator: ", then ")
    case .trend(let trend): trend.event
    case .cohort(let text), .event(let text): text
    }
  }
}

extension Definition.Kind {
  var plural: String { rawValue + "s" }
}
