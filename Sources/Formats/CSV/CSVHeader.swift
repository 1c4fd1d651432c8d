import Domain

/// What the rows of a CSV file are.
package enum CSVRows: Hashable, Sendable {
  /// Columns without a role are event properties.
  case events
  /// User properties, as another tool exports its people: columns without a role are those.
  case userProperties
}

/// The header of a CSV file: what each column means.
struct CSVHeader: Sendable {
  /// What the cells of one column become.
  struct Column: Sendable {
    enum Use: Sendable {
      case nothing, user, identity, event, time, session, idempotencyKey, eventProperty,
        userProperty
    }

    var use: Use
    /// The name of the property, or of the column.
    var name: String
  }

  let delimiter: UInt8
  let columns: [Column]
  let rows: CSVRows

  /// - Throws: which column is missing, unknown or there twice, and what the header has.
  init(
    record: String, delimiter: UInt8, choices: CSVColumns?, rows: CSVRows, file: String
  ) throws(InputError) {
    let names = CSVRecord.cells(of: record, delimiter: delimiter)
    self.delimiter = delimiter
    self.rows = rows
    var seen = Set<String>()
    for name in names where !name.isBlank && !seen.insert(name).inserted {
      throw InputError("the header of '\(file)' names the column '\(name)' twice")
    }
    let list = names.map { "'\($0)'" }.joined(separator: ", ")
    let roles =
      try choices.map { (choices) throws(InputError) in
        try Self.roles(chosen: choices, names, list, file)
      } ?? Self.roles(guessedFrom: names, rows)
    columns = names.enumerated().map { index, name in
      // A column without a name, as of a table's row numbers, means nothing.
      if name.isBlank { return Column(use: .nothing, name: name) }
      return Self.column(roles[index], name, rows)
    }
    try check(file, list)
  }

  private static func roles(
    chosen choices: CSVColumns, _ names: [String], _ list: String, _ file: String
  ) throws(InputError) -> [Int: CSVColumns.Role] {
    var roles: [Int: CSVColumns.Role] = [:]
    for choice in choices.choices {
      guard let index = names.firstIndex(of: choice.column) else {
        let hint = Suggestion.text(for: choice.column, among: names)
        throw InputError("'\(file)' has no column '\(choice.column)'\(hint) (its columns: \(list))")
      }
      roles[index] = choice.role
    }
    return roles
  }

  /// Names that are obvious, the most telling one first.
  private static let obvious: [(role: CSVColumns.Role, names: [String])] = [
    (.user, ["user_id", "user", "distinct_id"]),
    (.identity, ["identity"]),
    (.event, ["event", "name"]),
    (.time, ["time", "timestamp", "date"]),
    (.session, ["session_id", "session"]),
    (.idempotencyKey, ["idempotency_key"]),
  ]

  private static func roles(
    guessedFrom names: [String], _ rows: CSVRows
  ) -> [Int: CSVColumns.Role] {
    let plain = names.map { $0.lowercased().filter { !$0.isWhitespace } }
    var roles: [Int: CSVColumns.Role] = [:]
    for (role, candidates) in obvious {
      // A person's name or date of birth is a property like the others.
      if rows == .userProperties, role != .user, role != .identity { continue }
      if let index = candidates.lazy.compactMap({ plain.firstIndex(of: $0) }).first {
        roles[index] = role
      }
    }
    return roles
  }

  private static func column(
    _ role: CSVColumns.Role?, _ name: String, _ rows: CSVRows
  ) -> Column {
    switch role {
    case .user: Column(use: .user, name: name)
    case .identity: Column(use: .identity, name: name)
    case .event: Column(use: .event, name: name)
    case .time: Column(use: .time, name: name)
    case .session: Column(use: .session, name: name)
    case .idempotencyKey: Column(use: .idempotencyKey, name: name)
    case .userProperty(let property): Column(use: .userProperty, name: property)
    case .eventProperty(let property): Column(use: .eventProperty, name: property)
    case nil: Column(use: rows == .events ? .eventProperty : .userProperty, name: name)
    }
  }

  private func check(_ file: String, _ list: String) throws(InputError) {
    func has(_ use: Column.Use) -> Bool { columns.contains { $0.use == use } }
    if rows == .userProperties {
      for use in [Column.Use.event, .session, .eventProperty] where has(use) {
        throw InputError(
          "--columns names events, but '\(file)' is read for user properties; expected user, "
            + "identity, time and user:NAME")
      }
    }
    let wanted: String
    if !has(.user), !has(.identity) {
      wanted =
        rows == .events ? "the user (user=COLUMN or identity=COLUMN)" : "the user's"
    } else if rows == .events, !has(.event) {
      wanted = "the event (event=COLUMN)"
    } else if rows == .events, !has(.time) {
      wanted = "the time (time=COLUMN)"
    } else {
      return try checkProperties(file)
    }
    let option =
      rows == .events ? "--columns" : "--identity-column or --user-id-column"
    throw InputError(
      "'\(file)' has no column that is known to be \(wanted); name it with \(option) "
        + "(its columns: \(list))")
  }

  private func checkProperties(_ file: String) throws(InputError) {
    for use in [Column.Use.userProperty, .eventProperty] {
      var seen = Set<String>()
      for column in columns where column.use == use {
        let length = column.name.utf16.count
        if length > BulkRules.longestKey {
          throw InputError(
            "a property name in the header of '\(file)' has \(length) characters; at most "
              + "\(BulkRules.longestKey) are accepted: '\(column.name.prefix(40))…'")
        }
        if !seen.insert(column.name).inserted {
          throw InputError(
            "two columns of '\(file)' become the property '\(column.name)'; name one of them with "
              + "property:OTHER=COLUMN in --columns")
        }
      }
    }
  }
}
