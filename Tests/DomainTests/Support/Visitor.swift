import Domain

/// A client under test, with every fact that its calls became in the order of the calls.
struct Visitor {
  var client: Client
  private(set) var facts: [Fact] = []

  init(_ platform: Platform = .web, seed: UInt64 = 1, userID: UInt64 = 111) {
    client = Client(platform, seed: seed, userID: UserID(truncating: userID), appID: .main)
  }

  @discardableResult
  mutating func call(
    _ call: ClientCall, at time: Timestamp, context: Properties = [:],
    policy: NonUniqueIdentityPolicy = .perform
  ) throws(CallRejection) -> CallOutcome {
    let outcome = try client.perform(call, at: time, context: context, policy: policy)
    facts += outcome.facts
    return outcome
  }

  /// The event that a track call becomes.
  @discardableResult
  mutating func track(
    _ name: String = "Click", _ properties: [String: InputValue] = [:], at time: Timestamp
  ) throws(CallRejection) -> Event? {
    try call(.track(event: name, properties: properties), at: time).facts.events.last
  }

  /// The event that a trackPageview call becomes.
  @discardableResult
  mutating func view(
    _ url: String? = nil, title: String? = nil, previous: String? = nil,
    with properties: [String: InputValue] = [:], at time: Timestamp
  ) throws(CallRejection) -> Event? {
    let page = ClientCall.Pageview(
      title: title, url: url, previousPage: previous, properties: properties)
    return try call(.trackPageview(page), at: time).facts.events.last
  }

  mutating func identify(_ identity: InputValue, at time: Timestamp) throws(CallRejection) {
    try call(.identify(identity), at: time)
  }

  var userID: UserID? { client.device?.userID }
  var identity: String? { client.device?.identity?.value }
  var sessionIDs: [SessionID] { facts.sessions.map(\.id) }
}

extension [Fact] {
  var users: [User] { compactMap { if case .user(let user) = $0 { user } else { nil } } }
  var sessions: [Session] {
    compactMap { if case .session(let session) = $0 { session } else { nil } }
  }
  var events: [Event] { compactMap { if case .event(let event) = $0 { event } else { nil } } }
  var writes: [PropertyWrite] {
    compactMap { if case .properties(let write) = $0 { write } else { nil } }
  }
  var migrations: [Migration] {
    compactMap { if case .migration(let migration) = $0 { migration } else { nil } }
  }

  /// The profile that an event's raw user belongs to once all migrations are applied.
  func profile(of event: Event) -> UserID? {
    guard case .user(let user) = event.subject else { return nil }
    return migrations.first { $0.from == user }.map { .profile(of: $0.identity) } ?? user
  }
}

extension Fact {
  var kind: String {
    switch self {
    case .user: "user"
    case .session: "session"
    case .event: "event"
    case .properties: "properties"
    case .migration: "migration"
    case .account: "account"
    }
  }
}

/// A moment of 5 January 2026, UTC.
func at(_ hour: Int64, _ minute: Int64 = 0, _ second: Int64 = 0) -> Timestamp {
  Timestamp(milliseconds: 1_767_571_200_000).advanced(
    seconds: hour * 3600 + minute * 60 + second)
}

func user(_ number: UInt64) -> UserID { UserID(truncating: number) }

func profile(_ identity: String) -> UserID { .profile(of: Identity(unchecked: identity)) }
