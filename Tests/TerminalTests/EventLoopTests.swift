import CPseudoTerminal
import Canvas
import Foundation
import Testing

@testable import Terminal

/// Writes down what the loop tells it and ends on `q`, or when `react` says so.
private struct Recorder: TerminalApplication {
  var log: [String] = []
  var paints = 0
  var latencies = 0
  var ticks = 0
  var tickInterval: Duration?
  var shouldQuit = false
  var react: (String, inout Recorder) -> Void = { _, _ in }
  let theme = Theme.plain

  private mutating func note(_ entry: String) {
    log.append(entry)
    react(entry, &self)
  }

  mutating func handle(_ event: InputEvent) {
    switch event {
    case .key(Key(.character("q"))): shouldQuit = true
    case .key(let key): note("key \(key.code)")
    case .paste(let text): note("paste \(text)")
    case .mouse(let mouse): note("mouse \(mouse.action)")
    case .resize(let size): note("size \(size.columns)x\(size.rows)")
    }
  }

  mutating func receive(_ message: String) { note("message \(message)") }

  mutating func tick() {
    ticks += 1
    note("tick")
  }

  mutating func frame(size: Size) -> Frame {
    paints += 1
    var frame = Frame(size: size)
    frame[column: 0, row: 0] = Cell("@", style: Style(.text))
    return frame
  }

  mutating func didPaint(after latency: Duration) { latencies += 1 }
}

extension CursesTests {
  /// The loop on a real terminal: a pseudo-terminal whose keys are typed before the loop starts.
  @Suite("Event loop")
  struct EventLoopTests {
    private typealias Loop = EventLoop<Recorder>

    /// What a run left behind.
    private struct Outcome {
      var ending: Loop.Ending
      var application: Recorder
      var output: String
      var isCooked: Bool
    }

    private func run(
      typing text: String, columns: Int32 = 20, rows: Int32 = 5, hangup: Bool = false,
      messages: [String] = [], _ application: Recorder = Recorder(),
      prepare: (PseudoTerminalHandle, inout Recorder) -> Void = { _, _ in }
    ) throws -> Outcome {
      var pty = PseudoTerminalHandle()
      var slave: Int32 = -1
      try #require(pt_open(&pty, &slave, columns, rows))
      defer {
        close(slave)
        pt_close(&pty)
      }
      let mailbox = try Mailbox<String>()
      for message in messages { mailbox.post(message) }
      var application = application
      let ending: Loop.Ending
      do {
        let variables = ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"]
        let terminal = try Terminal(input: slave, output: slave) { variables[$0] }
        try #require(text.isEmpty || pt_write(&pty, text, text.utf8.count))
        prepare(pty, &application)
        if hangup { pt_close(&pty) }
        var loop = EventLoop<Recorder>(on: terminal, mailbox: mailbox)
        ending = loop.run(&application)
      }
      let output = hangup ? "" : readAll(&pty)
      return Outcome(
        ending: ending, application: application, output: output, isCooked: pt_is_cooked(&pty))
    }

    @Test("The size comes first, then each key; all of them are answered by one paint")
    func keys() throws {
      var application = Recorder()
      application.react = { entry, recorder in
        if entry == "key up" { recorder.shouldQuit = recorder.paints == 1 }
      }
      let outcome = try run(typing: "aé\u{1B}[A", application)
      #expect(outcome.ending == .quit)
      #expect(
        outcome.application.log
          == ["size 20x5", "key character(\"a\")", "key character(\"é\")", "key up"])
    }

    @Test("Keys after the one that quits are not handled")
    func keysAfterQuit() throws {
      let outcome = try run(typing: "aqb")
      #expect(outcome.application.log == ["size 20x5", "key character(\"a\")"])
    }

    @Test("The terminal is entered with its modes and left clean")
    func modes() throws {
      let outcome = try run(typing: "q")
      let output = outcome.output
      #expect(outcome.isCooked)
      let on = [
        "\u{1B}[?1049h", "\u{1B}[?2004h", "\u{1B}[?1000h", "\u{1B}[?1006h", "\u{1B}[?2026h", "@",
      ]
      let off = [
        "\u{1B}[?2026l", "\u{1B}[?2004l", "\u{1B}[?1000l", "\u{1B}[?1006l", "\u{1B}[?1049l",
      ]
      for sequence in on + off {
        #expect(output.contains(sequence), "\(sequence.debugDescription)")
      }
      let lastOn = on.compactMap { output.range(of: $0, options: .backwards)?.upperBound }.max()
      let left = output.range(of: "\u{1B}[?1049l", options: .backwards)?.lowerBound
      #expect(try #require(lastOn) <= #require(left))
    }

    @Test("Escape alone is a key as soon as nothing follows it")
    func escapeKey() throws {
      var application = Recorder()
      application.react = { entry, recorder in recorder.shouldQuit = entry == "key escape" }
      let outcome = try run(typing: "\u{1B}", application)
      #expect(outcome.application.log == ["size 20x5", "key escape"])
    }

    @Test("A paste and the mouse arrive as such")
    func pasteAndMouse() throws {
      let outcome = try run(typing: "\u{1B}[200~q\rx\u{1B}[201~\u{1B}[<64;3;2Mq")
      #expect(outcome.application.log == ["size 20x5", "paste q\nx", "mouse scrollUp"])
    }

