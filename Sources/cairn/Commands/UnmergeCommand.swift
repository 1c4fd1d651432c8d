import Analysis
import ArgumentParser
import Canvas
import Domain
import Explorer
import Foundation
import Store

struct UnmergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unmerge",
    abstract: "Take a merge back, or restore one that was.",
    discussion: """
      The user is again the anonymous user it was, with its own sessions, events and
      properties; the profile is as if it had never come. Who did it, when and why
      stays in the history, and --undo restores the merge. All of it is one commit.

      EXAMPLES
        cairn unmerge 222 --reason "a shared phone" --store shop.db
        cairn unmerge --into guest --reason "no identity" --yes --store shop.db
        cairn unmerge --undo 222 --store shop.db
        cairn unmerge 222 --dry-run --store shop.db
      """)

  @Argument(help: ArgumentHelp("The raw user_id whose merge is meant.", valueName: "user_id"))
  var user: String?

  @Option(help: ArgumentHelp("All merges into this identity at once.", valueName: "identity"))
  var into: String?

  @Flag(help: "Restore what was taken back.")
  var undo = false

  @Option(help: "Why; kept in the history. Needed to take a merge back.")
  var reason: String?

  @Option(help: ArgumentHelp("Who does it. Default: $USER.", valueName: "name"))
  var by: String?

  @Flag(name: .shortAndLong, help: "Don't ask.")
  var yes = false

  @Flag(help: "Show both sides and change nothing.")
  var dryRun = false

  @OptionGroup var store: StoreOption
  @OptionGroup var environment: EnvironmentOption

  func validate() throws {
    switch (user, into) {
    case (nil, nil):
      throw ValidationError("say whose merge: a user_id, or --into IDENTITY for all of them")
    case (.some, .some):
      throw ValidationError("give a user_id or --into, not both")
    default: break
    }
    if !undo, !dryRun, reason?.trimmingCharacters(in: .whitespaces).isEmpty ?? true {
      throw ValidationError("--reason is missing: it is kept with the merge, for those who ask why")
    }
  }

  func run() throws {
    do {
      let preview = try store.withEngine(preview)
      guard let migrations = try confirmed(preview) else { return }
      try MergeChanges.apply(
        migrations, isInForce: undo, by: by ?? MergeChanges.author, reason: reason ?? "",
        toFile: store.path)
      put(TextWidth.shown(preview.doneText) + "\n")
    } catch {
      throw ShownError(error)
    }
  }

  private func preview(_ engine: Engine) throws -> MergePreview {
    let subject: MergeChange.Subject =
      try into.map { .identity(Identity(unchecked: $0)) }
      ?? .user(UserID(parsing: user ?? ""))
    let change = MergeChange(
      undo ? .restore : .takeBack, subject, in: try environment.environment(of: engine))
    return try waiting { try await engine.mergePreview(change) }
  }

  /// The migrations to change; nil where nothing is to be done.
  private func confirmed(_ preview: MergePreview) throws -> [Int]? {
    if dryRun {
      put(PreviewText.text(preview, width: TextOutput.width))
      return nil
    }
    if yes { return preview.migrations }
    guard isatty(0) != 0, isatty(1) != 0 else {
      throw ValidationError(
        "--yes is missing: without a terminal nobody can be asked. --dry-run shows both sides")
    }
    put(
      PreviewText.text(preview, width: TextOutput.width)
        + "\n\(undo ? "Restore" : "Take back")? [y/N] ")
    let answer = readLine()?.lowercased() ?? ""
    guard answer == "y" || answer == "yes" else {
      put("Nothing was changed.\n")
      return nil
    }
    return preview.migrations
  }
}

/// Both sides of a merge as text.
enum PreviewText {
  static func text(_ preview: MergePreview, width: Int) -> String {
    let table = PreviewTable(preview, users: 3)
    let rows = table.rows.map { row in [row.isChanged ? "*" : "", row.title] + row.cells }
    let alignments = Array(repeating: TextTable.Alignment.left, count: table.columns.count + 2)
    var lines = [TextWidth.shown(preview.title), ""]
    lines += TextTable.lines([["", ""] + table.columns] + rows, alignments, width: width)
    if table.moreUsers > 0 { lines += ["", "and \(table.moreUsers.counted("more user"))"] }
    for note in preview.notes { lines += ["", TextWidth.shown(note)] }
    return lines.joined(separator: "\n") + "\n"
  }
}
