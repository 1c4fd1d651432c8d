import Domain
import Testing

@Suite("Laws that hold for any sequence of calls")
struct RandomCallsTests {
  static let seeds: Range<UInt64> = 0..<60

  @Test("R-I4: a user_id never carries two identities", arguments: seeds)
  func oneIdentity(seed: UInt64) {
    let facts = Walk(seed: seed).facts
    #expect(Set(facts.migrations.map(\.from)).count == facts.migrations.count)
  }

  @Test("R-S2: the expiry of a running session never decreases", arguments: seeds)
  func expiry(seed: UInt64) {
    let devices = Walk(seed: seed).devices
    for (before, after) in zip(devices, devices.dropFirst()) {
      guard let old = before.sessions.live, let new = after.sessions.live, old.id == new.id else {
        continue
      }
      #expect(new.expires >= old.expires)
      #expect(new.start == old.start)
    }
  }

  @Test("A rejected call leaves the client unchanged", arguments: seeds)
  func rejected(seed: UInt64) {
    let walk = Walk(seed: seed)
    #expect(walk.changedByRejection.isEmpty)
    #expect(walk.rejections > 0)
  }

  @Test(
    "Every event's session was announced before it, to the same user, and began no later",
    arguments: seeds)
  func announcedSessions(seed: UInt64) {
    var known: [SessionID: Session] = [:]
    for fact in Walk(seed: seed).facts {
      if case .session(let session) = fact {
        #expect(known[session.id] == nil)
        known[session.id] = session
      }
      if case .event(let event) = fact {
        let session = event.session.flatMap { known[$0] }
        #expect(session?.subject == event.subject)
        #expect(session.map { $0.start <= event.time } == true)
      }
    }
  }

  @Test("Every raw user was announced, once, before anything else is said of it", arguments: seeds)
  func announcedUsers(seed: UInt64) {
    var known: Set<Subject> = []
    for fact in Walk(seed: seed).facts {
      switch fact {
      case .user(let user): #expect(known.insert(user.subject).inserted)
      case .session(let session): #expect(known.contains(session.subject))
      case .event(let event): #expect(known.contains(event.subject))
      case .properties(let write): #expect(known.contains(write.subject))
      case .migration(let migration): #expect(known.contains(.user(migration.from)))
      case .account: Issue.record("no client call is about an account")
      }
    }
  }

  @Test("R-T9: no property is written twice in a row with one value for one user", arguments: seeds)
  func writes(seed: UInt64) {
    var latest: [Subject: Properties] = [:]
    for write in Walk(seed: seed).facts.writes {
      for (key, value) in write.properties {
        #expect(latest[write.subject]?[key] != value)
        latest[write.subject, default: [:]][key] = value
      }
      #expect(!write.properties.isEmpty)
    }
  }

  @Test("R-T2: nothing stored is past a limit", arguments: seeds)
  func limits(seed: UInt64) {
    for event in Walk(seed: seed).facts.events {
      #expect((1...255).contains(event.name.utf16.count))
      for (key, value) in event.properties {
        #expect(!key.isBlank && key.utf16.count <= 511)
        if case .string(let text) = value { #expect(!text.isBlank && text.utf16.count <= 1023) }
        if case .number(let number) = value { #expect(number.isFinite) }
      }
    }
  }

  @Test("The same calls with the same seed give the same facts", arguments: [1, 2, 3] as [UInt64])
  func repeatable(seed: UInt64) {
    #expect(Walk(seed: seed).facts == Walk(seed: seed).facts)
    #expect(Walk(seed: seed).facts != Walk(seed: seed + 100).facts)
  }

  @Test("The walks reach what the laws are about")
  func coverage() {
    let facts = Self.seeds.flatMap { Walk(seed: $0).facts }
    #expect(facts.migrations.count > 500)
    #expect(facts.sessions.count > 1000)
    #expect(facts.events.count > 2000)
    #expect(facts.writes.count > 300)
    #expect(Set(facts.events.map(\.kind)) == [.custom, .pageview, .background])
  }
}

/// One client through a few hundred random calls, some of which are nonsense, by a clock that mostly
/// moves on and sometimes jumps back.
private struct Walk {
  private(set) var facts: [Fact] = []
  private(set) var devices: [Device] = []
  private(set) var rejections = 0
  private(set) var changedByRejection: [ClientCall] = []
  private var random: SeededGenerator

  init(seed: UInt64, calls: Int = 250) {
    random = SeededGenerator(seed: seed)
    var client = Client(
      seed % 2 == 0 ? .web : .mobile, seed: seed &+ 1_000_000, appID: .main)
    var time = at(0)
    for _ in 0..<calls {
      let step = Int64.random(in: 0...(chance(10) ? 7200 : 400), using: &random)
      time = time.advanced(seconds: chance(12) ? -4 * step : step)
      let call = nextCall()
      let before = client
      do {
        facts += try client.perform(
          call, at: time, context: chance(9) ? ["city": .string(text())] : [:],
          policy: chance(3) ? .reject : .perform
        ).facts
      } catch {
        rejections += 1
        if client != before { changedByRejection.append(call) }
      }
      if let device = client.device { devices.append(device) }
    }
  }

  private mutating func chance(_ oneIn: Int) -> Bool {
    Int.random(in: 0..<oneIn, using: &random) == 0
  }

  private mutating func pick<Value>(_ values: [Value], else other: Value) -> Value {
    values.randomElement(using: &random) ?? other
  }

  private mutating func text() -> String {
    chance(8)
      ? randomText(characters: Int.random(in: 0...700, using: &random), using: &random)
      : pick(["a", "b", "c", "", " "], else: "a")
  }

  private mutating func value() -> InputValue {
    let text = text()
    return pick(
      [.string(text), 1, 2.5, true, .null, .number(.nan), .array(["a"]), .object([:])], else: 1)
  }

  private mutating func properties() -> [String: InputValue] {
    var properties: [String: InputValue] = [:]
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      properties[chance(20) ? "user_id" : text()] = value()
    }
    return properties
  }

  private mutating func nextCall() -> ClientCall {
    switch Int.random(in: 0..<20, using: &random) {
    case 0...3: .track(event: text(), properties: properties(), background: chance(4))
    case 4...5:
      .trackPageview(
        ClientCall.Pageview(
          title: text(),
          url: chance(4) ? text() : "https://shop.example/\(Int.random(in: 0...9, using: &random))",
          properties: properties()))
    case 6...8: .identify(pick(["alice", "bob", "Alice", "guest", "", .null, 42], else: 42))
    case 9: .identify(value())
    case 10: .resetIdentity
    case 11: .addEventProperties(properties())
    case 12: .removeEventProperty(text())
    case 13...14: .addUserProperties(properties())
    case 15: .addPageviewProperties(properties())
    case 16: .removePageviewProperty(text())
    case 17: .setAppId(pick([.main, .main, AppID("test")], else: .main))
    case 18:
      pick(
        [.clearEventProperties, .clearPageviewProperties, .pageLoaded, .onReady(callback: "f")],
        else: .pageLoaded)
    default: pick([.getIdentity, .getUserId, .getSessionId], else: .getUserId)
    }
  }
}
