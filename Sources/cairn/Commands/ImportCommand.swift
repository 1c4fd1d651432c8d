import ArgumentParser
import Domain
import Formats
import Foundation
import Ingest
import Store

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Load files of calls, Segment messages or CSV rows into a store.",
    discussion: """
      The format is told from the first lines; gzip is unpacked; - is standard
      input. Lines that can't be used are reported and skipped, and the exit
      status is then 1. docs/file-format.md describes the formats.

      EXAMPLES
        cairn import calls.jsonl more.jsonl.gz --store shop.db
        cairn import events.csv --columns user=uid,event=action,time=at
        cairn import events.csv --columns user=uid,user:plan=tier
        zcat segment.jsonl.gz | cairn import - --format segment --strict
      """)

  @Argument(help: ArgumentHelp("Files, or - for standard input.", valueName: "file"))
  var files: [String]

  @OptionGroup var store: StoreOption

  @Option(help: ArgumentHelp("auto, calls, segment or csv.", valueName: "format"))
  var format = FormatChoice.auto

  @Option(
    help: ArgumentHelp(
      "Which CSV columns mean what: user=, identity=, event=, time=, session=, user:NAME=, "
        + "property:NAME=; columns that aren't named become event properties.",
      valueName: "mapping"))
  var columns: String?

  @Option(help: ArgumentHelp("The environment of lines that name none.", valueName: "id"))
  var appId = "main"

  @Option(
    help: ArgumentHelp(
      "The zone of times that name none, such as Europe/Berlin. Default: UTC.", valueName: "zone"))
  var timeZone: String?

  @Flag(help: "Stop at the first line that can't be used, and store nothing of that file.")
  var strict = false

  @Flag(help: "Refuse identities such as 'guest' that many people would share.")
  var strictIdentities = false

  @Flag(help: "Import files even if their content was imported before.")
  var again = false

  @Flag(help: "Say after each commit how many lines are safely stored.")
  var verbose = false

  enum FormatChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, calls, segment, csv

    var format: ImportFormat? { ImportFormat(rawValue: rawValue) }
  }

  func validate() throws {
    if files.isEmpty { throw ValidationError("name a file to import, or - for standard input") }
    if files.filter({ $0 == "-" }).count > 1 {
      throw ValidationError("standard input (-) can be read only once")
    }
  }

  func run() throws {
    let problems: Int
    do {
      problems = try importAll()
    } catch {
      throw ShownError(error)
    }
    if problems > 0 { throw ExitCode(1) }
  }

  /// How many lines could not be used.
  private func importAll() throws -> Int {
    try FileImport(
      store: store.path, files: files, options: try options(), isVerbose: verbose
    ).run()
  }

  private func options() throws -> Importer.Options {
    var reading = ImportOptions(format: format.format, arrival: .now)
    reading.isStopped = { Interrupts.wereAsked }
    reading.columns = try columns.map { (text) throws in try CSVColumns(parsing: text) }
    if let timeZone {
      guard let zone = TimeZone(identifier: timeZone) else {
        throw ValidationError(
          "'\(timeZone)' is not a time zone; expected a name such as Europe/Berlin")
      }
      reading.zone = { local in Self.offset(of: local, in: zone) }
    }
    var options = Importer.Options(reading: reading)
    options.environment = AppID(appId)
    options.identityPolicy = strictIdentities ? .reject : .perform
    options.isStrict = strict
    options.again = again
    return options
  }

  /// Seconds east of UTC of a local clock; of an hour that occurs twice, the first.
  private static func offset(of local: Int64, in zone: TimeZone) -> Int64 {
    func offset(_ milliseconds: Int64) -> Int64 {
      Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(milliseconds) / 1000)))
    }
    let before = offset(local - 86_400_000)
    if offset(local - before * 1000) == before { return before }
    return offset(local - offset(local) * 1000)
  }
}
