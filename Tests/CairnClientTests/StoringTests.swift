import Analysis
import Domain
import Foundation
import Store
import Synchronization
import Testing

@testable import CairnClient

@Suite("What a client stores, and when")
struct StoringTests {
  private let world: World

  init() throws { world = try World() }

  @Test("After a restart the device goes on with its user, session and properties (R-T4, R-T9)")
  func restart() async throws {
    let before = world.client()
    before.addEventProperties(["Logged In": true])
    before.identify("alice")
    before.addUserProperties(["plan": "Pro"])
    before.track("First")
    before.shutdown()
    let (user, session) = (before.userId, before.getSessionId())
    #expect(user != nil && session != nil)

    world.pass(seconds: 60)
    let after = world.client()
    after.addUserProperties(["plan": "Pro"])
    after.track("Second")
    #expect(await after.flush())
    #expect(after.userId == user && after.identity == "alice" && after.getSessionId() == session)
    after.identify("alice")
    #expect(await after.flush())
    #expect(world.warnings == ["identify: already identified as 'alice': nothing changes"])
    let events = try await world.events()
    #expect(events.map(\.name) == ["First", "Second"])
    #expect(Set(events.map(\.session)).count == 1)
    #expect(events[1].properties == ["Logged In": true])
    let users = try await world.users()
    #expect(users.map(\.name) == ["alice"] && users[0].sessions == 1)
    let profile = try await world.asking { [id = users[0].id] in
      try await $0.profile(id, in: nil)
    }
    #expect(profile?.properties.first?.history.entries.count == 1)
  }

