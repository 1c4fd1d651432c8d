import Analysis
import Domain

/// Both sides of a merge as a table: what is known of the profile with the users and without them,
/// and of the users by themselves.
package struct PreviewTable: Equatable, Sendable {
  package struct Row: Equatable, Sendable {
    package var title: String
    /// One for each column; a dash where a side has nothing.
    package var cells: [String]
    /// Whether the profile has something else with the users than without them.
    package var isChanged: Bool
  }

  package var columns: [String]
  package var rows: [Row]
  /// Users that have no column.
  package var moreUsers: Int

  /// - Parameter users: how many users get a column.
  package init(_ preview: MergePreview, users: Int) {
    let shown = Array(preview.users.prefix(max(0, users)))
    let sides = [preview.merged, preview.profile] + shown.map { $0 }
    columns = ["Merged", "Without"] + shown.map(\.name)
    moreUsers = preview.userCount - shown.count
    func row(_ title: String, _ text: (UserRow) -> String) -> Row {
      let cells = sides.map { $0.map(text) ?? Self.nothing }
      return Row(title: title, cells: cells, isChanged: cells[0] != cells[1])
    }
    rows = [
      row("Name", \.name), row("User id") { "\($0.id)" },
      row("First seen", \.firstSeen.exact),
      row("Last seen") { $0.lastSeen?.exact ?? Self.nothing },
      row("Sessions", \.sessions.grouped), row("Events", \.events.grouped),
      row("Merged ids", \.merged.count.grouped),
    ]
    let keys = Set(sides.flatMap { $0?.properties.keys.map { $0 } ?? [] })
    let written = keys.filter { !InitialProperty.isName($0) }.sorted()
    let initial = keys.filter { InitialProperty.isName($0) }.sorted()
    for key in written + initial {
      rows.append(row(key) { $0.properties[key]?.text ?? Self.nothing })
    }
  }

  private static let nothing = "—"
}

extension MergePreview {
  /// What the change is about, in a line.
  package var title: String {
    let verb = change.action == .takeBack ? "Take back" : "Restore"
    let what =
      userCount == 1
      ? "the merge of \(users.first.map { "user \($0.id)" } ?? "one user")"
      : "the merges of \(userCount.counted("user"))"
    return "\(verb) \(what) into \(identity)"
  }

  /// What will be said when it is done.
  package var doneText: String {
    let what = userCount.counted("merge")
    return change.action == .takeBack
      ? "Took back \(what) into \(identity); restoring brings everything back"
      : "Restored \(what) into \(identity)"
  }

  /// What else there is to know before it is done.
  package var notes: [String] {
    var notes: [String] = []
    if profile == nil {
      notes.append("Without them nobody is \(identity): the profile leaves the list.")
    }
    if leftOut > 0 {
      notes.append(
        "\(leftOut.counted("user")) stay as they are: they belong to others meanwhile.")
    }
    return notes
  }
}
