import Analysis

extension CommandRegistry {
  /// What one does in the List view.
  static let usersCommands: [Command] = [
    Command(
      "users.open", "Open the profile", hint: "open", keys: "enter", in: [.users], rank: 1,
      about: "Shows the user's properties, merged user ids, sessions and events.",
      isEnabled: { $0.users.selectedRow == nil ? .no("no user is selected") : .yes },
      action: { state in
        if let row = state.users.selectedRow { state.openProfile(row.key, title: row.name) }
        return []
      }),
    Command(
      "users.sort", "Sort by this column", hint: "sort", keys: "s", in: [.users], rank: 4,
      about: "Sorts by the column under the column cursor; once more reverses the order.",
      action: { state in
        state.sort(by: state.userColumns[state.users.column].column)
        return []
      }),
    Command(
      "users.sort-menu", "Sort by", keys: "S", in: [.users],
      about: "Chooses the column to sort by from a list.",
      action: { $0.open(.sort) }),
    Command(
      "users.columns", "Choose columns", hint: "columns", keys: "c", in: [.users], rank: 5,
      about: "Chooses the user properties that are shown as columns.",
      isEnabled: {
        $0.overview?.userProperties.isEmpty == false ? .yes : .no("no user has properties")
      },
      action: { $0.open(.columns) }),
    Command(
      "users.column-left", "Column cursor left", keys: "h|left", in: [.users],
      about: "Moves the column cursor, which says what is sorted by and copied.",
      action: { state in
        state.users.column = max(0, state.users.column - 1)
        return []
      }),
    Command(
      "users.column-right", "Column cursor right", keys: "l|right", in: [.users],
      about: "Moves the column cursor, which says what is sorted by and copied.",
      action: { state in
        state.users.column = min(state.userColumns.count - 1, state.users.column + 1)
        return []
      }),
  ]
}

extension ExplorerState {
  /// Sorts by a column; by the one in force in the other direction.
  mutating func sort(by column: UserColumn) {
    if users.sort.column == column {
      users.sort.descending.toggle()
    } else {
      users.sort = UserSort(column, descending: column.isBestDescending)
    }
  }

  mutating func openProfile(_ key: UserKey, title: String) {
    profile = ProfileState(key: key, title: title)
  }
}

extension UserColumn {
  /// Whether the largest values come first when one begins to sort by the column.
  fileprivate var isBestDescending: Bool {
    switch self {
    case .firstSeen, .lastSeen, .sessions, .events, .merged, .kind: true
    case .name, .userID, .property: false
    }
  }
}
