import Domain
import Scenarios
import Testing

@testable import Explorer

@Suite("Calls typed in the theatre")
struct TypedCallTests {
  @Test("A typed call is played after the current step, and u takes it back")
  func typed() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    try await theatre.press("space space :")
    await theatre.type("phone: identify 'bob'")
    try await theatre.press("enter esc")
    theatre.expect(contains: "step 3 of 6")
    theatre.expect(contains: "typed, not saved")
    #expect(theatre.rows.contains("new bob: new"))
    #expect(theatre.state.theatre.call?.time.description == "2026-01-05T10:02:00.000Z")
    try await theatre.press("u")
    theatre.expect(contains: "step 2 of 5")
    theatre.expect(lacks: "not saved")
    #expect(theatre.rows == ["renamed kate: was User 111"])
    try await theatre.press("u")
    theatre.expect(contains: "nothing has been typed")
  }

  @Test("What is wrong with a line is said under a caret, and Enter plays nothing")
  func problem() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    try await theatre.press("space :")
    await theatre.type("phone: track A {n 2}")
    let lines = theatre.frame.textLines
    #expect(lines[22] == " call: phone: track A {n 2}")
    #expect(lines[23] == "                         ^ expected ':' and a value after the name")
    #expect(theatre.frame.cursor?.row == 22)
    try await theatre.press("enter")
    theatre.expect(contains: "step 1 of 5")
    try await theatre.press("esc")
    theatre.expect(lacks: "call: phone")
  }

  @Test("Tab completes devices, calls and events; S-Tab takes the next proposal")
  func completion() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    try await theatre.press("space : shift-tab tab")
    #expect(theatre.state.theatre.typed?.text == "phone: ")
    await theatre.type("tr")
    theatre.expect(contains: "Tab track( event, properties, background")
    try await theatre.press("tab tab")
    #expect(theatre.state.theatre.typed?.text == "phone: track(\"Search\"")
    await theatre.type(")")
    try await theatre.press("enter")
    theatre.expect(contains: "step 2 of 6")
  }

  @Test("Pasted text is typed, never obeyed")
  func paste() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    try await theatre.press(":")
    await theatre.send(.input(.paste("say: a\nq")))
    #expect(theatre.state.theatre.typed?.text == "say: a\nq")
    #expect(!theatre.effects.contains(.quit))
  }

  @Test("A story can be begun from nothing: devices, captions and calls of servers")
  func fromNothing() async throws {
    var theatre = await TheatreDriver()
    try await theatre.press("7 n :")
    for line in [
      "laptop: track Look", "say: Then a tablet.", "+1h tablet (mobile): identify kate",
      "server: track {identity: kate, event: Paid}",
    ] {
      await theatre.type(line)
      try await theatre.press("enter")
    }
    try await theatre.press("esc")
    theatre.expect(contains: "step 3 of 3 · A new story · typed, not saved")
    let story = try #require(theatre.state.theatre.scenario)
    #expect(story.devices.map(\.name) == ["laptop", "phone", "tablet"])
    #expect(story.callCount == 3 && story.steps.count == 4)
    #expect(theatre.rows.count == 2)
  }

  @Test("What was typed is neither lost by quitting nor by opening something else")
  func unsaved() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    try await theatre.press(":")
    await theatre.type("laptop: getUserId")
    try await theatre.press("enter esc q")
    #expect(theatre.effects.isEmpty)
    theatre.expect(contains: "what you typed is not saved")
    for key in ["n", "R", "e"] {
      try await theatre.press(key)
      #expect(theatre.effects.isEmpty && theatre.state.theatre.isChanged)
    }
    try await theatre.press("Q")
    #expect(theatre.effects == [.quit])
  }

  @Test("Saving asks for a name, and before it replaces a file; then the story is that file's")
  func save() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    try await theatre.press(":")
    await theatre.type("laptop: track Look")
    try await theatre.press("enter esc W")
    theatre.expect(contains: "stories/kate.yaml")
    try await theatre.press("^u")
    await theatre.type("mine")
    try await theatre.press("enter")
    let story = try #require(theatre.state.theatre.scenario)
    #expect(theatre.effects == [.theatre(.save(story, name: "mine", replaces: false))])
    await theatre.tell(.exists(name: "mine"))
    theatre.expect(contains: "Replace mine?")
    try await theatre.press("enter")
    #expect(theatre.effects.count == 1)
    await theatre.tell(.exists(name: "mine"))
    try await theatre.press("j enter")
    #expect(theatre.effects.last == .theatre(.save(story, name: "mine", replaces: true)))
    let file = ScenarioFile(path: "mine.yaml", isBuiltIn: false)
    await theatre.tell(.saved(file, try Scenario(yaml: try story.yaml(), file: file.path)))
    theatre.expect(contains: "Saved as mine.yaml")
    #expect(!theatre.state.theatre.isChanged && theatre.state.theatre.file == file)
    #expect(theatre.state.theatre.step == 1)
  }
}
