import Canvas
import Testing

@Suite("Theme files")
struct ThemeFileTests {
  private func catalog(_ texts: String...) -> ThemeCatalog {
    ThemeCatalog(
      texts.enumerated().map { ThemeSource(file: "Themes/\($0.offset + 1).yaml", text: $0.element) }
    )
  }

  private func problems(_ texts: String...) -> [String] {
    ThemeCatalog(
      texts.enumerated().map { ThemeSource(file: "Themes/\($0.offset + 1).yaml", text: $0.element) }
    ).problems.map(\.description)
  }

  private static let base = """
    name: base
    palette: { sky: "#7aa2f7", ground: "256:234" }
    roles:
      text: { fg: "#ffffff", bg: ground }
      title: { fg: sky, bold: true }
      error: ansi:1
    """

  @Test("colours come from the palette or stand as they are, the rest from text")
  func reading() throws {
    let theme = try #require(catalog(Self.base).theme(named: "base"))
    #expect(
      theme.appearance(for: Style(.title))
        == Appearance(foreground: .rgb(RGB(0x7aa2f7)), background: .indexed(234), bold: true))
    #expect(
      theme.appearance(for: Style(.error))
        == Appearance(foreground: .ansi(1), background: .indexed(234)))
    #expect(theme.appearance(for: Style(.dim)) == theme.appearance(for: Style(.text)))
    #expect(theme.title == "base")
    #expect(theme.glyphs == .unicode)
  }

  @Test("a theme overrides only what it names, palette names too")
  func inheriting() throws {
    let catalog = catalog(
      """
      name: child
      title: The child
      inherits: base
      glyphs: ascii
      palette: { sky: ansi:6 }
      roles: { title: { underline: true } }
      """, Self.base)
    #expect(catalog.problems.isEmpty)
    let theme = try #require(catalog.theme(named: "child"))
    #expect(
      theme.appearance(for: Style(.title))
        == Appearance(
          foreground: .ansi(6), background: .indexed(234), bold: true, underline: true))
    #expect(theme.glyphs == .ascii)
    #expect(theme.title == "The child")
  }

  @Test("a person's theme may replace one that comes along, and inherit from it")
  func replacing() throws {
    let catalog = catalog(Self.base, "{ name: base, inherits: base, roles: { error: sky } }")
    #expect(catalog.problems.isEmpty)
    #expect(catalog.themes.count == 1)
    let theme = try #require(catalog.theme(named: "base"))
    #expect(theme.appearance(for: Style(.error)).foreground == .rgb(RGB(0x7aa2f7)))
  }

  @Test("a bad file gives no theme and leaves the earlier one of its name")
  func badFile() throws {
    let catalog = catalog(Self.base, "{ name: base, roles: { titel: sky } }")
    #expect(catalog.problems.count == 1)
    #expect(try #require(catalog.theme(named: "base")).appearance(for: Style(.title)).bold)
  }

  @Test("a problem names the file, the line, what was found, and what was meant")
  func messages() {
    #expect(
      problems("name: a\nroles:\n  selecton: default\n") == [
        "Themes/1.yaml:3: unknown role 'selecton'; did you mean 'selection'?"
      ])
    #expect(
      problems("name: a\npalette: { sky: default }\nroles:\n  title: { fg: skye }\n") == [
        "Themes/1.yaml:4: unknown colour 'skye'; did you mean 'sky'?"
      ])
    #expect(
      problems("name: a\nroles:\n  title: '#12345'\n") == [
        "Themes/1.yaml:3: unknown colour '#12345'; expected a name of the palette, '#rrggbb', "
          + "'ansi:0' to 'ansi:15', '256:0' to '256:255' or 'default'"
      ])
    #expect(
      problems("name: a\npalette:\n  sky: ansi:16\n") == [
        "Themes/1.yaml:3: 'ansi:16' is no colour; expected '#rrggbb', 'ansi:0' to 'ansi:15', "
          + "'256:0' to '256:255' or 'default'"
      ])
    #expect(
      problems("name: a\npalette:\n  sky: #7aa2f7\n") == [
        "Themes/1.yaml:3: 'sky' has no colour; expected a name of the palette, '#rrggbb', "
          + "'ansi:0' to 'ansi:15', '256:0' to '256:255' or 'default', and '#rrggbb' in quotes"
      ])
    #expect(
      problems("name: a\nroles:\n  title: { bold: maybe }\n") == [
        "Themes/1.yaml:3: 'bold' is 'maybe'; expected true or false"
      ])
    #expect(
      problems("name: a\nroles:\n  title: { blod: true }\n") == [
        "Themes/1.yaml:3: unknown field 'blod' of role 'title'; did you mean 'bold'?"
      ])
    #expect(
      problems("name: a\nglyphs: emoji\n") == [
        "Themes/1.yaml:2: glyphs are 'emoji'; expected 'unicode' or 'ascii'"
      ])
    #expect(
      problems("nmae: a\n").first == "Themes/1.yaml:1: unknown field 'nmae'; did you mean 'name'?")
    #expect(
      problems("title: A\n") == [
        "Themes/1.yaml:1: the theme has no name; expected a line such as 'name: dusk'"
      ])
    #expect(
      problems("name: a\nroles: [title]\n") == [
        "Themes/1.yaml:2: the roles should be names and values such as \"title: sky\""
      ])
    #expect(
      problems("") == ["Themes/1.yaml: the file is empty; expected a theme, with at least 'name'"])
  }

  @Test("all problems of a file are told at once")
  func allProblems() {
    let all = problems("name: a\nroles:\n  titel: sky\n  eror: sky\n  dim: { bold: 3 }\n")
    #expect(all.count == 3)
  }

  @Test("text that is no YAML is told with its line, and controls in it never reach the terminal")
  func notYAML() {
    let broken = problems("name: a\nroles: { title: \n")
    #expect(broken.count == 1)
    #expect(broken.first?.hasPrefix("Themes/1.yaml:3: not YAML: ") == true)
    let twice = problems("name: a\nname: b\n")
    #expect(twice == ["Themes/1.yaml:1: 'name' is set more than once; keep one"])
    let control = problems("name: a\nroles: { \"\\e[31m\": sky }\n")
    #expect(control.first?.contains("␛[31m") == true)
    #expect(control.first?.contains("\u{1B}") == false)
  }

  @Test("an unknown or circular 'inherits' is told")
  func inheritance() {
    #expect(
      problems(Self.base, "name: child\ninherits: bas\n") == [
        "Themes/2.yaml:2: unknown theme 'bas'; did you mean 'base'?"
      ])
    #expect(
      problems("name: a\ninherits: b\n", "name: b\ninherits: a\n") == [
        "Themes/2.yaml:2: the theme inherits from itself: a from b from a; "
          + "expected an 'inherits' that ends",
        "Themes/1.yaml:2: the theme inherits from itself: b from a from b; "
          + "expected an 'inherits' that ends",
      ])
    #expect(
      problems("name: a\ninherits: a\n") == [
        "Themes/1.yaml:2: unknown theme 'a'; expected a theme that could be read"
      ])
  }

  @Test("any bytes give a theme or a problem, never a crash")
  func anyText() {
    var generator = SeededGenerator(state: 11)
    let pieces = [
      "name: a\n", "roles:\n", "  title: ", "{", "}", "[", "]", "&a ", "*a ", "- ", ": ", "\n",
      "'", "\"", "#", "sky", "\u{0}", "\t", "!!int ", "<<: ", "? ", "| ", "palette: ", "ansi:9",
    ]
    for _ in 0..<500 {
      let count = Int.random(in: 0...20, using: &generator)
      let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      let catalog = catalog(text)
      #expect(catalog.themes.isEmpty != catalog.problems.isEmpty, "\(text)")
    }
  }
}
