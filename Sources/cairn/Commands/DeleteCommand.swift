import Analysis
import ArgumentParser
import Domain
import Formats
import Foundation
import Store

struct DeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Delete people for good: their profiles, events, sessions and properties.",
    discussion: """
      Everything of a person goes, in all environments: the profile and every
      user_id that merged into it. It can't be undone. On a terminal you see who
      is meant and are asked; a script says --yes. docs/deletion.md tells more.

      A list holds one item a line, or the body of a deletion request:
        {"user_id": 1565941335949135}
        {"identity": "alice@example.com"}
        {"users": [{"user_id": "333"}, {"identity": "bob@example.com"}]}

      EXAMPLES
        cairn delete --identity alice@example.com --store shop.db
        cairn delete --user-id 333 --user-id 444 --dry-run
        cairn delete --file people.jsonl --yes --json
      """)

  @Option(
    name: .customLong("identity"),
    help: ArgumentHelp("A person by identity; may be repeated.", valueName: "identity"))
  var identities: [String] = []

  @Option(
    name: .customLong("user-id"),
    help: ArgumentHelp(
      "A person by any of their user_ids; may be repeated.", valueName: "user_id"))
  var userIDs: [String] = []

  @Option(help: ArgumentHelp("A file that lists people, or - for standard input."))
  var file: String?

  @OptionGroup var store: StoreOption

  @Flag(help: "Show who would be deleted, and delete nobody.")
  var dryRun = false

  @Flag(name: .shortAndLong, help: "Delete without asking.")
  var yes = false

  @Flag(help: "The outcome as a JSON object; with --dry-run, one object a profile.")
  var json = false

  func validate() throws {
    if identities.isEmpty, userIDs.isEmpty, file == nil {
      throw ValidationError("name somebody with --identity or --user-id, or a list with --file")
    }
    if dryRun, yes { throw ValidationError("--dry-run deletes nobody, so --yes has no meaning") }
    _ = try named()
  }

  func run() throws {
    do {
      let users = try listed()
      if dryRun { return try show(try preview(users)) }
      try confirm(users)
      let deletion = try delete(users)
      put(
        json
          ? try JSONRecords.line(DeletionRecord(deletion: deletion)) : DeletionText.done(deletion))
      guard deletion.isErased else { throw DeletionText.unfinished(store.path) }
    } catch let code as ExitCode {
      throw code
    } catch {
      throw ShownError(error)
    }
  }

  // MARK: Who

  /// Those whom options name.
  private func named() throws -> [Subject] {
    let ids = try userIDs.map { text in
      do { return Subject.user(try UserID(parsing: text)) } catch {
        throw ValidationError("--user-id: \(error)")
      }
    }
    return try ids
      + identities.map { text in
        do { return Subject.identity(try Identity(.string(text), side: .server)) } catch {
          throw ValidationError("--identity: \(error)")
        }
      }
  }

  private func listed() throws -> [Subject] {
    guard let file else { return try DeletionRequest(try named()).users }
    let name = file == "-" ? "standard input" : file
    let text =
      file == "-"
      ? try FileHandle.standardInput.readToEnd() ?? Data()
      : try Data(contentsOf: URL(filePath: file))
    do {
      return try DeletionRequest(try named() + DeletionList.read(Array(text)).users).users
    } catch {
      throw DeletionText.Problem("\(name): \(error)")
    }
  }

  private func preview(_ users: [Subject]) throws -> DeletionPreview {
    try store.withEngine { engine in try waiting { try await engine.deletion(of: users) } }
  }

  private func show(_ preview: DeletionPreview) throws {
    guard json else { return put(DeletionText.preview(preview)) }
    for row in preview.profiles { put(try JSONRecords.line(UserRecord(row: row))) }
    if !preview.unknown.isEmpty { complain(DeletionText.unknown(preview.unknown)) }
  }

  // MARK: Whether

  /// Goes on only where somebody said so.
  private func confirm(_ users: [Subject]) throws {
    if yes { return }
    guard isatty(0) == 1, isatty(2) == 1 else {
      throw DeletionText.Problem(
        "nobody can be asked here, so nothing was deleted; --yes deletes without asking, "
          + "--dry-run shows who would be deleted")
    }
    let preview = try preview(users)
    complain(DeletionText.preview(preview))
    guard !preview.profiles.isEmpty else { throw ExitCode.success }
    complain("This can't be undone. Type yes to delete: ", terminator: "")
    guard readLine()?.trimmingCharacters(in: .whitespaces).lowercased() == "yes" else {
      complain("Nothing was deleted.")
      throw ExitCode.failure
    }
  }

  private func delete(_ users: [Subject]) throws -> Deletion {
    let store = try Store.openForWriting(store.path, creating: false)
    defer { try? store.close() }
    return try store.delete(users)
  }
}
