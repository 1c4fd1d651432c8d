import Analysis
import Canvas

/// A screen on which something can be made that is saved under a name.
protocol DefiningScreen: ScreenBehavior {
  var kind: Definition.Kind { get }
  /// What is on the screen, as it is saved.
  func content(_ state: ExplorerState) -> Definition.Content
  /// The name that it was saved or opened under.
  func name(_ state: ExplorerState) -> String?
  func setName(_ name: String?, _ state: inout ExplorerState)
  /// Shows something saved.
  func open(_ content: Definition.Content, _ state: inout ExplorerState) -> [Effect]
}

extension ExplorerState {
  /// The screen in front, where definitions are made on it.
  var definingScreen: (any DefiningScreen)? { front as? any DefiningScreen }

  /// What is saved of the kind that the screen in front shows.
  func savedDefinitions(_ kind: Definition.Kind) -> [Definition] {
    definitions.filter { $0.kind == kind }
  }

  func definitionEntries(_ kind: Definition.Kind) -> [PickerEntry] {
    let open = definingScreen?.name(self)
    return savedDefinitions(kind).map {
      PickerEntry(
        choice: .definition($0), title: $0.name, about: $0.about, isOn: $0.name == open)
    }
  }

  mutating func open(_ definition: Definition) -> [Effect] {
    guard let screen = definingScreen, screen.kind == definition.kind else { return [] }
    screen.setName(definition.name, &self)
    return screen.open(definition.content, &self)
  }

  /// Saves what is on the screen; what is known of a definition of that name stays.
  mutating func saveDefinition(named name: String) -> [Effect] {
    guard let screen = definingScreen, !name.allSatisfy(\.isWhitespace) else { return [] }
    let known = savedDefinitions(screen.kind).first { $0.name == name }
    screen.setName(name, &self)
    say("Saved as \(name)")
    return [
      .saveDefinition(
        Definition(name: name, about: known?.about ?? "", content: screen.content(self)))
    ]
  }

  /// Deletes the entry under the cursor when it is asked for twice.
  mutating func deleteDefinition() -> [Effect] {
    guard case .definition(let definition) = currentEntry?.choice else { return [] }
    guard picker?.doomed == definition else {
      picker?.doomed = definition
      let key = keyMap.titles(of: CommandID("definitions.delete")).first ?? "again"
      say("\(key) again deletes \(definition.name)", isProblem: true)
      return []
    }
    picker?.doomed = nil
    if definingScreen?.name(self) == definition.name { definingScreen?.setName(nil, &self) }
    return [.deleteDefinition(definition)]
  }

  mutating func renameDefinition() -> [Effect] {
    guard case .definition(let definition) = currentEntry?.choice else { return [] }
    let effects = open(.text(.name(definition)))
    picker?.search.replace(with: definition.name)
    return effects
  }
}
