import Canvas

/// Which keys run which command, in each context. Made from the registry and what the user changed.
package struct KeyMap: Equatable, Sendable {
  private var bindings: [Context: [KeySequence: CommandID]] = [:]
  /// The keys of each command in the order in which they were given.
  private var keys: [CommandID: [KeySequence]] = [:]

  /// The keys that the registry proposes.
  package static let standard = KeyMap(keys: [:])

  /// What a pressed sequence means.
  enum Meaning: Equatable {
    case command(CommandID)
    /// The beginning of longer sequences.
    case prefix
    case nothing
  }

  /// The registry's keys, with those of some commands replaced. An empty list unbinds a command.
  ///
  /// - Throws: `KeyMapProblems` with everything that is wrong: unknown commands, words that are no
  ///   keys, keys that two commands of one context share.
  package init(replacing changes: [String: [String]]) throws(KeyMapProblems) {
    var problems: [String] = []
    var keys: [CommandID: [KeySequence]] = [:]
    for (name, texts) in changes.sorted(by: { $0.key < $1.key }) {
      let id = CommandID(name)
      guard CommandRegistry.command(id) != nil else {
        problems.append("keys: there is no command '\(name)'" + Self.suggestion(for: name))
        continue
      }
      keys[id] = []
      for text in texts {
        do throws(KeyProblem) {
          keys[id, default: []].append(try KeySequence(parsing: text))
        } catch {
          problems.append("keys: \(name): \(error)")
        }
      }
    }
    self.init(keys: keys)
    problems += conflicts(of: keys)
    guard problems.isEmpty else { throw KeyMapProblems(problems: problems) }
  }

  private init(keys changes: [CommandID: [KeySequence]]) {
    for command in CommandRegistry.all {
      keys[command.id] = changes[command.id] ?? command.keys
      for sequence in keys[command.id] ?? [] {
        for context in command.contexts where !(context.typesText && sequence.typesText) {
          bindings[context, default: [:]][sequence] = command.id
        }
      }
    }
  }

  /// What the keys mean where `contexts` are in force, the most specific first.
  func meaning(of keys: [Key], in contexts: [Context]) -> Meaning {
    for context in contexts {
      guard let known = bindings[context] else { continue }
      if let command = known[KeySequence(keys)] { return .command(command) }
      if known.keys.contains(where: { $0.starts(with: keys) }) { return .prefix }
    }
    return .nothing
  }

  /// What may follow the keys pressed so far, in order of the key.
  func continuations(of keys: [Key], in contexts: [Context]) -> [(key: String, id: CommandID)] {
    var found: [String: CommandID] = [:]
    for context in contexts.reversed() {
      for (sequence, id) in bindings[context] ?? [:] where sequence.starts(with: keys) {
        found[KeySequence(Array(sequence.keys.dropFirst(keys.count))).title] = id
      }
    }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The keys of a command as they are shown, in the order in which they were given; only those that
  /// mean it where `contexts` are in force, if any are named.
  package func titles(of id: CommandID, in contexts: [Context]? = nil) -> [String] {
    (keys[id] ?? []).filter { sequence in
      guard let contexts else {
        return Context.allCases.contains { bindings[$0]?[sequence] == id }
      }
      return contexts.lazy.compactMap { bindings[$0]?[sequence] }.first == id
    }.map(\.title)
  }

  /// Keys of one context that two commands claim, or that begin another command's sequence.
  private func conflicts(of changes: [CommandID: [KeySequence]]) -> [String] {
    var found: [String] = []
    for context in Context.allCases {
      var owners: [KeySequence: CommandID] = [:]
      for command in CommandRegistry.all where command.contexts.contains(context) {
        for sequence in changes[command.id] ?? command.keys
        where !(context.typesText && sequence.typesText) {
          if let other = owners[sequence], other != command.id {
            found.append(
              "keys: '\(sequence.title)' is bound to both \(other) and \(command.id) "
                + "in \(context.title); give one of them another key")
          }
          owners[sequence] = command.id
        }
      }
      for (longer, id) in owners {
        for (shorter, other) in owners where longer.starts(with: shorter.keys) {
          found.append(
            "keys: '\(longer.title)' of \(id) can't be reached in \(context.title): "
              + "'\(shorter.title)' already runs \(other)")
        }
      }
    }
    return Set(found).sorted()
  }

  private static func suggestion(for name: String) -> String {
    let near = CommandRegistry.all.map(\.id.name).first {
      Fuzzy.match(name, in: $0) != nil || Fuzzy.match($0, in: name) != nil
    }
    return near.map { "; did you mean '\($0)'?" } ?? "; `cairn keys` lists all commands"
  }
}

/// Everything that is wrong with a user's keys.
package struct KeyMapProblems: Error, Equatable, CustomStringConvertible {
  package let problems: [String]

  package var description: String { problems.joined(separator: "\n") }
}
