import Canvas

/// All commands there are.
package enum CommandRegistry {
  /// In the order of help and palette: what one does most comes first.
  package static let all: [Command] =
    usersCommands + profileCommands + eventsCommands + funnelsCommands + trendsCommands
    + propertiesCommands + identityCommands + doctorCommands + theatreCommands + screenCommands
    + pastCommands + copyCommands + globalCommands + pickerCommands + listCommands

  package static func command(_ id: CommandID) -> Command? { byID[id] }

  private static let byID = Dictionary(
    all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
}

extension ExplorerState {
  /// The places in force on the screen, whatever picker or prompt is open over it.
  var screenContexts: [Context] {
    var screen = self
    screen.picker = nil
    screen.isFiltering = false
    screen.theatre.typed = nil
    return screen.contexts
  }

  /// Whether a command can run now and, if not, why.
  package func availability(of command: Command) -> Availability {
    let here = Set(contexts + screenContexts)
    guard command.contexts.contains(where: here.contains) else {
      let places = command.contexts.map(\.title).joined(separator: ", ")
      return .no("only in \(places)")
    }
    return command.isEnabled(self)
  }

  /// Runs a command, or says why it can't run.
  mutating func run(_ id: CommandID) -> [Effect] {
    guard let command = CommandRegistry.command(id) else { return [] }
    if case .no(let reason) = availability(of: command) {
      refuse(command.title, because: reason)
      return []
    }
    return command.action(&self)
  }

  /// Says why something can't be done; in a narrow window the reason alone, which must not be cut.
  mutating func refuse(_ title: String, because reason: String) {
    let whole = "\(title): \(reason)"
    say(TextWidth.of(whole) < size.columns ? whole : reason, isProblem: true)
  }
}
