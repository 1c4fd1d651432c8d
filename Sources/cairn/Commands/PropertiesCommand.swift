import Analysis
import ArgumentParser
import Domain
import Explorer
import Foundation

struct PropertiesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "properties",
    abstract:
      "Every property of users, accounts and events; and importing user properties, as from a CRM.",
    discussion: """
      EXAMPLES
        cairn properties --store shop.db
        cairn properties user --json --store shop.db | jq .property
        cairn properties import people.csv --identity-column email --store shop.db
      """,
    subcommands: [PropertyList.self, PropertyImport.self],
    defaultSubcommand: PropertyList.self)
}

/// The catalogue of properties.
struct PropertyList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Every property: who has it, its types and most frequent values.",
    discussion: """
      User properties are counted over users, by the value in force now, and so are those of the
      accounts that users belong to; event properties over events.

      EXAMPLES
        cairn properties --store shop.db
        cairn properties user --json --store shop.db | jq .property
        cairn properties user --store shop.db --as-of 2026-01-31
      """)

  enum Owner: String, CaseIterable, ExpressibleByArgument {
    case user, account, event

    /// Who is counted that has the property.
    var counted: String { self == .event ? "event" : "user" }
  }

  @OptionGroup var store: StoreOption
  @OptionGroup var environment: EnvironmentOption
  @OptionGroup var past: AsOfOption
  @OptionGroup var output: OutputOptions

  @Argument(help: ArgumentHelp("user, account or event. Default: all.", valueName: "owner"))
  var owner: Owner?

  func run() throws {
    do {
      try store.withEngine { engine in
        try print(try past.questions(engine, isText: output.isText))
      }
    } catch {
      throw ShownError(error)
    }
  }

  private func print(_ engine: any Questions) throws {
    let app = try environment.environment(of: engine)
    let catalogue = try waiting { try await engine.propertyCatalogue(in: app) }
    if output.csv {
      put(
        CSVLines.line([
          "of", "property", "count", "share", "strings", "numbers", "booleans", "distinct", "top",
        ]))
    }
    var sections: [String] = []
    for owner in Owner.allCases where self.owner == nil || self.owner == owner {
      let entries =
        switch owner {
        case .user: catalogue.user
        case .account: catalogue.account
        case .event: catalogue.event
        }
      let total = owner == .event ? catalogue.events : catalogue.users
      if output.isText {
        // Most stores have no accounts.
        if owner == .account, entries.isEmpty, self.owner == nil { continue }
        sections.append(Self.text(owner, entries, total))
      } else {
        for entry in entries { put(try line(owner, entry, total)) }
      }
    }
    if output.isText { put(sections.joined(separator: "\n")) }
  }

  // MARK: Text

  private static func text(_ owner: Owner, _ entries: [PropertyEntry], _ total: Int) -> String {
    let heading =
      "\(owner.rawValue.capitalized) properties · \(total.counted(owner.counted))"
    if entries.isEmpty { return "\(heading)\n\nNone.\n" }
    let rows = entries.map { entry in
      [
        entry.key, entry.count.grouped, percent(entry.count, of: total), types(entry),
        entry.distinct.grouped,
        entry.topValues.map { "\($0.value.text) (\($0.count.grouped))" }.joined(separator: ", "),
      ]
    }
    let titles = ["Property", owner.counted.capitalized + "s", "Share", "Type", "Distinct"]
    let lines = TextTable.lines(
      [titles + ["Top values"]] + rows, [.left, .right, .right, .left, .right, .left],
      width: TextOutput.width)
    return "\(heading)\n\n" + lines.joined(separator: "\n") + "\n"
  }

  private static func percent(_ count: Int, of total: Int) -> String {
    let share = Double(count) / Double(max(1, total))
    if count > 0, share < 0.001 { return "<0.1%" }
    let tenths = Int((share * 1000).rounded(.down))
    return "\(tenths / 10).\(tenths % 10)%"
  }

  /// The types of its values, the most frequent first.
  private static func types(_ entry: PropertyEntry) -> String {
    [("string", entry.strings), ("number", entry.numbers), ("boolean", entry.booleans)]
      .filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }.map(\.0).joined(separator: ", ")
  }

  // MARK: Records

  private struct Record: Encodable {
    let of: String
    let property: String
    let count: Int
    let share: Double
    let strings: Int
    let numbers: Int
    let booleans: Int
    let distinct: Int
    let top: [Top]
  }

  private struct Top: Encodable {
    let value: ValueRecord
    let count: Int
  }

  private func line(_ owner: Owner, _ entry: PropertyEntry, _ total: Int) throws -> String {
    let record = Record(
      of: owner.rawValue, property: entry.key, count: entry.count,
      share: Double(entry.count) / Double(max(1, total)), strings: entry.strings,
      numbers: entry.numbers, booleans: entry.booleans, distinct: entry.distinct,
      top: entry.topValues.map { Top(value: ValueRecord(value: $0.value), count: $0.count) })
    if output.json { return try JSONRecords.line(record) }
    // As in JSON: values may hold any separator.
    let top = try JSONRecords.line(record.top).dropLast()
    return CSVLines.line([
      record.of, record.property, String(record.count), String(record.share),
      String(record.strings), String(record.numbers), String(record.booleans),
      String(record.distinct), String(top),
    ])
  }
}
