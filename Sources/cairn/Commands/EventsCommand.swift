import Analysis
import ArgumentParser
import Canvas
import Domain
import Explorer

struct EventsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "The stream of events, newest first, or the names of events with their counts.",
    discussion: """
      EXAMPLES
        cairn events --store shop.db --event Purchase --limit 20
        cairn events --store shop.db --names
        cairn events --store shop.db --range 24h --json
        cairn events --store shop.db --as-of 7d
      """)

  @OptionGroup var store: StoreOption
  @OptionGroup var environment: EnvironmentOption
  @OptionGroup var past: AsOfOption
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Only this event.", valueName: "name"))
  var event: String?

  @Option(
    help: ArgumentHelp(
      "all, 24h, 7d, 30d, 90d (counted back from the newest event), or FROM..TO.",
      valueName: "range"), transform: TimeRange.parse)
  var range: TimeRange = .all

  @Option(help: "How many events. Default: 100 as text, else all.")
  var limit: Int?

  @Flag(help: "List the names of events with how often and by how many users.")
  var names = false

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit is \(limit); expected 0 or more") }
  }

  func run() throws {
    do {
      try store.withEngine { engine in
        let questions = try past.questions(engine, isText: output.isText)
        try names ? printNames(questions) : printStream(questions)
      }
    } catch {
      throw ShownError(error)
    }
  }

  // MARK: Names

  private struct NameRecord: Encodable {
    let event: String
    let events: Int
    let users: Int
    let first_seen: String
    let last_seen: String
  }

  private func printNames(_ engine: any Questions) throws {
    let app = try environment.environment(of: engine)
    let uses = try waiting { try await engine.catalogue(in: app) }
    let width = uses.map { TextWidth.of(TextWidth.shown($0.name)) }.max() ?? 0
    if output.csv { put(CSVLines.line(["event", "events", "users", "first_seen", "last_seen"])) }
    for use in uses {
      if output.json {
        put(
          try JSONRecords.line(
            NameRecord(
              event: use.name, events: use.count, users: use.users,
              first_seen: use.firstSeen.description, last_seen: use.lastSeen.description)))
      } else if output.csv {
        put(
          CSVLines.line([
            use.name, String(use.count), String(use.users), use.firstSeen.description,
            use.lastSeen.description,
          ]))
      } else {
        let name = TextWidth.pad(TextWidth.shown(use.name), to: width)
        put(
          "\(name)  \(use.count.counted("event"))  \(use.users.counted("user"))  "
            + "last \(use.lastSeen.exact)\n")
      }
    }
  }

  // MARK: Stream

  /// Pages are asked for one after the other, so that any number of events needs little memory.
  private func printStream(_ engine: any Questions) throws {
    var remaining = limit ?? (output.isText ? 100 : .max)
    var question = EventsQuestion(limit: 0)
    question.environment = try environment.environment(of: engine)
    question.name = event
    question.range = range
    if output.csv {
      put(
        CSVLines.line([
          "time", "event", "kind", "user_id", "profile_id", "identity", "session_id", "properties",
        ]))
    }
    while remaining > 0 {
      question.limit = min(remaining, 5000)
      let page = try waiting { [question] in try await engine.events(question) }
      for row in page.rows { put(try line(row)) }
      if page.total == 0, let event {
        complain(
          TextWidth.shown("no event '\(event)' in this range; --names lists the names there are"))
      }
      remaining -= page.rows.count
      guard let next = page.next else { break }
      question.after = next
    }
  }

  private func line(_ row: EventRow) throws -> String {
    if output.json { return try JSONRecords.line(EventRecord(row: row)) }
    if output.csv {
      let properties = try JSONRecords.line(row.properties.mapValues(ValueRecord.init))
      return CSVLines.line([
        row.time.description, row.name, "\(row.kind)", row.user.description,
        row.profile.description, row.identity?.value ?? "", row.session?.description ?? "",
        String(properties.dropLast()),
      ])
    }
    let properties = row.properties.sorted { $0.key < $1.key }
      .map { "\($0.key)=\($0.value.text)" }.joined(separator: " ")
    return TextWidth.shown("\(row.time)  \(row.name)  \(row.userName)  \(properties)") + "\n"
  }
}
