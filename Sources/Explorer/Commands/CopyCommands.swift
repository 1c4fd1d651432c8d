import Analysis

extension CommandRegistry {
  /// Copying what is under the cursor, whole and as it is stored.
  static let copyCommands: [Command] = [
    copy(
      .value, "Copy this value", hint: "copy value", keys: "y v",
      about: "Copies what is under the cursor."),
    copy(
      .row, "Copy this row", hint: "copy row", keys: "y r",
      about: "Copies the row, its columns parted by tabs."),
    copy(
      .id, "Copy the user id", hint: "copy id", keys: "y i",
      about: "Copies the id of the user in question."),
    copy(
      .json, "Copy as JSON", hint: "copy JSON", keys: "y j",
      about: "Copies the row as one JSON object, with the field names of the command line."),
    Command(
      "copy.command", "Copy the command that prints this", hint: "copy command", keys: "y c",
      in: [.screen],
      about: "Copies the cairn command that answers the same; --csv or --json after it makes a "
        + "file for other programs.",
      isEnabled: { $0.shownCommand == nil ? .no($0.shownCommandProblem) : .yes },
      action: { state in
        guard let command = state.shownCommand?.text else { return [] }
        state.say("Copied: \(command)")
        return [.copy(command)]
      }),
  ]

  private static func copy(
    _ part: CopiedPart, _ title: String, hint: String, keys: String, about: String
  ) -> Command {
    Command(
      "copy.\(part.rawValue)", title, hint: hint, keys: keys, in: [.screen], about: about,
      isEnabled: { $0.front.copied(part, $0) == nil ? .no("there is nothing to copy here") : .yes },
      action: { state in
        guard let copied = state.front.copied(part, state) else { return [] }
        let length = copied.count
        state.say(length <= 40 ? "Copied: \(copied)" : "Copied \(length.counted("character"))")
        return [.copy(copied)]
      })
  }
}
