import Analysis
import Canvas
import Domain
import Scenarios
import Synchronization
import Testing

@testable import Explorer

/// The explorer with its real runner: what is asked is answered before the next key.
struct TheatreDriver {
  private final class Mail: Sendable {
    let messages = Mutex<[Message]>([])
  }

  static let file = ScenarioFile(path: "stories/kate.yaml", isBuiltIn: false)

  /// Two devices, a merge, a caption, and what is expected on the way and at the end.
  static let story = """
    title: Kate on two devices
    about: She is known from the laptop when she comes by phone.
    devices:
      laptop: { platform: web, user_id: 111, context: { city: Oslo } }
      phone: { platform: mobile, user_id: 222 }
    steps:
      - say: She looks around first.
      - { at: 2026-01-05T10:00:00Z, laptop: trackPageview, url: "https://shop.example/" }
      - { at: +1m, laptop: identify, identity: kate }
      - expect: { users: [{ name: kate, sessions: 1 }] }
      - { at: +23h, phone: track, event: Search, properties: { term: shoes } }
      - { at: +30s, phone: addUserProperties, properties: { plan: Pro } }
      - { at: +30s, phone: identify, identity: kate }
      - say: One person is left.
    expect:
      users: [{ name: kate, sessions: 2, events: 2 }]
    """

  private(set) var state: ExplorerState
  /// What the host was asked to do, questions excepted.
  private(set) var effects: [Effect] = []
  private let runner: EffectRunner
  private let mail = Mail()

  /// - Parameter hasStore: whether the theatre is a screen beside a store's.
  init(columns: Int = 80, rows: Int = 24, hasStore: Bool = true) async {
    let size = Size(columns: columns, rows: rows)
    state = ExplorerState(
      storeName: "shop.db", size: size, now: SampleStore.now, settings: Settings(theme: "default"),
      theatre: hasStore ? nil : .file(Self.file))
    runner = EffectRunner(questions: SampleStore(users: 7)) { [mail] message in
      mail.messages.withLock { $0.append(message) }
    }
    perform(state.start())
    await settle()
  }

  /// With a story on the stage.
  init(
    _ yaml: String, columns: Int = 80, rows: Int = 24, hasStore: Bool = true
  ) async throws {
    await self.init(columns: columns, rows: rows, hasStore: hasStore)
    if hasStore { try await press("7") }
    await tell(.opened(Self.file, try Scenario(yaml: yaml, file: Self.file.path)))
    effects = []
  }

  mutating func send(_ message: Message) async {
    perform(update(&state, message))
    await settle()
  }

  mutating func tell(_ news: TheatreNews) async { await send(.theatre(news)) }

  mutating func press(_ keys: String) async throws {
    for key in try KeySequence(parsing: keys).keys { await send(.input(.key(key))) }
  }

  mutating func type(_ text: String) async {
    for character in text { await send(.input(.key(Key(.character(character))))) }
  }

  mutating func resize(_ columns: Int, _ rows: Int) async {
    await send(.input(.resize(Size(columns: columns, rows: rows))))
  }

  private mutating func perform(_ new: [Effect]) { effects += runner.run(new) }

  private mutating func settle() async {
    while true {
      await runner.idle()
      let messages = mail.messages.withLock { messages in
        defer { messages = [] }
        return messages
      }
      if messages.isEmpty { return }
      for message in messages { perform(update(&state, message)) }
    }
  }

  var frame: Frame { render(state) }

  var screen: String { frame.textLines.joined(separator: "\n") }

  var rows: [String] { state.theatre.rows.map { "\($0.mark) \($0.row.name): \($0.change)" } }

  func expect(contains text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(screen.contains(text), "\n\(screen)", sourceLocation: sourceLocation)
  }

  func expect(lacks text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(!screen.contains(text), "\n\(screen)", sourceLocation: sourceLocation)
  }
}
