import Analysis
import Domain

/// How one case of a finding is told. Names and values are as stored: who shows them makes them safe.
extension Finding.Example {
  /// What it is about.
  package var subject: String {
    switch evidence {
    case .merged(let identity, _), .mergedUnusually(let identity, _, _),
      .generated(let identity, _), .identityLength(let identity):
      identity.value
    case .spellings(let identities): Self.list(identities.map { Self.quoted($0.value) })
    case .sharedDevice(let people, let count, _):
      people.map(\.name).joined(separator: ", ") + (people.count < count ? ", …" : "")
    case .ahead(let person, _): person.name
    case .types(let property, _, _, _, _), .propertyName(let property, _),
      .cutValues(let property, _):
      property.key
    case .names(_, let uses): Self.list(uses.map { Self.quoted($0.name) })
    case .eventName(let use): use.name
    }
  }

  /// What speaks for it.
  package var detail: String {
    switch evidence {
    case .merged(_, let users): "\(users.counted("user")) merged into it"
    case .mergedUnusually(_, let users, let usual):
      "\(users.counted("user")) merged into it; usual are at most \(usual.grouped)"
    case .spellings(let identities): identities.count.counted("spelling")
    case .generated(_, let next): "then \(next.value) on the same device"
    case .sharedDevice(_, let people, let switches):
      "\(people.grouped) people, \(switches.counted("switch", "switches"))"
    case .ahead(_, let latest): "up to \(latest.exact)"
    case .types(let property, let strings, let numbers, let booleans, let odd):
      "\(property.owner.rawValue) property: "
        + [
          (numbers, numbers.counted("number")), (strings, strings.counted("text")),
          (booleans, booleans.counted("boolean")),
        ].filter { $0.0 > 0 }.map(\.1).joined(separator: ", ") + ", such as \(odd.quotedText)"
    case .names(let owner, let uses):
      "\(owner.rawValue) properties, used \(uses.map(\.uses.grouped).joined(separator: " and ")) "
        + "times"
    case .identityLength(let identity): Self.length(identity.value)
    case .eventName(let use): "\(Self.length(use.name)), \(use.uses.counted("event"))"
    case .propertyName(let property, let uses):
      "\(property.owner.rawValue) property, \(Self.length(property.key)), used "
        + uses.counted("time")
    case .cutValues(let property, let values):
      "\(property.owner.rawValue) property: \(values.counted("value"))"
    }
  }

  /// A filter of the List view that finds the users in question; nil where a property of events or
  /// a name is meant.
  package var usersFilter: String? {
    func isUser(_ ids: [UserID]) -> String {
      ids.map { "user_id=\($0)" }.joined(separator: " or ")
    }
    switch evidence {
    case .merged(let identity, _), .mergedUnusually(let identity, _, _),
      .generated(let identity, _), .identityLength(let identity):
      return "identity=\(FilterQuoting.value(identity.value))"
    case .spellings(let identities):
      // Without capital letters, a text is found in any case; space around it makes it a part.
      let folded = identities.first?.value.foldedSpelling ?? ""
      let isWhole = identities.allSatisfy { $0.value.lowercased() == folded }
      return "identity\(isWhole ? "=" : "~")\(FilterQuoting.value(folded))"
    case .sharedDevice(let people, _, _): return isUser(people.map(\.id))
    case .ahead(let person, _): return isUser([person.id])
    case .types(let property, _, _, _, let odd):
      guard property.owner == .user else { return nil }
      return "\(FilterQuoting.key(property.key))=\(FilterQuoting.value(odd.text))"
    case .names(let owner, let uses):
      guard owner == .user else { return nil }
      return uses.dropFirst().map { "\(FilterQuoting.key($0.name))!=" }.joined(separator: " or ")
    case .cutValues(let property, _), .propertyName(let property, _):
      return property.owner == .user ? "\(FilterQuoting.key(property.key))!=" : nil
    case .eventName(let use): return "did:\(FilterQuoting.name(use.name))"
    }
  }

  /// The command that mends it or, where only the sender of the data can, shows it.
  ///
  /// - Parameter store: the file, if it has to be named.
  package func command(store: String?) -> ShellCommand {
    var command = ownCommand
    if let environment { command.add("--app-id", environment.value) }
    if let store { command.add("--store", store) }
    return command
  }

  private var ownCommand: ShellCommand {
    switch evidence {
    case .merged(let identity, let users) where users > 0:
      var command = ShellCommand("cairn", "unmerge")
      command.add("--into", identity.value)
      command.add("--reason", "a placeholder, not one person")
      return command
    case .mergedUnusually(let identity, _, _), .generated(let identity, _):
      var command = ShellCommand("cairn", "merges")
      command.add("--identity", identity.value)
      return command
    default:
      guard let usersFilter else { return ShellCommand("cairn", "properties", "event") }
      var command = ShellCommand("cairn", "users")
      command.add("--where", usersFilter)
      return command
    }
  }

  private static func length(_ text: String) -> String { text.utf16.count.counted("character") }

  /// So that the space around a name is seen.
  private static func quoted(_ text: String) -> String { "\"\(text)\"" }

  private static func list(_ texts: [String]) -> String {
    texts.prefix(Finding.exampleLimit).joined(separator: ", ")
      + (texts.count > Finding.exampleLimit ? ", …" : "")
  }
}

extension Finding.Person {
  package var name: String { identity?.value ?? "User \(id)" }
}

extension PropertyValue {
  /// Texts in quotes, so that the text "50" isn't taken for the number.
  fileprivate var quotedText: String {
    if case .string(let text) = self { "\"\(text)\"" } else { text }
  }
}
