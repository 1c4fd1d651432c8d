import Analysis

extension CommandRegistry {
  /// Copying what is under the cursor, whole and as it is stored.
  static let copyCommands: [Command] = [
    copy(.value, "Copy this value", keys: "y v", about: "Copies what is under the cursor."),
    copy(
      .row, "Copy this row", keys: "y r", about: "Copies the row, its columns parted by tabs."),
    copy(.id, "Copy the user id", keys: "y i", about: "Copies the id of the user in question."),
    copy(
      .json, "Copy as JSON", keys: "y j",
      about: "Copies the row as one JSON object, with the field names of the command line."),
  ]

  private static func copy(
    _ part: CopiedPart, _ title: String, keys: String, about: String
  ) -> Command {
    Command(
      "copy.\(part.rawValue)", title, keys: keys, in: [.screen], about: about,
      isEnabled: { $0.front.copied(part, $0) == nil ? .no("there is nothing to copy here") : .yes },
      action: { state in
        guard let copied = state.front.copied(part, state) else { return [] }
        let length = copied.count
        state.say(length <= 40 ? "Copied: \(copied)" : "Copied \(length.counted("character"))")
        return [.copy(copied)]
      })
  }
}
