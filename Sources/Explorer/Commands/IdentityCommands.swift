import Analysis
import Canvas
import Domain

extension CommandRegistry {
  /// What one does in the history of merges, and with the explanation of anything.
  static let identityCommands: [Command] = [
    Command(
      "identity.open", "Open the profile", hint: "open", keys: "enter", in: [.identity], rank: 1,
      about: "Shows the profile that the user belongs to now.",
      isEnabled: hasMerge,
      action: { state in
        guard let row = state.identity.selectedRow else { return [] }
        let id = row.isInForce ? row.profile : row.user
        state.openProfile(
          UserKey(environment: row.environment, id: id),
          title: row.isInForce ? row.identity.value : "User \(row.user)")
        return []
      }),
    Command(
      "identity.take-back", "Take the merge back", hint: "take back", keys: "u", in: [.identity],
      rank: 3,
      about: "Shows both sides as they would be; then asks why, and takes the merge back.",
      isEnabled: { state in
        state.canChangeMerges(if: { $0.isInForce }, else: "the merge is taken back already")
      },
      action: { $0.preview(.takeBack) }),
    Command(
      "identity.restore", "Restore the merge", hint: "restore", keys: "U", in: [.identity],
      rank: 4, about: "Shows both sides, and puts a merge that was taken back in force again.",
      isEnabled: { state in
        state.canChangeMerges(if: { !$0.isInForce }, else: "the merge is in force")
      },
      action: { $0.preview(.restore) }),
    Command(
      "identity.take-back-all", "Take back all merges into this identity", keys: "a",
      in: [.identity],
      about: "Everybody who was merged into the identity is again the anonymous user of before: "
        + "the way out for a placeholder such as guest.",
      isEnabled: { $0.canChangeMerges(if: { _ in true }, else: "") },
      action: { state in
        guard let row = state.identity.selectedRow else { return [] }
        state.preview = PreviewState(
          MergeChange(.takeBack, .identity(row.identity), in: row.environment))
        return []
      }),
    Command(
      "identity.state", "All, in force, taken back", hint: "which", keys: "o", in: [.identity],
      rank: 5, about: "Shows all merges, those in force, those taken back, and all again.",
      action: { state in
        state.identity.isInForce =
          switch state.identity.isInForce {
          case nil: true
          case true?: false
          case false?: nil
          }
        return []
      }),
    Command(
      "identity.order", "Newest or oldest first", keys: "s", in: [.identity],
      about: "Turns the order of the list round.",
      action: { state in
        state.identity.newestFirst.toggle()
        return []
      }),
    Command(
      "preview.accept", "Do it", hint: "do it", keys: "enter", in: [.preview], rank: 1,
      about: "Asks for a reason, which is kept in the history, and changes the store.",
      isEnabled: {
        $0.preview?.preview == nil ? .no("the answer is not there yet") : .yes
      },
      action: { state in
        guard let action = state.preview?.change.action else { return [] }
        return state.open(.reason(action))
      }),
    Command(
      "why", "Why does this belong there?", hint: "why", keys: "i",
      in: [.users, .profile, .events, .identity], rank: 8,
      about: "Draws the chain from what is under the cursor to its user and profile: the calls, "
        + "their times and the rule behind each step.",
      isEnabled: { $0.whySubject == nil ? .no("nothing is selected") : .yes },
      action: { state in
        state.why = state.whySubject
        return []
      }),
    Command(
      "why.open", "Open the profile", hint: "open profile", keys: "enter", in: [.why], rank: 1,
      about: "Shows the profile that the chain leads to.",
      isEnabled: { $0.why?.facts == nil ? .no("the answer is not there yet") : .yes },
      action: { state in
        guard let facts = state.why?.facts else { return [] }
        state.why = nil
        state.openProfile(
          UserKey(environment: facts.environment, id: facts.profile?.id ?? facts.user),
          title: facts.profile?.identity.value ?? "User \(facts.user)")
        return []
      }),
  ]

  private static let hasMerge: @Sendable (ExplorerState) -> Availability = {
    $0.identity.selectedRow == nil ? .no("no merge is selected") : .yes
  }
}

extension ExplorerState {
  /// Inside a story the merges are those of its calls, and the store's have other numbers.
  fileprivate func canChangeMerges(
    if isRight: (MergeRow) -> Bool, else reason: String
  ) -> Availability {
    if theatre.isInside { return .no("inside a story merges come from its calls") }
    guard let row = identity.selectedRow else { return .no("no merge is selected") }
    return isRight(row) ? .yes : .no(reason)
  }

  /// Shows both sides of the merge under the cursor before anything is done.
  fileprivate mutating func preview(_ action: MergeChange.Action) -> [Effect] {
    guard let row = identity.selectedRow else { return [] }
    preview = PreviewState(MergeChange(action, .number(row.number), in: row.environment))
    return []
  }
}
