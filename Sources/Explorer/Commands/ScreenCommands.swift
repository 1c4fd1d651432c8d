import Analysis
import Canvas

extension CommandRegistry {
  /// What works on every screen, and filters and ranges of the lists.
  static let screenCommands: [Command] = [
    Command(
      "filter.type", "Filter", hint: "filter", keys: "/",
      in: [.users, .profile, .events, .funnels, .trends, .properties, .identity], rank: 2,
      about: "Keeps the rows in which all words occur, while you type: users by name, identity "
        + "and ids, events by their name, in a profile its properties and ids; of a funnel, the "
        + "users who are counted.",
      action: { state in
        state.front.beginFilter(&state)
        state.isFiltering = true
        return []
      }),
    Command(
      "filter.keep", "Keep the filter", hint: "keep", keys: "enter", in: [.filter], rank: 1,
      about: "Leaves the filter line; the filter stays in force.",
      isEnabled: {
        $0.front.filterProblem($0).map { .no($0.description) } ?? .yes
      },
      action: { state in
        state.isFiltering = false
        return []
      }),
    Command(
      "filter.clear", "Clear the filter", hint: "clear", keys: "esc", in: [.filter], rank: 2,
      about: "Leaves the filter line and shows all rows again.",
      action: { state in
        state.isFiltering = false
        state.typedFilter = LineEditor()
        return []
      }),
    Command(
      "filter.complete", "Complete", keys: "tab", in: [.filter],
      about: "Puts the proposed name or value into a filter of users.",
      action: { state in
        state.completeFilter()
        return []
      }),
    Command(
      "filter.candidate", "Propose another", keys: "shift-tab", in: [.filter],
      about: "Proposes the next name or value for a filter of users.",
      action: { state in
        state.markNextCandidate()
        return []
      }),
    Command(
      "filter.drop", "Drop the filter", keys: "x",
      in: [.users, .profile, .events, .funnels, .trends, .properties, .identity],
      about: "Shows all rows again: drops the words typed and the event chosen.",
      isEnabled: { $0.front.hasFilter($0) ? .yes : .no("no filter is in force") },
      action: { state in
        state.front.dropFilter(&state)
        return []
      }),
    Command(
      "range.menu", "Time range", hint: "range", keys: "t",
      in: [.users, .events, .funnels, .trends],
      rank: 3,
      about: "Chooses the time that the list is about. Presets count back from the newest event.",
      action: { $0.open(.range) }),
    Command(
      "range.next", "Next time range", keys: "]", in: [.users, .events, .funnels, .trends],
      about: "Takes the next of the ranges: all time, 24 hours, 7, 30, 90 days.",
      action: { $0.cycleRange(1) }),
    Command(
      "range.previous", "Previous time range", keys: "[", in: [.users, .events, .funnels, .trends],
      about: "Takes the previous of the ranges: all time, 24 hours, 7, 30, 90 days.",
      action: { $0.cycleRange(-1) }),
    Command(
      "environment", "Environment", keys: "E",
      in: [.users, .events, .funnels, .trends, .properties, .identity],
      about: "Chooses the environment (app id) to look at, or all of them.",
      isEnabled: {
        ($0.overview?.environments.count ?? 0) > 1
          ? .yes : .no("the store has one environment only")
      },
      action: { $0.open(.environment) }),
    Command(
      "pane.next", "Next pane", hint: "pane", keys: "tab", in: [.screen], rank: 6,
      about: "Gives the focus to the next pane.",
      isEnabled: { $0.front.hasPanes($0) ? .yes : .no("no other pane is shown") },
      action: { state in
        state.front.cyclePane(1, &state)
        return []
      }),
    Command(
      "pane.previous", "Previous pane", keys: "shift-tab", in: [.screen],
      about: "Gives the focus to the previous pane.",
      isEnabled: { $0.front.hasPanes($0) ? .yes : .no("no other pane is shown") },
      action: { state in
        state.front.cyclePane(-1, &state)
        return []
      }),
    Command(
      "detail.toggle", "Show or hide the detail pane", hint: "detail", keys: "p|z",
      in: [.users, .events, .funnels, .properties, .identity], rank: 7,
      about: "Shows all that is known about the row under the cursor, beside the list or below.",
      isEnabled: {
        $0.layout.hasRoomForDetail ? .yes : .no("the window is too small for it")
      },
      action: { state in
        state.front.toggleDetail(&state)
        return []
      }),
    Command(
      "detail.down", "Scroll the detail down", keys: "J", in: [.screen],
      about: "Scrolls the other pane while the cursor stays where it is.",
      action: { state in
        state.front.scrollDetail(by: 1, &state)
        return []
      }),
    Command(
      "detail.up", "Scroll the detail up", keys: "K", in: [.screen],
      about: "Scrolls the other pane while the cursor stays where it is.",
      action: { state in
        state.front.scrollDetail(by: -1, &state)
        return []
      }),
    Command(
      "screen.users", "Users", keys: "1", in: [.screen],
      about: "Goes to the list of users.",
      action: { $0.show(.users) }),
    Command(
      "screen.events", "Events", keys: "2", in: [.screen],
      about: "Goes to the stream of all events.",
      action: { $0.show(.events) }),
    Command(
      "screen.funnels", "Funnels", keys: "3", in: [.screen],
      about: "Goes to funnels: how many users get through a sequence of steps.",
      action: { $0.show(.funnels) }),
    Command(
      "screen.trends", "Trends", keys: "4", in: [.screen],
      about: "Goes to trends: events and their users over time.",
      action: { $0.show(.trends) }),
    Command(
      "screen.properties", "Properties", keys: "5", in: [.screen],
      about: "Goes to the catalogue of all user and event properties.",
      action: { $0.show(.properties) }),
    Command(
      "screen.identity", "Identity", keys: "6", in: [.screen],
      about: "Goes to the history of merges: what became part of whom, and what was taken back.",
      action: { $0.show(.identity) }),
    Command(
      "screen.scenarios", "Scenarios", keys: "7", in: [.screen],
      about: "Goes to the theatre, where stories of calls are played; from inside a story, back.",
      action: { $0.show(.scenarios) }),
    Command(
      "back", "Back", keys: "esc|-|backspace", in: [.screen], rank: 8,
      about: "Drops the filter, leaves the pane, and then goes back to where you came from.",
      action: { $0.goBack() }),
    Command(
      "refresh", "Refresh", keys: "R", in: [.screen],
      about: "Asks for everything on the screen again.",
      action: { $0.refresh() }),
    Command(
      "theme", "Theme", keys: "T", in: [.screen],
      about: "Chooses the colours; the screen shows each theme while you move over it.",
      isEnabled: { $0.themes.isEmpty ? .no("no themes are loaded") : .yes },
      action: { $0.open(.theme) }),
  ]
}
