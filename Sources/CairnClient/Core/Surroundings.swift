internal import Dispatch
internal import Domain
internal import Foundation
internal import Synchronization

/// What a client takes from the outside world, so that a test can give it another one.
struct Surroundings: Sendable {
  var now: @Sendable () -> Timestamp
  /// Decides the ids that a new device draws.
  var seed: @Sendable () -> UInt64
  var ticker: any Ticker
  /// Waits a tenth of a second or so, before a store that another process writes is tried again.
  var pause: @Sendable () -> Void
  /// How many facts may wait until events are left out (R-C3).
  var capacity = 50_000

  static var live: Surroundings {
    Surroundings(
      now: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
      seed: { UInt64.random(in: 0...UInt64.max) }, ticker: DispatchTicker(),
      pause: { Thread.sleep(forTimeInterval: 0.1) })
  }
}

/// Tells, over and over, that it is time to store.
protocol Ticker: Sendable {
  /// Ticks every so many seconds from now on, and no longer at an earlier interval.
  func start(every seconds: Double, _ tick: @escaping @Sendable () -> Void)
  func stop()
}

final class DispatchTicker: Ticker {
  private let source = Mutex<(any DispatchSourceTimer)?>(nil)

  func start(every seconds: Double, _ tick: @escaping @Sendable () -> Void) {
    source.withLock { source in
      source?.cancel()
      let timer = DispatchSource.makeTimerSource(queue: .global(qos: .utility))
      // A tenth of the interval is left to the system, to wake for several things at once.
      timer.schedule(
        deadline: .now() + seconds, repeating: seconds,
        leeway: .milliseconds(Int(seconds * 100)))
      timer.setEventHandler(handler: tick)
      timer.resume()
      source = timer
    }
  }

  func stop() {
    source.withLock { source in
      source?.cancel()
      source = nil
    }
  }
}
