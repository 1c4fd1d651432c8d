import Analysis
import Domain

extension ExplorerState {
  /// Enter on a line of the profile.
  mutating func toggleLine() -> [Effect] {
    guard let open = profile else { return [] }
    if open.pane == .facts {
      profile?.toggleProperty()
      return []
    }
    guard let line = open.currentVisitLine else { return [] }
    switch line.id {
    case .visit(let key):
      profile?.setOpen(!open.openVisits.contains(key), key)
    case .event(let place):
      profile?.openEvents.formSymmetricDifference([place])
    case .property, .more: break
    }
    return []
  }

  mutating func openLine() -> [Effect] {
    guard let open = profile else { return [] }
    if open.pane == .facts {
      if case .property(let key) = open.currentFactLine?.id, !open.openProperties.contains(key) {
        profile?.toggleProperty()
      } else {
        move(.down)
      }
      return []
    }
    switch open.currentVisitLine?.content {
    case .visit(_, isOpen: false), .event(_, isOpen: false): return toggleLine()
    default:
      move(.down)
      return []
    }
  }

  mutating func closeLine() {
    guard let open = profile else { return }
    if open.pane == .facts {
      profile?.closeProperty()
      return
    }
    guard let line = open.currentVisitLine else { return }
    switch (line.id, line.content) {
    case (.visit(let key), .visit(_, isOpen: true)): profile?.setOpen(false, key)
    case (.event(let place), .event(_, isOpen: true)): profile?.openEvents.remove(place)
    case (.property(let place, _), _): goTo(.event(place))
    case (.event, _), (.more, _): goTo(.visit(line.visit))
    case (.visit, _): break
    }
  }

  /// Takes the cursor to the next visit of the list, or to the one before.
  mutating func moveToVisit(_ step: Int) {
    guard let open = profile, let visits = open.profile?.visits, !visits.isEmpty else { return }
    profile?.pane = .visits
    let current = open.currentVisitLine?.visit
    let index = visits.firstIndex { VisitKey($0) == current } ?? 0
    // Going back from inside a visit first goes to its own line.
    var isInside = true
    if case .visit = open.currentVisitLine?.id { isInside = false }
    let target = step < 0 && isInside ? index : min(max(0, index + step), visits.count - 1)
    goTo(.visit(VisitKey(visits[target])))
  }

  mutating func goToFirstEvent() {
    guard let visits = profile?.profile?.visits,
      let oldest = visits.filter({ $0.events > 0 }).min(by: {
        ($0.firstEvent ?? $0.start) < ($1.firstEvent ?? $1.start)
      })
    else { return }
    let key = VisitKey(oldest)
    profile?.pane = .visits
    profile?.setOpen(true, key)
    if profile?.histories[key]?.rows.isEmpty == false {
      goTo(.event(EventPlace(visit: key, index: 0)))
    } else {
      goTo(.visit(key))
      profile?.wantsFirstEvent = key
    }
  }

  private mutating func goTo(_ id: VisitLine.ID) {
    profile?.visitLine = id
    profile?.anchor()
  }
}

extension ProfileState {
  mutating func setOpen(_ isOpen: Bool, _ visit: VisitKey) {
    if isOpen {
      openVisits.insert(visit)
      if histories[visit] == nil { needsHistory.insert(visit) }
    } else {
      openVisits.remove(visit)
      needsHistory.remove(visit)
    }
  }

  mutating func toggleProperty() {
    guard case .property(let property, _) = currentFactLine?.content,
      property.history.entries.count > 1
    else { return }
    openProperties.formSymmetricDifference([property.key])
  }

  mutating func closeProperty() {
    switch currentFactLine?.id {
    case .property(let key): openProperties.remove(key)
    case .earlier(let key, _):
      openProperties.remove(key)
      factLine = .property(key)
      anchor()
    default: break
    }
  }
}
