import Analysis
import Foundation
import Testing

@testable import Library

@Suite("A folder of definitions")
struct LibraryTests {
  private static let builtIn = DefinitionSource(
    file: "sample-data/definitions/cohorts/free.yaml", kind: .cohort,
    text: "cohort: Free\nwhere: plan=Free\n", isBuiltIn: true)

  @Test("A folder that isn't there has no definitions and no problems")
  func none() throws {
    let shelf = try Shelf()
    #expect(shelf.library.definitions.isEmpty && shelf.library.problems.isEmpty)
  }

  @Test("Every kind is kept in its own folder, in a file named after it")
  func save() throws {
    let shelf = try Shelf()
    let all: [Definition] = [
      .funnel("Checkout", "View Product", "Purchase"),
      Definition(name: "Sign-ups", content: .trend(TrendDefinition(event: "Sign Up"))),
      .cohort("Big spenders", "plan=Pro"), .event("Play", "Video where action=play"),
    ]
    for definition in all { try shelf.library.save(definition) }
    #expect(shelf.library.definitions == all)
    #expect(
      try shelf.files() == [
        "cohorts/big-spenders.yaml", "events/play.yaml", "funnels/checkout.yaml",
        "trends/sign-ups.yaml",
      ])
    #expect(DefinitionLibrary(folder: shelf.library.folder).definitions == all)
  }

  @Test("Saving under a name that is there replaces that file, whatever it is called")
  func replace() throws {
    let shelf = try Shelf()
    try shelf.write("cohorts/mine.yml", "cohort: A\nwhere: plan=Free\n")
    try shelf.library.save(.cohort("A", "plan=Pro"))
    #expect(try shelf.files() == ["cohorts/mine.yml"])
    #expect(shelf.library.definitions == [.cohort("A", "plan=Pro")])
  }

  @Test("Saving what is there already leaves the file with its comments alone")
  func unchanged() throws {
    let shelf = try Shelf()
    let text = "# ours\ncohort: A\nwhere: plan=Free\n"
    try shelf.write("cohorts/a.yaml", text)
    try shelf.library.save(.cohort("A", "plan=Free"))
    #expect(try shelf.text("cohorts/a.yaml") == text)
  }

  @Test("Names that differ only in case or signs are different definitions in different files")
  func exact() throws {
    let shelf = try Shelf()
    for name in ["Big", "big", "Big!"] { try shelf.library.save(.cohort(name, "plan=\(name)")) }
    #expect(shelf.library.definitions.map(\.name) == ["Big", "Big!", "big"])
    #expect(
      try shelf.files() == ["cohorts/big-2.yaml", "cohorts/big-3.yaml", "cohorts/big.yaml"])
  }

  @Test("A file is replaced at one stroke: who has the old one open reads it to its end")
  func atomic() throws {
    let shelf = try Shelf()
    try shelf.library.save(.cohort("A", "plan=Free"))
    let old = try shelf.text("cohorts/a.yaml")
    let open = try FileHandle(forReadingFrom: shelf.url("cohorts/a.yaml"))
    try shelf.library.save(.cohort("A", "plan=Pro and city=Oslo"))
    #expect(String(decoding: try open.readToEnd() ?? Data(), as: UTF8.self) == old)
    #expect(try shelf.text("cohorts/a.yaml").contains("Oslo"))
    #expect(try shelf.files() == ["cohorts/a.yaml"], "nothing temporary is left")
  }

  @Test("A definition that can't be written changes nothing and says why")
  func unwritable() throws {
    let shelf = try Shelf()
    try Data().write(to: shelf.url("cohorts"))
    let told = message { try shelf.library.save(.cohort("A", "plan=Free")) }
    #expect(told?.contains("cohorts/a.yaml: can't be written: ") == true)
    #expect(message { try shelf.library.save(.cohort("", "x")) } == "a name can't be empty")
    #expect(
      message { try shelf.library.save(.funnel("F")) }
        == "'steps': expected 1 to 32 steps, found 0")
    #expect(shelf.library.definitions.isEmpty)
  }

  @Test("A linked file is written where it really lies, and stays a link")
  func link() throws {
    let shelf = try Shelf()
    try shelf.write("elsewhere/real.yaml", "cohort: A\nwhere: plan=Free\n")
    try shelf.write("cohorts/b.yaml", "cohort: B\nwhere: plan=Free\n")
    try FileManager.default.createSymbolicLink(
      at: shelf.url("cohorts/a.yaml"), withDestinationURL: shelf.url("elsewhere/real.yaml"))
    try shelf.library.save(.cohort("A", "plan=Pro"))
    #expect(try shelf.text("elsewhere/real.yaml") == "cohort: A\nwhere: plan=Pro\n")
    let link = try FileManager.default.destinationOfSymbolicLink(
      atPath: shelf.url("cohorts/a.yaml").filePath)
    #expect(link.hasSuffix("elsewhere/real.yaml"))
  }

  // MARK: Rename and delete

  @Test("Renaming changes the name and the file's name, and keeps all else, comments too")
  func rename() throws {
    let shelf = try Shelf()
    try shelf.write(
      "funnels/old.yaml",
      "# Ours.\nfunnel: 'Old'   # the first\nsteps: [A,   B]  # two\nwithin: \"7d\"\n")
    _ = shelf.library.reload()
    try shelf.library.rename(.funnel("Old"), to: "New: it's")
    #expect(try shelf.files() == ["funnels/new-it-s.yaml"])
    #expect(
      try shelf.text("funnels/new-it-s.yaml")
        == "# Ours.\nfunnel: 'New: it''s'   # the first\nsteps: [A,   B]  # two\nwithin: \"7d\"\n")
    #expect(shelf.library.definitions.map(\.name) == ["New: it's"])
  }

  @Test("A name in an unusual form is renamed too, in a file written anew")
  func renameUnusual() throws {
    let shelf = try Shelf()
    try shelf.write("cohorts/a.yaml", "# gone\n\"cohort\": >-\n  A\n  B\nwhere: x\n")
    try shelf.write("cohorts/c.yaml", "where: |-\n  cohort\ncohort: C\r\n")
    _ = shelf.library.reload()
    try shelf.library.rename(.cohort("A B", ""), to: "D")
    try shelf.library.rename(.cohort("C", ""), to: "cohort")
    #expect(shelf.library.definitions == [.cohort("D", "x"), .cohort("cohort", "cohort")])
    #expect(try shelf.files() == ["cohorts/cohort.yaml", "cohorts/d.yaml"])
  }

  @Test("A name that is taken, or can't be one, is refused and changes nothing")
  func renameRefused() throws {
    let shelf = try Shelf(builtIn: [Self.builtIn])
    try shelf.library.save(.cohort("A", "x"))
    try shelf.library.save(.cohort("B", "y"))
    let before = shelf.library.definitions
    #expect(
      message { try shelf.library.rename(.cohort("A", ""), to: "B") }?
        .hasPrefix("there is a cohort 'B' already, in ") == true)
    #expect(message { try shelf.library.rename(.cohort("A", ""), to: "Free") } != nil)
    #expect(
      message { try shelf.library.rename(.cohort("A", ""), to: "\u{7}") }
        == "a name can't have control characters in it")
    #expect(
      message { try shelf.library.rename(.cohort("Nope", ""), to: "C") }?
        .hasPrefix("there is no cohort 'Nope' in ") == true)
    #expect(message { try shelf.library.rename(.cohort("A", ""), to: "A") } == nil)
    #expect(shelf.library.definitions == before)
  }

  @Test("A change of case alone keeps one file")
  func renameCase() throws {
    let shelf = try Shelf()
    try shelf.library.save(.cohort("big", "x"))
    try shelf.library.rename(.cohort("big", "x"), to: "BIG")
    #expect(try shelf.files() == ["cohorts/big.yaml"])
    #expect(shelf.library.definitions.map(\.name) == ["BIG"])
  }

  @Test("Deleting removes the file, and only that")
  func delete() throws {
    let shelf = try Shelf()
    try shelf.library.save(.cohort("A", "x"))
    try shelf.library.save(.event("A", "y"))
    try shelf.library.delete(.cohort("A", "x"))
    #expect(try shelf.files() == ["events/a.yaml"])
    #expect(shelf.library.definitions == [.event("A", "y")])
    #expect(
      message { try shelf.library.delete(.cohort("A", "x")) }?
        .hasPrefix("there is no cohort 'A' in ") == true)
  }

  @Test("What comes with the program can be hidden, not changed")
  func builtIn() throws {
    let shelf = try Shelf(builtIn: [Self.builtIn])
    #expect(shelf.library.definitions == [.cohort("Free", "plan=Free")])
    #expect(
      message { try shelf.library.delete(.cohort("Free", "")) }
        == "cohort 'Free' comes with the sample data and can't be deleted; save it under a name of "
        + "your own")
    #expect(message { try shelf.library.rename(.cohort("Free", ""), to: "F") } != nil)
    try shelf.library.save(.cohort("Free", "plan=None"))
    #expect(shelf.library.definitions == [.cohort("Free", "plan=None")])
    try shelf.library.delete(.cohort("Free", ""))
    #expect(shelf.library.definitions == [.cohort("Free", "plan=Free")])
  }

  // MARK: Files that others write

  @Test("A broken file is told and hides no other")
  func broken() throws {
    let shelf = try Shelf()
    try shelf.write("funnels/a.yaml", "funnel: [\n")
    try shelf.write("funnels/b.yaml", "funnel: B\nsteps: [x]\n")
    try shelf.write("cohorts/a.yaml", "cohort: A\nwere: x\n")
    try FileManager.default.createDirectory(
      at: shelf.url("cohorts/folder.yaml"), withIntermediateDirectories: true)
    try Data([0x63, 0xff, 0xfe]).write(to: shelf.url("cohorts/latin.yaml"))
    try shelf.write("cohorts/.hidden.yaml", "[")
    try shelf.write("cohorts/notes.txt", "[")
    try shelf.write("loose.yaml", "[")
    _ = shelf.library.reload()
    #expect(shelf.library.definitions == [.funnel("B", "x")])
    #expect(
      shelf.problems.filter { !$0.hasPrefix("funnels/a.yaml:") } == [
        "cohorts/folder.yaml: not a file that can be read", "cohorts/latin.yaml: not UTF-8 text",
        "cohorts/a.yaml:2: 'were' means nothing in a cohort; did you mean 'where'?",
      ])
    #expect(shelf.problems.contains { $0.hasPrefix("funnels/a.yaml:") })
  }

  @Test("Of two files with one name the first counts and the second is told")
  func twice() throws {
    let shelf = try Shelf()
    try shelf.write("cohorts/a.yaml", "cohort: A\nwhere: x\n")
    try shelf.write("cohorts/b.yaml", "# again\ncohort: A\nwhere: y\n")
    _ = shelf.library.reload()
    #expect(shelf.library.definitions == [.cohort("A", "x")])
    let first = shelf.url("cohorts/a.yaml").filePath
    #expect(
      shelf.library.problems.map(\.description) == [
        shelf.url("cohorts/b.yaml").filePath
          + ":2: cohort 'A' is in \(first) already; names must differ"
      ])
  }

  @Test("Files are read again when they change, and only then")
  func reload() throws {
    let shelf = try Shelf()
    #expect(!shelf.library.reload())
    try shelf.write("cohorts/a.yaml", "cohort: A\nwhere: x\n")
    #expect(shelf.library.reload())
    #expect(shelf.library.definitions == [.cohort("A", "x")])
    #expect(!shelf.library.reload())
    // The same size: only the time tells.
    try shelf.write("cohorts/a.yaml", "cohort: A\nwhere: y\n")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000)],
      ofItemAtPath: shelf.url("cohorts/a.yaml").filePath)
    #expect(shelf.library.reload())
    #expect(shelf.library.definitions == [.cohort("A", "y")])
    try FileManager.default.removeItem(at: shelf.url("cohorts/a.yaml"))
    #expect(shelf.library.reload())
    #expect(shelf.library.definitions.isEmpty)
  }

  @Test("What the library writes itself is no change to it")
  func own() throws {
    let shelf = try Shelf()
    try shelf.library.save(.cohort("A", "x"))
    #expect(!shelf.library.reload())
  }
}
