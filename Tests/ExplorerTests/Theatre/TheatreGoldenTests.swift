import Canvas
import Domain
import Scenarios
import Testing

@testable import Explorer

@Suite("Golden frames of the theatre")
struct TheatreGoldenTests {
  @Test("At the merge, at each size", arguments: [(80, 24), (160, 48), (40, 10)])
  func merge(columns: Int, rows: Int) async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story, columns: columns, rows: rows)
    try await theatre.press("G")
    try Golden.expect(theatre.frame, is: "theatre-\(columns)x\(rows)")
  }

  @Test("The list and the words of a small window", arguments: ["list", "words"])
  func small(pane: String) async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story, columns: 40, rows: 10)
    try await theatre.press(pane == "list" ? "G tab" : "G tab tab")
    try Golden.expect(theatre.frame, is: "theatre-\(pane)-40x10")
  }

  @Test("Typing a call, with a mistake in it")
  func typing() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    try await theatre.press("space :")
    await theatre.type("phone: identfy kate")
    try Golden.expect(theatre.frame, is: "theatre-typing")
  }

  @Test("Users inside the story; a broken file; no story")
  func others() async throws {
    var theatre = try await TheatreDriver(TheatreDriver.story)
    try await theatre.press("space space space 1")
    try Golden.expect(theatre.frame, is: "theatre-users")
    try await theatre.press("7")
    await theatre.tell(.failed(TheatreDriver.file, "stories/kate.yaml:4: expected a title"))
    try await theatre.press("left")
    try Golden.expect(theatre.frame, is: "theatre-broken")
    var dark = await TheatreDriver()
    try await dark.press("7")
    try Golden.expect(dark.frame, is: "theatre-dark")
  }

  @Test("Any keys and sizes leave the theatre in order", arguments: 1...4)
  func anything(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let keys =
      CommandRegistry.all.filter { !$0.contexts.contains(.anywhere) }
      .flatMap { $0.keys.flatMap(\.keys) } + "abk:'(".map { Key(.character($0)) }
    let sizes = [(0, 0), (20, 4), (40, 8), (72, 9), (80, 24), (119, 12), (160, 48)]
    var theatre = try await TheatreDriver(TheatreDriver.story)
    for _ in 0..<150 {
      if Int.random(in: 0..<12, using: &random) == 0 {
        let size = sizes.randomElement(using: &random) ?? (80, 24)
        await theatre.resize(size.0, size.1)
      } else if let key = keys.randomElement(using: &random) {
        await theatre.send(.input(.key(key)))
      }
      let state = theatre.state.theatre
      #expect((0...state.script.calls).contains(state.step))
      #expect(state.callsTop >= 0 && state.callsTop < state.script.lines.count)
      #expect(state.list.index >= 0 && state.list.index < max(1, state.rows.count))
      #expect(theatre.frame.size == theatre.state.size)
    }
  }
}
