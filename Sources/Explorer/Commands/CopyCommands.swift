import Analysis
import Domain

extension CommandRegistry {
  /// Copying what is under the cursor, whole and as it is stored.
  static let copyCommands: [Command] = [
    copy("value", "Copy this value", keys: "y v", about: "Copies what is under the cursor.") {
      $0.copyValue
    },
    copy(
      "row", "Copy this row", keys: "y r", about: "Copies the row, its columns parted by tabs."
    ) { $0.copyRow },
    copy("id", "Copy the user id", keys: "y i", about: "Copies the id of the user in question.") {
      $0.copyID
    },
    copy(
      "json", "Copy as JSON", keys: "y j",
      about: "Copies the row as one JSON object, with the field names of the command line."
    ) { $0.copyJSON },
  ]

  private static func copy(
    _ name: String, _ title: String, keys: String, about: String,
    text: @escaping @Sendable (ExplorerState) -> String?
  ) -> Command {
    Command(
      "copy.\(name)", title, keys: keys, in: [.screen], about: about,
      isEnabled: { text($0) == nil ? .no("there is nothing to copy here") : .yes },
      action: { state in
        guard let copied = text(state) else { return [] }
        let length = copied.count
        state.say(length <= 40 ? "Copied: \(copied)" : "Copied \(length.counted("character"))")
        return [.copy(copied)]
      })
  }
}

extension ExplorerState {
  fileprivate var copyValue: String? {
    if let profile { return profile.copyValue }
    if screen == .users {
      guard let row = users.selectedRow else { return nil }
      return userColumns[users.column].column.plainText(of: row)
    }
    if events.pane == .names { return events.selectedName }
    return events.selectedRow?.name
  }

  fileprivate var copyRow: String? {
    if let profile { return profile.copyRow }
    if screen == .users {
      return users.selectedRow.map { row in
        userColumns.map { $0.column.plainText(of: row) }.joined(separator: "\t")
      }
    }
    if events.pane == .names {
      return events.shownNames.first { $0.name == events.selectedName }.map {
        "\($0.name)\t\($0.count)\t\($0.users)"
      }
    }
    return events.selectedRow?.tabbed
  }

  fileprivate var copyID: String? {
    if let profile { return "\(profile.key.id)" }
    return switch screen {
    case .users: users.selectedRow.map { "\($0.id)" }
    case .events: events.selectedRow.map { "\($0.profile)" }
    }
  }

  fileprivate var copyJSON: String? {
    if let profile {
      if case .event(let row, _) = profile.currentVisitLine?.content, profile.pane == .visits {
        return JSONText.of(row)
      }
      return profile.profile.map { JSONText.of($0.user) }
    }
    return switch screen {
    case .users: users.selectedRow.map { JSONText.of($0) }
    case .events: events.selectedRow.map { JSONText.of($0) }
    }
  }
}

extension ProfileState {
  fileprivate var copyValue: String? {
    pane == .facts ? currentFactLine?.copiedTexts?.last : currentVisitLine?.copiedTexts.last
  }

  fileprivate var copyRow: String? {
    let texts = pane == .facts ? currentFactLine?.copiedTexts : currentVisitLine?.copiedTexts
    return texts?.joined(separator: "\t")
  }
}

extension FactLine {
  /// What the line says, its value last; nil for headings.
  fileprivate var copiedTexts: [String]? {
    switch content {
    case .section, .warning: nil
    case .property(let property, _):
      [property.key, property.history.current?.value.text ?? ""]
    case .earlier(let entry, _): [entry.time.description, entry.value.text]
    case .initial(let name, let value): [name, value.text]
    case .member(let member, _), .memberDetail(let member): ["\(member.id)"]
    }
  }
}

extension VisitLine {
  /// What the line says, its value last.
  fileprivate var copiedTexts: [String] {
    switch content {
    case .visit(let visit, _): ["\(visit.events)", visit.start.description]
    case .event(let row, _): [row.time.description, row.summary, row.name]
    case .property(let name, let value): [name, value.text]
    case .more: []
    }
  }
}

extension EventRow {
  fileprivate var tabbed: String {
    [time.description, name, userName, JSONText.properties(properties)].joined(separator: "\t")
  }
}
