import Analysis

extension CommandRegistry {
  /// What one does in the stream of events.
  static let eventsCommands: [Command] = [
    Command(
      "events.open", "Open the user's profile", hint: "open user", keys: "enter", in: [.events],
      rank: 1, about: "Shows the profile of the user who did this.",
      isEnabled: { $0.events.selectedRow == nil ? .no("no event is selected") : .yes },
      action: { state in
        if let row = state.events.selectedRow {
          state.openProfile(
            UserKey(environment: row.environment, id: row.profile), title: row.userName)
        }
        return []
      }),
    Command(
      "events.only", "Show only this event", hint: "only this event", keys: "enter",
      in: [.eventNames], rank: 1,
      about: "The stream keeps the events of the name under the cursor; once more shows all.",
      isEnabled: { $0.events.selectedName == nil ? .no("no name is selected") : .yes },
      action: { state in
        let name = state.events.selectedName
        state.events.name = state.events.name == name ? nil : name
        if state.eventPanes.stream == nil { state.events.pane = .stream }
        return []
      }),
    Command(
      "events.like-this", "Show only events like this one", keys: "f", in: [.events],
      about: "The stream keeps the events that have the name of the one under the cursor.",
      isEnabled: { $0.events.selectedRow == nil ? .no("no event is selected") : .yes },
      action: { state in
        state.events.name = state.events.selectedRow?.name
        return []
      }),
    Command(
      "events.paired", "Show only paired devices", keys: "v", in: [.events],
      about: "Follows what comes from the devices that are paired with the event visualizer; once "
        + "more shows all.",
      isEnabled: {
        $0.events.onlyPaired || !$0.events.paired.isEmpty
          ? .yes : .no("no device is paired; applications pair by startEVPairing")
      },
      action: { state in
        state.events.onlyPaired.toggle()
        return []
      }),
    Command(
      "events.define", "Save as a defined event", keys: "W", in: [.events],
      about: "Keeps the event under the cursor under a name, for funnels and trends: first which "
        + "events are meant, as proposed from its properties, then the name.",
      isEnabled: { $0.events.sample == nil ? .no("no event is selected") : .yes },
      action: { $0.open(.define) }),
  ]
}
