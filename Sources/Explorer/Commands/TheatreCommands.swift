import Analysis
import Canvas
import Scenarios

extension CommandRegistry {
  /// What one does in the scenario theatre.
  static let theatreCommands: [Command] = [
    step("next", "Next step", hint: "next", keys: "space|right|l", rank: 1, by: 1),
    step("previous", "Step back", hint: "back", keys: "left|h", rank: 2, by: -1),
    Command(
      "theatre.first", "To the beginning", keys: "g|home", in: [.theatre],
      about: "Goes to before the first call.", isEnabled: hasStory,
      action: { state in
        state.theatre.go(to: 0)
        return []
      }),
    Command(
      "theatre.last", "To the end", hint: "end", keys: "G|end", in: [.theatre], rank: 12,
      about: "Plays all calls; what the file expects is shown as met or not.",
      isEnabled: hasStory,
      action: { state in
        state.theatre.go(to: state.theatre.script.calls)
        return []
      }),
    Command(
      "theatre.menu", "Open a scenario", hint: "open", keys: "o|/", in: [.theatre], rank: 5,
      about: "Lists all scenarios by their titles.",
      action: { state in
        // Files may have come or gone since.
        return state.open(.scenarios) + [.theatre(.list)]
      }),
    Command(
      "theatre.type", "Type a call", hint: "call", keys: ":", in: [.theatre], rank: 3,
      about: "Types a call that is made after this step: phone: identify '12345'. A time may stand "
        + "before it (+5m), and say: makes a caption.",
      isEnabled: hasStory,
      action: { state in
        state.theatre.typed = LineEditor()
        state.theatre.candidate = 0
        return []
      }),
    Command(
      "theatre.undo", "Take back what was typed", hint: "undo", keys: "u", in: [.theatre], rank: 4,
      about: "Takes the last typed call out of the story again.",
      isEnabled: { $0.theatre.isChanged ? .yes : .no("nothing has been typed") },
      action: { state in
        state.undoTyped()
        return []
      }),
    Command(
      "theatre.open", "Open users at this step", hint: "users", keys: "enter", in: [.theatre],
      rank: 4,
      about: "Opens the List view as it is at this step; from the list beside the calls, the "
        + "profile under the cursor. 1 to 5 open the other screens; Esc comes back.",
      isEnabled: hasStory,
      action: { $0.openAtStep() }),
    Command(
      "theatre.edit", "Edit the file", hint: "edit", keys: "e", in: [.theatre], rank: 13,
      about: "Opens the file in $VISUAL or $EDITOR, and reads it again after that.",
      isEnabled: { state in
        if let reason = state.unsavedReason { return .no(reason) }
        guard let file = state.theatre.file else { return .no("the story is in no file yet") }
        return file.isBuiltIn
          ? .no("it comes with the program; W saves a copy that can be edited") : .yes
      },
      action: { state in
        state.theatre.file.map { [.theatre(.edit($0))] } ?? []
      }),
    Command(
      "theatre.reload", "Read the file again", keys: "R", in: [.theatre],
      about:
        "Reads the file again and stays at this step. A file that can't be read changes nothing.",
      isEnabled: { state in
        if let reason = state.unsavedReason { return .no(reason) }
        return state.theatre.file == nil ? .no("the story is in no file yet") : .yes
      },
      action: { state in
        state.theatre.file.map { [.theatre(.open($0))] } ?? []
      }),
    Command(
      "theatre.save", "Save the story", hint: "save", keys: "W", in: [.theatre], rank: 12,
      about: "Writes the story with all that was typed as a scenario file.",
      isEnabled: hasStory,
      action: { $0.askScenarioName() }),
    Command(
      "theatre.new", "Begin a new story", keys: "n", in: [.theatre],
      about: "Begins a story without calls, with a laptop and a phone.",
      action: { $0.openScenario(nil) }),
    Command(
      "call.play", "Play the call", hint: "play", keys: "enter", in: [.call], rank: 1,
      about: "Makes the typed call after the current step.",
      isEnabled: { $0.typedProblem.map { .no($0.description) } ?? .yes },
      action: { state in
        state.insertTyped()
        return []
      }),
    Command(
      "call.close", "Leave the line", hint: "close", keys: "esc", in: [.call], rank: 2,
      about: "Leaves the line; what was typed on it is forgotten.",
      action: { state in
        state.theatre.typed = nil
        return []
      }),
    Command(
      "call.complete", "Complete", keys: "tab", in: [.call],
      about: "Takes the proposed device, call, event or identity into the line.",
      action: { state in
        state.completeCall()
        return []
      }),
    Command(
      "call.candidate", "Propose another", keys: "shift-tab", in: [.call],
      about: "Proposes the next word that could stand here.",
      action: { state in
        state.markNextCall()
        return []
      }),
  ]

  private static let hasStory: @Sendable (ExplorerState) -> Availability = {
    $0.theatre.story == nil ? .no("no scenario is open; o opens one") : .yes
  }

  private static func step(
    _ name: String, _ title: String, hint: String, keys: String, rank: Int, by count: Int
  ) -> Command {
    Command(
      "theatre.\(name)", title, hint: hint, keys: keys, in: [.theatre], rank: rank,
      about: count > 0
        ? "Makes the next call; the list shows what it changed."
        : "Goes back to how it was before this call.",
      isEnabled: hasStory
    ) { state in
      state.theatre.go(to: state.theatre.step + count)
      return []
    }
  }
}

extension ExplorerState {
  /// Opens the List view at this step, or the profile under the cursor of the list.
  fileprivate mutating func openAtStep() -> [Effect] {
    let row =
      theatre.rows.indices.contains(theatre.list.index) ? theatre.rows[theatre.list.index] : nil
    let opensProfile = theatre.pane == .list
    let effects = enter(.users)
    if opensProfile, let row, row.mark != .gone { openProfile(row.row.key, title: row.row.name) }
    return effects
  }
}
