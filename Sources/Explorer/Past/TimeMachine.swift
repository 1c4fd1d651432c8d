import Analysis
import Canvas
import Domain

/// Where in time the explorer is, while that is not now: at one of the moments at which who is whom
/// changed.
struct TimeMachine: Equatable, Sendable {
  struct Asked: Equatable, Sendable {
    var place: IdentityPlace
    var environment: AppID?
  }

  /// The moment that is gone to: a key moves it at once, however long the answers take.
  var wanted: IdentityPlace
  var asked: Asked?
  /// The moment that the screen is about; nil until the first one is known.
  var shown: IdentityMoment?

  /// The moment before the one shown, which it is compared with.
  var compared: Timestamp? {
    shown.map { $0.previous ?? Timestamp(milliseconds: $0.time.milliseconds - 1) }
  }

  /// The place of the moment that is gone to, from 0; nil while nobody knows how many there are.
  var wantedIndex: Int? {
    switch wanted {
    case .index(let index): index
    case .fromEnd(let back): shown.map { max(0, $0.total - 1 - back) }
    case .upTo: shown?.index
    }
  }
}

extension ExplorerState {
  /// The last moment that counts on the screen; nil for now.
  var asOf: Timestamp? { past?.shown?.time }

  /// Whether the screen in front is not about now; a story has steps of its own.
  var isInPast: Bool { past != nil && !(front is TheatreScreen) }

  /// What "3 minutes ago" counts back from.
  var viewpoint: Timestamp { asOf ?? now }

  // MARK: Going

  /// One moment on, or back.
  mutating func stepInTime(_ step: Int) -> [Effect] {
    guard let past else {
      guard step < 0 else {
        say("This is now; \(keyTitle("past.back")) goes back to the last merge or reset")
        return []
      }
      past = TimeMachine(wanted: .fromEnd(0))
      return []
    }
    switch (past.wantedIndex, past.wanted) {
    case (let index?, _):
      if let total = past.shown?.total, index + step >= total { return returnToNow() }
      guard index + step >= 0 else {
        say("This is the first step: before it nobody was identified")
        return []
      }
      self.past?.wanted = .index(index + step)
    case (nil, .fromEnd(let back)):
      if back < step { return returnToNow() }
      self.past?.wanted = .fromEnd(back - step)
    case (nil, _): break
    }
    return []
  }

  mutating func goInTime(to place: IdentityPlace) {
    if past == nil { past = TimeMachine(wanted: place) } else { past?.wanted = place }
  }

  mutating func returnToNow() -> [Effect] {
    guard let past else { return [] }
    self.past = nil
    if past.shown != nil { forgetAnswers() }
    return lanes.cancel(.moment) + lanes.cancel(.comparison)
  }

  // MARK: Asking

  /// Asks for the moment that is gone to. Another environment has moments of its own.
  mutating func askForMoment() -> [Effect] {
    guard let past else { return [] }
    var place = past.wanted
    if let asked = past.asked {
      if asked.environment == environment, asked.place == place { return [] }
      if asked.environment != environment, let shown = past.shown { place = .upTo(shown.time) }
    }
    self.past?.wanted = place
    self.past?.asked = TimeMachine.Asked(place: place, environment: environment)
    return [ask(.identityMoment(place, environment), in: .moment)]
  }

  mutating func take(_ moment: IdentityMoment?) {
    guard let past else { return }
    guard let moment else {
      self.past = nil
      say("Nobody was identified yet, so there is no step in time", isProblem: true)
      if past.shown != nil { forgetAnswers() }
      return
    }
    self.past?.shown = moment
    self.past?.wanted = .index(moment.index)
    self.past?.asked?.place = .index(moment.index)
    if past.shown?.time != moment.time { forgetAnswers() }
  }

  /// Finds the same moment again, because the store changed.
  mutating func refreshMoment() {
    guard let shown = past?.shown else { return }
    past?.wanted = .upTo(shown.time)
    past?.asked = nil
  }

  /// Asks for what is on the screen anew; what is shown stays until the answers are there.
  private mutating func forgetAnswers() {
    for screen in Screen.allCases { screen.behavior.refresh(&self) }
    profile?.needsProfile = true
    failures = [:]
  }

  private func keyTitle(_ command: String) -> String { keySpan(command).text }
}

extension Question {
  /// Whether the answer is about the moment that the screen is about. The overview is not: columns
  /// and charts would change their form from step to step.
  var isOfMoment: Bool {
    switch self {
    case .overview, .revision, .identityMoment, .asOf, .play, .scene: false
    default: true
    }
  }
}
