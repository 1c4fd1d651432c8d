import Analysis
import Canvas

extension CommandRegistry {
  /// What one does with funnels.
  static let funnelsCommands: [Command] =
    funnelSteps + funnelSettings + funnelResults + funnelKeeping

  private static func hasStep(_ state: ExplorerState) -> Availability {
    state.funnels.definition.steps.isEmpty ? .no("the funnel has no steps yet") : .yes
  }

  private static let funnelSteps: [Command] = [
    Command(
      "funnels.add", "Add a step", hint: "add step", keys: "a", in: [.funnels], rank: 2,
      about: "Puts a step after the one under the cursor: an event, with or without a condition.",
      isEnabled: {
        $0.funnels.definition.steps.count < FunnelQuestion.maxSteps
          ? .yes : .no("a funnel has at most \(FunnelQuestion.maxSteps) steps")
      },
      action: { $0.editStep(nil) }),
    Command(
      "funnels.edit", "Edit the step", hint: "edit", keys: "e", in: [.funnels], rank: 3,
      about: "Changes the text of the step under the cursor: its event and its condition.",
      isEnabled: hasStep, action: { $0.editStep($0.funnels.step) }),
    Command(
      "funnels.remove", "Remove the step", hint: "remove", keys: "d|delete", in: [.funnels],
      rank: 6, about: "Takes the step under the cursor out of the funnel.",
      isEnabled: hasStep,
      action: { state in
        state.removeStep()
        return []
      }),
    Command(
      "funnels.earlier", "Move the step up", keys: "<|alt-up", in: [.funnels],
      about: "The step under the cursor comes before the one above it.",
      isEnabled: { $0.funnels.step > 0 ? .yes : .no("it is the first step") },
      action: { state in
        state.moveStep(by: -1)
        return []
      }),
    Command(
      "funnels.later", "Move the step down", keys: ">|alt-down", in: [.funnels],
      about: "The step under the cursor comes after the one below it.",
      isEnabled: {
        $0.funnels.step + 1 < $0.funnels.definition.steps.count ? .yes : .no("it is the last step")
      },
      action: { state in
        state.moveStep(by: 1)
        return []
      }),
  ]

  private static let funnelSettings: [Command] = [
    Command(
      "funnels.by", "Group by a property", hint: "group by", keys: "b", in: [.funnels], rank: 4,
      about: "Splits the users by a property of theirs, or of the event of the first step.",
      action: { $0.open(.funnel(.by)) }),
    Command(
      "funnels.within", "Conversion window", hint: "within", keys: "w", in: [.funnels],
      about: "Chooses how long after the first step the last one may come.",
      action: { $0.open(.funnel(.within)) }),
    Command(
      "funnels.per", "What is counted", keys: "u", in: [.funnels],
      about: "Counts users, sessions, users by their best session, or accounts.",
      action: { $0.open(.funnel(.per)) }),
  ]

  private static func hasNumber(_ state: ExplorerState) -> Availability {
    if state.funnels.definition.steps.isEmpty { return .no("the funnel has no steps yet") }
    return state.funnels.countedStep == nil ? .no("the step has no number yet") : .yes
  }

  /// A command that opens the users behind the number under the cursor.
  private static func members(
    _ name: String, _ title: String, hint: String? = nil, keys: String, rank: Int? = nil,
    about: String, isEnabled: @escaping @Sendable (ExplorerState) -> Availability = hasNumber,
    _ outcome: @escaping @Sendable (Int) -> FunnelCell.Outcome
  ) -> Command {
    Command(
      name, title, hint: hint, keys: keys, in: [.funnels], rank: rank, about: about,
      isEnabled: isEnabled,
      action: { state in
        guard let step = state.funnels.countedStep else { return [] }
        return state.showMembers(outcome(step))
      })
  }

