import Analysis
import Domain
import Foundation
import Store
import Synchronization
import TestSupport

@testable import CairnClient

/// Everything around a client, under a test's control: a store in a folder of its own, a clock that
/// stands still, ids from seeds, and a ticker that ticks when told to.
final class World: Sendable {
  static let start = Timestamp(milliseconds: 1_767_600_000_000)

  private let folder: TemporaryFolder
  let path: String
  let ticker = ManualTicker()
  private let time = Mutex(World.start)
  private let seeds = Mutex<UInt64>(0)
  private let said = Mutex<[String]>([])

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("store.db")
  }

  var warnings: [String] { said.withLock { $0 } }

  func pass(seconds: Int64) { time.withLock { $0 = $0.advanced(seconds: seconds) } }

  func client(
    _ device: String = "phone", platform: Cairn.Platform = .mobile, appId: String? = "main",
    strictIdentities: Bool = false, capacity: Int = 1000,
    pause: @escaping @Sendable () -> Void = {}
  ) -> Cairn {
    let surroundings = Surroundings(
      now: { [self] in time.withLock { $0 } },
      seed: { [self] in
        seeds.withLock { seed in
          seed += 1
          return seed
        }
      }, ticker: ticker, pause: pause, capacity: capacity)
    return Cairn(
      store: URL(filePath: path), appId: appId, device: device, platform: platform,
      strictIdentities: strictIdentities, in: surroundings,
      onWarning: { [self] warning in said.withLock { $0.append(warning) } })
  }

  /// All stored events, oldest first.
  func events() async throws -> [EventRow] {
    try await asking { try await $0.events(EventsQuestion(limit: 100_000)).rows.reversed() }
  }

  func users() async throws -> [UserRow] {
    try await asking { try await $0.users(UsersQuestion(limit: 1000)).rows }
  }

  func asking<Answer: Sendable>(
    _ question: @Sendable (Engine) async throws -> Answer
  ) async throws -> Answer {
    let store = try Store.open(path)
    let answer = try await question(Engine(store))
    try store.close()
    return answer
  }
}

final class ManualTicker: Ticker {
  private struct State {
    var intervals: [Double] = []
    var tick: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Every interval that was asked for.
  var intervals: [Double] { state.withLock { $0.intervals } }
  var isRunning: Bool { state.withLock { $0.tick != nil } }

  func start(every seconds: Double, _ tick: @escaping @Sendable () -> Void) {
    state.withLock { state in
      state.intervals.append(seconds)
      state.tick = tick
    }
  }

  func stop() { state.withLock { $0.tick = nil } }

  func tick() { state.withLock { $0.tick }?() }
}
