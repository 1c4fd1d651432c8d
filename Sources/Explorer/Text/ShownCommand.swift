import Analysis
import Domain

/// The same question on the command line, screen by screen: for scripts, and for files of what is
/// shown. Nil where no command has all that narrows the view.
extension ExplorerState {
  /// - Returns: the command that prints what is in front, with the store and the moment.
  var shownCommand: ShellCommand? {
    guard let storeFile, !theatre.isInside, let shown = front.command(self) else { return nil }
    var command = shown.command
    if let environment = shown.environment ?? environment,
      overview?.environments.count ?? 0 > 1
    {
      command.add("--app-id", environment.value)
    }
    if shown.hasPast, let asOf { command.add("--as-of", asOf.description) }
    command.add("--store", storeFile)
    command.add(arguments: shown.arguments)
    return command
  }

  /// Why there is none.
  var shownCommandProblem: String {
    if theatre.isInside { return "a story is in no store" }
    return storeFile == nil ? "the data are in no file" : "no command prints just this"
  }
}

/// A command without what is the same on every screen.
struct ShownCommand: Hashable, Sendable {
  var command: ShellCommand
  /// What follows the options.
  var arguments: [String]
  /// Whether it can be asked as of a moment.
  var hasPast = true
  /// The environment of one user; nil for that of the lists.
  var environment: AppID?

  init(_ name: String, _ arguments: [String] = []) {
    command = ShellCommand("cairn", name)
    self.arguments = arguments
  }

  /// Adds an option unless its value is the one that it has anyway.
  mutating func add(_ option: String, _ value: String, unless usual: String = "") {
    if value != usual { command.add(option, value) }
  }
}

extension UsersScreen {
  func command(_ state: ExplorerState) -> ShownCommand? {
    if let members = state.users.members {
      let isWhole = state.users.filter.text.isEmpty && state.users.sort == UserSort()
      return isWhole ? members.command : nil
    }
    var shown = ShownCommand("users")
    shown.add("--where", state.users.filter.text)
    shown.add("--range", state.range.written, unless: "all")
    shown.add("--sort", state.users.sort.written, unless: UserSort().written)
    // Names with a comma would be taken for two.
    let columns = state.propertyColumns.filter { !$0.contains(",") }
    shown.add("--properties", columns.joined(separator: ","))
    return shown
  }
}

extension ProfileScreen {
  func command(_ state: ExplorerState) -> ShownCommand? {
    guard let profile = state.profile else { return nil }
    var shown = ShownCommand("user", ["\(profile.key.id)"])
    shown.environment = profile.key.environment
    return shown
  }
}

extension EventsScreen {
  func command(_ state: ExplorerState) -> ShownCommand? {
    guard !state.events.onlyPaired else { return nil }
    var shown = ShownCommand("events")
    if state.events.pane == .names {
      shown.command.add(flag: "--names")
    } else {
      shown.add("--event", state.events.name ?? "")
    }
    shown.add("--range", state.range.written, unless: "all")
    return shown
  }
}

extension FunnelsScreen {
  func command(_ state: ExplorerState) -> ShownCommand? {
    guard state.funnelReading.question != nil else { return nil }
    let definition = state.funnels.definition
    var shown = ShownCommand("funnel", definition.steps)
    shown.add("--by", definition.by)
    shown.add("--within", definition.within)
    shown.add("--per", definition.per, unless: "user")
    shown.add("--where", definition.filter)
    shown.add("--range", state.range.written, unless: "all")
    return shown
  }
}

extension TrendsScreen {
  func command(_ state: ExplorerState) -> ShownCommand? {
    guard state.trends.problem == nil else { return nil }
    let definition = state.trends.definition
    var shown = ShownCommand("trend", [definition.event])
    shown.add("--per", definition.interval.rawValue)
    shown.add("--by", definition.by)
    shown.add("--where", definition.filter)
    shown.add("--range", state.range.written, unless: "all")
    shown.add("--time-zone", definition.timeZone, unless: "UTC")
    return shown
  }
}

extension PropertiesScreen {
  func command(_ state: ExplorerState) -> ShownCommand? { ShownCommand("properties") }
}

extension IdentityScreen {
  func command(_ state: ExplorerState) -> ShownCommand? {
    guard state.identity.words.isEmpty, state.identity.isInForce != true else { return nil }
    var shown = ShownCommand("merges")
    if state.identity.isInForce == false { shown.command.add(flag: "--taken-back") }
    if !state.identity.newestFirst { shown.command.add(flag: "--oldest-first") }
    return shown
  }
}

extension WhyScreen {
  func command(_ state: ExplorerState) -> ShownCommand? {
    guard let question = state.why?.question else { return nil }
    let id =
      switch question.subject {
      case .user(let user): "\(user)"
      case .identity(let identity): identity.value
      case .session(let session, _): "\(session)"
      case .event(_, _, let user, _): "\(user)"
      }
    var shown = ShownCommand("why", [id])
    shown.environment = question.environment
    shown.hasPast = false
    return shown
  }
}

extension DoctorScreen {
  func command(_ state: ExplorerState) -> ShownCommand? {
    var shown = ShownCommand("doctor")
    shown.hasPast = false
    return shown
  }
}

extension UserSort {
  /// As `--sort` takes it.
  fileprivate var written: String {
    let name =
      switch column {
      case .lastSeen: "last_seen"
      case .firstSeen: "first_seen"
      case .name: "name"
      case .kind: "kind"
      case .userID: "user_id"
      case .sessions: "sessions"
      case .events: "events"
      case .merged: "merged"
      case .property(let key): key
      }
    return "\(name):\(descending ? "desc" : "asc")"
  }
}
