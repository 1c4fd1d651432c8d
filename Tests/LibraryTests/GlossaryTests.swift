import Analysis
import Domain
import Foundation
import Testing

@testable import Library

@Suite("Cohorts and defined events that use each other (R-G4)")
struct GlossaryTests {
  private func catalog(_ definitions: Definition...) throws -> DefinitionCatalog {
    try catalog(definitions)
  }

  private func catalog(_ definitions: [Definition]) throws -> DefinitionCatalog {
    DefinitionCatalog(
      try definitions.enumerated().map { index, definition in
        DefinitionSource(
          file: "\(index).yaml", kind: definition.kind, text: try definition.yaml())
      })
  }

  private func problems(_ definitions: Definition...) throws -> [String] {
    try catalog(definitions).problems.map(\.description)
  }

  @Test("Names are made in the order in which they need each other, not in that of the files")
  func order() throws {
    let catalog = try catalog(
      .cohort("A", "cohort:B and plan=Pro"), .cohort("B", "cohort:\"Z z\" or city=Oslo"),
      .cohort("Z z", "did:Use>=2"), .event("Use", "\"Deep Use\" | Export"),
      .event("Deep Use", "Invoice where amount>10"))
    #expect(catalog.problems.isEmpty)
    var whole = Glossary()
    whole.events["Deep Use"] = try EventSelector(parsing: "Invoice where amount>10")
    whole.events["Use"] = try EventSelector(parsing: "\"Deep Use\" | Export", glossary: whole)
    whole.cohorts["Z z"] = try UserFilter(parsing: "did:Use>=2", glossary: whole)
    whole.cohorts["B"] = try UserFilter(parsing: "cohort:\"Z z\" or city=Oslo", glossary: whole)
    whole.cohorts["A"] = try UserFilter(parsing: "cohort:B and plan=Pro", glossary: whole)
    #expect(catalog.glossary == whole)
    #expect(catalog.glossary.events["Use"]?.choices.map(\.name) == ["Invoice", "Export"])
  }

  @Test("A defined event may have the name of the event that it narrows")
  func narrowed() throws {
    let catalog = try catalog(
      .event("Purchase", "Purchase where revenue>0"), .event("Big", "Purchase where revenue>100"))
    #expect(catalog.problems.isEmpty)
    let purchase = try #require(catalog.glossary.events["Purchase"])
    #expect(purchase.choices.map(\.name) == ["Purchase"])
    let big = try #require(catalog.glossary.events["Big"]?.choices.first)
    #expect(!big.filter.matches(["revenue": 50]))
    #expect(big.filter.matches(["revenue": 150]))
  }

  @Test("A circle is told once with all its members, and takes what hangs on it along")
  func circle() throws {
    let catalog = try catalog(
      .cohort("A", "plan=Pro"), .cohort("B", "cohort:C"), .cohort("C", "not cohort:D"),
      .cohort("D", "cohort:B and x=1"), .cohort("E", "cohort:C"))
    #expect(
      catalog.problems.map(\.description) == [
        "1.yaml:2: 'where': these use each other in a circle: cohort 'B' → cohort 'C' → cohort 'D' "
          + "→ cohort 'B'",
        "4.yaml:2: 'where': uses cohort 'C', which has a problem of its own",
      ])
    #expect(catalog.glossary.cohorts.keys.sorted() == ["A"])
    #expect(catalog.entries.count == 5, "they can still be opened and mended")
    #expect(
      try problems(.event("P", "Q | X"), .event("Q", "P | Y")) == [
        "0.yaml:2: 'is': these use each other in a circle: defined event 'P' → defined event 'Q' → "
          + "defined event 'P'"
      ])
    #expect(
      try problems(.cohort("A", "cohort:A")) == ["0.yaml:2: 'where': cohort 'A' can't use itself"])
  }

  @Test("A filter or an event that can't be read is told with its file and line")
  func unreadable() throws {
    var trend = TrendDefinition(event: "Sign Up where")
    trend.filter = "plan="
    let told = try problems(
      .cohort("A", "plan=Pro and"), .event("B", "Purchase where revenue>"),
      .funnel("F", "Search", "Purchase where (x=1"),
      Definition(name: "T", about: "x", content: .trend(trend)))
    try #require(told.count == 4)
    #expect(told[0].hasPrefix("0.yaml:2: 'where': character 13: found the end, expected "))
    #expect(told[1].hasPrefix("1.yaml:2: 'is': character "))
    #expect(told[2].hasPrefix("2.yaml:4: 'step 2': character "))
    #expect(told[3].hasPrefix("3.yaml:3: 'event': character "))
  }

  @Test("A cohort that isn't there is told; an event that isn't defined is just an event")
  func missing() throws {
    let catalog = try catalog(
      .cohort("A", "cohort:Nope"), .cohort("B", "did:Nope"), .funnel("F", "Nope"))
    #expect(catalog.problems.count == 1)
    #expect(catalog.problems.first?.file == "0.yaml")
    #expect(
      catalog.problems.first?.message
        == "'where': character 8: found \"Nope\", expected the name of a cohort: \"B\"")
    #expect(catalog.glossary.cohorts.keys.sorted() == ["B"])
  }

  @Test("Who uses a name is known, before it is taken away")
  func uses() throws {
    let shelf = try Shelf()
    var trend = TrendDefinition(event: "Search")
    trend.filter = "cohort:\"A \\\"b\\\"\""
    for definition: Definition in [
      .event("Use", "Export"), .cohort("A \"b\"", "did:Use"), .funnel("F", "Use where x=1", "Buy"),
      .funnel("G", "Use again"), Definition(name: "T", content: .trend(trend)),
    ] {
      try shelf.library.save(definition)
    }
    #expect(shelf.library.problems.isEmpty)
    let cohort = try shelf.library.rename(.cohort("A \"b\"", ""), to: "C")
    #expect(cohort.map(\.definition.name) == ["T"])
    #expect(shelf.library.problems.count == 1, "the trend can't find its cohort")
    let event = try shelf.library.delete(.event("Use", ""))
    #expect(event.map(\.definition.name) == ["F", "C"])
    #expect(try shelf.library.delete(.funnel("F")).isEmpty)
  }

  @Test("Cohorts that double each other end in a message, not in all memory")
  func doubling() throws {
    let chain = (0..<40).map { index in
      Definition.cohort(
        "C\(index)", index == 0 ? "a=1" : "cohort:C\(index - 1) or cohort:C\(index - 1)")
    }
    let catalog = try catalog(chain)
    #expect(catalog.glossary.cohorts.count < 40)
    #expect(catalog.problems.first?.message.contains("at most 1000 are possible") == true)
  }

  @Test("A long chain of cohorts is read or told, whatever the order of the files")
  func chain() throws {
    let chain = (0..<200).map { index in
      Definition.cohort("C\(index)", index == 199 ? "a=1" : "not cohort:C\(index + 1)")
    }
    let catalog = try catalog(chain)
    #expect(catalog.glossary.cohorts.count + catalog.problems.count == 200)
  }

  @Test("Every definition of the sample shop can be read and used")
  func samples() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../sample-data/definitions").standardizedFileURL
    let library = DefinitionLibrary(folder: folder)
    #expect(library.problems.map(\.description) == [])
    let counts = Dictionary(grouping: library.definitions, by: \.kind).mapValues(\.count)
    #expect(counts == [.funnel: 3, .trend: 2, .cohort: 3, .event: 2])
    #expect(library.catalog.glossary.cohorts.count == 3)
    #expect(library.definitions.allSatisfy { !$0.about.isEmpty })
  }
}
