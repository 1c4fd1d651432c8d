import Testing

@Suite("Whatever terminal, whatever data")
struct ExplorerSafetyTests {
  /// An identity, an event, a property and a value that would take the terminal over.
  private static let hostile = """
    {"time":"2026-01-05T10:00:00Z","device":"d","user_id":111,"call":"track","event":"Buy\\u001b[?6666hEVENT","properties":{"key\\u001b]0;KEY\\u0007":"value\\u009b31mVALUE\\u202eesrever"}}
    {"time":"2026-01-05T10:01:00Z","device":"d","call":"identify","identity":"eve\\u001b[2JGONE\\u009b5m\\u202e@x"}
    {"time":"2026-01-05T10:02:00Z","device":"d","call":"addUserProperties","properties":{"plan\\u001b[?6666h":"\\u001b[?6666h\\u202eorP\\r\\n\\u0008"}}

    """

  private func expectNoEscapes(
    _ session: TerminalSession, at location: SourceLocation = #_sourceLocation
  ) {
    for bad in ["\u{1B}[2JGONE", "\u{1B}[?6666h", "\u{1B}]0;", "\u{9B}", "\u{202E}"] {
      #expect(!session.sent(bad), "\(bad.debugDescription)", sourceLocation: location)
    }
  }

  @Test("Escape sequences in data are shown on every screen, and none is sent")
  func explorer() throws {
    let place = try Place()
    try place.makeStore("shop.db", Self.hostile)
    let session = try TerminalSession("shop.db", in: place, columns: 150, rows: 40)
    session.waitFor("GONE")
    session.press("p")
    session.press(.enter)
    session.waitFor("Session (UTC)")
    session.press("}")
    session.press(.enter)
    session.waitFor("EVENT")
    session.press("j")
    session.press(.enter)
    session.waitFor("VALUE")
    session.press("y")
    session.press("r")
    session.waitFor("Copied")
    session.press("2")
    session.waitForNo("Session (UTC)")
    session.waitFor("EVENT")
    session.press(":")
    session.waitFor("─ Commands")
    session.press("\u{3}")
    session.press("Q")
    #expect(session.end() == 0)
    // Copying sends the text encoded, in the one sequence that is meant.
    expectNoEscapes(session)
    expectClean(session)
  }

  @Test(
    "The command line shows them on a terminal, in every format",
    arguments: [
      "users", "users --csv", "users --json", "user 111", "user 111 --json", "events",
      "events --csv", "events --json", "events --names", "events --names --csv",
      "user nobody\u{1B}[?6666h", "users --properties plan\u{1B}[?6666h",
    ])
  func commands(command: String) throws {
    let place = try Place()
    try place.makeStore("shop.db", Self.hostile)
    let session = try TerminalSession(command + " --store shop.db", in: place, columns: 200)
    #expect(session.end() == (command.contains("nobody") ? 1 : 0))
    #expect(!session.raw.isEmpty)
    expectNoEscapes(session)
  }

  /// Sequences that set colours.
  private func colorsSent(_ session: TerminalSession) -> Bool {
    let text = String(decoding: session.raw, as: UTF8.self)
    return text.matches(of: /\u{1B}\[([0-9;:]*)m/).contains { match in
      match.1.split { $0 == ";" || $0 == ":" }.compactMap { Int($0) }.contains {
        (30...38).contains($0) || (40...48).contains($0) || (90...107).contains($0)
      }
    }
  }

  private func runThroughScreens(
    _ arguments: String, _ changes: [String: String?]
  ) throws -> TerminalSession {
    let place = try Place()
    try place.makeStore()
    let session = try TerminalSession(arguments, in: place, changes)
    session.waitFor("alice@example.com")
    session.press("?")
    session.waitFor(" Help ")
    session.press("\u{3}")
    session.waitForNo(" Help ")
    session.press("q")
    #expect(session.end() == 0)
    expectClean(session)
    return session
  }

  @Test("NO_COLOR and --color never send no colour; without them there are some")
  func noColor() throws {
    let theme = "shop.db --theme dark"
    #expect(colorsSent(try runThroughScreens(theme, [:])))
    #expect(!colorsSent(try runThroughScreens(theme, ["NO_COLOR": "1"])))
    #expect(!colorsSent(try runThroughScreens(theme + " --color never", [:])))
  }

  @Test("Terminals of other kinds are drawn on", arguments: ["xterm", "linux", "screen", "vt100"])
  func kinds(type: String) throws {
    _ = try runThroughScreens("shop.db", ["TERM": type])
  }

  @Test(
    "A terminal that can't be drawn on gets one message, and stays as it is",
    arguments: ["dumb", "unknown", "no-such-terminal", "", nil])
  func unusable(type: String?) throws {
    let place = try Place()
    try place.makeStore()
    let session = try TerminalSession("shop.db", in: place, ["TERM": type])
    #expect(session.end() == 1)
    #expect(session.screen.text.contains("TERM"))
    #expect(session.screen.text.contains("cairn users"))
    #expect(!session.sent("\u{1B}"))
    expectClean(session)
    #expect(try place.names() == ["shop.db"])
  }

  @Test("In the C locale only ASCII is sent")
  func ascii() throws {
    let session = try runThroughScreens("shop.db", ["LC_ALL": "C"])
    #expect(session.raw.allSatisfy { $0 < 0x80 })
  }

  @Test("A locale that isn't installed is told, and the screen is drawn all the same")
  func locale() throws {
    let place = try Place()
    try place.makeStore()
    let session = try TerminalSession("shop.db", in: place, ["LC_ALL": "xx_XX.UTF-8"])
    session.waitFor("xx_XX.UTF-8")
    session.waitFor("alice@example.com")
    session.press("q")
    #expect(session.end() == 0)
    expectClean(session)
  }

  @Test("Where standard input or output is no terminal, the list is printed")
  func redirected() throws {
    let place = try Place()
    try place.makeStore()
    let session = try TerminalSession(
      "/bin/sh", ["-c", "cairn shop.db </dev/null"], in: place)
    #expect(session.end() == 0)
    #expect(session.screen.text.contains("alice@example.com"))
    #expect(!session.sent("\u{1B}"))
    let outcome = try place.run("cairn shop.db; cairn", ["CAIRN_STORE": "shop.db"])
    #expect(outcome.code == 0)
    #expect(outcome.output.components(separatedBy: "alice@example.com").count == 3)
  }
}
