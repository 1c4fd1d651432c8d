import Analysis
import Canvas
import Domain
import Testing

@testable import Explorer

/// Presses keys and reads the screen, as a user would, with answers that come at once or on demand.
struct Driver {
  var state: ExplorerState
  /// What the host was asked to do, questions excepted.
  var effects: [Effect] = []
  /// Questions wait until `answer()` while this holds.
  var holdsAnswers = false
  private(set) var waiting: [(lane: Lane, generation: Int, question: Question)] = []
  var answers: (Question) -> Result<Answer, QuestionFailure>

  init(
    _ store: SampleStore = SampleStore(), columns: Int = 80, rows: Int = 24,
    keyMap: KeyMap = .standard, holdsAnswers: Bool = false
  ) {
    self.init(columns: columns, rows: rows, keyMap: keyMap, holdsAnswers: holdsAnswers) {
      .success(store.answer($0))
    }
  }

  init(
    columns: Int = 80, rows: Int = 24, keyMap: KeyMap = .standard, holdsAnswers: Bool = false,
    answers: @escaping (Question) -> Result<Answer, QuestionFailure>
  ) {
    self.answers = answers
    self.holdsAnswers = holdsAnswers
    state = ExplorerState(
      storeName: "shop.db", storeFile: "shop.db", size: Size(columns: columns, rows: rows),
      now: SampleStore.now,
      settings: Settings(theme: "default"),
      themes: [
        ThemeChoice(name: "default", title: "Default"),
        ThemeChoice(name: "light", title: "Light"),
        ThemeChoice(name: "ascii", title: "ASCII", glyphs: .ascii),
      ], keyMap: keyMap)
    take(state.start())
  }

  mutating func send(_ message: Message) {
    take(update(&state, message))
  }

  /// Presses keys, written as in a key map: `j j enter`, `g g`, `^d`.
  mutating func press(_ keys: String) throws {
    for key in try KeySequence(parsing: keys).keys { send(.input(.key(key))) }
  }

  mutating func type(_ text: String) {
    for character in text { send(.input(.key(Key(.character(character))))) }
  }

  mutating func resize(_ columns: Int, _ rows: Int) {
    send(.input(.resize(Size(columns: columns, rows: rows))))
  }

  mutating func mouse(_ action: MouseEvent.Action, _ column: Int, _ row: Int) {
    send(.input(.mouse(MouseEvent(action, at: Point(column: column, row: row)))))
  }

  /// Gives the answers that are waited for, in the order in which they were asked.
  mutating func answer() {
    while !waiting.isEmpty {
      let next = waiting.removeFirst()
      send(.answer(next.lane, generation: next.generation, answers(next.question)))
    }
  }

  /// Gives answers that are out of date: those of `questions`, in any state.
  mutating func answer(_ late: (lane: Lane, generation: Int, question: Question)) {
    send(.answer(late.lane, generation: late.generation, answers(late.question)))
  }

  /// Hands over the questions, for somebody else to answer.
  mutating func takeQuestions() -> [(lane: Lane, generation: Int, question: Question)] {
    defer { waiting = [] }
    return waiting
  }

  mutating func passTime(milliseconds: Int64) {
    send(.clock(Timestamp(milliseconds: state.now.milliseconds + milliseconds)))
  }

  private mutating func take(_ new: [Effect]) {
    for effect in new {
      switch effect {
      case .ask(let lane, let generation, let question):
        waiting.removeAll { $0.lane == lane }
        waiting.append((lane, generation, question))
      case .cancel(let lane): waiting.removeAll { $0.lane == lane }
      default: effects.append(effect)
      }
    }
    if !holdsAnswers { answer() }
  }

  var frame: Frame { render(state) }

  var lines: [String] { frame.textLines }

  var screen: String { lines.joined(separator: "\n") }

  /// The line on which the cursor is: the selected one.
  var selectedLine: String? {
    let frame = frame
    let row = (0..<frame.size.rows).first { row in
      (0..<frame.size.columns).contains { frame[column: $0, row: row].style.isSelected }
    }
    return row.map { lines[$0] }
  }

  func expect(contains text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(screen.contains(text), "\n\(screen)", sourceLocation: sourceLocation)
  }

  func expect(lacks text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(!screen.contains(text), "\n\(screen)", sourceLocation: sourceLocation)
  }
}

extension Message {
  /// What is saved, and the names it gives.
  static func saved(_ definitions: [Definition]) -> Message {
    var glossary = Glossary()
    for definition in definitions {
      switch definition.content {
      case .event(let text):
        glossary.events[definition.name] = try? EventSelector(parsing: text, glossary: glossary)
      case .cohort(let text):
        glossary.cohorts[definition.name] = try? UserFilter(parsing: text, glossary: glossary)
      case .funnel, .trend: break
      }
    }
    return .definitions(definitions, glossary)
  }
}
