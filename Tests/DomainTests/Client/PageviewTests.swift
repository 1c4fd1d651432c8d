import Domain
import Testing

@Suite("trackPageview and pageview properties")
struct PageviewTests {
  @Test("R-T6: pageview properties attach to every later pageview and event until one is removed")
  func attach() throws {
    var visitor = Visitor()
    try visitor.call(.addPageviewProperties(["pageType": "home", "v": 1]), at: at(10))
    #expect(try visitor.view(at: at(10))?.properties == ["pageType": "home", "v": 1])
    #expect(try visitor.track(at: at(10))?.properties == ["pageType": "home", "v": 1])
    try visitor.call(.removePageviewProperty("v"), at: at(10))
    #expect(try visitor.view(at: at(10))?.properties == ["pageType": "home"])
    try visitor.call(.removePageviewProperty("absent"), at: at(10))
    #expect(try visitor.track(at: at(10))?.properties == ["pageType": "home"])
  }

  @Test(
    "R-T6: clearing and a page load end them; trackPageview alone does not",
    arguments: [
      (ClientCall.clearPageviewProperties, true), (.pageLoaded, true), (.trackPageview(), false),
      (.clearEventProperties, false), (.resetIdentity, false), (.identify("alice"), false),
    ])
  func end(call: ClientCall, ends: Bool) throws {
    var visitor = Visitor()
    try visitor.call(.addPageviewProperties(["pageType": "home"]), at: at(10))
    try visitor.call(call, at: at(10))
    #expect(try visitor.track(at: at(10))?.properties == (ends ? [:] : ["pageType": "home"]))
  }

