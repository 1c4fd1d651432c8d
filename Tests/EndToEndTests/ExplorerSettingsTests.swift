import Foundation
import Testing

@Suite("What users write for the explorer")
struct ExplorerSettingsTests {
  private static let theme = """
    name: mine
    title: My Own
    inherits: dark

    """

  private func explorer(_ place: Place, _ arguments: String = "") throws -> TerminalSession {
    try place.makeStore()
    return try TerminalSession("shop.db " + arguments, in: place)
  }

  private func quit(_ session: TerminalSession) {
    session.press("q")
    #expect(session.end() == 0)
    expectClean(session)
  }

  @Test("A theme of the user's own is listed and used")
  func own() throws {
    let place = try Place()
    try place.write(".settings/cairn/themes/mine.yaml", Self.theme)
    let list = try place.run("cairn themes")
    #expect(list.code == 0)
    #expect(list.output.contains("mine  My Own"))
    #expect(list.output.contains(place.path(".settings/cairn/themes/")))
    let session = try explorer(place, "--theme mine")
    session.waitFor("alice@example.com")
    session.press("T")
    session.waitFor("✓ My Own")
    session.press(.escape)
    session.waitForNo("✓ My Own")
    quit(session)
  }

  @Test("A broken theme is told with file and line, and the explorer starts without it")
  func broken() throws {
    let place = try Place()
    try place.write(
      ".settings/cairn/themes/mine.yaml", Self.theme + "roles:\n  titel: { bold: true }\n")
    let list = try place.run("cairn themes")
    #expect(list.code == 1)
    #expect(list.errors.contains("mine.yaml:5: unknown role 'titel'"))
    try place.makeStore()
    let session = try TerminalSession("shop.db", in: place, columns: 250)
    session.waitFor("mine.yaml:5:")
    session.waitFor("alice@example.com")
    quit(session)
  }

  @Test("A theme is read again when its file changes; one that broke is told and changes nothing")
  func reload() throws {
    let place = try Place()
    try place.write(".settings/cairn/themes/mine.yaml", Self.theme)
    try place.makeStore()
    let session = try TerminalSession("shop.db --theme mine", in: place, columns: 250)
    session.waitFor("alice@example.com")
    #expect(!session.sent("38;5;201"))
    try place.write(".settings/cairn/themes/mine.yaml", "name: [\n")
    session.waitFor("mine.yaml:")
    try place.write(
      ".settings/cairn/themes/mine.yaml",
      Self.theme + "roles:\n  header: { fg: \"#ff00ff\" }\n  identified: { fg: \"#ff00ff\" }\n")
    session.wait(for: "the colour") { _ in session.sent("38;5;201") }
    quit(session)
  }

  @Test("A theme that there is none of is told")
  func missing() throws {
    let place = try Place()
    let session = try explorer(place, "--theme nope")
    #expect(session.end() == 1)
    #expect(session.screen.text.contains("there is no theme 'nope'"))
    expectClean(session)
  }

  @Test(
    "A configuration that can't be used stops the explorer, with file and line",
    arguments: [
      ("theme: [\n", "config.yaml:2: not readable as YAML"),
      ("theme: dark\nkeyz: {}\n", "config.yaml:2: 'keyz' is not a setting"),
      ("- a\n", "expected theme:, columns: and keys:"),
      ("columns: plan\n", "config.yaml:1: columns: expected a list"),
      ("keys:\n  nope: x\n", "config.yaml:2: keys: there is no command 'nope'"),
      ("keys:\n  quit: j\n", "'j' is bound to both"),
      ("keys:\n  quit: { a: b }\n", "keys: quit: expected a key or a list of keys"),
      ("keys:\n  quit: hyper-x\n", "'hyper-x' is not a key"),
    ])
  func configuration(yaml: String, message: String) throws {
    let place = try Place()
    try place.write(".settings/cairn/config.yaml", yaml)
    let keys = try place.run("cairn keys")
    #expect(keys.code == 1)
    #expect(keys.errors.contains(message), "\(keys.errors)")
    let session = try explorer(place)
    #expect(session.end() == 1)
    #expect(!session.sent("\u{1B}"))
    expectClean(session)
  }

  @Test("Keys and columns of the configuration are in force")
  func remapped() throws {
    let place = try Place()
    try place.write(
      ".settings/cairn/config.yaml", "columns: [plan]\nkeys:\n  help: [f5, \"X\"]\n  quit: W\n")
    let session = try explorer(place)
    session.waitFor("alice@example.com")
    session.waitFor("Pro")
    session.press("X")
    session.waitFor("─ Help")
    session.press(.escape)
    session.waitForNo("─ Help")
    session.press("q")
    session.press("W")
    #expect(session.end() == 0)
    let keys = try place.run("cairn keys --json").objects()
    let help = keys.first { $0["command"] as? String == "help" }
    #expect(help?["keys"] as? [String] == ["F5", "X"])
  }
}
