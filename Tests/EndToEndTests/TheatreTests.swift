import Foundation
import Testing

@Suite("The theatre on a terminal")
struct TheatreTests {
  private static let story = """
    title: Short story
    devices: { laptop: { platform: web, user_id: 111 } }
    steps:
      - { at: 2026-01-05T10:00:00Z, laptop: track, event: Look }
      - { at: +1m, laptop: identify, identity: "alice" }
    expect:
      users: [{ name: alice, events: 1 }]

    """

  @Test("A story is played step by step, looked at from another screen, and left cleanly")
  func play() throws {
    let place = try Place()
    try place.write("story.yaml", Self.story)
    let session = try TerminalSession("play story.yaml", in: place)
    session.waitFor("step 0 of 2")
    session.press(" ")
    session.waitFor("User 111")
    session.press("2")
    session.waitFor("in the story, step 1 of 2")
    session.waitFor("Look")
    session.press("q")
    session.press("G")
    session.waitFor("✓ 2 as expected")
    session.waitFor("was User 111")
    session.press("q")
    #expect(session.end() == 0)
    expectClean(session)
  }

  @Test("The editor gets the terminal and gives it back; a broken file keeps the story")
  func edit() throws {
    let place = try Place()
    try place.write("story.yaml", Self.story)
    try place.write("edit.sh", "sed -i \"$1\" \"$2\"\n")
    func session(_ change: String) throws -> TerminalSession {
      try TerminalSession(
        "play story.yaml", in: place, ["EDITOR": "sh '\(place.path("edit.sh"))' '\(change)'"])
    }
    var theatre = try session("s/Short/Long/")
    theatre.waitFor("Short story")
    theatre.press(" ")
    theatre.press("e")
    theatre.waitFor("step 1 of 2 · Long story")
    theatre.press("q")
    #expect(theatre.end() == 0)
    expectClean(theatre)

    theatre = try session("s/laptop: identify/laptop: fly/")
    theatre.waitFor("Long story")
    theatre.press("e")
    theatre.waitFor("story.yaml:5: 'fly' is no client call")
    theatre.press("G")
    theatre.waitFor("✓ 2 as expected")
    theatre.press("q")
    #expect(theatre.end() == 0)
    let outcome = try place.run("cairn play story.yaml")
    #expect(outcome.code == 1)
  }

  @Test("What is typed is saved as a scenario that plays, and never over another one unasked")
  func save() throws {
    let place = try Place()
    try place.write("stories/one.yaml", Self.story)
    let session = try TerminalSession("play stories", in: place)
    session.waitFor("Short story")
    session.press(.enter)
    session.waitFor("step 0 of 2")
    session.press("G:laptop: track 'Buy it'\r")
    session.waitFor("step 3 of 3")
    session.waitFor("call: ")
    session.press(.escape)
    session.waitForNo("call: ")
    session.press("W\u{15}one\r")
    session.waitFor("Replace one?")
    session.press(.enter)
    session.press("W\u{15}two\r")
    session.waitFor("Saved as")
    session.press("q")
    #expect(session.end() == 0)
    #expect(try place.text("stories/one.yaml") == Self.story)
    let outcome = try place.run("cairn play stories/two.yaml")
    #expect(outcome.output.contains("laptop: heap.track(\"Buy it\")"), "\(outcome.errors)")
    #expect(outcome.code == 1 && outcome.output.contains("events: expected 1, found 2"))
    let list = try place.run("cairn play stories")
    #expect(list.output == "stories/one.yaml\n    Short story\nstories/two.yaml\n    Short story\n")
  }

  @Test("In a store's explorer the theatre is a tab, and the menu has the stories that come along")
  func tab() throws {
    let place = try Place()
    try place.makeStore()
    let session = try TerminalSession("shop.db", in: place, columns: 80, rows: 24)
    session.waitFor("2 users")
    session.press("7")
    session.waitFor("The theatre is dark")
    session.press("o")
    session.waitFor("Anonymous to existing identity")
    session.press("two env\r")
    session.waitFor("step 0 of")
    session.press(.escape)
    session.waitFor("2 users")
    session.press("q")
    #expect(session.end() == 0)
  }

  @Test("On a terminal --text and --step print")
  func text() throws {
    let place = try Place()
    try place.write("story.yaml", Self.story)
    let session = try TerminalSession("play story.yaml --step 2", in: place)
    #expect(session.end() == 0)
    #expect(String(decoding: session.raw, as: UTF8.self).contains("heap.identify(\"alice\")"))
    #expect(!session.raw.contains(0x1B))
  }
}
