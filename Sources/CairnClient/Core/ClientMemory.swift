internal import Domain

/// All that a running client knows, as one value: what its device remembers, the calls that wait
/// for that, and the facts that are not stored yet. It does what the calls ask; nothing here
/// touches a disk or a clock.
struct ClientMemory: Sendable {
  /// Facts and the state that goes with them: stored together or not at all.
  struct Batch: Sendable {
    var facts: [PlacedFact]
    var client: Client
    /// What the store had of the device when this client wrote or read it last.
    var remembered: String?
    fileprivate var change: Int
  }

  struct PlacedFact: Sendable {
    var fact: Fact
    var environment: AppID
  }

  private struct MadeCall: Sendable {
    var call: ClientCall
    var name: String
    var time: Timestamp
  }

  private let policy: NonUniqueIdentityPolicy
  private let capacity: Int
  private(set) var client: Client?
  private var remembered: String?
  private var waiting: [MadeCall] = []
  private var callbacks: [@Sendable () -> Void] = []
  private var facts: [PlacedFact] = []
  /// Whether this run has set an app id (R-C2).
  private var hasEnvironment = false
  /// Calls that were left out since facts were stored last.
  private var leftOut = 0
  /// Counts what changed the client, and how far that is stored.
  private var change = 0
  private var storedChange = 0

  var interval = 15.0
  var allowsPairingGesture = true
  var isEnded = false

  init(policy: NonUniqueIdentityPolicy, capacity: Int) {
    self.policy = policy
    self.capacity = capacity
  }

  var isReady: Bool { client != nil && hasEnvironment }

  var device: Device? { isReady ? client?.device : nil }

  /// Seconds from one storing to the next; a paired device is watched (R-C5).
  var tickInterval: Double { client?.isPaired == true ? min(interval, 1) : interval }

  /// Facts, and calls that may become some, that wait.
  var backlog: Int { facts.count + waiting.count }

  // MARK: Calls

  /// Does a call, or keeps it until the client is loaded (R-C1).
  ///
  /// - Returns: what was not done as asked.
  mutating func make(_ call: ClientCall, named name: String, at time: Timestamp) -> [String] {
    if isEnded { return ["\(name): the client was shut down; the call is left out"] }
    guard hasRoom(for: call) else {
      leftOut += 1
      return leftOut > 1
        ? []
        : [
          "\(name): \(backlog) calls and facts wait to be stored; until they are, events are left "
            + "out"
        ]
    }
    guard client != nil else {
      waiting.append(MadeCall(call: call, name: name, time: time))
      return []
    }
    return perform(MadeCall(call: call, name: name, time: time))
  }

  /// R-C3: who a user is matters more than what else happens.
  private func hasRoom(for call: ClientCall) -> Bool {
    switch call {
    case .track, .trackPageview: backlog < capacity
    default: backlog < 2 * capacity
    }
  }

  private mutating func perform(_ made: MadeCall) -> [String] {
    switch made.call {
    case .setAppId(let app) where app.value.isBlank:
      return ["\(made.name): the app id is empty; the call is left out"]
    case .setAppId(let app) where !hasEnvironment:
      hasEnvironment = true
      client?.turn(to: app)
      change += 1
      return []
    case .startEVPairing, .stopEVPairing: break
    default:
      guard hasEnvironment else {
        return ["\(made.name): no app id is set; call setAppId first"]
      }
    }
    do throws(CallRejection) {
      guard let outcome = try client?.perform(made.call, at: made.time, policy: policy) else {
        return []
      }
      if let environment = client?.appID {
        facts += outcome.facts.map { PlacedFact(fact: $0, environment: environment) }
      }
      change += 1
      return outcome.warnings.map { "\(made.name): \($0)" }
    } catch {
      return ["\(made.name): \(error)"]
    }
  }

  mutating func onReady(_ callback: @escaping @Sendable () -> Void) { callbacks.append(callback) }

  /// The functions that may run now, each once.
  mutating func takeCallbacks() -> [@Sendable () -> Void] {
    guard isReady else { return [] }
    defer { callbacks = [] }
    return callbacks
  }

  // MARK: Storing

  /// Takes over what the device remembers, and does the calls that waited for it.
  mutating func load(_ client: Client, remembered: String?) -> [String] {
    self.client = client
    self.remembered = remembered
    defer { waiting = [] }
    return waiting.flatMap { perform($0) }
  }

  /// What is to be stored; nil where nothing is.
  var batch: Batch? {
    guard let client, !facts.isEmpty || change > storedChange else { return nil }
    return Batch(facts: facts, client: client, remembered: remembered, change: change)
  }

  mutating func stored(_ batch: Batch, as state: String) -> [String] {
    facts.removeFirst(batch.facts.count)
    storedChange = batch.change
    remembered = state
    defer { leftOut = 0 }
    return leftOut == 0
      ? [] : ["calls that were left out while the store could not be written: \(leftOut)"]
  }

  /// R-C4: the device goes on as somebody who was never there.
  mutating func begin(as stranger: Client) -> [String] {
    let environment = client?.appID
    client = stranger
    if hasEnvironment, let environment { client?.turn(to: environment) }
    remembered = nil
    change += 1
    defer { facts = [] }
    return [
      "the store no longer knows this device, as after its user was deleted: it begins anew, "
        + "without the facts that waited (\(facts.count))"
    ]
  }
}
