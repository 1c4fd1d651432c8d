import Analysis
import Canvas
import Domain

/// All that the explorer knows, as one value. `update` changes it, `render` draws it; nothing else
/// decides what is on the screen.
package struct ExplorerState: Equatable, Sendable {
  /// The window, in cells.
  package var size: Size
  /// What time it is, as the host told last.
  package internal(set) var now: Timestamp
  /// How the store is named in the heading.
  package let storeName: String
  /// The file of the store, as commands name it; nil for data in memory.
  let storeFile: String?

  /// The list in front, or behind an open profile.
  package internal(set) var screen = Screen.users
  package internal(set) var settings: Settings
  package internal(set) var themes: [ThemeChoice]
  package internal(set) var keyMap: KeyMap
  /// What is saved under a name, in order of kind and name.
  package internal(set) var definitions: [Definition] = []
  /// What is wrong with files of definitions.
  package internal(set) var definitionFaults: [DefinitionFault] = []
  /// Names that steps and filters may use besides those of events and properties.
  var glossary = Glossary()

  /// The environment looked at; nil for all.
  var environment: AppID?
  var overview: Overview?
  var users = UsersState()
  var events = EventsState()
  var funnels = FunnelsState()
  var trends = TrendsState()
  var properties = PropertiesState()
  var identity = IdentityState()
  /// What the doctor found, in place of the history of merges.
  var doctor: DoctorState?
  /// The profile opened over the list.
  var profile: ProfileState?
  /// Why something belongs where it does, over the list or profile it was asked on.
  var why: WhyState?
  /// Both sides of merges that are about to be taken back or restored.
  var preview: PreviewState?
  var theatre = TheatreState()
  /// Whether there are data beside scenarios.
  let hasStore: Bool
  private let theatreStart: TheatreStart?

  var picker: Picker?
  /// Whether the filter line takes what is typed.
  var isFiltering = false
  /// The beginning of a key sequence.
  var pendingKeys: [Key] = []
  var toast: Toast?
  /// The last key was an interrupt with nothing to interrupt; one more quits.
  var isQuitArmed = false

  /// Where in time the screen is; nil for now.
  var past: TimeMachine?

  var lanes = Lanes()
  /// Why the last question of a lane has no answer.
  var failures: [Lane: QuestionFailure] = [:]
  /// What the store answered when asked whether it changed.
  var revision: Int?

  var showsPerformance = false
  var performance: Performance?

  /// - Parameters:
  ///   - themes: those that can be chosen; `settings.theme` names the one in use.
  ///   - start: what the theatre opens with, where there is nothing but it.
  /// - Parameter environment: the one looked at first; nil for all.
  package init(
    storeName: String, storeFile: String? = nil, size: Size, now: Timestamp, settings: Settings,
    themes: [ThemeChoice] = [], keyMap: KeyMap = .standard, environment: AppID? = nil,
    theatre start: TheatreStart? = nil
  ) {
    self.environment = environment
    self.storeName = storeName
    self.storeFile = storeFile
    self.size = size
    self.now = now
    self.settings = settings
    self.themes = themes
    self.keyMap = keyMap
    hasStore = start == nil
    theatreStart = start
  }

  /// Whether an answer is waited for.
  package var isBusy: Bool { lanes.isBusy }

  /// Whether the screen changes by itself soon, so that the host should send the clock.
  package var needsClock: Bool { isBusy || toast != nil }

  /// The theme to paint with: the chosen one, or the one previewed in the chooser.
  package var theme: String { picker?.previewedTheme ?? settings.theme }

  /// Which time the lists are about (R-U1).
  var range: TimeRange { settings.range }

  var glyphs: Glyphs { themes.first { $0.name == theme }?.glyphs ?? .unicode }

  /// Where keys are looked up now, the most specific place first.
  var contexts: [Context] {
    if let picker { return [picker.isSearching ? .search : .menu, .anywhere] }
    if theatre.typed != nil { return [.call, .anywhere] }
    if isFiltering { return [.filter, .anywhere] }
    return (isInPast ? [.past] : []) + front.contexts(self) + [.screen, .anywhere]
  }

  /// Opens the theatre, if that is what one came for.
  mutating func openTheatre() -> [Effect] {
    guard let theatreStart else { return [] }
    screen = .scenarios
    switch theatreStart {
    case .menu: return open(.scenarios)
    case .file(let file): return [.theatre(.open(file))]
    }
  }

  mutating func say(_ text: String, isProblem: Bool = false) {
    toast = Toast(text: text, isProblem: isProblem, until: now.advanced(seconds: 4))
  }

  mutating func ask(_ question: Question, in lane: Lane) -> Effect {
    failures[lane] = nil
    let question = question.isOfMoment ? asOf.map { .asOf($0, question) } ?? question : question
    return lanes.ask(question, in: lane, at: now)
  }
}

/// A notice that goes away by itself.
struct Toast: Equatable, Sendable {
  var text: String
  var isProblem: Bool
  var until: Timestamp
}
