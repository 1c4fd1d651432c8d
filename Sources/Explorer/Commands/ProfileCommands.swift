import Analysis

extension CommandRegistry {
  /// What one does in a profile.
  static let profileCommands: [Command] = [
    Command(
      "profile.toggle", "Open or close this line", hint: "open/close", keys: "enter|space",
      in: [.profile], rank: 1,
      about: "A session opens to its events, an event to its properties, a property to the "
        + "values it had before.",
      action: { $0.toggleLine() }),
    Command(
      "profile.open", "Open this line", keys: "l|right", in: [.profile],
      about: "Opens a session, an event or a property; on an open one goes to the line below.",
      action: { $0.openLine() }),
    Command(
      "profile.close", "Close this line", keys: "h|left", in: [.profile],
      about: "Closes the line; inside an open one goes up to it.",
      action: { state in
        state.closeLine()
        return []
      }),
    Command(
      "profile.next-session", "Next session", hint: "sessions", keys: "}", in: [.profile],
      rank: 4, about: "The cursor goes to the session that follows in the list, the older one.",
      action: { state in
        state.moveToVisit(1)
        return []
      }),
    Command(
      "profile.previous-session", "Previous session", keys: "{", in: [.profile],
      about: "The cursor goes to the session before in the list, the newer one.",
      action: { state in
        state.moveToVisit(-1)
        return []
      }),
    Command(
      "profile.first-event", "Go to the first event", hint: "first event", keys: "g f",
      in: [.profile], rank: 5,
      about: "Opens the oldest session and puts the cursor on the user's very first event.",
      isEnabled: {
        $0.profile?.profile?.visits.contains { $0.events > 0 } == true
          ? .yes : .no("the user has no events")
      },
      action: { state in
        state.goToFirstEvent()
        return []
      }),
  ]
}
