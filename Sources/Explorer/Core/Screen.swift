import Analysis
import Canvas

/// What a screen answers to. The functions are about the whole state, of which each screen owns a
/// part; a screen has no state of its own.
///
/// All that differs from screen to screen goes through here, so that a new one is a new folder and
/// one line in ``ExplorerState/Screen``.
protocol ScreenBehavior: Sendable {
  /// Where keys are looked up, before those of every screen.
  func contexts(_ state: ExplorerState) -> [Context]

  // MARK: Showing

  func heading(_ state: ExplorerState) -> Heading
  func draw(_ state: ExplorerState, into frame: inout Frame)
  /// Whether rows are marked that changed since the step before in time.
  var hasMarks: Bool { get }
  /// The questions whose failure is shown first.
  var lanes: [Lane] { get }

  // MARK: Following what happened

  /// Brings cursors into their lists and into view.
  func arrange(_ state: inout ExplorerState)
  /// Asks for what is missing on the screen.
  func ask(_ state: inout ExplorerState) -> [Effect]
  /// Forgets what was answered, because the store changed.
  func refresh(_ state: inout ExplorerState)

  // MARK: Moving

  func move(_ movement: Movement, _ state: inout ExplorerState)
  func scroll(by lines: Int, at point: Point, _ state: inout ExplorerState)
  func press(at point: Point, isDouble: Bool, _ state: inout ExplorerState) -> [Effect]
  /// Esc: leaves a pane, or drops what narrows the view.
  ///
  /// - Returns: false where there is nothing to leave.
  func goBack(_ state: inout ExplorerState) -> Bool

  // MARK: Panes

  func hasPanes(_ state: ExplorerState) -> Bool
  func cyclePane(_ step: Int, _ state: inout ExplorerState)
  func toggleDetail(_ state: inout ExplorerState)
  func scrollDetail(by lines: Int, _ state: inout ExplorerState)

  // MARK: Typing

  /// What is typed after `/`; nil where nothing can be.
  func filter(_ state: ExplorerState) -> LineEditor?
  func setFilter(_ filter: LineEditor, _ state: inout ExplorerState)
  /// What has to be done before the filter is typed.
  func beginFilter(_ state: inout ExplorerState)
  /// Whether anything narrows the view.
  func hasFilter(_ state: ExplorerState) -> Bool
  /// Drops all that narrows the view.
  func dropFilter(_ state: inout ExplorerState)
  var filterPlaceholder: String { get }
  /// How many rows the filter leaves.
  func filterCount(_ state: ExplorerState) -> String
  /// Why what is typed is no filter; nil where it is one.
  func filterProblem(_ state: ExplorerState) -> FilterProblem?

  // MARK: Copying

  func copied(_ part: CopiedPart, _ state: ExplorerState) -> String?
  /// The command that prints what is shown; nil where there is none.
  func command(_ state: ExplorerState) -> ShownCommand?
}

/// What can be copied of what is under the cursor.
enum CopiedPart: String, Sendable { case value, row, id, json }

extension ScreenBehavior {
  var hasMarks: Bool { false }
  func refresh(_ state: inout ExplorerState) {}
  func goBack(_ state: inout ExplorerState) -> Bool { false }
  func hasPanes(_ state: ExplorerState) -> Bool { false }
  func cyclePane(_ step: Int, _ state: inout ExplorerState) {}
  func toggleDetail(_ state: inout ExplorerState) {}
  func scrollDetail(by lines: Int, _ state: inout ExplorerState) {}
  func filter(_ state: ExplorerState) -> LineEditor? { nil }
  func setFilter(_ filter: LineEditor, _ state: inout ExplorerState) {}
  func beginFilter(_ state: inout ExplorerState) {}
  func hasFilter(_ state: ExplorerState) -> Bool { filter(state)?.text.isEmpty == false }
  func dropFilter(_ state: inout ExplorerState) { setFilter(LineEditor(), &state) }
  var filterPlaceholder: String { "" }
  func filterCount(_ state: ExplorerState) -> String { "" }
  func filterProblem(_ state: ExplorerState) -> FilterProblem? { nil }
  func copied(_ part: CopiedPart, _ state: ExplorerState) -> String? { nil }
  func command(_ state: ExplorerState) -> ShownCommand? { nil }
}

extension ExplorerState {
  /// The lists and reports that have a tab each.
  package enum Screen: Hashable, CaseIterable, Sendable {
    case users, events, funnels, trends, properties, identity, scenarios

    var title: String {
      switch self {
      case .users: "Users"
      case .events: "Events"
      case .funnels: "Funnels"
      case .trends: "Trends"
      case .properties: "Properties"
      case .identity: "Identity"
      case .scenarios: "Scenarios"
      }
    }

    /// The key of its tab.
    var digit: Int {
      switch self {
      case .users: 1
      case .events: 2
      case .funnels: 3
      case .trends: 4
      case .properties: 5
      case .identity: 6
      case .scenarios: 7
      }
    }

    var behavior: any ScreenBehavior {
      switch self {
      case .users: UsersScreen()
      case .events: EventsScreen()
      case .funnels: FunnelsScreen()
      case .trends: TrendsScreen()
      case .properties: PropertiesScreen()
      case .identity: IdentityScreen()
      case .scenarios: TheatreScreen()
      }
    }
  }

  /// The screen in front: what was opened last, or the list or report of the chosen tab.
  var front: any ScreenBehavior {
    if preview != nil { return PreviewScreen() }
    if why != nil { return WhyScreen() }
    if profile != nil { return ProfileScreen() }
    return doctor == nil ? screen.behavior : DoctorScreen()
  }

  /// Whether something was opened over the chosen tab.
  var isOpen: Bool { profile != nil || why != nil || preview != nil || doctor != nil }
}
