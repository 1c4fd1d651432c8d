import Canvas

extension ExplorerState {
  mutating func take(_ event: InputEvent) -> [Effect] {
    switch event {
    case .resize(let size):
      self.size = size
      return []
    case .paste(let text):
      type(text)
      return []
    case .mouse(let mouse):
      toast = nil
      return take(mouse)
    case .key(let key):
      return take(key)
    }
  }

  private mutating func take(_ key: Key) -> [Effect] {
    toast = nil
    let wasArmed = isQuitArmed
    isQuitArmed = false
    let keys = pendingKeys + [key]
    pendingKeys = []
    if keys.count > 1, key.code == .escape { return [] }
    switch keyMap.meaning(of: keys, in: contexts) {
    case .command(let id):
      isQuitArmed = wasArmed && id == CommandID("interrupt")
      return run(id)
    case .prefix:
      pendingKeys = keys
    case .nothing:
      if keys.count > 1 {
        say("\(KeySequence(keys).title) has no meaning here; ? shows the keys")
      } else {
        edit(key)
      }
    }
    return []
  }

  /// Pasted text is data: it is typed where one types, and never obeyed.
  private mutating func type(_ text: String) {
    if picker?.isSearching == true {
      picker?.search.insert(text)
      searchChanged()
    } else if picker == nil, theatre.typed != nil {
      changeTyped { $0.insert(text) }
    } else if isFiltering {
      changeFilter { $0.insert(text) }
    } else {
      say("Pasted text is only taken where text is typed, such as after /")
    }
  }

  private mutating func edit(_ key: Key) {
    if let search = picker?.search, picker?.isSearching == true {
      guard picker?.search.handle(key) == true, picker?.search.text != search.text else { return }
      searchChanged()
    } else if picker == nil, theatre.typed != nil {
      changeTyped { _ = $0.handle(key) }
    } else if isFiltering {
      changeFilter { _ = $0.handle(key) }
    }
  }

  private mutating func changeFilter(_ change: (inout LineEditor) -> Void) {
    change(&typedFilter)
  }
}
