import Analysis
import ArgumentParser
import Canvas
import Domain
import Explorer
import Foundation
import Library

struct CohortsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cohorts",
    abstract: "Saved cohorts, and how many users are in one from day to day.",
    discussion: """
      EXAMPLES
        cairn cohorts
        cairn cohorts size 'Paying customers' --store shop.db --range 90d
        cairn cohorts size 'Paying customers' --store shop.db --time-zone Europe/Berlin --json
      """,
    subcommands: [List.self, Size.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The cohorts that are saved.")

    @OptionGroup var folder: DefinitionsOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      do {
        let cohorts = try folder.toldLibrary().catalog.entries.filter {
          $0.definition.kind == .cohort
        }
        if output.csv { put(CSVLines.line(["name", "where", "about"])) }
        let width = cohorts.map { TextWidth.of($0.definition.name) }.max() ?? 0
        for cohort in cohorts {
          let (name, about) = (cohort.definition.name, cohort.definition.about)
          guard case .cohort(let filter) = cohort.definition.content else { continue }
          if output.json {
            put(try JSONRecords.line(DefinitionRecord(entry: cohort)))
          } else if output.csv {
            put(CSVLines.line([name, filter, about]))
          } else {
            put("\(TextWidth.pad(name, to: width))  \(TextWidth.shown(filter))\n")
          }
        }
      } catch {
        throw ShownError(error)
      }
    }
  }

  struct Size: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "How many users are in a cohort on each day.",
      discussion: """
        What users did (did: … in 30d) counts as of the first moment of each day; what they have, as \
        everywhere, as it is now.
        """)

    @Argument(help: "The name of a cohort.")
    var name: String

    @OptionGroup var folder: DefinitionsOption
    @OptionGroup var store: StoreOption
    @OptionGroup var environment: EnvironmentOption
    @OptionGroup var past: AsOfOption
    @OptionGroup var output: OutputOptions

    @Option(
      help: ArgumentHelp(
        "Days of: all, 7d, 30d, 90d (counted back from the newest event), or FROM..TO.",
        valueName: "range"), transform: TimeRange.parse)
    var range: TimeRange = .lastDays(30)

    @Option(
      help: ArgumentHelp(
        "Where days begin at midnight, such as Europe/Berlin.", valueName: "zone"))
    var timeZone = "UTC"

    private struct Record: Encodable {
      let cohort: String
      let day: String
      let start: String
      let users: Int
    }

    func run() throws {
      do {
        guard let zone = TimeZone(identifier: timeZone) else {
          throw ValidationError(
            "--time-zone \(timeZone) is no time zone; expected one such as Europe/Berlin")
        }
        let library = try folder.toldLibrary()
        _ = try library.find(name, .cohort)
        guard let filter = library.catalog.glossary.cohorts[name] else {
          throw ValidationError("the cohort '\(name)' can't be used before its file is mended")
        }
        try store.withEngine { engine in
          let questions = try past.questions(engine, zone: timeZone, isText: output.isText)
          try print(filter, zone, questions)
        }
      } catch {
        throw ShownError(error)
      }
    }

    private func print(_ filter: UserFilter, _ zone: TimeZone, _ engine: any Questions) throws {
      var question = CohortSizeQuestion(filter: filter)
      question.environment = try environment.environment(of: engine)
      question.timeZone = timeZone
      question.range = range
      let sizes = try waiting { [question] in try await engine.cohortSizes(question) }
      if output.csv { put(CSVLines.line(["day", "users"])) }
      let width = sizes.map { $0.users.grouped.count }.max() ?? 0
      for size in sizes {
        let day = size.day.day(in: zone)
        if output.json {
          put(
            try JSONRecords.line(
              Record(cohort: name, day: day, start: size.day.description, users: size.users)))
        } else if output.csv {
          put(CSVLines.line([day, String(size.users)]))
        } else {
          put("\(day)  \(TextWidth.pad(size.users.grouped, to: width, alignment: .right))\n")
        }
      }
    }
  }
}

extension Timestamp {
  /// The day by the calendar of a time zone, `2026-01-05`.
  func day(in zone: TimeZone) -> String {
    let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    let seconds = Int64(zone.secondsFromGMT(for: date))
    return advanced(seconds: seconds).day
  }
}
