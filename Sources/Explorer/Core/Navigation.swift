import Analysis
import Canvas

extension ExplorerState {
  mutating func show(_ screen: Screen) -> [Effect] {
    profile = nil
    isFiltering = false
    self.screen = screen
    return []
  }

  /// Esc on a screen: drops what narrows the view, then leaves it.
  mutating func goBack() -> [Effect] {
    if let open = profile {
      if open.filter.text.isEmpty { profile = nil } else { clearTypedFilter() }
    } else if screen == .users {
      if users.pane == .detail {
        users.pane = .list
      } else {
        clearTypedFilter()
      }
    } else if !events.nameFilter.text.isEmpty {
      clearTypedFilter()
    } else if events.pane != .stream {
      events.pane = .stream
    } else if events.name != nil {
      events.name = nil
    } else {
      screen = .users
    }
    return []
  }

  /// Gives the focus to the pane that is so many panes further.
  mutating func cyclePane(_ step: Int) {
    if let open = profile {
      profile?.pane = open.pane == .visits ? .facts : .visits
    } else if screen == .users {
      guard usersPanes.detail != nil else { return }
      users.pane = users.pane == .list ? .detail : .list
    } else {
      let panes = eventPanes
      let order: [EventsState.Pane] =
        panes.detail == nil ? [.names, .stream] : [.names, .stream, .detail]
      let place = order.firstIndex(of: events.pane) ?? 0
      events.pane = order[(place + step + order.count) % order.count]
    }
  }

  mutating func toggleDetail() {
    if screen == .users {
      users.wantsDetail = usersPanes.detail == nil
      users.pane = .list
    } else {
      events.wantsDetail = eventPanes.detail == nil
      if events.pane == .detail { events.pane = .stream }
    }
  }

  /// Whether there is another pane to go to.
  var hasPanes: Bool { profile != nil || screen == .events || usersPanes.detail != nil }

  /// What is typed to narrow the list or the profile in front.
  var typedFilter: LineEditor {
    get {
      if let profile { return profile.filter }
      return screen == .users ? users.filter : events.nameFilter
    }
    set {
      if profile != nil {
        profile?.filter = newValue
      } else if screen == .users {
        users.filter = newValue
      } else {
        events.nameFilter = newValue
      }
    }
  }

  var hasFilter: Bool {
    if let profile { return !profile.filter.text.isEmpty }
    return switch screen {
    case .users: !users.filter.text.isEmpty
    case .events: !events.nameFilter.text.isEmpty || events.name != nil
    }
  }

  mutating func clearTypedFilter() {
    typedFilter.replace(with: "")
    if profile == nil, screen == .users { users.followsSelection = true }
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
