import Analysis
import Domain
import Store
import Testing

@Suite("Why something belongs where it does")
struct WhyTests {
  @Test(
    "R-I1: the first identify of a device makes the profile, and names what else could have been")
  func firstIdentify() async throws {
    var shop = try WhyShop()
    try shop.identify("laptop", "alice")
    let chain = try await shop.why(.user(shop.user("laptop")))
    #expect(chain.rules == ["R-0", "R-I1", "R-2", "R-I4"])
    #expect(chain.text.contains("2026-01-05 10:00:01  identify('alice') on the device"))
    #expect(chain.text.contains("the profile is made by it"))
    #expect(chain.text.contains("Had the device been identified as someone else already"))
    #expect(chain.kinds == [.box, .arrow, .box, .otherwise])
  }

  @Test("R-I2: a second device joins the profile that was there")
  func secondDevice() async throws {
    var shop = try WhyShop()
    try shop.identify("laptop", "alice")
    try shop.identify("phone", "alice")
    let chain = try await shop.why(.user(shop.user("phone")))
    #expect(chain.rules == ["R-0", "R-I2", "R-2", "R-I4"])
    #expect(chain.text.contains("the user's past joins the profile that was there"))
  }

  @Test("R-I4, R-I5: a switch of identity parts the two users; going back is said to be one")
  func switching() async throws {
    var shop = try WhyShop()
    try shop.identify("laptop", "alice")
    let first = shop.user("laptop")
    try shop.identify("laptop", "bob")
    let second = shop.user("laptop")
    let chain = try await shop.why(.user(second))
    #expect(chain.kinds == [.box, .brokenArrow, .box, .arrow, .box, .otherwise])
    #expect(chain.rules == ["R-I4", "R-0", "R-2", "R-I2"])
    #expect(chain.steps[0].title == "User \(first)")
    #expect(chain.text.contains("Had the device been anonymous"))
    let before = try await shop.why(.user(first))
    #expect(before.text.contains("the device became another user, \(second), in 'bob'"))
  }

  @Test("R-I12, R-I13: after a reset the user is anonymous, and the next identify decides")
  func reset() async throws {
    var shop = try WhyShop()
    try shop.identify("laptop", "alice")
    try shop.perform("laptop", .resetIdentity)
    var chain = try await shop.why(.user(shop.user("laptop")))
    #expect(chain.rules == ["R-I12", "R-0", "R-1", "R-I13"])
    #expect(chain.kinds == [.box, .brokenArrow, .box, .note, .otherwise])
    try shop.identify("laptop", "alice")
    chain = try await shop.why(.user(shop.user("laptop")))
    #expect(chain.rules == ["R-I12", "R-0", "R-I13", "R-2", "R-I4"])
  }

  @Test("R-I15, R-A3: a profile that a server made is joined, and said to be the server's")
  func serverFirst() async throws {
    var shop = try WhyShop()
    try shop.serve(.addUserProperties(identity: "alice", properties: ["plan": "Pro"]))
    try shop.identify("laptop", "alice")
    let chain = try await shop.why(.user(shop.user("laptop")))
    #expect(chain.rules == ["R-0", "R-I15", "R-2", "R-A3", "R-I4"])
    let profile = try await shop.why(.identity(Identity(unchecked: "alice")))
    #expect(profile.rules == ["R-I2", "R-1", "R-2", "R-A3", "R-0", "R-1"])
  }

  @Test("R-A2, R-A10: a user a server names, and one it identifies")
  func serverIdentify() async throws {
    var shop = try WhyShop()
    let user = UserID(truncating: 77)
    try shop.serve(.track(of: .user(user), event: "Invoice"))
    var chain = try await shop.why(.user(user))
    #expect(chain.rules == ["R-0", "R-A2", "R-1", "R-I1"])
    try shop.serve(.identify(user: user, identity: "alice"))
    chain = try await shop.why(.user(user))
    #expect(chain.rules == ["R-0", "R-A2", "R-A10", "R-2", "R-A10"])
    #expect(chain.text.contains("the call would have been ignored, with a warning"))
  }

  @Test("R-X2: an imported line that names both ids")
  func imported() async throws {
    var shop = try WhyShop()
    let user = UserID.ofKey("507f191e810c19729de860ea")
    try shop.append([
      .migration(
        Migration(
          from: user, to: Identity(unchecked: "019mr8mf4r"), time: shop.now, source: .imported))
    ])
    let chain = try await shop.why(.user(user))
    #expect(chain.rules == ["R-0", "R-X2", "R-2", "R-X2"])
    #expect(chain.text.contains("becomes a user_id by a hash"))
  }

