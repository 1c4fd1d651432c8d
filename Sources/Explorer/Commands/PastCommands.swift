import Analysis

extension CommandRegistry {
  /// Going through time, from one change of who is whom to the next.
  static let pastCommands: [Command] = [
    Command(
      "past.back", "Back in time, one step", hint: "step back", keys: ",", in: [.screen],
      about:
        "Shows every screen as of the identify, merge, switch or reset before; from now, as of "
        + "the last one.",
      isEnabled: isPossible, action: { $0.stepInTime(-1) }),
    Command(
      "past.on", "On in time, one step", hint: "step on", keys: ".", in: [.screen],
      about: "Shows every screen as of the next identify, merge, switch or reset; after the last "
        + "one comes now.",
      isEnabled: isPossible, action: { $0.stepInTime(1) }),
    Command(
      "past.first", "To the first step in time", hint: "first step", keys: "(", in: [.screen],
      about: "Shows every screen as of the first identify.",
      isEnabled: isPossible,
      action: { state in
        state.goInTime(to: .index(0))
        return []
      }),
    Command(
      "past.last", "To the last step in time", hint: "last step", keys: ")", in: [.screen],
      about: "Shows every screen as of the last identify, merge, switch or reset.",
      isEnabled: isPossible,
      action: { state in
        state.goInTime(to: .fromEnd(0))
        return []
      }),
    Command(
      "past.next-change", "Next row that the step changed", hint: "next change", keys: "n",
      in: [.users, .events],
      about: "Goes down to the next user or event with a mark of the step in time.",
      isEnabled: hasChanges, action: { $0.moveToChange(1) }),
    Command(
      "past.previous-change", "Row before that the step changed", hint: "change before", keys: "N",
      in: [.users, .events],
      about: "Goes up to the next user or event with a mark of the step in time.",
      isEnabled: hasChanges, action: { $0.moveToChange(-1) }),
    Command(
      "past.now", "Return to now", hint: "now", keys: "esc", in: [.past],
      about: "Shows every screen as it is now.",
      action: { $0.returnToNow() }),
  ]

  private static func hasChanges(_ state: ExplorerState) -> Availability {
    state.isInPast ? .yes : .no("this is now, and nothing is marked")
  }

  private static func isPossible(_ state: ExplorerState) -> Availability {
    state.front is TheatreScreen ? .no("a story has steps of its own: the arrows go there") : .yes
  }
}
