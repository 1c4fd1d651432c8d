import Testing

@Suite("The explorer on a terminal")
struct ExplorerTests {
  /// The explorer on a small store, at its first page.
  private func explorer(
    _ place: Place, columns: Int = 100, rows: Int = 30
  ) throws -> TerminalSession {
    try place.makeStore()
    let session = try TerminalSession("shop.db", in: place, columns: columns, rows: rows)
    session.waitFor("alice@example.com")
    return session
  }

  @Test("The sample data are one command away: users, a profile with its visits, and back")
  func demo() throws {
    let session = try TerminalSession("demo", in: Place())
    session.waitFor("665 users")
    session.waitFor("victor.novak91@")
    session.press(.enter)
    session.waitFor("Session (UTC)")
    session.waitFor("Victor Novak")
    session.press(.escape)
    session.waitFor("665 users")
    session.press("2")
    session.waitFor("Create Project")
    session.press("q")
    #expect(session.end() == 0)
    expectClean(session)
  }

  @Test("An imported store opens by its name, and a merged profile shows both visits")
  func store() throws {
    let place = try Place()
    let session = try explorer(place)
    session.waitFor("2 users")
    session.press("j")
    session.press(.enter)
    session.waitFor("User ids  2")
    session.waitFor("Search")
    session.press("q")
    session.waitFor("2 users")
    session.press("Q")
    #expect(session.end() == 0)
    expectClean(session)
    #expect(try place.names() == ["shop.db"])
  }

  @Test("The filter works while it is typed, pasted text included, and Esc drops it")
  func filter() throws {
    let session = try explorer(Place())
    session.press("/")
    session.press("ali")
    session.waitForNo("User 333")
    session.press("\u{15}")
    session.waitFor("User 333")
    session.paste("User 333\nq")
    session.waitForNo("alice@example.com")
    session.press(.escape)
    session.waitFor("alice@example.com")
    session.press("q")
    #expect(session.end() == 0)
  }

  @Test("Help, palette, ranges and themes open over the list and close")
  func popups() throws {
    let session = try explorer(Place())
    for (key, title) in [("?", "─ Help"), (":", "─ Commands"), ("T", "─ Theme")] {
      session.press(key)
      session.waitFor(title)
      session.press(.escape)
      session.waitForNo(title)
    }
    session.press("t")
    session.waitFor("last 24 hours")
    session.press("j")
    session.press(.enter)
    session.waitFor("active in the last 24 hours")
    session.waitForNo("alice@example.com")
    session.press("x")
    session.press(":")
    session.press("quit at")
    session.waitFor("Quit at once")
    session.press(.enter)
    #expect(session.end() == 0)
    expectClean(session)
  }

  @Test("A theme that is chosen is found again the next time")
  func remembers() throws {
    let place = try Place()
    let session = try explorer(place)
    session.press("T")
    session.waitFor("─ Theme")
    session.press("/")
    session.press("paper")
    session.wait(for: "Paper alone") { !$0.text.contains("Ember") && $0.text.contains("Paper") }
    session.press(.enter)
    session.waitForNo("─ Theme")
    session.press("q")
    #expect(session.end() == 0)
    #expect(try place.text(".state/cairn/explorer.json").contains("paper"))
  }

  @Test("Any size is drawn, and the list is whole again afterwards")
  func sizes() throws {
    let session = try explorer(Place())
    session.resize(columns: 40, rows: 8)
    session.wait(for: "a small list") { $0.rows == 8 && $0.text.contains("alice@") }
    for (columns, rows) in [(1, 1), (0, 0), (2, 2), (1, 60)] {
      session.resize(columns: columns, rows: rows)
    }
    session.resize(columns: 160, rows: 48)
    session.wait(for: "a large list") { $0.lines[0].contains("shop.db") && $0.rows == 48 }
    session.resize(columns: 100, rows: 30)
    session.press(.redraw)
    session.wait(for: "the list") { $0.lines[29].contains("Enter open") }
    session.press("q")
    #expect(session.end() == 0)
    expectClean(session)
  }

  @Test(
    "A terminal that begins with no size, or one cell, can be used", arguments: [(0, 0), (1, 1)])
  func tiny(columns: Int, rows: Int) throws {
    let place = try Place()
    try place.makeStore()
    let session = try TerminalSession("shop.db", in: place, columns: columns, rows: rows)
    session.wait(for: "the screen") { $0.modes.contains(.alternate) }
    session.resize(columns: 80, rows: 24)
    session.waitFor("alice@example.com")
    session.press("q")
    #expect(session.end() == 0)
  }

  @Test("A click selects a row, a second one opens it")
  func mouse() throws {
    let session = try explorer(Place())
    let row = try #require(session.screen.row(of: "alice@example.com"))
    session.click(column: 5, row: row)
    session.click(column: 5, row: row)
    session.waitFor("User ids  2")
    session.press(.escape)
    session.waitFor("2 users")
    session.click(column: 12, row: 0)
    session.waitFor("Browse")
    session.press("q")
    #expect(session.end() == 0)
  }

  @Test("--no-mouse leaves the mouse to the terminal")
  func noMouse() throws {
    let place = try Place()
    try place.makeStore()
    let session = try TerminalSession("shop.db --no-mouse", in: place)
    session.waitFor("alice@example.com")
    #expect(!session.screen.modes.contains(.mouse))
    #expect(session.screen.modes.contains(.paste))
    session.press("q")
    #expect(session.end() == 0)
  }

  @Test("An open explorer shows what an import adds meanwhile, and does not block it")
  func news() throws {
    let place = try Place()
    let session = try explorer(place)
    try place.write(
      "more.jsonl",
      #"{"time":"2026-01-09T10:00:00Z","call":"track","identity":"new@example.com","event":"Late"}"#
    )
    #expect(try place.run("cairn import more.jsonl --store shop.db").code == 0)
    session.press("R")
    session.waitFor("new@example.com")
    session.press("q")
    #expect(session.end() == 0)
    #expect(try place.names() == ["more.jsonl", "shop.db"])
  }
}
