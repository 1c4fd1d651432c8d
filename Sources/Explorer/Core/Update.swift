import Analysis
import Canvas
import Domain
import Scenarios

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
    let questions = [ask(.overview, in: .overview), ask(.revision, in: .revision)]
    return questions + openTheatre() + settle()
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
    case .definitions(let definitions, let glossary):
      self.definitions = definitions
      self.glossary = glossary
      spreadGlossary()
      return []
    case .definitionFaults(let faults):
      definitionFaults = faults
      settlePicker()
      return []
    case .performance(let performance):
      self.performance = performance
      return []
    case .notice(let text, let isProblem):
      say(text, isProblem: isProblem)
      return []
    case .stored(let text):
      say(text)
      return refresh()
    case .command(let id):
      return run(id)
    case .theatre(let news):
      return take(news)
    }
  }

  /// Tells the filters the names that they may use.
  mutating func spreadGlossary() {
    users.filter.glossary = glossary
    funnels.filter.glossary = glossary
    trends.filter.glossary = glossary
  }

  private mutating func take(
    _ result: Result<Answer, QuestionFailure>, in lane: Lane
  ) -> [Effect] {
    let answer: Answer
    switch result {
    case .failure(let failure):
      failures[lane] = failure
      // Without both sides there is nothing to decide; why is said where it was begun.
      if lane == .preview { preview = nil }
      return []
    case .success(let value): answer = value
    }
    let asOf = asOf
    switch (lane, answer) {
    case (_, .overview(let overview)): self.overview = overview
    case (.comparison, .users(let page)): users.takeEarlier(page)
    case (.comparison, .profile(let profile)): self.profile?.takeEarlier(profile)
    case (.comparison, .funnel(let answer)): funnels.takeEarlier(answer)
    case (_, .users(let page)): users.take(page, asOf: asOf, height: usersPanes.listHeight)
    case (_, .identityMoment(let moment)): take(moment)
    case (_, .profile(let profile)):
      self.profile?.take(profile, asOf: asOf)
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
    case (_, .funnel(let answer)): funnels.take(answer, asOf: asOf)
    case (_, .trend(let answer)): trends.take(answer)
    case (_, .propertyCatalogue(let catalogue)): properties.catalogue = catalogue
    case (_, .merges(let page)):
      identity.take(page, asOf: asOf, height: identityPanes.listHeight)
    case (_, .mergePreview(let preview)): self.preview?.preview = preview
    case (_, .why(let facts)): why?.take(facts)
    case (_, .played(let play)):
      theatre.play = play
      theatre.playedEdition = theatre.story?.edition
    case (_, .scene(let scene)): theatre.take(scene)
    case (_, .doctor(let findings)): doctor?.take(findings)
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
    for screen in Screen.allCases { screen.behavior.refresh(&self) }
    profile?.needsProfile = true
    why?.needsFacts = true
    doctor?.needsFindings = true
    preview?.needsPreview = true
    failures = [:]
    refreshMoment()
    return [ask(.overview, in: .overview)]
  }

  /// Brings cursors into view and asks for what is missing on the screen in front.
  mutating func settle() -> [Effect] {
    arrange()
    return askForMoment() + front.ask(&self)
  }

  /// Brings all cursors into their lists and into view.
  mutating func arrange() {
    for screen in Screen.allCases { screen.behavior.arrange(&self) }
    if isOpen { front.arrange(&self) }
    settlePicker()
  }
}
