import Analysis
import ArgumentParser
import Canvas
import Domain
import Explorer
import Foundation
import Store

struct AccountsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accounts",
    abstract: "Accounts: groups of users, with their own properties.",
    discussion: """
      A user belongs to the account that one user property names: 'Account ID'
      unless another one was chosen.

      EXAMPLES
        cairn accounts --store shop.db
        cairn accounts members acme --store shop.db --json
        cairn accounts --set-property company --store shop.db
      """,
    subcommands: [List.self, Members.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Every account, those with the most members first.")

    @OptionGroup var store: StoreOption
    @OptionGroup var environment: EnvironmentOption
    @OptionGroup var output: OutputOptions

    @Option(
      help: ArgumentHelp(
        "From now on, this user property names the account of each user.", valueName: "name"))
    var setProperty: String?

    func validate() throws {
      guard let setProperty else { return }
      if setProperty.isBlank || InitialProperty.isName(setProperty) {
        throw ValidationError(
          "--set-property is '\(setProperty)'; expected a user property, which an Initial one is not"
        )
      }
    }

    func run() throws {
      do {
        if let setProperty { try choose(setProperty) }
        try store.withEngine(print)
      } catch {
        throw ShownError(error)
      }
    }

    private func choose(_ property: String) throws {
      guard FileManager.default.fileExists(atPath: store.path) else {
        throw ValidationError("there is no store at \(store.path)")
      }
      let store = try Store.openForWriting(store.path)
      defer { try? store.close() }
      let writer = try Writer(store)
      writer.setAccountProperty(property)
      try writer.commit()
    }

    private func print(_ engine: Engine) throws {
      let app = try environment.environment(of: engine)
      let rows = try waiting { try await engine.accounts(in: app) }
      if output.json {
        for row in rows { put(try JSONRecords.line(AccountLine(row: row))) }
      } else if output.csv {
        put(Self.csv(rows))
      } else {
        let overview = try waiting { try await engine.overview() }
        put(Self.text(rows, overview))
      }
    }

    private static func text(_ rows: [AccountRow], _ overview: Overview) -> String {
      let property = TextWidth.shown(overview.accountProperty)
      let heading = "\(rows.count.counted("account")) · by the user property \(property)\n"
      if rows.isEmpty { return heading }
      let hasSeveral = overview.environments.count > 1
      let titles =
        ["Account"] + (hasSeveral ? ["Environment"] : []) + ["Members", "First seen", "Properties"]
      let cells = rows.map { row -> [String] in
        let properties = row.account.properties.sorted { $0.key < $1.key }
        return [row.account.id.value] + (hasSeveral ? [row.environment.value] : []) + [
          row.members.grouped, row.firstSeen.exact,
          properties.map { "\($0.key)=\($0.value.text)" }.joined(separator: ", "),
        ]
      }
      let alignments: [TextTable.Alignment] =
        [.left] + (hasSeveral ? [.left] : []) + [.right, .left, .left]
      let lines = TextTable.lines([titles] + cells, alignments, width: TextOutput.width)
      return heading + "\n" + lines.joined(separator: "\n") + "\n"
    }

    private static func csv(_ rows: [AccountRow]) -> String {
      let keys = Set(rows.flatMap(\.account.properties.keys)).sorted()
      var text = CSVLines.line(["account_id", "app_id", "members", "first_seen"] + keys)
      for row in rows {
        text += CSVLines.line(
          [
            row.account.id.value, row.environment.value, String(row.members),
            row.firstSeen.description,
          ] + keys.map { row.account.properties[$0]?.text ?? "" })
      }
      return text
    }
  }

  struct Members: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The users who belong to an account, as 'cairn users' shows them.")

    @Argument(help: "The account's id.")
    var account: String

    @OptionGroup var store: StoreOption
    @OptionGroup var environment: EnvironmentOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      do {
        try store.withEngine(print)
      } catch {
        throw ShownError(error)
      }
    }

    private func print(_ engine: Engine) throws {
      var question = UsersQuestion(limit: output.isText ? 100 : .max)
      question.environment = try environment.environment(of: engine)
      let id = AccountID(unchecked: account)
      question.members = .account(id)
      let page = try waiting { [question] in try await engine.users(question) }
      if page.matching == 0 {
        let known = try waiting { [question] in
          try await engine.accounts(in: question.environment)
        }
        guard known.contains(where: { $0.account.id == id }) else {
          throw ValidationError("there is no account '\(account)'; 'cairn accounts' lists them")
        }
      }
      try UsersCommand.put(page, output)
    }
  }
}

/// An account of the list as JSON.
private struct AccountLine: Encodable {
  let row: AccountRow

  enum Key: String, CodingKey {
    case members
    case appID = "app_id"
    case firstSeen = "first_seen"
  }

  func encode(to encoder: any Encoder) throws {
    try AccountRecord(account: row.account).encode(to: encoder)
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(row.environment.value, forKey: .appID)
    try fields.encode(row.members, forKey: .members)
    try fields.encode(row.firstSeen.description, forKey: .firstSeen)
  }
}
