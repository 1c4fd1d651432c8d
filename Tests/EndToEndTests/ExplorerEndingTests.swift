import Foundation
import Testing

@Suite("The terminal after the explorer")
struct ExplorerEndingTests {
  /// What is on while the explorer is shown.
  private static let modes: Set<Screen.Mode> = [.alternate, .mouse, .sgrMouse, .paste]

  private func explorer(_ place: Place) throws -> TerminalSession {
    try place.makeStore()
    let session = try TerminalSession("shop.db", in: place)
    session.waitFor("alice@example.com")
    #expect(session.screen.modes.isSuperset(of: Self.modes))
    #expect(!session.isCooked)
    return session
  }

  @Test(
    "A signal that asks for the end leaves it clean, with the usual exit code, and the store whole",
    arguments: [SIGTERM, SIGINT, SIGHUP])
  func signals(number: Int32) throws {
    let place = try Place()
    let session = try explorer(place)
    session.signal(number)
    #expect(session.end() == 128 + number)
    expectClean(session)
    #expect(try place.names() == ["shop.db"])
  }

  @Test("A crash leaves it clean, too, and is told", arguments: [SIGSEGV, SIGABRT, SIGQUIT])
  func crash(number: Int32) throws {
    let place = try Place()
    try place.makeStore()
    let session = try TerminalSession(
      "shop.db", in: place, ["SWIFT_BACKTRACE": "enable=no"])
    session.waitFor("alice@example.com")
    session.signal(number)
    #expect(session.end() == 128 + number)
    expectClean(session)
  }

  @Test("Closing the window ends it, and leaves the store alone")
  func hangUp() throws {
    let place = try Place()
    let session = try explorer(place)
    #expect(session.hangUp() == 128 + SIGHUP)
    #expect(try place.names() == ["shop.db"])
  }

  @Test("What a killed explorer leaves beside the store goes with the next command")
  func killed() throws {
    let place = try Place()
    let session = try explorer(place)
    session.signal(SIGKILL)
    #expect(session.end() == 128 + SIGKILL)
    #expect(try place.names() != ["shop.db"])
    #expect(try place.run("cairn users --store shop.db").output.contains("alice@example.com"))
    #expect(try place.names() == ["shop.db"])
  }

  @Test("^C twice ends it; once only says so")
  func interrupt() throws {
    let session = try explorer(Place())
    session.press(.interrupt)
    session.waitFor("again to quit")
    session.press(.interrupt)
    #expect(session.end() == 0)
    expectClean(session)
  }

  @Test("^Z gives the shell its terminal back, and fg the explorer")
  func suspend() throws {
    let place = try Place()
    try place.makeStore()
    let shell = try TerminalSession(
      "/bin/sh", ["-i"], in: place, ["PS1": "ready> ", "ENV": nil])
    shell.waitFor("ready>")
    shell.press("stty -echo\n")
    shell.press("cairn shop.db\n")
    shell.waitFor("alice@example.com")
    shell.press("j")
    shell.press(.suspend)
    shell.wait(for: "the shell") { !$0.modes.contains(.alternate) && $0.text.contains("Stopped") }
    #expect(shell.screen.modes.isDisjoint(with: Self.modes))
    shell.press("echo back-$((1+1))\n")
    shell.waitFor("back-2")
    shell.press("fg\n")
    shell.wait(for: "the explorer") {
      $0.modes.isSuperset(of: Self.modes) && $0.text.contains("alice@example.com")
    }
    shell.resize(columns: 80, rows: 20)
    shell.wait(for: "the new size") { $0.lines[19].contains("Enter open") }
    shell.press("q")
    shell.wait(for: "the shell") { !$0.modes.contains(.alternate) }
    shell.press("exit 7\n")
    #expect(shell.end() == 7)
  }

  @Test("^Z without a shell that could go on brings the screen back at once")
  func orphan() throws {
    let session = try explorer(Place())
    session.press(.suspend)
    session.wait(for: "the screen") { _ in session.timesEntered > 1 }
    session.press("?")
    session.waitFor("─ Help")
    session.press(.escape)
    session.waitForNo("─ Help")
    session.press("q")
    #expect(session.end() == 0)
    expectClean(session)
  }

  @Test("SIGCONT from outside puts the modes back on")
  func continues() throws {
    let session = try explorer(Place())
    session.signal(SIGSTOP)
    session.signal(SIGCONT)
    session.wait(for: "the modes") {
      session.timesEntered > 1 && $0.modes.isSuperset(of: Self.modes)
    }
    session.waitFor("alice@example.com")
    session.press("q")
    #expect(session.end() == 0)
  }
}