  @Test("R-2: where the hash of an identity was taken, the next free number is said to be one")
  func collision() async throws {
    var shop = try WhyShop()
    let alice = Identity(unchecked: "alice")
    let taken = UserID.profile(of: alice)
    try shop.append([.user(User(.user(taken), firstSeen: shop.now))])
    try shop.identify("laptop", "alice")
    let chain = try await shop.why(.identity(alice))
    #expect(
      chain.text.contains(
        "profile \(taken.next()): the identity gives \(taken), which was taken, so the next free"))
    #expect(try await shop.why(.user(taken)).text.contains("Anonymous"))
  }

  @Test("R-0, R-I3: a merge that was taken back says by whom and why, and what the device believes")
  func takenBack() async throws {
    var shop = try WhyShop()
    try shop.identify("laptop", "alice")
    try shop.takeBack(1, because: "a shared laptop")
    let chain = try await shop.why(.user(shop.user("laptop")))
    #expect(chain.kinds == [.box, .brokenArrow, .note, .note, .otherwise])
    #expect(chain.rules == ["R-0", "R-0", "R-1", "R-I3", "R-0"])
    #expect(chain.text.contains("taken back by kate: a shared laptop"))
    try await #expect(shop.facts(.identity(Identity(unchecked: "alice"))) == nil)
  }

  @Test("R-I9, R-I10: placeholders and twins of case are noted on the profile")
  func notes() async throws {
    var shop = try WhyShop()
    try shop.identify("laptop", "guest")
    #expect(try await shop.why(.user(shop.user("laptop"))).rules.contains("R-I10"))
    try shop.identify("phone", "Bob")
    try shop.identify("tablet", "bob")
    let chain = try await shop.why(.user(shop.user("tablet")))
    #expect(chain.rules.contains("R-I9") && chain.text.contains("'Bob'"))
  }

  @Test("R-0, R-S10, R-S11: an event leads by its session, or by its user_id alone, to the profile")
  func events() async throws {
    var shop = try WhyShop()
    try shop.identify("laptop", "alice")
    let user = shop.user("laptop")
    let session = try #require(shop.session("laptop"))
    let chain = try await shop.why(
      .event(name: "Search", time: shop.now, user: user, session: session))
    #expect(chain.kinds.prefix(5) == [.box, .arrow, .box, .arrow, .box])
    #expect(chain.steps.map(\.title).prefix(3) == ["Event Search", "", "Session \(session)"])
    #expect(chain.rules.first == "R-0")
    let server = try await shop.why(.event(name: "Paid", time: shop.now, user: user, session: nil))
    #expect(server.rules.prefix(2) == ["R-0", "R-S10"])
    let own = try await shop.why(.session(session))
    #expect(own.steps[0].title == "Session \(session)" && own.text.contains("on the web"))
    let named = SessionID(truncating: 5)
    try shop.serve(.track(of: .user(user), event: "Paid", session: named))
    #expect(try await shop.why(.session(named)).rules.first == "R-S11")
  }
}

extension WhyTests {
  @Test("R-1: of two users with a session of the same number, that of the user asked about is told")
  func sameSessionNumber() async throws {
    var shop = try WhyShop()
    let (first, second) = (UserID(truncating: 71), UserID(truncating: 72))
    let number = SessionID(truncating: 5)
    for user in [first, second] {
      try shop.serve(.track(of: .user(user), event: "Paid", session: number))
    }
    #expect(try await shop.facts(.session(number))?.user == first)
    #expect(try await shop.facts(.session(number, of: second))?.user == second)
    #expect(try await shop.facts(.session(number, of: UserID(truncating: 73))) == nil)
  }
}

/// Devices and servers that call, second by second.
private struct WhyShop {
  private let store: Store
  private let writer: Writer
  private var devices: [String: Device] = [:]
  private var ids = SeededGenerator(seed: 5)
  private(set) var now = Timestamp(milliseconds: 1_767_607_200_000)

  init() throws {
    store = try Store.inMemory()
    writer = try Writer(store)
  }

  func user(_ name: String) -> UserID { devices[name]?.userID ?? UserID(truncating: 0) }

  func session(_ name: String) -> SessionID? { devices[name]?.sessionID(at: now) }

  /// Something first, so that the device's user is there before; then identify, a second later.
  mutating func identify(_ name: String, _ identity: InputValue) throws {
    if devices[name] == nil { try perform(name, .track(event: "Search")) }
    try perform(name, .identify(identity))
  }

  mutating func perform(_ name: String, _ call: ClientCall) throws {
    var device = devices[name] ?? Device(.web, userID: .random(using: &ids))
    try append(try device.perform(call, at: now, using: &ids).facts)
    devices[name] = device
  }

  mutating func serve(_ call: ServerCall) throws { try append(try call.perform(at: now).facts) }

  mutating func append(_ facts: [Fact]) throws {
    writer.append(facts, in: .main)
    try writer.commit()
    now = now.advanced(seconds: 1)
  }

  mutating func takeBack(_ number: Int, because reason: String) throws {
    try writer.append(
      Reversal(of: number, isInForce: false, at: now, by: "kate", reason: reason))
    try writer.commit()
  }

  func facts(_ subject: WhySubject) async throws -> IdentityFacts? {
    try await Engine(store).why(WhyQuestion(subject))
  }

  func why(_ subject: WhySubject) async throws -> WhyChain {
    WhyChain(try #require(try await facts(subject)))
  }
}

extension WhyChain {
  fileprivate var kinds: [WhyStep.Kind] { steps.map(\.kind) }

  /// The rules named, in order.
  fileprivate var rules: [String] { steps.flatMap(\.lines).compactMap(\.rule) }

  fileprivate var text: String { steps.flatMap(\.lines).map(\.text).joined(separator: "\n") }
}
