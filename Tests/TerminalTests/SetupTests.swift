import Canvas
import Testing

@testable import Terminal

@Suite("What the environment says about the terminal")
struct SetupTests {
  private func type(
    _ environment: [String: String], _ choice: ColorChoice = .auto
  ) throws -> TerminalType {
    try TerminalType(choice: choice) { environment[$0] }
  }

  @Test("A missing or dumb terminal type is refused with a remedy")
  func refused() {
    #expect(throws: TerminalError.missingType) { try type([:]) }
    #expect(throws: TerminalError.missingType) { try type(["TERM": ""]) }
    #expect(throws: TerminalError.unusableType("dumb")) { try type(["TERM": "dumb"]) }
    #expect(throws: TerminalError.unusableType("unknown")) { try type(["TERM": "unknown"]) }
    for error in [TerminalError.missingType, .unusableType("dumb"), .notATerminal("output")] {
      #expect(error.description.contains("cairn users"))
    }
    #expect(TerminalError.missingType.description.contains("TERM=xterm-256color"))
  }

  @Test(
    "Colours follow terminfo, NO_COLOR and the choice",
    arguments: [
      (256, "", ColorChoice.auto, ColorTier.indexed256), (8, "", .auto, .ansi16),
      (0, "", .auto, .mono), (1 << 24, "", .auto, .direct), (256, "1", .auto, .mono),
      (256, "1", .indexed256, .indexed256), (256, "", .never, .mono), (256, "", .ansi16, .ansi16),
      (8, "", .indexed256, .ansi16), (0, "", .ansi16, .mono), (256, "", .direct, .indexed256),
      (1 << 24, "", .indexed256, .indexed256),
    ])
  func tiers(colors: Int, noColor: String, choice: ColorChoice, expected: ColorTier) throws {
    let type = try type(["TERM": "xterm-256color", "NO_COLOR": noColor], choice)
    #expect(type.tier(colors: colors) == expected)
  }

  @Test("24-bit colour tries its own terminfo entry first and falls back")
  func candidates() throws {
    let named = ["TERM": "xterm-256color"]
    #expect(try type(named).candidates == ["xterm-256color"])
    #expect(
      try type(named, .direct).candidates == ["xterm-direct", "xterm-256color", "xterm-256color"])
    #expect(try type(["TERM": "xterm"]).candidates == ["xterm"])
    #expect(
      try type(["TERM": "xterm", "COLORTERM": "truecolor"]).candidates
        == ["xterm-256color", "xterm"])
    #expect(try type(["TERM": "linux"], .indexed256).candidates == ["linux-256color", "linux"])
  }

  @Test("A locale that is not installed gives way to one that is, with a notice")
  func missingLocale() {
    var tried: [String] = []
    let encoding = TextEncoding.choose(environment: { ["LC_ALL": "xx_YY.UTF-8"][$0] }) { locale in
      tried.append(locale)
      return locale == "en_US.UTF-8" ? "UTF-8" : nil
    }
    #expect(tried == ["", "C.UTF-8", "en_US.UTF-8"])
    #expect(encoding.supportsUnicode)
    #expect(encoding.notice?.contains("xx_YY.UTF-8") == true)
  }

  @Test("No locale at all silently means UTF-8; the C locale on purpose means ASCII")
  func defaultLocales() {
    let activate = { (locale: String) in locale == "C.UTF-8" ? "UTF-8" : "ANSI_X3.4-1968" }
    #expect(
      TextEncoding.choose(environment: { _ in nil }, activate: activate)
        == TextEncoding(supportsUnicode: true))
    #expect(
      TextEncoding.choose(
        environment: { ["LC_ALL": "", "LANG": "C"][$0] }, activate: activate)
        == TextEncoding(supportsUnicode: false))
  }

  @Test("Without any UTF-8 locale ASCII is drawn, and the user is told")
  func noUnicode() {
    let encoding = TextEncoding.choose(environment: { _ in nil }) { _ in nil }
    #expect(!encoding.supportsUnicode)
    #expect(encoding.notice?.contains("ASCII") == true)
  }

  @Test("Text for the clipboard is encoded, wrapped for tmux, and limited")
  func clipboard() throws {
    #expect(
      try Clipboard.sequence(copying: "é", insideTmux: false) == "\u{1B}]52;c;w6k=\u{07}")
    #expect(
      try Clipboard.sequence(copying: "é", insideTmux: true)
        == "\u{1B}]52;c;w6k=\u{07}\u{1B}Ptmux;\u{1B}\u{1B}]52;c;w6k=\u{07}\u{1B}\\")
    let long = String(repeating: "a", count: Clipboard.limit + 1)
    #expect(throws: TerminalError.tooLongToCopy(bytes: 74_995, limit: 74_994)) {
      try Clipboard.sequence(copying: long, insideTmux: false)
    }
  }

  @Test("The delays that terminfo writes into sequences are not sent")
  func delays() {
    #expect(Modes.withoutDelays("\u{1B}[?5l$<100/>\u{1B}c$<5*>") == "\u{1B}[?5l\u{1B}c")
  }
}
