/// All commands with their keys, as `cairn keys` prints them and the documents show them.
package enum KeySheet {
  /// One command in one line of the sheet.
  package struct Entry: Equatable, Sendable {
    package var id: String
    package var title: String
    package var about: String
    package var keys: [String]
    package var contexts: [String]
  }

  /// The commands in the order of the registry.
  package static func entries(_ keyMap: KeyMap = .standard) -> [Entry] {
    CommandRegistry.all.map { command in
      Entry(
        id: command.id.name, title: command.title, about: command.about,
        keys: keyMap.titles(of: command.id), contexts: command.contexts.map(\.title))
    }
  }

  /// The sheet as text, the commands of each place under its name.
  package static func text(_ keyMap: KeyMap = .standard) -> String {
    var lines: [String] = []
    for context in Context.allCases {
      let commands = CommandRegistry.all.filter { $0.contexts.first == context }
      guard !commands.isEmpty else { continue }
      lines += lines.isEmpty ? [] : [""]
      lines.append(context.title.prefix(1).uppercased() + context.title.dropFirst())
      for command in commands {
        let keys = keyMap.titles(of: command.id).joined(separator: ", ")
        lines.append("  \(pad(keys, 16))  \(pad(command.id.name, 24))  \(command.title)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
