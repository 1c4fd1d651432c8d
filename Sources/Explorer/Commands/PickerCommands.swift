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
      "menu.close", "Close", keys: "esc|q", in: [.menu, .search], rank: 4,
      about: "Ends the search, or closes the popup and changes nothing.",
      action: { state in
        state.dismissPicker()
        return []
      }),
  ]
}
