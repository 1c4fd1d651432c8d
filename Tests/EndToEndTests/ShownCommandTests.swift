import Foundation
import Testing

@Suite("Commands that the explorer copies")
struct ShownCommandTests {
  @Test("The command of each screen is one that a shell can run, as of a step in time too")
  func runs() throws {
    let place = try Place()
    try place.makeStore()
    let session = try TerminalSession("shop.db", in: place, columns: 240, rows: 24)
    session.waitFor("2 users")
    let screens = [
      ("", "users"), ("\r", "user"), ("2", "events"), ("4", "trend"), ("5", "properties"),
      ("6", "merges"), ("6i", "why"), ("6d", "doctor"), ("1", "users"), ("6)", "merges --as-of"),
    ]
    for (keys, name) in screens {
      session.press(keys)
      if name.hasSuffix("--as-of") { session.waitFor("step 2 of 2") }
      session.press("yc")
      session.waitFor("Copied: cairn \(name) ")
      let line = try #require(session.screen.lines.first { $0.contains("Copied: ") })
      let command = line.replacing("Copied: ", with: "").trimmingCharacters(in: .whitespaces)
      let outcome = try place.run(command)
      #expect(outcome.code == 0 && !outcome.output.isEmpty, "\(command): \(outcome.errors)")
    }
    session.press("Q")
    #expect(session.end() == 0)
  }
}
