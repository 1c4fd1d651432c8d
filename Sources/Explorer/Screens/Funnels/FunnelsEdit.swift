import Analysis
import Canvas
import Domain

/// Changes to the funnel that is built.
extension ExplorerState {
  var funnelReading: FunnelReading {
    FunnelReading(
      funnels.definition, environment: environment, range: range, glossary: glossary,
      overview: past == nil ? overview : nil)
  }

  /// While a picker is open, the funnel is what the entry under the cursor would make of it.
  mutating func previewFunnel() {
    guard case .funnel? = picker?.kind else { return endPreview() }
    let kept =
      funnels.beforePreview
      ?? FunnelsState.Preview(
        definition: funnels.definition, step: funnels.step, pane: funnels.pane)
    endPreview()
    if let entry = currentEntry, entry.disabled == nil, case .funnel(let choice) = entry.choice,
      isComplete(choice)
    {
      apply(choice)
    }
    funnels.beforePreview = kept
  }

  /// Whether a choice is more than the beginning of what one types: a step of events that occur.
  private func isComplete(_ choice: FunnelChoice) -> Bool {
    guard case .step(_, let text) = choice else { return true }
    guard let selector = try? FunnelReading.selector(text, glossary) else { return false }
    let known = Set((events.catalogue ?? []).map(\.name))
    return selector.choices.allSatisfy { $0.name.map(known.contains) ?? true }
  }

  private mutating func endPreview() {
    guard let kept = funnels.beforePreview else { return }
    funnels.beforePreview = nil
    funnels.definition = kept.definition
    funnels.step = kept.step
    funnels.pane = kept.pane
  }

  /// Changes the funnel for good.
  mutating func choose(_ choice: FunnelChoice) {
    endPreview()
    apply(choice)
  }

  private mutating func apply(_ choice: FunnelChoice) {
    switch choice {
    case .step(let place, let text): setStep(place, to: text)
    case .by(let text): funnels.definition.by = text
    case .within(let text): funnels.definition.within = text
    case .per(let text): funnels.definition.per = text
    }
  }

  /// Sets the text of a step; of none, puts a new one after the step under the cursor.
  private mutating func setStep(_ place: Int?, to text: String) {
    if let place, funnels.definition.steps.indices.contains(place) {
      funnels.definition.steps[place] = text
    } else if funnels.definition.steps.count < FunnelQuestion.maxSteps {
      let place = min(funnels.step + 1, funnels.definition.steps.count)
      funnels.definition.steps.insert(text, at: place)
      funnels.step = place
    }
    funnels.pane = .steps
  }

  mutating func removeStep() {
    guard funnels.definition.steps.indices.contains(funnels.step) else { return }
    funnels.definition.steps.remove(at: funnels.step)
  }

  /// Takes the step under the cursor up or down, and the cursor with it.
  mutating func moveStep(by distance: Int) {
    let (place, target) = (funnels.step, funnels.step + distance)
    let steps = funnels.definition.steps
    guard steps.indices.contains(place), steps.indices.contains(target) else { return }
    funnels.definition.steps.swapAt(place, target)
    funnels.step = target
  }

  /// Opens what was saved; its range comes into force.
  mutating func openFunnel(_ saved: Definition) -> [Effect] {
    guard case .funnel(let definition) = saved.content else { return [] }
    funnels.definition = definition
    funnels.filter.editor = LineEditor(definition.filter)
    funnels.saved = saved
    funnels.step = 0
    funnels.pane = .steps
    funnels.marked = nil
    funnels.isComparing = false
    // What was counted before is no answer to a funnel that can't be read.
    if funnelReading.question == nil { funnels.forget() }
    guard let range = try? TimeRange(parsing: definition.range) else { return [] }
    return choose(range)
  }

  /// Keeps the funnel under a name.
  mutating func saveFunnel(as name: String) -> [Effect] {
    let name = name.trimmed
    guard !name.isEmpty else {
      say("A funnel needs a name to be saved.", isProblem: true)
      return []
    }
    let about = funnels.saved?.name == name ? funnels.saved?.about ?? "" : ""
    let saved = Definition(name: name, about: about, content: .funnel(funnels.definition))
    funnels.saved = saved
    return [.saveDefinition(saved)]
  }

  /// What an empty builder offers to begin with.
  enum FunnelProposal: Equatable {
    case saved(Definition)
    case steps([String])
  }

  var funnelProposal: FunnelProposal? {
    if let first = definitions.first(where: { $0.kind == .funnel }) { return .saved(first) }
    // Those that most people did come first, as in most funnels.
    let frequent = (events.catalogue ?? []).prefix(3).sorted {
      ($1.users, $0.name) < ($0.users, $1.name)
    }
    return frequent.isEmpty ? nil : .steps(frequent.map { StepText.of($0.name) })
  }

  mutating func takeProposal() -> [Effect] {
    switch funnelProposal {
    case .saved(let saved): return openFunnel(saved)
    case .steps(let steps):
      funnels.definition.steps = steps
      funnels.step = 0
    case nil: break
    }
    return []
  }

  /// Opens the users behind the number under the cursor (R-F8).
  mutating func showMembers(_ outcome: FunnelCell.Outcome) -> [Effect] {
    guard let answer = funnels.answer, let group = funnels.row else { return [] }
    let title = title(of: outcome, answer, group)
    // What is on the screen may be asked already, and not be answered.
    var command =
      funnelReading.question == answer.question ? FunnelsScreen().command(self) : nil
    command?.add("--users", outcome.written)
    if let value = group.value { command?.add("--group", value.text) }
    show(
      .funnel(answer.question, FunnelCell(outcome, group: group.value)), titled: title,
      command: command)
    return []
  }

  private func title(
    of outcome: FunnelCell.Outcome, _ answer: FunnelsState.Answered, _ group: FunnelGroup
  ) -> String {
    let steps = answer.definition.steps
    let what =
      switch outcome {
      case .reached(let step): "reached \(steps[step])"
      case .dropped(let step): "dropped after \(steps[step])"
      case .stillInTime(let step): "still in time after \(steps[step])"
      }
    guard let value = group.value, let grouping = answer.question.grouping else { return what }
    return "\(what), \(grouping.key) \(value.text)"
  }
}

extension FunnelsState {
  /// The step under the cursor, if the last good result has a number for it.
  var countedStep: Int? { row == nil ? nil : answered(step: step) }
}

extension FunnelCell.Outcome {
  /// As `--users` takes it.
  fileprivate var written: String {
    switch self {
    case .reached(let step): "reached:\(step + 1)"
    case .dropped(let step): "dropped:\(step + 1)"
    case .stillInTime(let step): "in-time:\(step + 1)"
    }
  }
}
