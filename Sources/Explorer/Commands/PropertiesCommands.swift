import Analysis
import Canvas
import Domain

extension CommandRegistry {
  /// What one does in the catalogue of properties.
  static let propertiesCommands: [Command] = [
    Command(
      "properties.open", "Use this property or value", hint: "use", keys: "enter",
      in: [.properties], rank: 1,
      about: "On a value, shows the users who have it, or the trend of the events that have it; "
        + "on a user property, makes it a column of Users; on any other, shows its trend.",
      isEnabled: { $0.properties.selectedRow == nil ? .no("no property is selected") : .yes },
      action: { $0.useProperty() }),
    Command(
      "properties.column", "Column of Users on or off", hint: "column", keys: "c",
      in: [.properties], rank: 4,
      about: "Shows the user property as a column of the list of users, or takes it away.",
      isEnabled: {
        $0.properties.selectedRow?.scope == .user
          ? .yes : .no("only properties of users can be columns of Users")
      },
      action: { $0.toggleColumn() }),
    Command(
      "properties.trend", "Trend by this property", hint: "trend", keys: "b", in: [.properties],
      rank: 5, about: "Goes to trends, split by the property under the cursor.",
      isEnabled: { $0.properties.selectedRow == nil ? .no("no property is selected") : .yes },
      action: { $0.showTrendByProperty() }),
    Command(
      "properties.sort", "Sort by this column", hint: "sort", keys: "s", in: [.properties],
      rank: 3, about: "Sorts by the column under the column cursor; once more reverses the order.",
      action: { state in
        state.properties.sort.choose(PropertyColumn.allCases[state.properties.column])
        return []
      }),
    Command(
      "properties.column-left", "Column cursor left", keys: "h|left", in: [.properties],
      about: "Moves the column cursor, which says what is sorted by and copied.",
      action: { state in
        state.properties.column = max(0, state.properties.column - 1)
        return []
      }),
    Command(
      "properties.column-right", "Column cursor right", keys: "l|right", in: [.properties],
      about: "Moves the column cursor, which says what is sorted by and copied.",
      action: { state in
        state.properties.column = min(
          PropertyColumn.allCases.count - 1, state.properties.column + 1)
        return []
      }),
  ]
}

extension ExplorerState {
  fileprivate mutating func useProperty() -> [Effect] {
    guard let row = properties.selectedRow else { return [] }
    if properties.pane == .values {
      guard let value = properties.selectedValue?.value else { return [] }
      return show(value, of: row)
    }
    return row.scope == .user ? toggleColumn() : showTrendByProperty()
  }

  fileprivate mutating func toggleColumn() -> [Effect] {
    guard let key = properties.selectedRow?.entry.key else { return [] }
    var columns = propertyColumns
    if let place = columns.firstIndex(of: key) {
      columns.remove(at: place)
      say("\(key) is no column of Users any more")
    } else {
      columns.append(key)
      say("\(key) is a column of Users now")
    }
    settings.columns = columns
    return [.save(settings)]
  }

  fileprivate mutating func showTrendByProperty() -> [Effect] {
    guard let row = properties.selectedRow else { return [] }
    trends.definition.by = row.grouping.text
    return show(.trends)
  }

  /// The users who have a value, or how often events had it.
  private mutating func show(_ value: PropertyValue, of row: PropertyRow) -> [Effect] {
    let key =
      row.scope == .account
      ? FilterQuoting.accountKey(row.entry.key) : FilterQuoting.key(row.entry.key)
    let condition = "\(key)=\(FilterQuoting.value(value.text))"
    switch row.scope {
    case .user, .account:
      users.filter.editor = LineEditor(condition)
      return show(.users)
    case .event:
      trends.definition.event = "* where \(condition)"
      return show(.trends)
    }
  }
}