    @Test("Messages are handled before keys, in their order")
    func messages() throws {
      let outcome = try run(typing: "kq", messages: ["one", "two"])
      #expect(
        outcome.application.log
          == ["size 20x5", "message one", "message two", "key character(\"k\")"])
    }

    @Test("A key's latency is told once it is painted")
    func latency() throws {
      var application = Recorder()
      application.react = { entry, recorder in
        if entry.hasPrefix("key") { recorder.tickInterval = .zero }
        if entry == "tick" { recorder.shouldQuit = recorder.latencies == 1 }
      }
      let outcome = try run(typing: "a", application)
      #expect(outcome.application.latencies == 1)
    }

    @Test("Ticks come while they are asked for")
    func ticks() throws {
      var application = Recorder()
      application.tickInterval = .milliseconds(1)
      application.react = { entry, recorder in recorder.shouldQuit = recorder.ticks == 3 }
      #expect(try run(typing: "", application).application.ticks == 3)
    }

    @Test(
      "SIGTERM, SIGHUP and SIGINT end the loop, say so, and leave a clean terminal",
      arguments: [SIGTERM, SIGHUP, SIGINT])
    func signals(number: Int32) throws {
      let outcome = try run(typing: "") { _, _ in raise(number) }
      #expect(outcome.ending == .signal(number))
      #expect(outcome.isCooked)
      #expect(outcome.output.contains("\u{1B}[?1049l"))
    }

    @Test("A terminal that goes away ends the loop")
    func hangup() throws {
      #expect(try run(typing: "", hangup: true).ending == .hangup)
    }

    @Test(
      "A new size reaches the application, down to one cell and never absurdly large",
      arguments: [(1, 1, "1x1"), (300, 90, "300x90"), (65535, 65535, "1000x500")])
    func resize(columns: Int32, rows: Int32, expected: String) throws {
      let outcome = try runResizing(columns: columns, rows: rows)
      #expect(
        outcome.application.log.filter { $0.hasPrefix("size") } == [
          "size 20x5", "size \(expected)",
        ])
    }

    @Test("A size of zero is unknown: the last one stays", arguments: [(0, 0), (20, 0), (0, 5)])
    func unknownSize(columns: Int32, rows: Int32) throws {
      let outcome = try runResizing(columns: columns, rows: rows)
      #expect(outcome.application.log.filter { $0.hasPrefix("size") } == ["size 20x5"])
    }

    @Test("A terminal that does not know its size gets a usual one")
    func unknownFirstSize() throws {
      #expect(try run(typing: "q", columns: 0, rows: 0).application.log == ["size 80x24"])
    }

    /// Changes the size in answer to a key, as if the user had at that moment.
    private func runResizing(columns: Int32, rows: Int32) throws -> Outcome {
      try run(typing: "r") { pty, application in
        application.react = { entry, recorder in
          if entry.hasPrefix("key") {
            withUnsafePointer(to: pty) { _ = pt_resize($0, columns, rows) }
            raise(SIGWINCH)
            recorder.tickInterval = .milliseconds(1)
          }
          // The signal is answered before the first tick after it.
          recorder.shouldQuit = recorder.ticks == 2
        }
      }
    }

    @Test("A program runs on the terminal, and its exit status comes back")
    func program() throws {
      var statuses: [Int32] = []
      let outcome = try runOnTerminal { terminal in
        statuses.append(try terminal.run(["/bin/sh", "-c", "exit 3"]))
        statuses.append(try terminal.run(["sh", "-c", "kill -9 $$"]))
      }
      #expect(statuses == [3, 128 + 9])
      #expect(outcome.components(separatedBy: "\u{1B}[?1049l").count == 4)
      #expect(outcome.components(separatedBy: "\u{1B}[?1049h").count == 4)
    }

    @Test("A program that does not exist is an error, and the screen comes back")
    func missingProgram() throws {
      let output = try runOnTerminal { terminal in
        let error = #expect(throws: TerminalError.self) {
          try terminal.run(["no-such-editor", "x"])
        }
        #expect(error?.description.contains("'no-such-editor' cannot be run") == true)
        #expect(throws: TerminalError.self) { try terminal.run([]) }
      }
      #expect(output.components(separatedBy: "\u{1B}[?1049h").count == 4)
    }

    @Test("An error thrown while the screen is up leaves a clean terminal")
    func thrown() throws {
      struct Failure: Error {}
      var output = ""
      #expect(throws: Failure.self) {
        output = try runOnTerminal { _ in throw Failure() }
      }
      #expect(output.isEmpty)
    }

    @Test("What is no terminal is refused with a remedy")
    func notATerminal() throws {
      let null = open("/dev/null", O_RDWR)
      defer { close(null) }
      let error = #expect(throws: TerminalError.self) { try Terminal(input: null, output: null) }
      #expect(error == .notATerminal("input"))
    }

    @Test("A terminal type that nobody knows is refused, and signals stay as they were")
    func unknownType() throws {
      var pty = PseudoTerminalHandle()
      var slave: Int32 = -1
      try #require(pt_open(&pty, &slave, 20, 5))
      defer {
        close(slave)
        pt_close(&pty)
      }
      #expect(throws: TerminalError.unusableType("no-such-terminal")) {
        try Terminal(input: slave, output: slave) { $0 == "TERM" ? "no-such-terminal" : nil }
      }
      #expect(pt_is_cooked(&pty))
    }

    /// Opens a terminal, uses it, and gives what was written; it must be clean afterwards.
    private func runOnTerminal(_ body: (Terminal) throws -> Void) throws -> String {
      var pty = PseudoTerminalHandle()
      var slave: Int32 = -1
      try #require(pt_open(&pty, &slave, 20, 5))
      defer {
        #expect(pt_is_cooked(&pty))
        close(slave)
        pt_close(&pty)
      }
      do {
        let variables = ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"]
        try body(try Terminal(input: slave, output: slave) { variables[$0] })
      }
      return readAll(&pty)
    }

    private func readAll(_ pty: inout PseudoTerminalHandle) -> String {
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = pt_read(&pty, &buffer, buffer.count, 0)
        guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
        bytes += buffer.prefix(count)
      }
    }
  }
}
