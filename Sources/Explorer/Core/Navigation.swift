import Analysis
import Canvas

extension ExplorerState {
  mutating func show(_ screen: Screen) -> [Effect] {
    // From the theatre one looks at the story; to the store Esc goes.
    if screen == .scenarios, theatre.isInside { return leaveStory() }
    if screen != .scenarios, self.screen == .scenarios, theatre.story != nil {
      return enter(screen)
    }
    profile = nil
    why = nil
    doctor = nil
    preview = nil
    isFiltering = false
    users.members = nil
    self.screen = screen
    return []
  }

  /// Esc on a screen: drops what narrows the view, then leaves it.
  mutating func goBack() -> [Effect] {
    if front.goBack(&self) { return [] }
    if theatre.isInside { return leaveStory() }
    screen = .users
    return []
  }

  /// What is typed to narrow the screen in front.
  var typedFilter: LineEditor {
    get { front.filter(self) ?? LineEditor() }
    set { front.setFilter(newValue, &self) }
  }

  mutating func choose(_ range: TimeRange) -> [Effect] {
    guard range != settings.range else { return [] }
    settings.range = range
    return [.save(settings)]
  }

  mutating func cycleRange(_ step: Int) -> [Effect] {
    let presets = TimeRange.presets
    let place = presets.firstIndex(of: range) ?? 0
    return choose(presets[(place + step + presets.count) % presets.count])
  }
}
