import Analysis
import ArgumentParser
import Canvas
import Foundation
import Library

struct DefinitionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "definitions",
    abstract: "Saved funnels, trends, cohorts and defined events.",
    discussion: """
      They are files that a team can share (docs/definitions.md).

      EXAMPLES
        cairn definitions
        cairn definitions show Checkout
        cairn definitions rename Checkout 'Checkout, spring' --kind funnel
        cairn definitions --definitions ~/team/definitions --json
      """,
    subcommands: [List.self, Show.self, Rename.self, Delete.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What is saved, and in which files.")

    @OptionGroup var folder: DefinitionsOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      let library: DefinitionLibrary
      do {
        library = try folder.library()
        try print(library)
      } catch {
        throw ShownError(error)
      }
      library.problems.complain()
      if !library.problems.isEmpty { throw ExitCode(1) }
    }

    private func print(_ library: DefinitionLibrary) throws {
      let entries = library.catalog.entries
      if output.json {
        for entry in entries { put(try JSONRecords.line(DefinitionRecord(entry: entry))) }
      } else if output.csv {
        put(CSVLines.line(["kind", "name", "about", "file"]))
        for entry in entries {
          let definition = entry.definition
          put(
            CSVLines.line([
              definition.kind.rawValue, definition.name, definition.about, entry.file,
            ]))
        }
      } else {
        let names = entries.map { TextWidth.shown($0.definition.name) }
        let width = names.map { TextWidth.of($0) }.max() ?? 0
        for (entry, name) in zip(entries, names) {
          let kind = TextWidth.pad(entry.definition.kind.rawValue, to: 6)
          put("\(kind)  \(TextWidth.pad(name, to: width))  \(TextWidth.shown(entry.file))\n")
          let about = entry.definition.about
          if !about.isEmpty { put("        \(TextWidth.shown(about))\n") }
        }
        if entries.isEmpty {
          put(
            "Nothing is saved in \(TextWidth.shown(library.folder.filePath)) "
              + "(docs/definitions.md)\n")
        }
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The file of a definition, as it is written.")

    @OptionGroup var named: NamedDefinition

    @Flag(name: .long, help: "One JSON object.")
    var json = false

    func run() throws {
      do {
        let entry = try named.find().entry
        if json {
          put(try JSONRecords.line(DefinitionRecord(entry: entry)))
          return
        }
        let text = try String(contentsOfFile: entry.file, encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // What goes into a file or a pipe is the file itself.
        put(
          isatty(1) == 0
            ? text : lines.map { TextWidth.shown(String($0)) }.joined(separator: "\n"))
      } catch {
        throw ShownError(error)
      }
    }
  }

  struct Rename: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a definition another name; what else its file says stays.")

    @OptionGroup var named: NamedDefinition

    @Argument(help: "The name that it is to have.")
    var newName: String

    func run() throws {
      do {
        let (library, entry) = try named.find()
        let orphans = try library.rename(entry.definition, to: newName)
        let file = library.catalog[entry.definition.kind, newName]?.file ?? entry.file
        let new = DefinitionKey(entry.definition.kind, newName)
        put(TextWidth.shown("\(entry.key) is now \(new), in \(file)") + "\n")
        if let warning = orphans.warning { complain(TextWidth.shown(warning)) }
      } catch {
        throw ShownError(error)
      }
    }
  }

  struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Delete a definition's file.")

    @OptionGroup var named: NamedDefinition

    func run() throws {
      do {
        let (library, entry) = try named.find()
        let orphans = try library.delete(entry.definition)
        put(TextWidth.shown("deleted \(entry.key), \(entry.file)") + "\n")
        if let warning = orphans.warning { complain(TextWidth.shown(warning)) }
      } catch {
        throw ShownError(error)
      }
    }
  }
}

/// One definition by its name.
struct NamedDefinition: ParsableArguments {
  @Argument(help: "The name of a definition.")
  var name: String

  @Option(help: "funnel, trend, cohort or event: needed where several kinds have the name.")
  var kind: Definition.Kind?

  @OptionGroup var folder: DefinitionsOption

  func find() throws -> (library: DefinitionLibrary, entry: SavedDefinition) {
    let library = try folder.library()
    return (library, try library.find(name, kind))
  }
}

extension Definition.Kind: ExpressibleByArgument {}

/// A definition as JSON; absent is what its file doesn't say.
struct DefinitionRecord: Encodable {
  let entry: SavedDefinition

  enum Key: String, CodingKey {
    case kind, name, about, file
    case steps, by, within, per, range, event, count, interval
    case filter = "where"
    case timeZone = "time_zone"
    case events = "is"
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    func text(_ text: String, _ key: Key) throws {
      if !text.isEmpty { try fields.encode(text, forKey: key) }
    }
    let definition = entry.definition
    try fields.encode(definition.kind.rawValue, forKey: .kind)
    try fields.encode(definition.name, forKey: .name)
    try fields.encode(definition.about, forKey: .about)
    try fields.encode(entry.file, forKey: .file)
    switch definition.content {
    case .funnel(let funnel):
      try fields.encode(funnel.steps, forKey: .steps)
      try text(funnel.by, .by)
      try text(funnel.within, .within)
      try text(funnel.per, .per)
      try text(funnel.filter, .filter)
      try text(funnel.range, .range)
    case .trend(let trend):
      try text(trend.event, .event)
      try text(trend.showsUsers ? "users" : "events", .count)
      try text(trend.interval.rawValue, .interval)
      try text(trend.by, .by)
      try text(trend.filter, .filter)
      try text(trend.range, .range)
      try text(trend.timeZone, .timeZone)
    case .cohort(let filter): try text(filter, .filter)
    case .event(let events): try text(events, .events)
    }
  }
}
