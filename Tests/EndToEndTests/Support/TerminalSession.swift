import CPseudoTerminal
import Foundation
import Testing

/// A program on a terminal of its own: keys in, a screen out.
final class TerminalSession {
  private var pty = PseudoTerminalHandle()
  private var parser: ScreenParser
  /// Kept, for the program works in it.
  private let place: Place
  private var isClosed = false
  /// Every byte that the program has written.
  private(set) var raw: [UInt8] = []

  /// Runs a program, found by its full path.
  init(
    _ program: String, _ arguments: [String], in place: Place, _ changes: [String: String?] = [:],
    columns: Int = 100, rows: Int = 30
  ) throws {
    self.place = place
    let isSized = columns > 0 && rows > 0
    parser = ScreenParser(columns: isSized ? columns : 80, rows: isSized ? rows : 24)
    let arguments = [URL(filePath: program).lastPathComponent] + arguments
    let isRunning = withCStrings(arguments) { arguments in
      withCStrings(place.environment(changes)) { environment in
        pt_spawn(
          &pty, program, arguments, environment, place.path(""), Int32(columns), Int32(rows))
      }
    }
    try #require(isRunning)
  }

  deinit { pt_close(&pty) }

  /// Runs the explorer: `cairn` with arguments.
  convenience init(
    _ arguments: String, in place: Place, _ changes: [String: String?] = [:], columns: Int = 100,
    rows: Int = 30
  ) throws {
    try self.init(
      Program.path, arguments.split(separator: " ").map(String.init), in: place, changes,
      columns: columns, rows: rows)
  }

  // MARK: In

  /// Types text as it is.
  func press(_ text: String) {
    let bytes = Array(text.utf8)
    pt_write(&pty, bytes, bytes.count)
  }

  func press(_ key: NamedKey) { press(key.rawValue) }

  enum NamedKey: String {
    case enter = "\r"
    case escape = "\u{1B}"
    case tab = "\t"
    case suspend = "\u{1A}"
    case interrupt = "\u{3}"
    case redraw = "\u{C}"
    case down = "\u{1B}OB"
  }

  /// Clicks with the left button; both count from 0.
  func click(column: Int, row: Int) {
    press("\u{1B}[<0;\(column + 1);\(row + 1)M\u{1B}[<0;\(column + 1);\(row + 1)m")
  }

  func paste(_ text: String) { press("\u{1B}[200~\(text)\u{1B}[201~") }

  func resize(columns: Int, rows: Int) {
    pump(.zero)
    if columns > 0, rows > 0 { parser.resize(columns: columns, rows: rows) }
    pt_resize(&pty, Int32(columns), Int32(rows))
  }

  func signal(_ number: Int32) { pt_signal(&pty, number) }

  // MARK: Out

  var screen: Screen { parser.screen }

  /// Waits until the screen is as wanted; records an issue and the screen when it never is.
  ///
  /// A frame is looked at when it is whole, as a terminal shows it: a wait that ends on half of one
  /// may find something gone that has not yet been drawn.
  @discardableResult
  func wait(
    for what: String, within limit: Duration = Program.patience,
    at location: SourceLocation = #_sourceLocation, _ condition: (Screen) -> Bool
  ) -> Bool {
    let deadline = ContinuousClock.now + limit
    while screen.modes.contains(.update) || !condition(screen) {
      if isClosed || ContinuousClock.now > deadline {
        Issue.record("waited in vain for \(what):\n\(screen.text)", sourceLocation: location)
        return false
      }
      pump(.milliseconds(50))
    }
    return true
  }

  /// Waits until a text is on the screen.
  @discardableResult
  func waitFor(_ text: String, at location: SourceLocation = #_sourceLocation) -> Bool {
    wait(for: "'\(text)'", at: location) { $0.text.contains(text) }
  }

  /// Waits until a text is gone from the screen.
  @discardableResult
  func waitForNo(_ text: String, at location: SourceLocation = #_sourceLocation) -> Bool {
    wait(for: "no '\(text)'", at: location) { !$0.text.contains(text) }
  }

  /// Waits for the end of the program and of its output: its exit code, or 128 and the number of the
  /// signal that ended it; -1 when it goes on.
  func end() -> Int32 {
    let deadline = ContinuousClock.now + Program.patience
    while !isClosed, ContinuousClock.now < deadline { pump(.milliseconds(50)) }
    let status = pt_wait(&pty, isClosed ? 10_000 : 0)
    guard status >= 0 else { return -1 }
    let signal = pt_ending_signal(status)
    return signal == 0 ? pt_exit_code(status) : 128 + signal
  }

  /// Whether the terminal echoes and edits lines, as a shell expects it.
  var isCooked: Bool { pt_is_cooked(&pty) }

  /// Whether a text was sent, byte for byte.
  func sent(_ text: String) -> Bool { raw.firstRange(of: Array(text.utf8)) != nil }

  /// How often bracketed paste was turned on: once each time the screen comes up.
  var timesEntered: Int { raw.ranges(of: Array("\u{1B}[?2004h".utf8)).count }

  /// Takes the terminal away, as closing its window does, and waits for the end of the program.
  func hangUp() -> Int32 {
    close(pty.master)
    pty.master = -1
    isClosed = true
    return end()
  }

  /// Takes what has been written, and waits at most so long for more.
  private func pump(_ limit: Duration) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var wait = Int32(limit / .milliseconds(1))
    while !isClosed {
      let count = pt_read(&pty, &buffer, buffer.count, wait)
      guard count != 0 else {
        isClosed = true
        return
      }
      guard count > 0 else { return }
      raw += buffer.prefix(count)
      parser.feed(buffer.prefix(count))
      wait = 0
    }
  }
}

/// Expects a terminal as a shell had it before: its screen, cursor, modes and line editing.
func expectClean(
  _ session: TerminalSession, at location: SourceLocation = #_sourceLocation
) {
  #expect(session.screen.modes == [.cursor], sourceLocation: location)
  #expect(session.isCooked, sourceLocation: location)
}
