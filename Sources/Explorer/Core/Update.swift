import Analysis
import Canvas
import Domain

/// Changes the state by what happened, and says what has to be done about it. Pure: the same state
/// and message always give the same state and effects.
package func update(_ state: inout ExplorerState, _ message: Message) -> [Effect] {
  var effects = state.take(message)
  effects += state.settle()
  return effects
}

extension ExplorerState {
  /// What has to be done first: the screen in front is asked for at once.
  package mutating func start() -> [Effect] {
    [ask(.overview, in: .overview), ask(.revision, in: .revision)] + settle()
  }

  fileprivate mutating func take(_ message: Message) -> [Effect] {
    switch message {
    case .input(let event): return take(event)
    case .clock(let now):
      self.now = now
      if let toast, toast.until <= now { self.toast = nil }
      return []
    case .tick:
      return lanes.isWaiting(.revision) ? [] : [ask(.revision, in: .revision)]
    case .answer(let lane, let generation, let result):
      guard lanes.land(lane, generation: generation) else { return [] }
      return take(result, in: lane)
    case .themes(let choices):
      themes = choices
      settlePicker()
      return []
    case .definitions(let definitions):
      self.definitions = definitions
      return []
    case .performance(let performance):
      self.performance = performance
      return []
    case .notice(let text, let isProblem):
      say(text, isProblem: isProblem)
      return []
    case .command(let id):
      return run(id)
    }
  }

  private mutating func take(
    _ result: Result<Answer, QuestionFailure>, in lane: Lane
  ) -> [Effect] {
    let answer: Answer
    switch result {
    case .failure(let failure):
      failures[lane] = failure
      return []
    case .success(let value): answer = value
    }
    switch (lane, answer) {
    case (_, .overview(let overview)): self.overview = overview
    case (_, .users(let page)): users.take(page, height: usersPanes.listHeight)
    case (_, .profile(let profile)):
      self.profile?.take(profile)
      self.profile?.anchor()
    case (.history(let visit), .history(let page)):
      let offset = self.profile?.historyOffsets[visit] ?? 0
      self.profile?.historyOffsets[visit] = nil
      profile?.take(page, of: visit, offset: offset)
      profile?.anchor()
    case (_, .events(let page)): events.take(page, height: eventPanes.streamHeight)
    case (_, .catalogue(let names)): events.catalogue = names
    case (_, .propertyUse(let uses)):
      if let name = events.askedUse { events.uses[name] = uses }
    case (_, .revision(let number)): return take(revision: number)
    case (_, .funnel), (_, .trend), (_, .propertyCatalogue): break
    case (_, .history): break
    }
    return []
  }

  /// Asks for everything on the screen again when the store has changed since it was asked.
  private mutating func take(revision number: Int) -> [Effect] {
    defer { revision = number }
    guard let revision, revision != number else { return [] }
    return refresh()
  }

  /// Asks for everything again; what is shown stays until the answers are there.
  mutating func refresh() -> [Effect] {
    users.refresh()
    events.refresh()
    profile?.needsProfile = true
    failures = [:]
    return [ask(.overview, in: .overview)]
  }

  /// Brings cursors into view and asks for what is missing on the screen in front.
  mutating func settle() -> [Effect] {
    arrange()
    var effects: [Effect] = []
    if profile != nil {
      effects += askForProfile()
    } else if screen == .users {
      effects += askForUsers()
    } else {
      effects += askForEvents()
    }
    return effects
  }

  /// Brings all cursors into their lists and into view.
  mutating func arrange() {
    users.cursor.settle(count: users.count, height: usersPanes.listHeight)
    users.noteSelection()
    users.column = min(users.column, userColumns.count - 1)
    let panes = profilePanes
    profile?.settle(visitHeight: panes.visitHeight, factHeight: panes.facts.rows)
    events.settle(height: eventPanes.streamHeight)
    events.settleNames(height: eventPanes.nameHeight)
    settlePicker()
  }

  private mutating func askForUsers() -> [Effect] {
    let height = usersPanes.listHeight
    guard
      let question = users.missing(environment: environment, range: range, height: height)
    else { return [] }
    users.asked = question
    return [ask(.users(question), in: .users)]
  }

  private mutating func askForProfile() -> [Effect] {
    guard let open = profile else { return [] }
    var effects: [Effect] = []
    if open.needsProfile {
      profile?.needsProfile = false
      effects.append(ask(.profile(open.key.id, open.key.environment), in: .profile))
    }
    let visits = open.profile?.visits ?? []
    for (index, visit) in visits.enumerated() {
      let key = VisitKey(visit)
      guard open.needsHistory.contains(key) else { continue }
      profile?.needsHistory.remove(key)
      effects.append(askForHistory(of: key, at: index))
    }
    for key in visitsInViewToReadOn { effects += askForMore(of: key) }
    return effects
  }

  /// The opened visits of which more is to be read, now that the end of what is known is in view.
  private var visitsInViewToReadOn: [VisitKey] {
    guard let open = profile else { return [] }
    return open.visitLines.dropFirst(open.visits.top).prefix(profilePanes.visitHeight)
      .compactMap { if case .more(let key) = $0.id { key } else { nil } }
  }

  private mutating func askForHistory(of key: VisitKey, at index: Int) -> Effect {
    var question = HistoryQuestion(
      profile: profile?.key.id ?? UserID(truncating: 0), environment: profile?.key.environment,
      visit: index)
    if let known = profile?.histories[key] { question.limit = max(200, known.rows.count) }
    profile?.historyOffsets[key] = 0
    return ask(.history(question), in: .history(key))
  }

  /// Asks for the events of a visit that follow those known.
  private mutating func askForMore(of key: VisitKey) -> [Effect] {
    guard let open = profile, let known = open.histories[key], known.rows.count < known.total,
      !lanes.isWaiting(.history(key)), failures[.history(key)] == nil,
      let index = open.profile?.visits.firstIndex(where: { VisitKey($0) == key })
    else { return [] }
    let question = HistoryQuestion(
      profile: open.key.id, environment: open.key.environment, visit: index,
      offset: known.rows.count)
    profile?.historyOffsets[key] = question.offset
    return [ask(.history(question), in: .history(key))]
  }

  private mutating func askForEvents() -> [Effect] {
    var effects: [Effect] = []
    let height = eventPanes.streamHeight
    if let question = events.missing(environment: environment, range: range, height: height) {
      events.asked = question
      effects.append(ask(.events(question), in: .events))
    }
    if events.needsCatalogue {
      events.needsCatalogue = false
      effects.append(ask(.catalogue(environment), in: .catalogue))
    }
    if let name = events.nameInFocus, name != events.askedUse {
      events.askedUse = name
      if events.uses[name] == nil {
        effects.append(ask(.propertyUse(name, environment), in: .propertyUse))
      }
    }
    return effects
  }
}
