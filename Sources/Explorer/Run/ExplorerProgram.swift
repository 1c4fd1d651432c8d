import Analysis
import Canvas
import Domain

/// The explorer as an event loop drives it: input and answers in, frames out.
///
/// It has the shape of the terminal's application protocol without knowing it, so that the
/// executable only has to declare that it conforms.
package struct ExplorerProgram {
  /// What the program needs from its host.
  package struct Host {
    /// What time it is.
    package var now: () -> Timestamp
    /// Does what only the host can: clipboard, files, suspending. May answer with messages.
    package var perform: (Effect) -> [Message]
    /// The theme of a name, in the colours that the terminal has.
    package var theme: (String) -> Theme

    package init(
      now: @escaping () -> Timestamp, theme: @escaping (String) -> Theme,
      perform: @escaping (Effect) -> [Message]
    ) {
      self.now = now
      self.theme = theme
      self.perform = perform
    }
  }

  package private(set) var state: ExplorerState
  package private(set) var shouldQuit = false
  private let runner: EffectRunner
  private let host: Host
  private var latencies = Latencies()
  private var lastLook: Timestamp

  /// Asks for what the first screen shows at once.
  package init(state: ExplorerState, runner: EffectRunner, host: Host) {
    self.state = state
    self.runner = runner
    self.host = host
    lastLook = state.now
    perform(self.state.start())
  }

  package mutating func handle(_ event: InputEvent) { send(.input(event)) }

  package mutating func receive(_ message: Message) { send(message) }

  /// How long until the next ``tick()``: short while something on the screen moves by itself.
  package var tickInterval: Duration? {
    state.needsClock ? .milliseconds(100) : .seconds(1)
  }

  package mutating func tick() {
    let now = host.now()
    guard now.milliseconds(since: lastLook) >= 1000 else {
      send(.clock(now))
      return
    }
    lastLook = now
    send(.tick)
  }

  package var theme: Theme { host.theme(state.theme) }

  package func frame(size: Size) -> Frame { render(state, size: size) }

  /// Notes how long it took from a key to the frame that answers it.
  package mutating func didPaint(after latency: Duration) {
    latencies.add(latency)
    if state.showsPerformance { send(.performance(latencies.performance)) }
  }

  private mutating func send(_ message: Message) {
    perform(update(&state, .clock(host.now())))
    perform(update(&state, message))
  }

  private mutating func perform(_ effects: [Effect]) {
    for effect in runner.run(effects) {
      if effect == .quit {
        runner.cancelAll()
        shouldQuit = true
      } else {
        for message in host.perform(effect) { perform(update(&state, message)) }
      }
    }
  }
}

/// The last times from key to paint, from which percentiles are taken.
struct Latencies {
  private static let capacity = 512
  private var milliseconds: [Double] = []
  private var next = 0

  mutating func add(_ latency: Duration) {
    let value = latency / .milliseconds(1)
    if milliseconds.count < Self.capacity {
      milliseconds.append(value)
    } else {
      milliseconds[next] = value
    }
    next = (next + 1) % Self.capacity
  }

  var performance: Performance {
    let sorted = milliseconds.sorted()
    func percentile(_ share: Double) -> Double {
      sorted.isEmpty ? 0 : sorted[Int((Double(sorted.count - 1) * share).rounded())]
    }
    return Performance(median: percentile(0.5), percentile95: percentile(0.95))
  }
}
