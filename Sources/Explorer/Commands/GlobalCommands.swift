extension CommandRegistry {
  /// What works whatever is open, and ways out.
  static let globalCommands: [Command] = [
    Command(
      "palette", "Commands", hint: "commands", keys: ":|alt-x", in: [.screen], rank: 10,
      about: "Finds a command by some letters of its name and runs it; a number goes to that line.",
      action: { $0.open(.palette) }),
    Command(
      "help", "Help", keys: "?|f1", in: [.screen, .menu], rank: 9,
      about: "Shows the keys that work here. Type to search; Enter runs the command.",
      action: { state in
        let contexts = state.screenContexts
        return state.open(.help(contexts))
      }),
    Command(
      "performance", "Show or hide the speed", in: [.screen],
      about: "Shows in the heading how long it takes from a key to the painted screen.",
      action: { state in
        state.showsPerformance.toggle()
        return []
      }),
    Command(
      "quit", "Leave or quit", hint: "quit", keys: "q", in: [.screen], rank: 11,
      about:
        "Leaves the profile, the story, or what else was opened; from a list, ends the program.",
      action: { $0.leaveOrQuit() }),
    Command(
      "quit.now", "Quit at once", keys: "Q", in: [.screen],
      about: "Ends the program from anywhere.",
      action: { _ in [.quit] }),
    Command(
      "interrupt", "Stop", keys: "^c", in: [.anywhere],
      about:
        "Closes what is open, else stops waiting for answers; twice with nothing to stop quits.",
      action: { $0.interrupt() }),
    Command(
      "suspend", "Suspend", keys: "^z", in: [.anywhere],
      about: "Goes back to the shell; `fg` returns.",
      action: { _ in [.suspend] }),
    Command(
      "redraw", "Redraw", keys: "^l", in: [.anywhere],
      about: "Draws the whole screen anew.",
      action: { _ in [.redraw] }),
  ]
}

extension ExplorerState {
  fileprivate mutating func leaveOrQuit() -> [Effect] {
    if isOpen {
      if preview != nil {
        preview = nil
      } else if why != nil {
        why = nil
      } else {
        profile = nil
      }
      return []
    }
    if theatre.isInside { return leaveStory() }
    guard let reason = unsavedReason else { return [.quit] }
    say("\(reason), Q quits", isProblem: true)
    return []
  }

  fileprivate mutating func interrupt() -> [Effect] {
    if picker != nil {
      picker = nil
    } else if theatre.typed != nil {
      theatre.typed = nil
    } else if isFiltering {
      isFiltering = false
    } else if lanes.isBusy {
      let waiting = lanes.waiting
      say("Stopped. R asks again.")
      return waiting.flatMap { lanes.cancel($0) }
    } else if isQuitArmed {
      return [.quit]
    } else {
      say("Press ^c again to quit.")
      isQuitArmed = true
    }
    return []
  }
}
