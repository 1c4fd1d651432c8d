/// Which columns of a CSV file mean what, as `--columns` says it:
/// `user=uid,event=action,time=at,user:plan=Plan,property:price=Price`.
///
/// It is itself one CSV record, so a column whose name holds a comma is written
/// `"event=what, exactly"`.
package struct CSVColumns: Hashable, Sendable {
  package enum Role: Hashable, Sendable {
    case user, identity, event, time, session, idempotencyKey
    case userProperty(String)
    case eventProperty(String)
  }

  package struct Choice: Hashable, Sendable {
    package var role: Role
    /// The name in the file's header.
    package var column: String

    package init(role: Role, column: String) {
      self.role = role
      self.column = column
    }
  }

  package var choices: [Choice]

  package init(_ choices: [Choice]) { self.choices = choices }

  /// - Throws: what can't be read in `text`, and what is expected.
  package init(parsing text: String) throws(InputError) {
    choices = []
    for part in CSVRecord.cells(of: text, delimiter: 0x2C) {
      guard let equals = part.firstIndex(of: "="), part.index(after: equals) < part.endIndex else {
        throw InputError(
          "'\(part)' in --columns names no column; expected ROLE=COLUMN, such as user=visitor_id")
      }
      let choice = Choice(
        role: try Self.role(String(part[..<equals])),
        column: String(part[part.index(after: equals)...]))
      guard !choices.contains(where: { $0.role == choice.role }) else {
        throw InputError("'\(part[..<equals])' is given twice in --columns")
      }
      guard !choices.contains(where: { $0.column == choice.column }) else {
        throw InputError("the column '\(choice.column)' is given twice in --columns")
      }
      choices.append(choice)
    }
  }

  private static let roles: [String: Role] = [
    "user": .user, "identity": .identity, "event": .event, "time": .time, "session": .session,
    "idempotency_key": .idempotencyKey,
  ]

  private static func role(_ name: String) throws(InputError) -> Role {
    if let role = roles[name] { return role }
    if let property = property("user:", of: name) { return .userProperty(property) }
    if let property = property("property:", of: name) { return .eventProperty(property) }
    let hint = Suggestion.text(for: name, among: roles.keys)
    throw InputError(
      "'\(name)' in --columns is not known\(hint.isEmpty ? ";" : hint) expected user, identity, "
        + "event, time, session, idempotency_key, user:NAME or property:NAME")
  }

  private static func property(_ prefix: String, of name: String) -> String? {
    guard name.hasPrefix(prefix), name.count > prefix.count else { return nil }
    return String(name.dropFirst(prefix.count))
  }
}
