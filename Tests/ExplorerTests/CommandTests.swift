import Canvas
import Testing

@testable import Explorer

@Suite("Commands and keys")
struct CommandTests {
  @Test("Ids are unique, every command is described, and can be reached by key or palette")
  func complete() {
    let ids = CommandRegistry.all.map(\.id)
    #expect(Set(ids).count == ids.count)
    var explorer = Driver()
    _ = explorer.state.open(.palette)
    let palette = Set(
      explorer.state.pickerEntries.compactMap { entry in
        if case .command(let id) = entry.choice { id } else { nil }
      })
    for command in CommandRegistry.all {
      #expect(command.about.hasSuffix("."), "\(command.id)")
      #expect(!command.title.isEmpty && !command.hint.isEmpty, "\(command.id)")
      #expect(!command.contexts.isEmpty, "\(command.id)")
      let keys = KeyMap.standard.titles(of: command.id)
      #expect(!keys.isEmpty || palette.contains(command.id), "\(command.id)")
    }
  }

  @Test("No two commands of one context share a key or hide each other's")
  func noConflicts() throws {
    _ = try KeyMap(replacing: [:])
    var owners: [String: CommandID] = [:]
    for command in CommandRegistry.all {
      for context in command.contexts {
        for key in command.keys where !(context.typesText && key.typesText) {
          let place = "\(context) \(key.title)"
          #expect(owners[place] == nil, "\(place): \(command.id)")
          owners[place] = command.id
        }
      }
    }
  }

  @Test("A key means the same command on a screen as in the whole")
  func screensDoNotShadow() {
    // Only these keys mean something else on one screen than everywhere.
    for command in CommandRegistry.all where command.contexts.contains(.screen) {
      for context in [Context.users, .profile, .events] {
        for key in command.keys {
          let meaning = KeyMap.standard.meaning(of: key.keys, in: [context, .screen])
          #expect(meaning == .command(command.id), "\(key.title) in \(context)")
        }
      }
    }
  }

  @Test(
    "Keys are read as people write them, and shown in one way",
    arguments: [
      ("g g", "g g"), ("ctrl-d", "^d"), ("^D", "^d"), ("C-d", "^d"), ("PgDn", "PgDn"),
      ("shift-tab", "S-Tab"), ("alt-x", "M-x"), ("space", "Space"), ("f5", "F5"), ("^", "^"),
      ("-", "-"), ("ctrl--", "^-"), ("shift-g", "G"), ("escape", "Esc"), ("é", "é"),
    ])
  func keyNames(text: String, title: String) throws {
    #expect(try KeySequence(parsing: text).title == title)
  }

  @Test("What is no key is named", arguments: ["", "ctlr-d", "f13", "foo", "g hyper-x"])
  func badKeys(text: String) {
    #expect(throws: KeyProblem.self) { try KeySequence(parsing: text) }
  }

  @Test("A number in the palette goes to that line, at most to the last one")
  func line() throws {
    var explorer = Driver()
    try explorer.press(":")
    explorer.type("12")
    explorer.expect(contains: "Go to line 12")
    try explorer.press("enter")
    #expect(explorer.state.users.cursor.index == 11)
    for (typed, index) in [("1", 0), ("99999999", explorer.state.users.count - 1)] {
      try explorer.press(":")
      explorer.type(typed)
      try explorer.press("enter")
      #expect(explorer.state.users.cursor.index == index)
    }
    for typed in ["0", "-3", "99999999999999999999"] {
      try explorer.press(":")
      explorer.type(typed)
      explorer.expect(lacks: "Go to line")
      try explorer.press("esc")
    }
  }

  @Test("Keys can be replaced and taken away")
  func remapping() throws {
    let map = try KeyMap(replacing: ["users.sort": ["o", "g s"], "quit": []])
    var explorer = Driver(keyMap: map)
    try explorer.press("s q")
    #expect(explorer.state.users.sort.column == .lastSeen)
    #expect(explorer.effects.isEmpty)
    try explorer.press("g s")
    #expect(explorer.state.users.sort.column == .name)
    explorer.expect(contains: "o sort")
  }

