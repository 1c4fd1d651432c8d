import Canvas

/// What the event loop drives: it is told what happens and says what to show.
package protocol TerminalApplication {
  /// What background work reports through the mailbox.
  associatedtype Message: Sendable

  /// A key, pasted text, the mouse, or a new size (first of all the initial one).
  mutating func handle(_ event: InputEvent)
  mutating func receive(_ message: Message)
  /// The time of `tickInterval` has passed.
  mutating func tick()
  /// How long until the next `tick`, counted from the one before; nil when nothing moves by itself,
  /// so that the process sleeps.
  var tickInterval: Duration? { get }
  /// True ends the loop.
  var shouldQuit: Bool { get }

  var theme: Theme { get }
  mutating func frame(size: Size) -> Frame
  /// A frame was shown that long after the first of the keys that it answers was read.
  mutating func didPaint(after latency: Duration)
}

extension TerminalApplication {
  package mutating func didPaint(after latency: Duration) {}
}
