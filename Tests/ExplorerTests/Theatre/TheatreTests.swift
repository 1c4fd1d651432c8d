import Canvas
import Domain
import Testing

@testable import Explorer
@testable import Scenarios

@Suite("The scenario theatre")
struct TheatreTests {
  @Test("Space and arrows step both ways, g and G go to the ends, and no further")
  func steps() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    #expect(theatre.state.theatre.step == 0)
    try await theatre.press("left")
    #expect(theatre.state.theatre.step == 0)
    try await theatre.press("space right down")
    #expect(theatre.state.theatre.step == 3)
    try await theatre.press("left up")
    #expect(theatre.state.theatre.step == 1)
    try await theatre.press("G space")
    #expect(theatre.state.theatre.step == 5)
    theatre.expect(contains: "step 5 of 5")
    try await theatre.press("g")
    theatre.expect(contains: "step 0 of 5")
  }

  @Test("The list tells new users, a renamed one, counts that changed and who merged away")
  func changes() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    #expect(theatre.rows.isEmpty)
    try await theatre.press("space")
    #expect(theatre.rows == ["new User 111: new"])
    try await theatre.press("space")
    #expect(theatre.rows == ["renamed kate: was User 111"])
    try await theatre.press("space")
    #expect(theatre.rows == ["new User 222: new", "same kate: "])
    try await theatre.press("space")
    #expect(theatre.rows == ["changed User 222: plan=Pro", "same kate: "])
    try await theatre.press("space")
    #expect(
      theatre.rows == [
        "changed kate: +1 merged id, +1 session, +1 event, plan=Pro",
        "gone User 222: merged into kate",
      ])
    try await theatre.press("left left left")
    #expect(theatre.rows == ["renamed kate: was User 111"])
  }

  @Test("Each step is told in words, with its captions, its rule, and what was expected of it")
  func words() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    theatre.expect(contains: "She is known from the laptop")
    try await theatre.press("space")
    theatre.expect(contains: "She looks around first.")
    theatre.expect(contains: "2026-01-05 10:00:00  laptop: heap.trackPageview(")
    theatre.expect(contains: "R-S3")
    theatre.expect(lacks: "as expected")
    try await theatre.press("space")
    theatre.expect(contains: "✓ as expected: the List view; user 1, kate")
    try await theatre.press("G")
    theatre.expect(contains: "One person is left.")
    theatre.expect(contains: "✓ 4 as expected")
  }

  @Test("What the file expects and doesn't find is said at the end, with its line")
  func unmet() async throws {
    let yaml = TheatreDriver.story.replacing("sessions: 2, events: 2", with: "sessions: 9")
    var theatre = try await TheatreDriver(yaml, columns: 120, rows: 40)
    theatre.expect(lacks: "not as expected")
    try await theatre.press("G")
    theatre.expect(contains: "✗ 1 of 4 not as expected")
    theatre.expect(contains: "user 1, kate: sessions: expected 9, found 2  line 16")
  }

  @Test("A click goes to the call, and on a caption to the call after it")
  func mouse() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    func press(_ row: Int) -> Message {
      .input(.mouse(MouseEvent(.press, at: Point(column: 5, row: row))))
    }
    await theatre.send(press(6))
    #expect(theatre.state.theatre.step == 2)
    await theatre.send(press(4))
    #expect(theatre.state.theatre.step == 1)
    await theatre.send(press(3))
    #expect(theatre.state.theatre.step == 0)
  }

  // MARK: Files

  @Test("A file that is broken when it is read again keeps the last good story and says its line")
  func broken() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    try await theatre.press("space space R")
    #expect(theatre.effects == [.theatre(.open(TheatreDriver.file))])
    await theatre.tell(.failed(TheatreDriver.file, "stories/kate.yaml:4: expected a title"))
    theatre.expect(contains: "stories/kate.yaml:4: expected a title")
    theatre.expect(contains: "step 2 of 5")
    try await theatre.press("space")
    theatre.expect(contains: "✗ stories/kate.yaml:4")
    #expect(theatre.rows == ["new User 222: new", "same kate: "])

    let changed = TheatreDriver.story.replacing("title: Kate", with: "title: Katherine")
    await theatre.tell(
      .opened(TheatreDriver.file, try Scenario(yaml: changed, file: TheatreDriver.file.path)))
    theatre.expect(contains: "step 3 of 5 · Katherine on two devices")
    theatre.expect(lacks: "kate.yaml:4")
    await theatre.tell(.failed(ScenarioFile(path: "b.yaml", isBuiltIn: false), "b.yaml:1: bad"))
    theatre.expect(contains: "b.yaml:1: bad")
    try await theatre.press("g")
    theatre.expect(lacks: "b.yaml")
  }

  @Test("A shorter file leaves one at its last call; an empty one says how to go on")
  func shorter() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    try await theatre.press("G")
    let empty = try Scenario(yaml: "title: Nothing yet\nsteps: []\n", file: "stories/kate.yaml")
    await theatre.tell(.opened(TheatreDriver.file, empty))
    theatre.expect(contains: "step 0 of 0 · Nothing yet")
    theatre.expect(contains: "nobody yet")
    theatre.expect(contains: ": types the first call")
    try await theatre.press("space left G g 1 q")
    #expect(theatre.state.theatre.step == 0)
  }

  @Test("The menu lists scenarios by title, finds them by some letters, and opens one")
  func menu() async throws {
    var theatre = await TheatreDriver()
    try await theatre.press("7")
    #expect(theatre.effects == [.theatre(.list)])
    let other = ScenarioFile(path: "two-environments", isBuiltIn: true)
    await theatre.tell(
      .entries([
        ScenarioEntry(file: TheatreDriver.file, title: "Kate on two devices"),
        ScenarioEntry(file: other, title: "Two environments", about: "One for tests."),
        ScenarioEntry(
          file: ScenarioFile(path: "bad.yaml", isBuiltIn: false), title: "bad.yaml",
          problem: "bad.yaml:1: no title"),
      ]))
    try await theatre.press("o")
    theatre.expect(contains: "Kate on two devices")
    theatre.expect(contains: "can't be read")
    theatre.expect(contains: "A new story")
    await theatre.type("envi")
    theatre.expect(lacks: "Kate on two devices")
    try await theatre.press("enter")
    #expect(theatre.effects.last == .theatre(.open(other)))
  }

  @Test("Only a file of one's own is opened in the editor")
  func edit() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    try await theatre.press("e")
    #expect(theatre.effects == [.theatre(.edit(TheatreDriver.file))])
    let builtIn = ScenarioFile(path: "guest", isBuiltIn: true)
    await theatre.tell(
      .opened(builtIn, try Scenario(yaml: TheatreDriver.story, file: "guest")))
    try await theatre.press("e")
    #expect(theatre.effects.count == 1)
    theatre.expect(contains: "it comes with the program")
  }

  // MARK: Other screens

  @Test("Other screens show the story as it is at the step, and the store again afterwards")
  func inside() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    try await theatre.press("space space space 1")
    theatre.expect(contains: "in the story, step 3 of 5")
    theatre.expect(contains: "2 users")
    theatre.expect(contains: "User 222")
    try await theatre.press("2")
    theatre.expect(contains: "Search")
    try await theatre.press("q")
    theatre.expect(contains: "step 3 of 5 · Kate on two devices")
    try await theatre.press("space space enter")
    theatre.expect(contains: "in the story, step 5 of 5 · 1 user")
    try await theatre.press("enter")
    theatre.expect(contains: "User ids")
    try await theatre.press("q esc")
    theatre.expect(contains: "step 5 of 5 · Kate on two devices")
    try await theatre.press("esc")
    theatre.expect(contains: "7 users")
    theatre.expect(lacks: "step 5 of 5")
    try await theatre.press("7")
    theatre.expect(contains: "step 5 of 5 · Kate on two devices")
  }

  @Test("What was chosen on a screen is still chosen there at the next step")
  func kept() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    try await theatre.press("space 1 /")
    await theatre.type("222")
    try await theatre.press("enter")
    theatre.expect(contains: "0 of 1 user")
    try await theatre.press("7 space space 1")
    theatre.expect(contains: "1 of 2 users")
    theatre.expect(contains: "User 222")
  }

  @Test("Enter on the list beside the calls opens that user's profile")
  func profile() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    try await theatre.press("space space space tab j enter")
    theatre.expect(contains: "in the story, step 3 of 5")
    theatre.expect(contains: "kate")
    theatre.expect(contains: "Pageview")
    try await theatre.press("7")
    theatre.expect(contains: "step 3 of 5 · Kate on two devices")
  }

  @Test("Inside a story its merges are shown and explained, and can't be taken back")
  func merges() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    try await theatre.press("space space 6")
    theatre.expect(contains: "1 merge")
    try await theatre.press("u")
    theatre.expect(contains: "inside a story merges come from its calls")
    #expect(theatre.state.preview == nil)
    try await theatre.press("i")
    theatre.expect(contains: "identify('kate') on the device")
    try await theatre.press("7")
    #expect(theatre.state.why == nil && theatre.state.screen == .scenarios)
  }

  @Test("Without a store Esc stays, and q quits")
  func alone() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story, hasStore: false)
    try await theatre.press("esc")
    theatre.expect(contains: "no store behind the theatre")
    try await theatre.press("q")
    #expect(theatre.effects.last == .quit)
  }

  // MARK: Size

  @Test("Ten thousand calls: any step is at hand, and only some scenes are kept")
  func large() async throws {
    var story = Scenario.untitled
    let caller = Scenario.Caller.device("phone", .track(event: "Tick"), context: [:])
    story.steps = (0..<10_000).map { number in
      let time = Timestamp(milliseconds: Int64(number) * 1000)
      return Scenario.Step(
        line: number, action: .call(.init(time: time, caller: caller, expected: .init())))
    }
    var theatre = await TheatreDriver()
    try await theatre.press("7")
    await theatre.tell(.opened(TheatreDriver.file, story))
    try await theatre.press("G")
    theatre.expect(contains: "step 10,000 of 10,000")
    theatre.expect(contains: "10,000  ")
    #expect(theatre.rows.count == 1)
    try await theatre.press("left left right")
    #expect(theatre.state.theatre.rows.first?.row.events == 9999)
    #expect(theatre.state.theatre.rows.first?.change == "+1 event")
    try await theatre.press("g")
    for _ in 0..<60 { try await theatre.press("space") }
    let kept = (0...10_000).count { theatre.state.theatre.scenes[$0] != nil }
    #expect(kept > 10 && kept <= 48)
  }

  @Test("Of a long list the scene keeps who changed and some hundred others")
  func longList() {
    let rows = (0..<2000).map { number in
      MarkedRow(
        mark: number == 1900 ? .changed : .same,
        row: .init(id: UserID(truncating: UInt64(number)), firstSeen: SampleStore.now))
    }
    let scene = Scene(calls: 3, rows: rows)
    #expect(scene.users == 2000 && scene.rows.count == 501)
    #expect(scene.rows.last?.row.id == UserID(truncating: 1900))
  }
}
