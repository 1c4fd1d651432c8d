import CTerminal
import Canvas
import Foundation

/// The terminal that the application is drawn on: curses behind one type.
///
/// There is one at a time, and it is used from the main thread only (curses knows no threads). While
/// it exists, the terminal is restored however the process ends: by leaving, by `throw`, by `exit`,
/// by a signal or in a crash.
package final class Terminal {
  /// One sentence that the user should see once, such as a locale that is not installed.
  package let notice: String?
  /// When false, draw with `Glyphs.ascii`; other characters beyond ASCII are shown as "?".
  package let supportsUnicode: Bool
  /// The colours in which `present` shows a theme.
  package let colorTier: ColorTier
  /// The extent of the screen; at least one cell.
  package private(set) var size: Size
  /// Whether mouse reports arrive; when not, the mouse selects text as usual.
  package private(set) var isMouseOn: Bool

  private let input: Int32
  private let output: Int32
  private let signals: (read: Int32, write: Int32)
  private let escapeDelay: Duration
  private var decoder: InputDecoder
  private var presenter: Presenter
  private var escapeDeadline: ContinuousClock.Instant?
  private var isEntered = false
  /// When the screen last came up; what was before is no latency of ours.
  private(set) var entryTime = ContinuousClock.now

  /// Opens the screen: keys are read from `input`, and the screen is drawn on `output`.
  ///
  /// - Throws: `TerminalError` when there is no terminal, or none that can be drawn on.
  package init(
    _ options: TerminalOptions = TerminalOptions(), input: Int32 = STDIN_FILENO,
    output: Int32 = STDOUT_FILENO, environment: (String) -> String? = environmentValue
  ) throws(TerminalError) {
    guard isatty(input) == 1 else { throw .notATerminal("input") }
    guard isatty(output) == 1 else { throw .notATerminal("output") }
    let type = try TerminalType(choice: options.color, environment: environment)
    let encoding = TextEncoding.establish(environment: environment)
    notice = encoding.notice
    supportsUnicode = encoding.supportsUnicode
    // Curses would believe them rather than the terminal, and never see a resize.
    unsetenv("LINES")
    unsetenv("COLUMNS")

    var signals: (read: Int32, write: Int32) = (-1, -1)
    guard ct_pipe(&signals.read, &signals.write), ct_guard_prepare(output) else {
      let reason = String(cString: strerror(errno))
      close(signals.read)
      close(signals.write)
      throw .system(reason)
    }
    // Before curses: it leaves signals alone that are taken.
    ct_signals_install(signals.write)
    guard type.candidates.contains(where: { ct_screen_open($0, output, input) }) else {
      ct_signals_remove()
      close(signals.read)
      close(signals.write)
      throw .unusableType(type.name)
    }
    self.signals = signals
    self.input = input
    self.output = output
    let colors = Int(ct_screen_colors())
    colorTier = type.tier(colors: colors)
    presenter = Presenter(tier: colorTier, colors: colors, supportsUnicode: supportsUnicode)
    decoder = InputDecoder(sequences: KeySequences(capability: capability))
    let milliseconds = environment("ESCDELAY").flatMap { Int($0) } ?? 25
    escapeDelay = .milliseconds(min(max(milliseconds, 0), 2000))
    isMouseOn = options.mouse
    size = Size(columns: Int(ct_screen_columns()), rows: Int(ct_screen_rows()))
    let leave = Array(
      (Modes.off + Modes.leaveScreen(capability: capability)).utf8CString.dropLast())
    ct_guard_set_leave(leave, leave.count)
    enter()
  }

  deinit {
    leave()
    ct_screen_close()
    ct_signals_remove()
    ct_guard_remove()
    close(signals.read)
    close(signals.write)
  }

  // MARK: Showing

  /// Shows a frame; does nothing when it is shown already.
  ///
  /// What lies beyond the screen is cut off. The terminal is asked to show the change at once, so
  /// that nothing flickers.
  package func present(_ frame: Frame, theme: Theme) {
    guard isEntered, presenter.draw(frame, theme: theme) else { return }
    write(Modes.beginUpdate)
    ct_screen_update()
    write(Modes.endUpdate)
  }

  /// Draws everything anew with the next frame, for a screen that something else has written on.
  package func redraw() {
    ct_screen_repaint()
    presenter.invalidate()
  }

  /// Turns mouse reports on or off.
  package func setMouse(_ on: Bool) {
    isMouseOn = on
    if isEntered { write(on ? Modes.mouseOn : Modes.mouseOff) }
  }

  /// Copies text to the clipboard of the user's terminal, which may refuse without a word.
  ///
  /// - Throws: `TerminalError.tooLongToCopy`.
  package func copy(_ text: String) throws(TerminalError) {
    let insideTmux = environmentValue("TMUX") != nil
    write(try Clipboard.sequence(copying: text, insideTmux: insideTmux))
  }

  // MARK: Leaving and coming back

  /// Gives the terminal back as it was and prints what went to standard error meanwhile.
  ///
  /// Leaving twice is harmless. It also happens when the value goes away.
  package func leave() {
    guard isEntered else { return }
    isEntered = false
    write(Modes.off)
    ct_screen_leave()
    ct_guard_disarm()
  }

  /// Stops the process, as ^Z does in other programs, until the shell continues it.
  ///
  /// Without a shell that could continue it the kernel does not stop it; then the screen comes back
  /// at once.
  package func suspend() {
    leave()
    ct_signals_stop()
    enter()
  }

  /// Runs a program on this terminal, such as an editor, and comes back when it ends.
  ///
  /// - Parameter arguments: the program, found by PATH, and its arguments.
  /// - Returns: its exit status, or 128 and the number of the signal that ended it.
  /// - Throws: `TerminalError.cannotRun`.
  package func run(_ arguments: [String]) throws(TerminalError) -> Int32 {
    leave()
    defer { enter() }
    var strings = arguments.map { strdup($0) }
    strings.append(nil)
    defer { for string in strings { free(string) } }
    let status = arguments.isEmpty ? -1 : ct_run_program(strings)
    guard status >= 0 else {
      let reason = arguments.isEmpty ? "no program is named" : String(cString: strerror(errno))
      throw .cannotRun(program: arguments.first ?? "", reason: reason)
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  private func enter() {
    ct_guard_arm()
    isEntered = true
    ct_screen_repaint()
    ct_screen_update()
    // Anew: curses takes SIGTSTP for itself all the same.
    ct_signals_install(signals.write)
    turnModesOn()
    presenter.invalidate()
    updateSize()
    entryTime = .now
  }

  // MARK: For the event loop

  /// What ended a wait.
  struct Wake {
    var signals: [Int32] = []
    var hasInput = false
    var hasMessages = false
  }

  /// Waits for keys, signals and messages, at most until a moment; nil waits without end.
  func wait(mailbox: Int32, until deadline: ContinuousClock.Instant?) -> Wake {
    let moments = [deadline, escapeDeadline].compactMap { $0 }
    let ready = ct_wait(input, signals.read, mailbox, moments.min().map(milliseconds) ?? -1)
    var wake = Wake(hasInput: ready & 1 != 0, hasMessages: ready & 4 != 0)
    var bytes: [UInt8] = Array(repeating: 0, count: 64)
    while true {
      let count = read(signals.read, &bytes, bytes.count)
      guard count > 0 else { break }
      wake.signals += bytes.prefix(count).map(Int32.init)
    }
    return wake
  }

  /// Reads what has been typed; nil when the terminal is gone.
  func readInput(_ wake: Wake, at now: ContinuousClock.Instant) -> [InputEvent]? {
    var events: [InputEvent] = []
    var bytes: [UInt8] = Array(repeating: 0, count: 4096)
    var isReady = wake.hasInput
    // Bounded, so that a paint comes in between however fast the input is.
    for _ in 0..<16 where isReady {
      let count = read(input, &bytes, bytes.count)
      if count < 0, errno == EINTR || errno == EAGAIN { break }
      guard count > 0 else { return nil }
      events += decoder.decode(bytes.prefix(count), at: now)
      isReady = ct_wait(input, -1, -1, 0) != 0
    }
    if let deadline = escapeDeadline, !wake.hasInput, deadline <= now { events += decoder.flush() }
    if !decoder.isWaiting {
      escapeDeadline = nil
    } else if wake.hasInput || escapeDeadline == nil {
      escapeDeadline = now + escapeDelay
    }
    return events
  }

  /// Takes over the terminal's size; a size of zero means that the terminal does not know it.
  func updateSize() {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard ct_window_size(output, &rows, &columns), rows > 0, columns > 0 else { return }
    // Nobody has a larger screen; whoever claims one must not make the frame fill gigabytes.
    let wanted = Size(columns: min(Int(columns), 1000), rows: min(Int(rows), 500))
    guard wanted != size, ct_screen_resize(Int32(wanted.rows), Int32(wanted.columns)) else {
      return
    }
    size = Size(columns: Int(ct_screen_columns()), rows: Int(ct_screen_rows()))
    presenter.invalidate()
  }

  /// Sets the terminal's modes again, which a shell may have changed while the process stood still.
  func continueAfterStop() {
    guard isEntered else { return }
    ct_screen_reset_modes()
    turnModesOn()
    redraw()
    updateSize()
  }

  private func turnModesOn() {
    write(Modes.pasteOn + (isMouseOn ? Modes.mouseOn : ""))
  }

  private func milliseconds(until moment: ContinuousClock.Instant) -> Int32 {
    let rest = moment - .now
    guard rest > .zero else { return 0 }
    // Rounded up: waking too early would only mean to wait again.
    let value = rest.components.seconds * 1000 + rest.components.attoseconds / 1_000_000_000_000_000
    return Int32(clamping: value + 1)
  }

  private func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in _ = ct_write_all(output, bytes.baseAddress, bytes.count) }
  }
}

/// A variable of the process's environment, or nil when it is not set.
package func environmentValue(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}

/// A string capability of the open terminal.
private func capability(_ name: String) -> [UInt8]? {
  ct_capability(name).map { Array(String(cString: $0).utf8) }
}
