import Analysis
import Canvas
import Domain
import Scenarios

/// A scenario on the stage.
struct TheatreState: Equatable, Sendable {
  enum Pane: Hashable, CaseIterable, Sendable { case calls, list, words }

  /// A story as it was before something was typed, and where one stood.
  struct Take: Equatable, Sendable {
    var scenario: Scenario
    var step: Int
  }

  /// Nil until they have been asked for.
  var entries: [ScenarioEntry]?
  /// The file of the story; nil for one that was begun here.
  var file: ScenarioFile?
  private(set) var story: Story?
  private(set) var script = Script()
  private var lastEdition = 0
  /// Why the file can't be played as it is now.
  var problem: String?

  /// How many calls have been made.
  private(set) var step = 0
  /// What the steps of an edition did.
  var play: PlayedStory?
  var playedEdition: Int?
  var askedPlay: Int?
  var scenes = SceneShelf()
  var askedScene: Int?
  /// The last scene that was shown, until the right one is there, and its rows.
  private(set) var shown: Scene?
  private(set) var rows: [SceneRow] = []

  var pane = Pane.calls
  /// The first line seen of the calls.
  var callsTop = 0
  var list = ListCursor()
  var wordsTop = 0

  /// What `u` goes back to; empty when nothing is typed that isn't in the file.
  var takes: [Take] = []
  /// The call that is being typed.
  var typed: LineEditor?
  /// Which of the candidates for completion is marked.
  var candidate = 0

  /// The screens of the store while one is inside a story, else those inside it.
  var otherViews = Views()
  var isInside = false

  var isChanged: Bool { !takes.isEmpty }

  var scenario: Scenario? { story?.scenario }

  /// What the story's steps did; nil until this edition has been played.
  var playNow: PlayedStory? { playedEdition == story?.edition ? play : nil }

  /// Whether the list is that of this step.
  var isListCurrent: Bool { shown?.calls == step && scenes[step] != nil }

  /// Puts a story on the stage; nil clears it.
  mutating func stage(_ scenario: Scenario?, at step: Int = 0) {
    lastEdition += 1
    story = scenario.map { Story(edition: lastEdition, $0) }
    script = Script(scenario)
    askedPlay = nil
    askedScene = nil
    scenes = SceneShelf()
    go(to: step)
  }

  mutating func go(to step: Int) {
    let wanted = min(max(0, step), script.calls)
    if wanted != self.step { wordsTop = 0 }
    self.step = wanted
    if let scene = scenes[wanted] { show(scene) }
  }

  /// Shows a scene, with its first change in view.
  private mutating func show(_ scene: Scene) {
    guard shown != scene else { return }
    shown = scene
    rows = scene.shownRows
    list = ListCursor()
    list.index = rows.firstIndex { $0.mark != .same } ?? 0
  }

  /// Takes a scene of the story on the stage.
  mutating func take(_ scene: Scene) {
    scenes.add(scene)
    if scene.calls == step { show(scene) }
  }

  /// Clears the stage for another story.
  mutating func clear() {
    stage(nil)
    shown = nil
    rows = []
    takes = []
    typed = nil
    problem = nil
    pane = .calls
    callsTop = 0
    otherViews = Views()
  }

  /// Notes the story as it is, before something typed changes it.
  mutating func noteTake() {
    guard let scenario else { return }
    takes.append(Take(scenario: scenario, step: step))
    if takes.count > Self.mostTakes { takes.removeFirst() }
  }

  private static let mostTakes = 200
}

/// The scenes that were shown last: steps back to them need no playing. It holds a few dozen.
struct SceneShelf: Equatable, Sendable {
  private static let capacity = 48
  private var scenes: [Int: Scene] = [:]
  /// The steps in the order in which they were put in.
  private var order: [Int] = []

  subscript(step: Int) -> Scene? { scenes[step] }

  mutating func add(_ scene: Scene) {
    if scenes.updateValue(scene, forKey: scene.calls) == nil { order.append(scene.calls) }
    if order.count > Self.capacity { scenes[order.removeFirst()] = nil }
  }
}

/// What the other screens show, of the store or of a story.
struct Views: Equatable, Sendable {
  var screen = ExplorerState.Screen.users
  var environment: AppID?
  var overview: Overview?
  var users = UsersState()
  var events = EventsState()
  var funnels = FunnelsState()
  var trends = TrendsState()
  var properties = PropertiesState()
  var identity = IdentityState()
  var profile: ProfileState?
  var why: WhyState?
  var preview: PreviewState?
}

extension ExplorerState {
  var views: Views {
    get {
      Views(
        screen: screen, environment: environment, overview: overview, users: users, events: events,
        funnels: funnels, trends: trends, properties: properties, identity: identity,
        profile: profile, why: why, preview: preview)
    }
    set {
      screen = newValue.screen
      environment = newValue.environment
      overview = newValue.overview
      users = newValue.users
      events = newValue.events
      funnels = newValue.funnels
      trends = newValue.trends
      properties = newValue.properties
      identity = newValue.identity
      profile = newValue.profile
      why = newValue.why
      preview = newValue.preview
      spreadGlossary()
    }
  }

  /// Opens a screen as it is after the calls made so far, in place of the store's.
  mutating func enter(_ screen: Screen) -> [Effect] {
    guard let story = theatre.story, !theatre.isInside else { return [] }
    theatre.isInside = true
    return swapViews(to: screen, answeredFrom: .story(story, calls: theatre.step))
  }

  /// Goes back to the theatre, and the store answers again.
  mutating func leaveStory() -> [Effect] {
    guard theatre.isInside else { return [] }
    theatre.isInside = false
    return swapViews(to: .scenarios, answeredFrom: .store)
  }

  private mutating func swapViews(
    to screen: Screen, answeredFrom source: AnswerSource
  ) -> [Effect] {
    let cancelled = lanes.waiting.flatMap { lanes.cancel($0) }
    let present = views
    views = theatre.otherViews
    theatre.otherViews = present
    theatre.askedPlay = nil
    theatre.askedScene = nil
    isFiltering = false
    profile = nil
    why = nil
    preview = nil
    past = nil
    users.members = nil
    revision = nil
    self.screen = screen
    return cancelled + [.answerFrom(source)] + refresh()
  }
}
