import Analysis
import Domain
import Foundation

/// A seeded stream of client and server calls by a few devices and people who get in each other's
/// way: shared identities, switched users, late clocks, two environments.
package struct RandomCalls {
  private var generator: SeededGenerator
  private var clients: [Client]
  private var now: Timestamp
  /// The devices that called startEVPairing last, and not stopEVPairing, by place.
  private var paired: Set<Int> = []
  private let devices: String

  private static let environments = [AppID("main"), AppID("staging")]
  private static let identities: [InputValue] = ["alice", "bob", "Alice", "guest", 12345, ""]
  private static let events = ["Search", "Purchase", "Sign Up", "日本語", "tab\there"]

  /// - Parameter devices: what the names of the devices begin with.
  package init(
    seed: UInt64, from start: Timestamp = Timestamp(milliseconds: 1_767_600_000_000),
    devices: String = "device"
  ) {
    now = start
    self.devices = devices
    generator = SeededGenerator(seed: seed)
    clients = (0..<5).map { number in
      Client(
        number.isMultiple(of: 2) ? .web : .mobile, seed: seed &* 31 &+ UInt64(number),
        appID: Self.environments[number == 4 ? 1 : 0])
    }
  }

  /// The facts of the next call that is not refused, and their environment.
  package mutating func next() -> (facts: [Fact], environment: AppID) {
    while true {
      advance()
      let outcome: (CallOutcome, AppID)? =
        chance(15) ? try? (serverCall().perform(at: now), .main) : clientOutcome()
      if let (outcome, environment) = outcome { return (outcome.facts, environment) }
    }
  }

  /// What the client libraries remember, each as the text that a store keeps.
  package func clientStates() throws -> [(device: String, state: String)] {
    let encoder = JSONEncoder()
    return try clients.enumerated().map { place, client in
      ("\(devices) \(place)", String(decoding: try encoder.encode(client), as: UTF8.self))
    }
  }

  /// The same for the plain twin.
  package var remembered: [PlainDevice] {
    clients.enumerated().compactMap { place, client in
      guard let environment = client.appID, let device = client.device else { return nil }
      let name = "\(devices) \(place)"
      return PlainDevice(
        name: name,
        users: client.devices.map { PlainDevice.Memory($0, $1.userID, $1.identity) },
        paired: paired.contains(place)
          ? PairedUser(device: name, environment: environment, user: device.userID) : nil)
    }
  }

  private mutating func clientOutcome() -> (CallOutcome, AppID)? {
    let index = below(clients.count)
    let call = clientCall()
    guard let outcome = try? clients[index].perform(call, at: now, context: context()),
      let environment = clients[index].appID
    else { return nil }
    if call == .startEVPairing { paired.insert(index) }
    if call == .stopEVPairing { paired.remove(index) }
    return (outcome, environment)
  }

  /// Mostly seconds, sometimes a pause that ends sessions, sometimes a clock that goes backwards;
  /// now and then not at all, which makes equal times.
  private mutating func advance() {
    let step: Int64 =
      switch below(12) {
      case 0: 0
      case 1: -Int64(below(3_600_000))
      case 2: Int64(below(100_000_000))
      case 3: Int64(below(2_000_000))
      default: Int64(below(90_000))
      }
    now = Timestamp(milliseconds: now.milliseconds + step)
  }

  private mutating func clientCall() -> ClientCall {
    switch below(21) {
    case 0...6: .track(event: pick(Self.events), properties: properties(), background: chance(10))
    case 7...9:
      .trackPageview(
        .init(title: "Page", url: "https://shop.example/p\(below(4))?utm_source=news"))
    case 10...12: .identify(pick(Self.identities))
    case 13: .resetIdentity
    case 14...16: .addUserProperties(properties())
    case 17: .addEventProperties(["Logged In": .boolean(chance(50))])
    case 18: .clearEventProperties
    case 19: chance(30) ? .setAppId(pick(Self.environments)) : .pageLoaded
    default: chance(60) ? .startEVPairing : .stopEVPairing
    }
  }

  private mutating func serverCall() -> ServerCall {
    let subject: Subject =
      chance(50)
      ? .identity(Identity(unchecked: pick(["alice", "bob", "carol"])))
      : .user(clients[below(clients.count)].device?.userID ?? UserID(truncating: 7))
    switch below(5) {
    case 0: return .addUserProperties(identity: pick(Self.identities), properties: properties())
    case 1: return .identify(user: UserID(truncating: UInt64(below(30))), identity: "carol")
    case 2: return .addAccountProperties(account: pick(["acme", 42]), properties: properties())
    default:
      let session = chance(40) ? clients[below(clients.count)].device?.sessionID(at: now) : nil
      return .track(of: subject, event: "Invoice", properties: properties(), session: session)
    }
  }

  private mutating func properties() -> [String: InputValue] {
    let values: [InputValue] = [
      "Free", "Pro", 50, 1.5, -0.0, true, false, "50", "é", 9_007_199_254_740_991, "acme", 42,
    ]
    var properties: [String: InputValue] = [:]
    for _ in 0..<below(4) {
      properties[pick(["plan", "email", "Email", "city", "age", "Account ID"])] = pick(values)
    }
    return properties
  }

  private mutating func context() -> Properties {
    chance(20)
      ? ["city": .string(pick(["Berlin", "York"])), "referrer": "https://news.example"] : [:]
  }

  private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }
  private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }
}
