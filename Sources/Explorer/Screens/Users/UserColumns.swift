import Analysis
import Canvas
import Domain

/// A column of the List view as it is shown.
struct UserColumnView: Equatable {
  var column: UserColumn
  var heading: String
  var width: Table.Column.Width
  var alignment = Alignment.left

  init(
    _ column: UserColumn, heading: String? = nil, width: Table.Column.Width,
    alignment: Alignment = .left
  ) {
    self.column = column
    self.heading = heading ?? column.title
    self.width = width
    self.alignment = alignment
  }
}

extension ExplorerState {
  /// The user properties that are shown: the chosen ones, else the three that are used most.
  var propertyColumns: [String] {
    settings.columns ?? Array((overview?.userProperties ?? []).prefix(3))
  }

  /// The columns from left to right; the first two stay when the others are scrolled.
  var userColumns: [UserColumnView] {
    [
      UserColumnView(.kind, heading: "", width: .fixed(1)),
      UserColumnView(.name, width: .flexible(min: nameWidth)),
      UserColumnView(.lastSeen, width: .content(max: showsLastSeenTime ? 16 : 14)),
      UserColumnView(.firstSeen, width: .content(max: 14)),
      UserColumnView(.sessions, width: .content(max: 10), alignment: .right),
      UserColumnView(.events, width: .content(max: 11), alignment: .right),
      UserColumnView(.merged, width: .content(max: 8), alignment: .right),
    ]
      + propertyColumns.map { key in
        UserColumnView(
          .property(key), width: .content(max: 20), alignment: isNumeric(key) ? .right : .left)
      }
  }

  /// Whether the property is a number wherever it is seen: numbers stand under each other.
  private func isNumeric(_ key: String) -> Bool {
    let values = (users.page?.rows ?? []).prefix(50).compactMap { $0.properties[key] }
    return !values.isEmpty
      && values.allSatisfy { value in
        if case .number = value { true } else { false }
      }
  }

  /// Whether a last seen far back has its hour and minute: by default the list is in their order.
  var showsLastSeenTime: Bool { usersPanes.list.columns >= 44 }

  /// The least width of names: most e-mail addresses where there is room, and always a last seen
  /// beside them.
  private var nameWidth: Int {
    let columns = usersPanes.list.columns
    return min(columns >= 96 ? 30 : 21, max(8, columns - (showsLastSeenTime ? 24 : 22)))
  }
}

extension UserColumn {
  /// How the column is named in menus.
  var title: String {
    switch self {
    case .name: "User"
    case .kind: "Kind"
    case .userID: "User id"
    case .firstSeen: "First seen"
    case .lastSeen: "Last seen"
    case .sessions: "Sessions"
    case .events: "Events"
    case .merged: "Merged"
    case .property(let key): key
    }
  }

  /// The value of a user in full, as it is copied.
  func plainText(of row: UserRow) -> String {
    switch self {
    case .name: row.name
    case .kind: row.isIdentified ? "identified" : "anonymous"
    case .userID: "\(row.id)"
    case .firstSeen: row.firstSeen.description
    case .lastSeen: row.lastSeen?.description ?? ""
    case .sessions: "\(row.sessions)"
    case .events: "\(row.events)"
    case .merged: "\(row.merged.count)"
    case .property(let key): row.properties[key]?.text ?? ""
    }
  }

  /// The value of a user as a cell of the list.
  ///
  /// - Parameter showsTime: whether the column of last seen has room for hour and minute.
  func cell(of row: UserRow, now: Timestamp, signs: Signs, showsTime: Bool) -> [Span] {
    switch self {
    case .kind:
      return [
        row.isIdentified
          ? Span(signs.identified, .identified) : Span(signs.anonymous, .anonymous)
      ]
    case .name:
      let name = Span(row.name, row.isIdentified ? .identified : .anonymous)
      return row.warnings.isEmpty ? [name] : [name, Span(" !", .warning)]
    case .firstSeen: return [Span(row.firstSeen.relative(to: now), .dim)]
    case .lastSeen:
      return [Span(row.lastSeen?.relative(to: now, showsTime: showsTime) ?? signs.dash)]
    case .sessions: return [Span(row.sessions.grouped, .number)]
    case .events: return [Span(row.events.grouped, .number)]
    case .merged:
      let count = row.merged.count
      return count < 2 ? [] : [Span("\(signs.merged) \(count)", .merged)]
    case .userID: return [Span(plainText(of: row), .dim)]
    case .property(let key):
      guard let value = row.properties[key] else { return [] }
      if case .number = value { return [Span(value.text, .number)] }
      return [Span(value.text)]
    }
  }
}