  private static let funnelResults: [Command] = [
    Command(
      "funnels.propose", "Take the proposal", hint: "begin", keys: "enter", in: [.emptyFunnel],
      rank: 1,
      about: "Opens the first saved funnel or, where there is none, the most frequent events.",
      isEnabled: { $0.funnelProposal == nil ? .no("the store has no events") : .yes },
      action: { $0.takeProposal() }),
    members(
      "funnels.open", "Open the users who got here", hint: "users", keys: "enter", rank: 1,
      about: "Lists exactly the users of this group who reached the step under the cursor.",
      { .reached(step: $0) }),
    members(
      "funnels.dropped", "Open the users who dropped here", hint: "dropped", keys: "D", rank: 5,
      about: "Lists exactly the users of this group who reached the step and never the next.",
      isEnabled: { state in
        guard case .yes = hasNumber(state) else { return hasNumber(state) }
        return state.funnels.step + 1 < state.funnels.definition.steps.count
          ? .yes : .no("nobody drops after the last step")
      },
      { .dropped(after: $0) }),
    members(
      "funnels.in-time", "Open the users still in time", keys: "I",
      about: "Lists those who reached the step, not the next, and can still do so in the window.",
      isEnabled: { state in
        guard case .yes = hasNumber(state) else { return hasNumber(state) }
        return state.funnels.answer?.question.window == nil
          ? .no("there is no conversion window") : .yes
      },
      { .stillInTime(after: $0) }),
    Command(
      "funnels.mark", "Mark the group", keys: "space", in: [.funnels],
      about:
        "Marks a group; on another one compares both, or ends that; on the marked one takes the mark "
        + "away.",
      isEnabled: hasGroups,
      action: { state in
        let row = state.funnels.selected
        if state.funnels.marked == nil {
          state.funnels.marked = row
        } else if state.funnels.marked == row {
          state.funnels.marked = nil
          state.funnels.isComparing = false
        } else {
          state.funnels.isComparing.toggle()
        }
        return []
      }),
    Command(
      "funnels.compare", "Compare two groups", hint: "compare", keys: "c", in: [.funnels],
      rank: 7,
      about: "Shows the marked group, or all, beside the one under the cursor, and the difference.",
      isEnabled: hasGroups,
      action: { state in
        state.funnels.isComparing.toggle()
        if state.funnels.isComparing, state.funnels.compared == nil { state.moveGroup(.down) }
        return []
      }),
    Command(
      "funnels.group-left", "Step or group to the left", keys: "h|left", in: [.funnels],
      about: "Among groups goes to the step at the left; among steps shows the group before.",
      action: { state in
        state.moveSideways(by: -1)
        return []
      }),
    Command(
      "funnels.group-right", "Step or group to the right", keys: "l|right", in: [.funnels],
      about: "Among groups goes to the step at the right; among steps shows the next group.",
      action: { state in
        state.moveSideways(by: 1)
        return []
      }),
  ]

  private static func hasGroups(_ state: ExplorerState) -> Availability {
    state.funnels.rows.count > 1 ? .yes : .no("group by a property first")
  }

  private static let funnelKeeping: [Command] = [
    Command(
      "funnels.saved", "Open a saved funnel", hint: "open", keys: "o", in: [.funnels], rank: 8,
      about: "Chooses among the funnels that are saved; there they are also renamed and deleted.",
      isEnabled: { $0.canOpenSaved(.funnel) },
      action: { $0.open(.saved(.funnel)) }),
    Command(
      "funnels.save", "Save the funnel", hint: "save", keys: "W", in: [.funnels], rank: 9,
      about: "Keeps the funnel under a name, for you and your team.",
      isEnabled: hasStep,
      action: { state in
        let name = state.funnels.saved?.name ?? ""
        state.funnels.definition.range = state.range.written
        let effects = state.open(.save(.funnel))
        state.picker?.search.replace(with: name)
        return effects
      }),
    Command(
      "funnels.new", "Begin a new funnel", keys: "n", in: [.funnels],
      about: "Drops all steps and settings; what is saved stays.",
      isEnabled: hasStep,
      action: { state in
        state.funnels = FunnelsState()
        return []
      }),
  ]
}

extension ExplorerState {
  /// The other way than the focused list goes: over groups from the steps, over steps from groups.
  mutating func moveSideways(by distance: Int) {
    switch funnels.pane {
    case .steps: moveGroup(distance < 0 ? .up : .down)
    case .groups:
      funnels.step = min(
        max(0, funnels.step + distance), max(0, funnels.definition.steps.count - 1))
    }
  }
}
