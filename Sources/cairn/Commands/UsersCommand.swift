import Analysis
import ArgumentParser
import Domain
import Explorer
import Foundation

struct UsersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "users",
    abstract: "The List view: users with their sessions, events and properties.",
    discussion: """
      EXAMPLES
        cairn users --store shop.db --where 'plan=Startup and last_seen<7d'
        cairn users --store shop.db --range 7d --sort events --properties plan,city
        cairn users --store shop.db --json | jq .name
        cairn users --store shop.db --as-of 2026-01-31
      """)

  @OptionGroup var store: StoreOption
  @OptionGroup var environment: EnvironmentOption
  @OptionGroup var past: AsOfOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var definitions: DefinitionsOption

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Users who match: words of their name, plan=Startup, events>10, did:\"Purchase\" in 30d …",
      valueName: "filter"))
  var filter = ""

  @Option(
    help: ArgumentHelp(
      "Users active in: all, 24h, 7d, 30d, 90d (counted back from the newest event), or FROM..TO.",
      valueName: "range"), transform: TimeRange.parse)
  var range: TimeRange = .all

  @Option(
    help: ArgumentHelp(
      "last_seen, first_seen, name, kind, user_id, sessions, events, merged or a property; "
        + "append :asc or :desc.", valueName: "column"))
  var sort = UserSort()

  @Option(help: "User properties to show as columns, separated by commas.")
  var properties = ""

  @Option(help: "How many users. Default: 100 as text, else all.")
  var limit: Int?

  @Option(help: "How many users to pass over first.")
  var offset = 0

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit is \(limit); expected 0 or more") }
    if offset < 0 { throw ValidationError("--offset is \(offset); expected 0 or more") }
  }

  func run() throws {
    let filter = try UserFilter(
      option: "--where", filter, glossary: try definitions.glossary())
    do {
      try store.withEngine { try print($0, filter) }
    } catch {
      throw ShownError(error)
    }
  }

  private func print(_ engine: Engine, _ filter: UserFilter) throws {
    var question = UsersQuestion(limit: limit ?? (output.isText ? 100 : .max))
    question.environment = try environment.environment(of: engine)
    try checkSort(engine)
    let moment = try past.moment(engine)
    if output.isText, let moment { AsOfOption.announce(moment) }
    let questions = engine.asOf(moment)
    question.range = range
    question.offset = offset
    question.filter = filter
    question.sort = sort
    let page = try waiting { [question] in try await questions.users(question) }
    if page.matching == 0 { try filter.complainOfUnknownNames(engine) }
    try Self.put(
      page, output, properties: properties.split(separator: ",").map(String.init), range: range,
      now: moment ?? .now)
  }

  /// Prints a page of users in the form asked for.
  static func put(
    _ page: UsersPage, _ output: OutputOptions, properties: [String] = [],
    range: TimeRange = .all, now: Timestamp = .now
  ) throws {
    if output.json {
      for row in page.rows { cairn.put(try JSONRecords.line(UserRecord(row: row))) }
    } else if output.csv {
      cairn.put(csv(page, properties))
    } else {
      cairn.put(
        ListText.render(
          page, width: TextOutput.width, now: now, properties: properties, range: range))
    }
  }

  private func checkSort(_ engine: Engine) throws {
    guard case .property(let key) = sort.column else { return }
    let known = try waiting { try await engine.userProperties() }
    guard known.contains(key) else {
      throw ValidationError(
        "--sort \(key): no user has such a property; expected last_seen, first_seen, name, kind, "
          + "user_id, sessions, events, merged or a property"
          + (known.isEmpty ? "" : ": \(known.joined(separator: ", "))"))
    }
  }

  /// Without a choice of columns, every property that occurs gets one.
  private static func csv(_ page: UsersPage, _ chosen: [String]) -> String {
    let properties = chosen.isEmpty ? Set(page.rows.flatMap(\.properties.keys)).sorted() : chosen
    var text = CSVLines.line(
      ["user_id", "identity", "name", "first_seen", "last_seen", "events", "sessions", "merged"]
        + properties)
    for row in page.rows {
      let fixed = [
        row.id.description, row.identity?.value ?? "", row.name, row.firstSeen.description,
        row.lastSeen?.description ?? "", String(row.events), String(row.sessions),
        row.merged.map(\.description).joined(separator: " "),
      ]
      text += CSVLines.line(fixed + properties.map { row.properties[$0]?.text ?? "" })
    }
    return text
  }
}

/// Text for people.
enum TextOutput {
  /// The width of the terminal; wide enough for every column where there is none.
  static var width: Int {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 160 }
    return Int(size.ws_col)
  }
}
