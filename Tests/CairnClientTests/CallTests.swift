import Analysis
import CairnClient
import Domain
import Testing

@Suite("Calls of the client library")
struct CallTests {
  private let world: World

  init() throws { world = try World() }

  @Test("Events and pageviews are stored with their own and the added properties (R-T4, R-T6)")
  func properties() async throws {
    let cairn = world.client(platform: .web)
    cairn.addEventProperties(["Logged In": true, "plan": "Free"])
    cairn.addPageviewProperties(["pageType": "home"])
    cairn.trackPageview(
      title: "New", url: "https://shop.example/new?utm_source=mail", properties: ["v": 2])
    cairn.track("Purchase", properties: ["dollars": 50, "item": "Furby", "plan": "Pro"])
    cairn.pageLoaded()
    cairn.removeEventProperty("plan")
    cairn.track("Search")
    cairn.clearEventProperties()
    cairn.addPageviewProperties(["a": 1, "b": 2])
    cairn.removePageviewProperty("a")
    cairn.track("Click")
    cairn.clearPageviewProperties()
    cairn.track("Sync", inBackground: true)
    #expect(await cairn.flush())
    let events = try await world.events()
    #expect(events.map(\.name) == ["Pageview", "Purchase", "Search", "Click", "Sync"])
    #expect(
      events[0].properties == [
        "Logged In": true, "plan": "Free", "pageType": "home", "v": 2, "title": "New",
        "url": "https://shop.example/new?utm_source=mail", "domain": "shop.example",
        "path": "/new", "query": "utm_source=mail",
      ])
    #expect(
      events[1].properties == [
        "Logged In": true, "pageType": "home", "v": 2, "dollars": 50, "item": "Furby",
        "plan": "Pro",
      ])
    #expect(events[2].properties == ["Logged In": true])
    #expect(events[3].properties == ["b": 2])
    #expect(events[4].properties == [:])
    #expect(events.map(\.kind) == [.pageview, .custom, .custom, .custom, .background])
    #expect(world.warnings.isEmpty)
  }

  @Test("identify keeps the user_id of an anonymous device and joins the profile (R-I1, R-I2)")
  func identify() async throws {
    let phone = world.client("phone")
    let laptop = world.client("laptop", platform: .web)
    phone.track("Search")
    laptop.track("Browse")
    #expect(await phone.flush())
    #expect(await laptop.flush())
    let before = try #require(phone.getUserId())
    #expect(before != laptop.userId)
    #expect(phone.identity == nil)
    phone.identify("alice")
    phone.addUserProperties(["plan": "Pro", "seats": 3])
    laptop.identify("alice")
    #expect(await phone.flush())
    #expect(await laptop.flush())
    #expect(phone.userId == before)
    #expect(phone.getIdentity() == "alice")
    let users = try await world.users()
    #expect(users.map(\.name) == ["alice"])
    #expect(users[0].events == 2 && users[0].merged.count == 2)
    #expect(users[0].properties["plan"] == "Pro" && users[0].properties["seats"] == 3)
  }

  @Test("Another identity and a reset make a new user_id and a new session (R-I4, R-I11, R-I12)")
  func switching() async throws {
    let cairn = world.client()
    cairn.resetIdentity()
    cairn.identify("kate")
    #expect(await cairn.flush())
    let kate = (try #require(cairn.userId), try #require(cairn.getSessionId()))
    cairn.identify("jack")
    let jack = (try #require(cairn.userId), try #require(cairn.getSessionId()))
    #expect(jack.0 != kate.0 && jack.1 != kate.1)
    cairn.resetIdentity()
    #expect(cairn.identity == nil)
    #expect(cairn.userId != jack.0 && cairn.getSessionId() != jack.1)
    #expect(await cairn.flush())
    #expect(try await world.users().compactMap(\.identity?.value).sorted() == ["jack", "kate"])
  }

  @Test("Numbers are identities by their digits (R-I8)")
  func numbers() async throws {
    let cairn = world.client()
    cairn.identify(42)
    #expect(await cairn.flush())
    #expect(cairn.identity == "42")
    let half = 1.5
    cairn.identify(.number(half))
    #expect(cairn.identity == "1.5")
    let id = 7
    cairn.identify(.number(id))
    #expect(cairn.identity == "7")
  }

  @Test("A session ends when nothing prolongs it, and is none at its expiry (R-S1, R-S3, R-S5)")
  func sessions() async throws {
    let cairn = world.client()
    #expect(await cairn.flush())
    #expect(cairn.getSessionId() == nil)
    cairn.track("a")
    let first = try #require(cairn.getSessionId())
    world.pass(seconds: 299)
    #expect(cairn.getSessionId() == first)
    world.pass(seconds: 1)
    #expect(cairn.getSessionId() == nil)
    cairn.track("b")
    #expect(cairn.getSessionId() == first)
    world.pass(seconds: 301)
    cairn.track("c")
    #expect(cairn.getSessionId() != first)
    #expect(await cairn.flush())
    #expect(
      try await world.events().map { $0.session?.description == first } == [
        true, true, false,
      ])
  }

  @Test("What can't be done as asked is told and otherwise left alone (R-T1, R-T2, R-T3, R-T7)")
  func badInput() async throws {
    let cairn = world.client()
    cairn.track("")
    cairn.track(String(repeating: "x", count: 256))
    cairn.trackPageview(url: "shop.example/new")
    cairn.identify(" ")
    cairn.identify(String(repeating: "x", count: 255))
    cairn.identify(true)
    cairn.setAppId(" ")
    cairn.changeInterval(-1)
    cairn.changeInterval(.nan)
    cairn.addUserProperties(["user_id": 7, "": 1, "plan": " ", "rate": .number(Double.nan)])
    cairn.track("Kept", properties: ["long": .string(String(repeating: "x", count: 1024))])
    #expect(await cairn.flush())
    let events = try await world.events()
    #expect(events.map(\.name) == ["Kept"])
    #expect(events[0].properties["long"]?.text.count == 1023)
    #expect(cairn.identity == nil)
    #expect(
      world.warnings.sorted() == [
        "addUserProperties: 'user_id' can't be used as a property name here: left out",
        "addUserProperties: a property without a name is left out",
        "addUserProperties: the value of 'plan' is empty: left out",
        "addUserProperties: the value of 'rate' is not a finite number: left out",
        "changeInterval: -1.0 is not an interval; expected 0.1 to 86400 seconds",
        "changeInterval: nan is not an interval; expected 0.1 to 86400 seconds",
        "identify: an empty identity is ignored",
        "identify: the identity has 255 characters (UTF-16 units); at most 254 are accepted",
        "identify: the identity is a boolean; expected a string or a number",
        "setAppId: the app id is empty; the call is left out",
        "track: the event name has 256 characters (UTF-16 units); at most 255 are accepted",
        "track: the event name is empty",
        "track: the value of 'long' is cut to 1023 characters",
        "trackPageview: 'shop.example/new' is not an absolute URL; expected a scheme, such as "
          + "https://shop.example/path",
      ])
  }

  @Test("An identity that names nobody is done with a warning, or refused if strict (R-I10)")
  func nonUnique() async throws {
    let easy = world.client("one")
    easy.identify("guest")
    #expect(await easy.flush())
    #expect(easy.identity == "guest")
    let strict = world.client("two", strictIdentities: true)
    strict.identify("guest")
    #expect(await strict.flush())
    #expect(strict.identity == nil)
    #expect(world.warnings.count == 2)
    #expect(world.warnings.allSatisfy { $0.hasPrefix("identify: 'guest' does not tell one") })
  }

  @Test("Calls from many threads are all stored, each once")
  func threads() async throws {
    let cairn = world.client(capacity: 10_000)
    await withTaskGroup(of: Void.self) { group in
      for thread in 0..<8 {
        group.addTask {
          for number in 0..<100 {
            cairn.track("e", properties: ["id": .number(thread * 100 + number)])
            if number == 50 { await cairn.flush() }
          }
        }
      }
    }
    #expect(await cairn.flush())
    let ids = try await world.events().compactMap { $0.properties["id"]?.text }
    #expect(Set(ids).count == 800 && ids.count == 800)
  }
}
