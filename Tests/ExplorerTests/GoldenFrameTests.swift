import Testing

@testable import Explorer

@Suite("Golden frames")
struct GoldenFrameTests {
  static let sizes = [(80, 24), (120, 40), (40, 10), (160, 48)]

  @Test("Users at each size", arguments: sizes)
  func users(columns: Int, rows: Int) throws {
    var explorer = Driver(columns: columns, rows: rows)
    try explorer.press("j j")
    try Golden.expect(explorer.frame, is: "users-\(columns)x\(rows)")
  }

  @Test("Profile at each size, a session and an event opened", arguments: sizes)
  func profile(columns: Int, rows: Int) throws {
    var explorer = Driver(columns: columns, rows: rows)
    try explorer.press("/")
    explorer.type("zo")
    try explorer.press("enter enter enter j j enter")
    try Golden.expect(explorer.frame, is: "profile-\(columns)x\(rows)")
  }

  @Test("Events at each size", arguments: sizes)
  func events(columns: Int, rows: Int) throws {
    var explorer = Driver(columns: columns, rows: rows)
    try explorer.press("2 j")
    try Golden.expect(explorer.frame, is: "events-\(columns)x\(rows)")
  }

  @Test("The event names with the properties of one", arguments: [(80, 24), (160, 48)])
  func eventNames(columns: Int, rows: Int) throws {
    var explorer = Driver(columns: columns, rows: rows)
    try explorer.press("2 shift-tab j")
    try Golden.expect(explorer.frame, is: "event-names-\(columns)x\(rows)")
  }

  @Test("Popups over the users", arguments: ["?", ":", "t", "c", "T", "S"])
  func popups(key: String) throws {
    let names = [
      "?": "help", ":": "palette", "t": "range", "c": "columns", "T": "theme", "S": "sort",
    ]
    var explorer = Driver()
    try explorer.press(key)
    try Golden.expect(explorer.frame, is: "popup-\(try #require(names[key]))")
  }

  @Test("An empty store says what to run; a filter without results says what is in force")
  func emptiness() throws {
    try Golden.expect(Driver(SampleStore(users: 0)).frame, is: "users-empty")
    var explorer = Driver()
    try explorer.press("/")
    explorer.type("nobody")
    try explorer.press("enter ]")
    try Golden.expect(explorer.frame, is: "users-no-match")
  }

  @Test("ASCII glyphs leave nothing but ASCII on a screen of ASCII data")
  func ascii() throws {
    var explorer = Driver(SampleStore(users: 2), columns: 160, rows: 40)
    explorer.state.settings.theme = "ascii"
    for keys in ["R", "enter", "enter"] {
      try explorer.press(keys)
      let strange = explorer.screen.unicodeScalars.filter { !$0.isASCII }
      #expect(strange.isEmpty, "\(String(String.UnicodeScalarView(strange)))")
    }
  }
}
