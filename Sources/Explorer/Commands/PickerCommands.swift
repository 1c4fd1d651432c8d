import Analysis
import Canvas

extension CommandRegistry {
  /// What one does in popups.
  static let pickerCommands: [Command] = [
    Command(
      "menu.choose", "Choose", keys: "enter", in: [.menu, .search], rank: 1,
      about: "Takes the entry under the cursor; where several can be ticked, takes the ticks.",
      action: { $0.acceptPicker() }),
    Command(
      "menu.tick", "Tick", keys: "space", in: [.menu], rank: 2,
      about: "Ticks the entry under the cursor or takes its tick away.",
      action: { $0.tickPicker() }),
    Command(
      "menu.search", "Search the menu", hint: "search", keys: "/", in: [.menu], rank: 3,
      about: "Keeps the entries in which the letters typed occur.",
      action: { state in
        state.picker?.isSearching = true
        return []
      }),
    Command(
      "menu.complete", "Complete", keys: "tab", in: [.search], rank: 2,
      about: "Takes the text of the entry under the cursor into the line, to go on typing.",
      isEnabled: {
        $0.pickerEntries.contains { $0.completion != nil } ? .yes : .no("there is nothing to take")
      },
      action: { state in
        state.completeSearch()
        return []
      }),
    Command(
      "menu.rename", "Rename", keys: "r", in: [.menu], rank: 3,
      about: "Gives what is saved another name.",
      isEnabled: { $0.savedUnderCursor == nil ? .no("nothing saved is under the cursor") : .yes },
      action: { state in
        guard let saved = state.savedUnderCursor else { return [] }
        let effects = state.open(.rename(saved))
        state.picker?.search.replace(with: saved.name)
        return effects
      }),
    Command(
      "menu.delete", "Delete", keys: "d|delete", in: [.menu], rank: 3,
      about: "Deletes what is saved, after a question.",
      isEnabled: { $0.savedUnderCursor == nil ? .no("nothing saved is under the cursor") : .yes },
      action: { state in
        state.savedUnderCursor.map { state.open(.delete($0)) } ?? []
      }),
    Command(
      "menu.close", "Close", keys: "esc|q", in: [.menu, .search], rank: 4,
      about: "Ends the search, or closes the popup and changes nothing.",
      action: { state in
        state.dismissPicker()
        return []
      }),
  ]
}
