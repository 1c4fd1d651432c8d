import Canvas
import Foundation

/// Runs an application on a terminal: waits, tells it all that has happened, and paints once.
package struct EventLoop<Application: TerminalApplication> {
  /// Why the loop ended.
  package enum Ending: Equatable, Sendable {
    case quit
    /// SIGTERM, SIGINT or SIGHUP came; the number is the signal's.
    case signal(Int32)
    /// The terminal is gone.
    case hangup
  }

  /// Paints that no key asked for come at most this often.
  private static var paintInterval: Duration { .milliseconds(16) }

  private let terminal: Terminal
  private let mailbox: Mailbox<Application.Message>

  private var knownSize: Size?
  private var lastTick: ContinuousClock.Instant?
  private var lastPaint: ContinuousClock.Instant?
  private var needsPaint = true
  /// When the first input that is not yet painted was read.
  private var inputTime: ContinuousClock.Instant?

  package init(on terminal: Terminal, mailbox: Mailbox<Application.Message>) {
    self.terminal = terminal
    self.mailbox = mailbox
  }

  /// Runs until the application quits, a signal asks to, or the terminal is gone.
  ///
  /// The terminal is left when this returns. Must be called on the main thread.
  package mutating func run(_ application: inout Application) -> Ending {
    defer { terminal.leave() }
    while true {
      tellSize(&application)
      if application.shouldQuit { return .quit }
      paint(&application)
      let wake = terminal.wait(mailbox: mailbox.descriptor, until: deadline(application))
      if let ending = answer(wake, &application) { return ending }
    }
  }

  /// Tells the application all that has happened: signals, messages, input, the time.
  private mutating func answer(
    _ wake: Terminal.Wake, _ application: inout Application
  ) -> Ending? {
    let now = ContinuousClock.now
    for signal in wake.signals {
      if let ending = answer(signal: signal) { return ending }
    }
    tellSize(&application)
    if wake.hasMessages {
      for message in mailbox.drain() { application.receive(message) }
      needsPaint = true
    }
    guard let events = terminal.readInput(wake, at: now) else { return .hangup }
    for event in events {
      if application.shouldQuit { return .quit }
      application.handle(event)
      needsPaint = true
      inputTime = inputTime ?? now
    }
    if let interval = application.tickInterval, let last = lastTick, last + interval <= now {
      lastTick = now
      application.tick()
      needsPaint = true
    }
    return nil
  }

  private mutating func answer(signal: Int32) -> Ending? {
    switch signal {
    case SIGTERM, SIGINT, SIGHUP: return .signal(signal)
    case SIGTSTP: terminal.suspend()
    case SIGCONT: terminal.continueAfterStop()
    default: terminal.updateSize()
    }
    needsPaint = true
    return nil
  }

  private mutating func tellSize(_ application: inout Application) {
    guard terminal.size != knownSize else { return }
    knownSize = terminal.size
    application.handle(.resize(terminal.size))
    needsPaint = true
  }

  private mutating func paint(_ application: inout Application) {
    guard needsPaint, paintTime <= .now else { return }
    terminal.present(application.frame(size: terminal.size), theme: application.theme)
    let now = ContinuousClock.now
    lastPaint = now
    needsPaint = false
    if let inputTime {
      application.didPaint(after: now - max(inputTime, terminal.entryTime))
      self.inputTime = nil
    }
  }

  /// When to paint: at once after input, else with the next frame of a steady rhythm.
  private var paintTime: ContinuousClock.Instant {
    guard inputTime == nil, let lastPaint else { return .now }
    return lastPaint + Self.paintInterval
  }

  private mutating func deadline(_ application: Application) -> ContinuousClock.Instant? {
    var moments: [ContinuousClock.Instant] = []
    if let interval = application.tickInterval {
      let last = lastTick ?? .now
      lastTick = last
      moments.append(last + interval)
    } else {
      lastTick = nil
    }
    if needsPaint { moments.append(paintTime) }
    return moments.min()
  }
}
