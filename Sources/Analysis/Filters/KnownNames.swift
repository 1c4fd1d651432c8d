/// The names that a store has, to tell misspelt ones from those that only nobody has yet.
package struct KnownNames: Sendable {
  /// Nil, as with the others, where they weren't looked for.
  package var events: [String]?
  package var userProperties: [String]?
  package var accountProperties: [String]?

  package init(
    events: [String]?, userProperties: [String]?, accountProperties: [String]?
  ) {
    self.events = events
    self.userProperties = userProperties
    self.accountProperties = accountProperties
  }

  /// What a filter names that the store hasn't got, as messages.
  package func unknown(in filter: UserFilter) -> [String] {
    var messages: [String] = []
    for test in filter.root.tests {
      for message in unknown(in: test) where !messages.contains(message) {
        messages.append(message)
      }
    }
    return messages
  }

  private func unknown(in test: UserTest) -> [String] {
    switch test {
    case .property(let key, _): message("no user has the property", key, userProperties)
    case .account(let key, _):
      message("no account has the property", key, accountProperties)
    case .did(let deed, _, _):
      deed.choices.compactMap(\.name).flatMap { message("there is no event", $0, events) }
    default: []
    }
  }

  private func message(_ what: String, _ name: String, _ known: [String]?) -> [String] {
    guard let known, !known.contains(name) else { return [] }
    return ["\(what) '\(name)'" + NearestNames.hint(for: name, in: known)]
  }
}
