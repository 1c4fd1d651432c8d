import Analysis
import Canvas

extension CommandRegistry {
  /// What one does with the doctor's findings.
  static let doctorCommands: [Command] = [
    Command(
      "doctor", "Ask the doctor", hint: "doctor", keys: "d", in: [.identity], rank: 6,
      about: "Looks for what is probably not as it was meant: placeholders, spellings, generated "
        + "ids, shared devices, clocks, properties.",
      action: { state in
        state.doctor = DoctorState()
        return []
      }),
    Command(
      "doctor.users", "Show the users in question", hint: "users", keys: "enter", in: [.doctor],
      rank: 1,
      about: "Shows the users of the finding in the list, by a filter.",
      isEnabled: {
        $0.doctor?.usersFilter == nil ? .no("no users are meant; see Properties") : .yes
      },
      action: { state in
        guard let filter = state.doctor?.usersFilter else { return [] }
        state.users.filter.editor = LineEditor(filter)
        return state.show(.users)
      }),
    Command(
      "doctor.merges", "Back to the history of merges", hint: "merges", keys: "d", in: [.doctor],
      rank: 2, about: "Leaves the findings.",
      action: { state in
        state.doctor = nil
        return []
      }),
  ]
}
