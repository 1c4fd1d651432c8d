import Analysis
import ArgumentParser
import Canvas
import Domain
import Explorer
import Foundation
import Library
import Store
import Terminal

/// Runs the explorer on a terminal: what it asks of the outside is done here.
struct ExplorerHost: TerminalApplication {
  private var program: ExplorerProgram
  private let terminal: Terminal
  private let themes: ThemeShelf
  private let definitions: DefinitionFiles
  private var lastLook = ContinuousClock.now

  /// Explores a store; where standard output is no terminal, its List view is printed.
  ///
  /// - Parameters:
  ///   - environment: the one looked at first; nil for all.
  ///   - start: what the theatre opens with, where there is nothing but it.
  ///   - scenarios: the files that the theatre lists.
  /// - Returns: how the process is to end: as a shell tells that a signal ended it, where one did.
  static func explore(
    _ store: Store, named name: String, _ screen: ScreenOptions, _ definitions: DefinitionLibrary,
    in environment: AppID? = nil, merges: MergeWriter, theatre start: TheatreStart? = nil,
    scenarios: ScenarioFiles = ScenarioFiles()
  ) throws -> ExitCode {
    defer { try? store.close() }
    let themes = ThemeShelf()
    if let wanted = screen.theme, themes.catalog.theme(named: wanted) == nil {
      throw ValidationError("there is no theme '\(wanted)'; 'cairn themes' lists them")
    }
    guard isatty(1) != 0, isatty(0) != 0 else {
      let engine = Engine(store)
      var question = UsersQuestion()
      question.environment = environment
      let page = try waiting { [question] in try await engine.users(question) }
      put(ListText.render(page, width: TextOutput.width, now: .now))
      return .success
    }
    let configuration = try Configuration.load()
    let settings = RememberedSettings.load(configuration, theme: screen.theme)
    let terminal = try Terminal(screen.terminal)
    let mailbox = try Mailbox<Message>()
    var host = ExplorerHost(
      Engine(store), named: name, terminal, mailbox, settings, configuration.keyMap, themes,
      DefinitionFiles(definitions), merges, environment, start,
      Theatre(files: scenarios, terminal: terminal) { mailbox.post($0) })
    var loop = EventLoop<ExplorerHost>(on: terminal, mailbox: mailbox)
    return switch loop.run(&host) {
    case .quit: .success
    case .signal(let number): ExitCode(128 + number)
    case .hangup: ExitCode(128 + SIGHUP)
    }
  }

  private init(
    _ engine: Engine, named name: String, _ terminal: Terminal, _ mailbox: Mailbox<Message>,
    _ settings: Settings, _ keyMap: KeyMap, _ themes: ThemeShelf, _ definitions: DefinitionFiles,
    _ merges: MergeWriter, _ environment: AppID?, _ start: TheatreStart?, _ theatre: Theatre
  ) {
    self.terminal = terminal
    self.themes = themes
    self.definitions = definitions
    let state = ExplorerState(
      storeName: name, storeFile: merges.file, size: terminal.size, now: .now, settings: settings,
      themes: Self.choices(themes, terminal), keyMap: keyMap, environment: environment,
      theatre: start)
    let runner = EffectRunner(questions: engine) { mailbox.post($0) }
    program = ExplorerProgram(
      state: state, runner: runner,
      host: ExplorerProgram.Host(
        now: { .now }, theme: { themes.theme($0) },
        perform: { effect in
          if case .changeMerges(let order) = effect {
            merges.perform(order) { mailbox.post($0) }
            return []
          }
          return Self.perform(effect, on: terminal, themes, definitions, theatre)
        }))
    tellProblems()
    for message in definitions.messages { program.receive(message) }
    if themes.catalog.theme(named: settings.theme) == nil {
      let notice = "there is no theme '\(settings.theme)'; T lists those there are"
      program.receive(.notice(TextWidth.shown(notice), isProblem: true))
    }
    if let notice = terminal.notice { program.receive(.notice(notice, isProblem: false)) }
  }

  private static func choices(_ themes: ThemeShelf, _ terminal: Terminal) -> [ThemeChoice] {
    themes.catalog.themes.map { theme in
      ThemeChoice(
        name: theme.name, title: theme.title,
        glyphs: terminal.supportsUnicode ? theme.glyphs : .ascii)
    }
  }

  /// Does what the explorer asks for beside questions; what went wrong comes back as a notice.
  private static func perform(
    _ effect: Effect, on terminal: Terminal, _ themes: ThemeShelf, _ definitions: DefinitionFiles,
    _ theatre: Theatre
  ) -> [Message] {
    do {
      switch effect {
      case .copy(let text): try terminal.copy(text)
      case .suspend: terminal.suspend()
      case .redraw: terminal.redraw()
      case .save(let settings): try RememberedSettings.save(settings)
      case .loadThemes:
        _ = themes.reload()
        return [.themes(choices(themes, terminal))]
      case .saveDefinition, .renameDefinition, .deleteDefinition:
        return try definitions.perform(effect)
      case .theatre(let task): return try theatre.perform(task)
      case .ask, .cancel, .answerFrom, .quit, .changeMerges: break
      }
      return []
    } catch {
      return [.notice(TextWidth.shown("\(error)"), isProblem: true)]
    }
  }

  // MARK: The application

  var shouldQuit: Bool { program.shouldQuit }

  var theme: Theme { themes.theme(program.state.theme) }

  var tickInterval: Duration? { program.tickInterval }

  func frame(size: Size) -> Frame { program.frame(size: size) }

  mutating func handle(_ event: InputEvent) { program.handle(event) }

  mutating func receive(_ message: Message) { program.receive(message) }

  mutating func didPaint(after latency: Duration) { program.didPaint(after: latency) }

  mutating func tick() {
    program.tick()
    let now = ContinuousClock.now
    guard now - lastLook >= .seconds(1) else { return }
    lastLook = now
    if themes.reload() {
      program.receive(.themes(Self.choices(themes, terminal)))
      tellProblems()
      terminal.redraw()
    }
    for message in definitions.look() { program.receive(message) }
  }

  private mutating func tellProblems() {
    for problem in themes.problems {
      program.receive(.notice("\(problem)", isProblem: true))
    }
  }
}
