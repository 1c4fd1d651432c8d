import ArgumentParser
import Domain
import Formats
import Foundation
import Ingest

/// Back-filling user properties from a table of people.
struct PropertyImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Set user properties from a CSV file, one user a row, as a CRM exports them.",
    discussion: """
      Every column that doesn't name the user or the time becomes a user property; empty cells
      set nothing. A user who isn't known yet is created. Rows that can't be used are reported
      and skipped, and the exit status is then 1.

      EXAMPLES
        cairn properties import people.csv --identity-column email --store shop.db
        cairn properties import people.csv --identity-column email --dry-run
        cairn properties import devices.csv --user-id-column visitor --time-column updated
      """)

  @Argument(help: ArgumentHelp("The file, or - for standard input.", valueName: "file"))
  var file: String

  @OptionGroup var store: StoreOption

  @Option(
    help: ArgumentHelp(
      "The column with the identities. Default: one called identity.", valueName: "column"))
  var identityColumn: String?

  @Option(
    help: ArgumentHelp(
      "The column with the user_ids. Default: one called user_id, where no identities are named. "
        + "With identities, a row makes the user_id part of the identity's profile.",
      valueName: "column"))
  var userIdColumn: String?

  @Option(
    help: ArgumentHelp(
      "The column with the time since when the values hold. Default: now.", valueName: "column"))
  var timeColumn: String?

  @Option(help: ArgumentHelp("The environment of the users.", valueName: "id"))
  var appId = "main"

  @Flag(help: "Say what would be done, and store nothing.")
  var dryRun = false

  @Flag(help: "Stop at the first row that can't be used, and store nothing.")
  var strict = false

  @Flag(help: "Import the file even if its content was imported before.")
  var again = false

  func validate() throws {
    let named = [identityColumn, userIdColumn, timeColumn].compactMap(\.self)
    if Set(named).count < named.count {
      throw ValidationError("one column can't be two of identity, user_id and time")
    }
    if timeColumn != nil, identityColumn == nil, userIdColumn == nil {
      throw ValidationError("--time-column needs --identity-column or --user-id-column beside it")
    }
  }

  func run() throws {
    let problems: Int
    do {
      problems = try FileImport(store: store.path, files: [file], options: options).run()
    } catch {
      throw ShownError(error)
    }
    if problems > 0 { throw ExitCode(1) }
  }

  private var options: Importer.Options {
    var reading = ImportOptions(format: .csv, rows: .userProperties, arrival: .now)
    reading.isStopped = { Interrupts.wereAsked }
    let roles: [(CSVColumns.Role, String?)] = [
      (.identity, identityColumn), (.user, userIdColumn), (.time, timeColumn),
    ]
    let choices = roles.compactMap { role, column in
      column.map { CSVColumns.Choice(role: role, column: $0) }
    }
    reading.columns = choices.isEmpty ? nil : CSVColumns(choices)
    var options = Importer.Options(reading: reading)
    options.environment = AppID(appId)
    options.isStrict = strict
    options.isDryRun = dryRun
    options.again = again
    return options
  }
}
