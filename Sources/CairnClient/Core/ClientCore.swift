internal import Dispatch
internal import Domain
internal import Foundation
internal import Store
internal import Synchronization

/// A running client: calls change its memory under a lock; one queue loads and stores, another one
/// runs the application's functions, so that neither holds up a caller or the other.
final class ClientCore: Sendable {
  private let desk: StoreDesk
  private let platform: Platform
  private let surroundings: Surroundings
  private let warn: @Sendable (String) -> Void
  private let memory: Mutex<ClientMemory>
  private let disk = DispatchQueue(label: "cairn.client.disk", qos: .utility)
  private let outside = DispatchQueue(label: "cairn.client.callbacks", qos: .utility)
  /// Marks the queue of the application's functions.
  private let outsideKey = DispatchSpecificKey<Bool>()
  /// Why the store could not be used, as told last: the same is not told at every attempt.
  private let complaint = Mutex<String?>(nil)

  init(
    _ desk: StoreDesk, platform: Platform, policy: NonUniqueIdentityPolicy,
    in surroundings: Surroundings, warn: @escaping @Sendable (String) -> Void
  ) {
    self.desk = desk
    self.platform = platform
    self.surroundings = surroundings
    self.warn = warn
    memory = Mutex(ClientMemory(policy: policy, capacity: surroundings.capacity))
    outside.setSpecific(key: outsideKey, value: true)
  }

  /// Begins to load what the device remembers, and to store at intervals.
  func start() {
    disk.async { [self] in _ = load() }
    tick()
  }

  // MARK: Calls

  /// - Parameter function: the name that warnings begin with.
  func call(_ call: ClientCall, _ function: String = #function) {
    let name = function.prefix { $0 != "(" }
    let now = surroundings.now()
    let (warnings, callbacks) = memory.withLock { memory in
      (memory.make(call, named: String(name), at: now), memory.takeCallbacks())
    }
    tell(warnings, callbacks)
  }

  func onReady(_ callback: @escaping @Sendable () -> Void) {
    let callbacks = memory.withLock { memory in
      memory.onReady(callback)
      return memory.takeCallbacks()
    }
    tell([], callbacks)
  }

  /// Asks the device of the environment in force; nil until the client is ready.
  func device<Value: Sendable>(_ question: (Device, Timestamp) -> Value?) -> Value? {
    let now = surroundings.now()
    return memory.withLock { $0.device }.flatMap { question($0, now) }
  }

  var allowsPairingGesture: Bool { memory.withLock { $0.allowsPairingGesture } }

  func disablePairingGesture() { memory.withLock { $0.allowsPairingGesture = false } }

  /// Whoever watches should not have to wait.
  func pairingChanged() {
    tick()
    disk.async { [self] in _ = store() }
  }

  func changeInterval(_ seconds: Double) {
    guard seconds >= 0.1, seconds <= 86_400 else {
      tell(["changeInterval: \(seconds) is not an interval; expected 0.1 to 86400 seconds"])
      return
    }
    memory.withLock { $0.interval = seconds }
    tick()
  }

  private func tell(_ warnings: [String], _ callbacks: [@Sendable () -> Void] = []) {
    guard !warnings.isEmpty || !callbacks.isEmpty else { return }
    outside.async { [warn] in
      for warning in warnings { warn(warning) }
      for callback in callbacks { callback() }
    }
  }

  /// Ticks at the interval in force.
  private func tick() {
    let interval = memory.withLock { $0.isEnded ? nil : $0.tickInterval }
    guard let interval else { return }
    surroundings.ticker.start(every: interval) { [weak self] in
      guard let self else { return }
      disk.async { _ = self.store() }
    }
  }

  // MARK: Ending

  func flush() async -> Bool {
    await withCheckedContinuation { continuation in
      disk.async { [self] in
        let isStored = storePatiently() == nil
        // Behind the warnings, so that they are told by then.
        outside.async { continuation.resume(returning: isStored) }
      }
    }
  }

  /// Ends the client in the background.
  func end() {
    guard close() else { return }
    disk.async { [self] in finish() }
  }

  /// Ends the client and waits for that.
  func shutdown() {
    guard close() else { return }
    disk.sync { finish() }
    if DispatchQueue.getSpecific(key: outsideKey) == nil { outside.sync {} }
  }

  /// - Returns: whether it was open.
  private func close() -> Bool {
    surroundings.ticker.stop()
    return memory.withLock { memory in
      defer { memory.isEnded = true }
      return !memory.isEnded
    }
  }

  private func finish() {
    let problem = storePatiently()
    let lost = memory.withLock { $0.backlog }
    if let problem, lost > 0 {
      tell(["what waits (\(lost)) could not be stored and is lost: \(problem)"])
    }
  }

  // MARK: The disk; on its queue alone

  /// - Returns: why the client is not loaded yet; nil where it is.
  private func load() -> StoreError? {
    guard memory.withLock({ $0.client == nil }) else { return nil }
    var warnings: [String] = []
    do throws(StoreError) {
      let remembered = try desk.remembered()
      let client = remembered.flatMap {
        try? JSONDecoder().decode(Client.self, from: Data($0.utf8))
      }
      if remembered != nil, client == nil {
        warnings.append(
          "what the store remembers of the device '\(desk.device)' can't be read: it begins anew")
      }
      if let client, client.platform != platform {
        warnings.append(
          "the device '\(desk.device)' is known as \(client.platform.rawValue) and stays so")
      }
      let (isPaired, callbacks) = memory.withLock { memory in
        warnings += memory.load(client ?? stranger, remembered: remembered)
        return (memory.client?.isPaired == true, memory.takeCallbacks())
      }
      tell(warnings, callbacks)
      if isPaired { tick() }
      return nil
    } catch {
      complain(error)
      return error
    }
  }

  private var stranger: Client { Client(platform, seed: surroundings.seed()) }

  /// Stores what waits.
  ///
  /// - Returns: why it couldn't be stored; it is kept then.
  private func store() -> StoreError? {
    if let problem = load() { return problem }
    guard let batch = memory.withLock({ $0.batch }) else { return nil }
    do throws(StoreError) {
      switch try desk.store(batch) {
      case .stored(let state, let warnings):
        let more = memory.withLock { $0.stored(batch, as: state) }
        complaint.withLock { $0 = nil }
        tell(warnings + more)
        return nil
      case .forgotten:
        let stranger = stranger
        tell(memory.withLock { $0.begin(as: stranger) })
        return store()
      }
    } catch {
      complain(error)
      return error
    }
  }

  /// Stores what waits, and gives another writer up to two seconds to end.
  private func storePatiently() -> StoreError? {
    var problem = store()
    for _ in 0..<20 where problem?.code == .locked {
      surroundings.pause()
      problem = store()
    }
    return problem
  }

  /// Another writer is nothing to complain about: it goes away.
  private func complain(_ error: StoreError) {
    guard error.code != .locked else { return }
    let isNew = complaint.withLock { last in
      defer { last = error.description }
      return last != error.description
    }
    if isNew { tell(["nothing can be stored for now: \(error)"]) }
  }
}