  @Test("All that is wrong with a key map is said at once, with what to do")
  func badKeyMap() {
    let error = #expect(throws: KeyMapProblems.self) {
      try KeyMap(replacing: [
        "users.srt": ["x"], "users.sort": ["ctlr-x"], "refresh": ["T"], "users.columns": ["g"],
        "quit": ["g g"],
      ])
    }
    let text = error?.description ?? ""
    #expect(text.contains("there is no command 'users.srt'; did you mean 'users.sort'?"))
    #expect(text.contains("users.sort: 'ctlr-x' is not a key: expected"))
    #expect(text.contains("'T' is bound to both"))
    #expect(text.contains("'g g' is bound to both"))
  }

  @Test("The beginning of a sequence shows what may follow; Esc forgets it")
  func sequences() throws {
    var explorer = Driver()
    try explorer.press("y")
    explorer.expect(contains: "v copy value")
    explorer.expect(contains: "j copy JSON")
    explorer.expect(contains: "c copy command")
    try explorer.press("esc")
    explorer.expect(lacks: "copy value")
    try explorer.press("y z")
    explorer.expect(contains: "y z has no meaning here")
  }

  @Test("A command that can't run says why")
  func disabled() throws {
    var explorer = Driver()
    try explorer.press("E")
    explorer.expect(contains: "the store has one environment only")
    explorer.send(.command(CommandID("profile.first-event")))
    explorer.expect(contains: "only in Profile")
  }

  @Test("The palette finds a command by some of its letters and runs it")
  func palette() throws {
    var explorer = Driver()
    try explorer.press(":")
    explorer.type("evts")
    #expect(explorer.state.currentEntry?.title == "Events")
    try explorer.press("enter")
    #expect(explorer.state.screen == .events)
    #expect(explorer.state.picker == nil)
  }

  @Test("A disabled command in the palette says why and leaves it open")
  func disabledInPalette() throws {
    var explorer = Driver()
    try explorer.press(":")
    explorer.type("first event")
    try explorer.press("enter")
    explorer.expect(contains: "only in Profile")
    #expect(explorer.state.picker != nil)
  }

  @Test("Help is about the place, can be searched, and Enter runs the command")
  func help() throws {
    var explorer = Driver(columns: 120, rows: 40)
    try explorer.press("enter ?")
    explorer.expect(contains: "Go to the first event")
    explorer.expect(lacks: "Choose columns")
    explorer.type("next pane")
    try explorer.press("enter")
    #expect(explorer.state.profile?.pane == .facts)
  }

  @Test("Help is found by what explains it, keeps the place, and says why not below")
  func searchingHelp() throws {
    var explorer = Driver(columns: 120, rows: 40)
    try explorer.press("?")
    explorer.type("merge")
    #expect(explorer.state.currentEntry?.title == "Open the profile")
    #expect(explorer.lines.last?.contains("merged user ids") == true)
    explorer.expect(lacks: "Next time range")
    try explorer.press("^u")
    explorer.type("drop the filter")
    let row = try #require(explorer.lines.first { $0.contains("Drop the filter") })
    #expect(row.contains("Users") && !row.contains("no filter"))
    #expect(explorer.lines.last?.hasPrefix(" Not now: no filter is in force.") == true)
  }

  @Test("Menus say what their keys do in full, and hint at no key of the screen behind")
  func menuAdvice() throws {
    for (columns, rows) in [(40, 12), (80, 24)] {
      for (key, advice) in [
        ("T", "Enter keeps, Esc goes back"), ("c", "Space ticks, Enter shows"),
        ("t", "Enter chooses, / searches"),
      ] {
        var explorer = Driver(columns: columns, rows: rows)
        try explorer.press(key)
        explorer.expect(contains: advice)
        #expect(explorer.lines.last?.contains("? help") == false)
      }
    }
  }

  @Test("A theme is shown while the cursor is on it, kept by Enter, taken back by Esc")
  func themes() throws {
    var explorer = Driver()
    try explorer.press("T j")
    #expect(explorer.effects == [.loadThemes])
    #expect(explorer.state.theme == "light")
    try explorer.press("esc")
    #expect(explorer.state.theme == "default")
    try explorer.press("T j enter")
    #expect(explorer.state.theme == "light")
    #expect(explorer.effects.last == .save(explorer.state.settings))
  }

  @Test("q quits from a list, Q from anywhere, ^c only twice and with nothing to stop")
  func quitting() throws {
    for keys in ["q", "enter Q", "^c ^c", "enter q q"] {
      var explorer = Driver()
      try explorer.press(keys)
      #expect(explorer.effects == [.quit], "\(keys)")
    }
    var explorer = Driver()
    try explorer.press("^c j ^c")
    #expect(explorer.effects.isEmpty)
    explorer.holdsAnswers = true
    try explorer.press("R")
    #expect(explorer.state.isBusy)
    try explorer.press("^c")
    #expect(!explorer.state.isBusy)
    #expect(explorer.waiting.isEmpty)
    #expect(explorer.effects.isEmpty)
  }

  @Test("^z suspends and ^l redraws, whatever is open")
  func anywhere() throws {
    for place in ["/", ":", "T", "enter"] {
      var explorer = Driver()
      try explorer.press(place)
      explorer.effects = []
      try explorer.press("^z ^l")
      #expect(explorer.effects == [.suspend, .redraw], "\(place)")
    }
  }

  @Test("The key sheet has every command")
  func sheet() {
    let text = KeySheet.text()
    for command in CommandRegistry.all { #expect(text.contains(command.id.name)) }
    #expect(KeySheet.entries().count == CommandRegistry.all.count)
  }

  @Test("The speed is shown on request")
  func performance() throws {
    var explorer = Driver()
    explorer.send(.performance(Performance(median: 1.24, percentile95: 7.06)))
    explorer.expect(lacks: "p95")
    try explorer.press(":")
    explorer.type("perf")
    try explorer.press("enter")
    explorer.expect(contains: "p50 1.2 ms, p95 7.1 ms")
  }
}