  @Test("Two devices of one store keep apart what they remember")
  func twoDevices() async throws {
    let one = world.client("one")
    let two = world.client("two", platform: .web, appId: "test")
    one.addEventProperties(["n": 1])
    two.addEventProperties(["n": 2])
    one.track("a")
    two.track("b")
    #expect(await one.flush())
    #expect(await two.flush())
    one.track("c")
    two.track("d")
    #expect(await two.flush())
    #expect(await one.flush())
    let events = try await world.events()
    let found = events.map { [$0.name, $0.environment.value, $0.properties["n"]?.text ?? ""] }
      .sorted { $0[0] < $1[0] }
    #expect(
      found == [
        ["a", "main", "1"], ["b", "test", "2"], ["c", "main", "1"], ["d", "test", "2"],
      ])
    #expect(Set(events.map(\.user)).count == 2)
    #expect(world.warnings.isEmpty)
  }

  @Test("Calls before the client is ready are done then, at their own times (R-C1)")
  func beforeReady() async throws {
    try Data("no store".utf8).write(to: URL(filePath: world.path))
    let cairn = world.client()
    let order = Mutex<[String]>([])
    cairn.onReady { order.withLock { $0.append("ready") } }
    cairn.track("Early")
    world.pass(seconds: 20)
    cairn.track("Late")
    #expect(await cairn.flush() == false)
    #expect(await cairn.flush() == false)
    #expect(cairn.userId == nil && cairn.identity == nil && cairn.getSessionId() == nil)
    #expect(order.withLock { $0 }.isEmpty)
    // The same trouble is told once.
    #expect(world.warnings.count == 1)
    #expect(world.warnings.first?.contains("is not a store of Cairn") == true)

    try FileManager.default.removeItem(atPath: world.path)
    #expect(await cairn.flush())
    #expect(cairn.userId != nil)
    #expect(order.withLock { $0 } == ["ready"])
    cairn.onReady { order.withLock { $0.append("at once") } }
    #expect(await cairn.flush())
    #expect(order.withLock { $0 } == ["ready", "at once"])
    let events = try await world.events()
    #expect(events.map(\.name) == ["Early", "Late"])
    #expect(events.map(\.time) == [World.start, World.start.advanced(seconds: 20)])
  }

  @Test("Without an app id nothing is tracked; the first begins no session, later ones do (R-C2)")
  func appID() async throws {
    let cairn = world.client(appId: nil)
    cairn.track("Lost")
    #expect(await cairn.flush())
    #expect(world.warnings == ["track: no app id is set; call setAppId first"])
    #expect(cairn.userId == nil)
    cairn.setAppId("main")
    #expect(cairn.userId != nil && cairn.getSessionId() == nil)
    cairn.track("Kept")
    let (user, session) = (cairn.userId, cairn.getSessionId())
    cairn.setAppId("test")
    #expect(cairn.userId != user)
    cairn.setAppId("main")
    #expect(cairn.userId == user)
    #expect(cairn.getSessionId() != session && cairn.getSessionId() != nil)
    cairn.shutdown()

    let next = world.client(appId: nil)
    next.track("Lost")
    next.setAppId("main")
    #expect(await next.flush())
    #expect(next.userId == user && next.getSessionId() == cairn.getSessionId())
    #expect(try await world.events().map(\.name) == ["Kept"])
  }

  @Test("While another process writes, facts are kept, and stored in order later (R-C3)")
  func locked() async throws {
    let cairn = world.client()
    cairn.track("a")
    #expect(await cairn.flush())
    let other = try Store.openForWriting(world.path)
    cairn.track("b")
    #expect(await cairn.flush() == false)
    cairn.track("c")
    #expect(await cairn.flush() == false)
    try other.close()
    #expect(try await world.events().map(\.name) == ["a"])
    world.ticker.tick()
    #expect(await cairn.flush())
    #expect(try await world.events().map(\.name) == ["a", "b", "c"])
    #expect(world.warnings.isEmpty)
  }

  @Test("Of more facts than may wait, events are left out and the user is not (R-C3)")
  func capacity() async throws {
    let cairn = world.client(capacity: 5)
    // A user, a session and an event.
    cairn.track("1")
    #expect(await cairn.flush())
    let other = try Store.openForWriting(world.path)
    for number in 2...10 { cairn.track("\(number)") }
    cairn.identify("alice")
    cairn.addUserProperties(["plan": "Pro"])
    for number in 0..<10 { cairn.addUserProperties(["n": .number(number)]) }
    try other.close()
    #expect(await cairn.flush())
    #expect(try await world.events().map(\.name) == ["1", "2", "3", "4", "5", "6"])
    let users = try await world.users()
    #expect(users.map(\.name) == ["alice"])
    #expect(users[0].properties["plan"] == "Pro")
    #expect(
      world.warnings == [
        "track: 5 calls and facts wait to be stored; until they are, events are left out",
        "calls that were left out while the store could not be written: 11",
      ])
    cairn.track("11")
    #expect(await cairn.flush())
    #expect(try await world.events().count == 7)
  }

  @Test("A device that the store was made to forget begins anew (R-C4)")
  func forgotten() async throws {
    let cairn = world.client()
    cairn.addEventProperties(["name": "Alice"])
    cairn.identify("alice")
    #expect(await cairn.flush())
    let user = cairn.userId
    let store = try Store.openForWriting(world.path)
    _ = try store.delete([.identity(Identity(unchecked: "alice"))])
    try store.close()
    cairn.track("Lost")
    #expect(await cairn.flush())
    #expect(cairn.identity == nil && cairn.userId != user)
    #expect(world.warnings.count == 1)
    #expect(world.warnings[0].hasSuffix("without the facts that waited (1)"))
    cairn.track("New")
    #expect(await cairn.flush())
    let events = try await world.events()
    #expect(events.map(\.name) == ["New"] && events[0].properties.isEmpty)
  }

  @Test("Two programs that use one device name are told so")
  func sharedName() async throws {
    let one = world.client("same")
    let two = world.client("same")
    #expect(await one.flush())
    #expect(await two.flush())
    one.track("a")
    #expect(await one.flush())
    two.track("b")
    #expect(await two.flush())
    #expect(try await world.events().count == 2)
    #expect(world.warnings.contains { $0.hasPrefix("another program uses the device 'same'") })
  }

  @Test("What the store has of a device and can't read is told; the device begins anew")
  func unreadable() async throws {
    let store = try Store.openForWriting(world.path)
    let writer = try Writer(store)
    writer.setClientState("phone", "{")
    try writer.commit()
    try store.close()
    let cairn = world.client()
    cairn.track("a")
    #expect(await cairn.flush())
    #expect(world.warnings.count == 1 && world.warnings[0].contains("can't be read"))
    #expect(try await world.events().count == 1)
  }

  @Test("A device that is known keeps its platform, with a warning")
  func platform() async throws {
    let phone = world.client("one", platform: .mobile)
    #expect(await phone.flush())
    let laptop = world.client("one", platform: .web)
    #expect(await laptop.flush())
    #expect(world.warnings == ["the device 'one' is known as mobile and stays so"])
  }

  // MARK: Intervals and the end

  @Test("Facts are stored at the interval, which can be changed")
  func interval() async throws {
    let cairn = world.client()
    #expect(world.ticker.intervals == [15])
    cairn.changeInterval(25)
    #expect(world.ticker.intervals == [15, 25])
    cairn.track("a")
    world.ticker.tick()
    #expect(await cairn.flush())
    cairn.shutdown()
    #expect(!world.ticker.isRunning)
    cairn.changeInterval(5)
    #expect(!world.ticker.isRunning)
  }

  @Test("The last store is tried again until the other process is done")
  func patientEnd() async throws {
    let other = Mutex<Store?>(try Store.openForWriting(world.path))
    let pauses = Atomic(0)
    let cairn = world.client(pause: {
      guard pauses.add(1, ordering: .relaxed).newValue == 3 else { return }
      other.withLock { store in
        try? store?.close()
        store = nil
      }
    })
    cairn.track("a")
    cairn.shutdown()
    #expect(pauses.load(ordering: .relaxed) == 3)
    #expect(try await world.events().map(\.name) == ["a"])
    cairn.track("b")
    #expect(await cairn.flush())
    #expect(world.warnings == ["track: the client was shut down; the call is left out"])
  }

  @Test("What can't be stored at the end is lost with a warning")
  func lostEnd() async throws {
    let known = world.client()
    #expect(await known.flush())
    let other = try Store.openForWriting(world.path)
    known.track("a")
    known.shutdown()
    #expect(world.warnings.count == 1)
    #expect(world.warnings[0].hasPrefix("what waits (3) could not be stored and is lost: "))
    try other.close()
  }

  @Test("A client that goes away stores what is left")
  func goingAway() async throws {
    var cairn: Cairn? = world.client()
    cairn?.track("a")
    let core = try #require(cairn?.core)
    cairn = nil
    #expect(await core.flush())
    #expect(try await world.events().map(\.name) == ["a"])
    #expect(!world.ticker.isRunning)
  }

  // MARK: Pairing

  @Test("A device is paired until it is not, also after a restart (R-C5)")
  func pairing() async throws {
    func paired() throws -> [String] {
      let store = try Store.open(world.path)
      defer { try? store.close() }
      return try store.readNow { reader in
        try reader.pairedClients().map {
          "\($0.device) \($0.client.device?.userID.description ?? "")"
        }
      }
    }
    let one = world.client("one")
    let two = world.client("two")
    one.startEVPairing()
    one.track("a")
    two.track("b")
    #expect(await one.flush())
    #expect(await two.flush())
    let user = try #require(one.userId)
    #expect(try paired() == ["one \(user)"])
    #expect(world.ticker.intervals.last == 1)
    one.identify("alice")
    one.resetIdentity()
    #expect(await one.flush())
    let later = try #require(one.userId)
    #expect(later != user)
    #expect(try paired() == ["one \(later)"])
    one.shutdown()
    #expect(try paired() == ["one \(later)"])

    let again = world.client("one")
    #expect(await again.flush())
    #expect(world.ticker.intervals.last == 1)
    again.stopEVPairing()
    #expect(await again.flush())
    #expect(world.ticker.intervals.last == 15)
    #expect(try paired() == [])
  }

  @Test("The stream names who is paired, and keeps to their events alone if asked to (R-C5)")
  func pairedStream() async throws {
    let one = world.client("one")
    let two = world.client("two")
    let three = world.client("three", appId: "test")
    // One after the other: a pairing is stored at once, in the background.
    one.startEVPairing()
    #expect(await one.flush())
    three.startEVPairing()
    #expect(await three.flush())
    for number in 0..<3 {
      one.track("one \(number)")
      two.track("two \(number)")
      #expect(await one.flush())
      #expect(await two.flush())
    }
    let (all, following, elsewhere, past) = try await world.asking { engine in
      var question = EventsQuestion()
      let all = try await engine.events(question)
      question.onlyPaired = true
      let following = try await engine.events(question)
      question.limit = 2
      let page = try await engine.events(question)
      #expect(page.rows == Array(following.rows.prefix(2)) && page.total == 3)
      question.after = page.next
      #expect(try await engine.events(question).rows == [following.rows[2]])
      question = EventsQuestion()
      question.onlyPaired = true
      question.environment = AppID("test")
      let elsewhere = try await engine.events(question)
      let past = try await engine.asOf(World.start).events(EventsQuestion())
      return (all, following, elsewhere, past)
    }
    let paired = [("one", "main", one.userId), ("three", "test", three.userId)]
    #expect(
      all.paired.map { [$0.device, $0.environment.value, $0.user.description] }
        == paired.map { [$0.0, $0.1, $0.2 ?? ""] })
    #expect(all.total == 6)
    #expect(following.rows.map(\.name) == ["one 2", "one 1", "one 0"] && following.total == 3)
    #expect(following.paired == all.paired)
    #expect(elsewhere.rows.isEmpty && elsewhere.total == 0)
    #expect(past.paired.isEmpty)
  }

  @Test("The pairing gesture pairs unless it is disabled (R-C5)")
  func gesture() async throws {
    let cairn = world.client()
    #expect(await cairn.flush())
    cairn.disableVisualizerPairingGesture()
    cairn.visualizerPairingGesture()
    #expect(await cairn.flush())
    #expect(world.ticker.intervals.last == 15)
    let other = world.client("other")
    other.visualizerPairingGesture()
    #expect(await other.flush())
    #expect(world.ticker.intervals.last == 1)
  }
}
