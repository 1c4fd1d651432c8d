import Analysis
import Canvas

extension CommandRegistry {
  /// Saving what is on a screen, and opening what was saved.
  static let definitionCommands: [Command] = [
    Command(
      "definitions.open", "Open a saved one", hint: "open", keys: "o", in: [.trends], rank: 6,
      about: "Lists what was saved on this screen; there it can be renamed and deleted too.",
      isEnabled: { state in
        guard let kind = state.definingScreen?.kind else { return .no("nothing is saved here") }
        return state.savedDefinitions(kind).isEmpty
          ? .no("no \(kind.rawValue) is saved yet; w saves this one") : .yes
      },
      action: { state in
        guard let kind = state.definingScreen?.kind else { return [] }
        return state.open(.definitions(kind))
      }),
    Command(
      "definitions.save", "Save under a name", hint: "save", keys: "w", in: [.trends], rank: 7,
      about: "Saves what is asked here under a name, for later and for the team.",
      action: { state in
        guard let screen = state.definingScreen else { return [] }
        let name = screen.name(state)
        let effects = state.open(.text(.newName(screen.kind)))
        if let name { state.picker?.search.replace(with: name) }
        return effects
      }),
    Command(
      "definitions.delete", "Delete what is saved", hint: "delete", keys: "d", in: [.menu],
      rank: 5, about: "Deletes the saved entry under the cursor when pressed twice.",
      isEnabled: { $0.isListingDefinitions ? .yes : .no("only in a list of what is saved") },
      action: { $0.deleteDefinition() }),
    Command(
      "definitions.rename", "Rename what is saved", hint: "rename", keys: "r", in: [.menu],
      rank: 6, about: "Gives the saved entry under the cursor another name.",
      isEnabled: { $0.isListingDefinitions ? .yes : .no("only in a list of what is saved") },
      action: { $0.renameDefinition() }),
    Command(
      "menu.complete", "Complete", keys: "tab", in: [.search], rank: 2,
      about: "Types what the entry under the cursor says, so that one can go on from there.",
      isEnabled: { $0.isTypingText ? .yes : .no("only where a text of one's own can be typed") },
      action: { state in
        state.completePicker()
        return []
      }),
  ]
}

extension ExplorerState {
  fileprivate var isListingDefinitions: Bool {
    if case .definitions = picker?.kind { !definitionEntriesAreEmpty } else { false }
  }

  private var definitionEntriesAreEmpty: Bool { pickerEntries.isEmpty }

  fileprivate var isTypingText: Bool {
    if case .text = picker?.kind { true } else { false }
  }
}
