import Analysis
import Canvas
import Domain
import Scenarios

extension ExplorerState {
  // MARK: What the host tells

  mutating func take(_ news: TheatreNews) -> [Effect] {
    switch news {
    case .entries(let entries):
      theatre.entries = entries
      settlePicker()
    case .opened(let file, let scenario): return open(scenario, of: file)
    case .failed(let file, let problem):
      // What is on the stage stays there; that it differs from its file is said as long as it does.
      if theatre.story == nil { theatre.file = file }
      if theatre.file == file { theatre.problem = problem }
      say(problem, isProblem: true)
    case .saved(let file, let scenario):
      theatre.file = file
      theatre.takes = []
      theatre.stage(scenario, at: theatre.step)
      theatre.entries = nil
      say("Saved as \(file.path)")
    case .exists(let name): return open(.replaceScenario(name))
    }
    return []
  }

  private mutating func open(_ scenario: Scenario, of file: ScenarioFile) -> [Effect] {
    let effects = leaveStory()
    let isSame = theatre.file == file && theatre.story != nil
    let step = isSame ? theatre.step : 0
    if !isSame { theatre.clear() }
    theatre.file = file
    theatre.problem = nil
    theatre.takes = []
    theatre.stage(scenario, at: step)
    return effects
  }

  // MARK: Stories

  /// Why the story on the stage can't be given up; nil where nothing would be lost.
  var unsavedReason: String? {
    guard theatre.isChanged else { return nil }
    return "what you typed is not saved; \(key(of: "theatre.save")) saves it, "
      + "\(key(of: "theatre.undo")) takes it back"
  }

  private func key(of command: String) -> String {
    keyMap.titles(of: CommandID(command)).first ?? command
  }

  mutating func openScenario(_ file: ScenarioFile?) -> [Effect] {
    if let reason = unsavedReason {
      refuse("Open", because: reason)
      return []
    }
    if let file { return [.theatre(.open(file))] }
    theatre.clear()
    theatre.file = nil
    theatre.stage(.untitled)
    return []
  }

  mutating func saveScenario(as name: String, replaces: Bool) -> [Effect] {
    guard let scenario = theatre.scenario else { return [] }
    return [.theatre(.save(scenario, name: name, replaces: replaces))]
  }

  mutating func undoTyped() {
    guard let take = theatre.takes.popLast() else { return }
    theatre.stage(take.scenario, at: take.step)
  }

  /// Puts the typed call behind the current step and plays it.
  mutating func insertTyped() {
    guard let scenario = theatre.scenario, let text = theatre.typed?.text else { return }
    guard
      let step = try? Scenario.TypedStep(parsing: text, devices: scenario.devices.map(\.name))
    else { return }
    theatre.noteTake()
    let minute = Timestamp(milliseconds: now.milliseconds / 60000 * 60000)
    let changed = scenario.inserting(step, after: theatre.step, now: minute)
    theatre.typed = LineEditor()
    theatre.candidate = 0
    theatre.stage(changed, at: theatre.step + (changed.callCount - scenario.callCount))
  }

  // MARK: Typing

  /// Why what is typed is no step; nil where it is one.
  var typedProblem: CallProblem? {
    guard let text = theatre.typed?.text, let scenario = theatre.scenario else { return nil }
    do throws(CallProblem) {
      _ = try Scenario.TypedStep(parsing: text, devices: scenario.devices.map(\.name))
      return nil
    } catch {
      return error
    }
  }

  var callCompletion: CallCompletion? {
    guard let typed = theatre.typed, let scenario = theatre.scenario else { return nil }
    return CallCompletion(String(typed.text.prefix(typed.cursor)), in: scenario)
  }

  /// Takes the marked candidate.
  mutating func completeCall() {
    guard let typed = theatre.typed, let completion = callCompletion,
      completion.candidates.indices.contains(theatre.candidate)
    else { return }
    let front =
      typed.text.prefix(completion.start) + completion.candidates[theatre.candidate].text
    var editor = LineEditor(String(typed.text.dropFirst(typed.cursor)))
    _ = editor.handle(Key(.home))
    editor.insert(String(front))
    theatre.typed = editor
    theatre.candidate = 0
  }

  mutating func markNextCall() {
    let count = callCompletion?.candidates.count ?? 0
    theatre.candidate = count == 0 ? 0 : (theatre.candidate + 1) % count
  }

  mutating func changeTyped(_ change: (inout LineEditor) -> Void) {
    guard var editor = theatre.typed else { return }
    change(&editor)
    if editor.text != theatre.typed?.text { theatre.candidate = 0 }
    theatre.typed = editor
  }
}
