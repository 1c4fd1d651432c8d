import Analysis
import ArgumentParser
import Domain
import Explorer

struct MergesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merges",
    abstract: "The history of merges: which user_id became part of whom, when and how.",
    discussion: """
      Merges that were taken back stay in the list. 'lost' are the property values
      that are not the profile's because the other side wrote later.

      EXAMPLES
        cairn merges --store shop.db
        cairn merges --identity alice@example.com --store shop.db
        cairn merges --taken-back --json --store shop.db
      """)

  @OptionGroup var store: StoreOption
  @OptionGroup var environment: EnvironmentOption
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Only merges into this identity.", valueName: "identity"))
  var identity: String?

  @Option(
    help: ArgumentHelp(
      "Only merges of this user_id, or into the profile of this id.", valueName: "id"))
  var userId: String?

  @Flag(help: "Only merges that were taken back.")
  var takenBack = false

  @Flag(help: "The oldest first.")
  var oldestFirst = false

  @Option(help: "How many merges. Default: 100 as text, else all.")
  var limit: Int?

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit is \(limit); expected 0 or more") }
  }

  func run() throws {
    do {
      try store.withEngine(print)
    } catch {
      throw ShownError(error)
    }
  }

  private func print(_ engine: Engine) throws {
    var question = MergesQuestion(limit: limit ?? (output.isText ? 100 : .max))
    question.environment = try environment.environment(of: engine)
    question.identity = identity.map { Identity(unchecked: $0) }
    question.user = try userId.map { try UserID(parsing: $0) }
    question.isInForce = takenBack ? false : nil
    question.newestFirst = !oldestFirst
    let page = try waiting { [question] in try await engine.merges(question) }
    if output.json {
      for row in page.rows { put(try JSONRecords.line(MergeRecord(row: row))) }
    } else if output.csv {
      put(MergesText.csv(page))
    } else {
      put(MergesText.text(page, width: TextOutput.width))
    }
  }
}