  @Test("R-T6: trackPageview's own properties count for that pageview and its events only")
  func own() throws {
    var visitor = Visitor()
    try visitor.call(.addPageviewProperties(["type": "home", "v": 1]), at: at(10))
    let first = try visitor.view(with: ["type": "detail", "item": "Furby"], at: at(10))
    #expect(first?.properties == ["type": "detail", "item": "Furby", "v": 1])
    #expect(
      try visitor.track(at: at(10))?.properties == ["type": "detail", "item": "Furby", "v": 1])
    #expect(visitor.client.device?.pageviewProperties == ["type": "home", "v": 1])
    #expect(try visitor.view(at: at(10))?.properties == ["type": "home", "v": 1])
    #expect(try visitor.track(at: at(10))?.properties == ["type": "home", "v": 1])
  }

  @Test("R-T6: a page load ends the properties of the page before as well")
  func ownEndsWithPage() throws {
    var visitor = Visitor()
    try visitor.view(with: ["item": "Furby"], at: at(10))
    try visitor.call(.pageLoaded, at: at(10))
    #expect(try visitor.track(at: at(10))?.properties == [:])
  }

  @Test(
    "R-T4, R-T6: track's own win over the page's, the page's over pageview and event properties")
  func precedence() throws {
    var visitor = Visitor()
    try visitor.call(.addEventProperties(["a": 1, "b": 1, "c": 1, "d": 1]), at: at(10))
    try visitor.call(.addPageviewProperties(["b": 2, "c": 2, "d": 2]), at: at(10))
    try visitor.view(with: ["c": 3, "d": 3], at: at(10))
    #expect(
      try visitor.track("A", ["d": 4], at: at(10))?.properties == ["a": 1, "b": 2, "c": 3, "d": 4])
  }

  @Test("R-T7: a pageview needs no url")
  func withoutURL() throws {
    var visitor = Visitor(userID: 111)
    let event = try #require(try visitor.view(at: at(10)))
    #expect(event.kind == .pageview && event.name == Event.pageviewName)
    #expect(event.properties == [:] && event.session == visitor.sessionIDs.first)
  }

  @Test("R-T7: a url is taken apart into what a pageview carries")
  func parts() throws {
    var visitor = Visitor()
    let url = "https://shop.example:8443/a/b?utm_source=mail&x=1#top"
    let event = try #require(try visitor.view(url, title: "Shoes", at: at(10)))
    #expect(
      event.properties == [
        "url": .string(url), "domain": "shop.example", "path": "/a/b",
        "query": "utm_source=mail&x=1", "hash": "top", "title": "Shoes",
      ])
    #expect(
      visitor.facts.sessions.map(\.properties)
        == [["landing_page": "shop.example/a/b", "utm_source": "mail"]])
  }

  @Test(
    "R-T7: a url without a scheme is rejected and changes nothing",
    arguments: [
      "", "/path", "shop.example/path", "//shop.example/path", "?a=b", "localhost:8080/path",
      "://x", "https:", "just words",
    ])
  func withoutScheme(url: String) throws {
    var visitor = Visitor()
    try visitor.view("https://shop.example/", at: at(10))
    let before = visitor.client
    let error = #expect(throws: CallRejection.self) { try visitor.view(url, at: at(10, 1)) }
    #expect(error?.description.contains("scheme") == true)
    #expect(visitor.client == before)
  }

  @Test(
    "R-T7: any scheme will do",
    arguments: ["http://x", "HTTPS://Shop.example/", "app://screen/home", "file:///tmp/a"])
  func withScheme(url: String) throws {
    var visitor = Visitor()
    #expect(try visitor.view(url, at: at(10))?.properties["url"] == .string(url))
  }

  @Test("R-T7: a title of 254 units is kept, a longer one cut there with a warning")
  func title() throws {
    var visitor = Visitor()
    let longest = String(repeating: "t", count: 254)
    #expect(try visitor.view(title: longest, at: at(10))?.properties == ["title": .string(longest)])
    let outcome = try visitor.call(
      .trackPageview(ClientCall.Pageview(title: longest + "t")), at: at(10))
    #expect(outcome.facts.events.map(\.properties) == [["title": .string(longest)]])
    #expect(outcome.warnings.map(\.code) == [.titleTruncated])
    let family = String(longest.dropLast(3)) + "👩‍👩‍👧‍👦"
    #expect(
      try visitor.view(title: family, at: at(10))?.properties["title"]
        == .string(String(longest.dropLast(3))))
  }

  @Test("R-T7: previous_page is the path of the session's previous pageview unless it is given")
  func previousPage() throws {
    var visitor = Visitor()
    #expect(try visitor.view("https://x/a", at: at(10))?.properties["previous_page"] == nil)
    #expect(try visitor.view("https://x/b", at: at(10))?.properties["previous_page"] == "/a")
    #expect(
      try visitor.view("https://x/c", previous: "/z", at: at(10))?.properties["previous_page"]
        == "/z")
    #expect(try visitor.view("https://x", at: at(10))?.properties["previous_page"] == "/c")
    #expect(try visitor.view(at: at(10))?.properties["previous_page"] == "/")
  }

  @Test("R-T7: a page of an earlier session is not the previous page, whatever began the new one")
  func previousPageOfOtherSession() throws {
    let ways: [(ClientCall, Timestamp)] = [
      (.trackPageview(ClientCall.Pageview(url: "https://x/c")), at(11)),
      (.track(event: "Click"), at(11)), (.identify("bob"), at(10)), (.resetIdentity, at(10)),
      (.setAppId(.main), at(10)),
    ]
    for (call, time) in ways {
      var visitor = Visitor()
      try visitor.identify("alice", at: at(10))
      try visitor.view("https://x/a", at: at(10))
      try visitor.call(call, at: time)
      #expect(visitor.facts.sessions.count == 2)
      let page = try visitor.view("https://x/b", at: time)
      #expect(
        page?.properties["previous_page"] == (call.isPageview ? "/c" : nil), "after \(call)")
    }
  }

  @Test("R-T2: properties of a pageview obey the same limits as those of an event")
  func limits() throws {
    var visitor = Visitor()
    let outcome = try visitor.call(
      .trackPageview(ClientCall.Pageview(properties: ["ok": 1, " ": 2, "nested": .object([:])])),
      at: at(10))
    #expect(outcome.facts.events.map(\.properties) == [["ok": 1]])
    #expect(outcome.warnings.map(\.code) == [.keyEmpty, .valueNested])
    let stored = try visitor.call(.addPageviewProperties(["a": .number(.nan)]), at: at(10))
    #expect(stored.warnings.map(\.code) == [.valueNotFinite])
  }
}

extension ClientCall {
  fileprivate var isPageview: Bool { if case .trackPageview = self { true } else { false } }
}
