import Canvas
import Domain
import Testing

@testable import Explorer

@Suite("Anything a user may do")
struct RandomTests {
  private static let keys: [Key] =
    CommandRegistry.all.flatMap { $0.keys.flatMap(\.keys) }
    + "abcxyz kate0".map { Key(.character($0)) }
    + [Key(.delete), Key(.insert), Key(.function(5)), Key(.character("d"), alt: true)]

  private static let sizes = [
    (0, 0), (1, 1), (3, 200), (200, 3), (20, 4), (40, 8), (79, 24), (80, 24), (120, 40), (161, 50),
  ]

  @Test("Any keys, clicks, pastes and sizes leave cursors in range", arguments: 1...12)
  func anything(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let store = SampleStore(users: seed.isMultiple(of: 4) ? 0 : 23, seed: seed)
    var explorer = Driver(store)
    for _ in 0..<250 {
      explorer.holdsAnswers = Int.random(in: 0..<5, using: &random) == 0
      switch Int.random(in: 0..<20, using: &random) {
      case 0:
        let size = Self.sizes.randomElement(using: &random) ?? (80, 24)
        explorer.resize(size.0, size.1)
      case 1:
        let action: MouseEvent.Action =
          [.press, .doublePress, .release, .scrollUp, .scrollDown].randomElement(using: &random)
          ?? .press
        explorer.mouse(
          action, Int.random(in: -1..<170, using: &random), Int.random(in: -1..<55, using: &random))
      case 2: explorer.send(.input(.paste("a\n\u{1b}[A")))
      case 3: explorer.passTime(milliseconds: 130)
      case 4: explorer.send(.tick)
      default:
        if let key = Self.keys.randomElement(using: &random) { explorer.send(.input(.key(key))) }
      }
      expectInRange(explorer.state)
      let frame = explorer.frame
      #expect(frame.size == explorer.state.size)
      #expect(frame.cells.allSatisfy { $0.isContinuation || $0.scalar.value >= 0x20 })
    }
  }

  private func expectInRange(_ state: ExplorerState) {
    func check(_ cursor: ListCursor, count: Int) {
      #expect(cursor.index >= 0 && cursor.index < max(1, count))
      #expect(cursor.top >= 0 && cursor.top <= cursor.index)
    }
    check(state.users.cursor, count: state.users.count)
    check(state.events.stream, count: state.events.rows.count)
    check(state.events.names, count: state.events.shownNames.count)
    check(state.identity.cursor, count: state.identity.count)
    check(state.properties.cursor, count: state.properties.rows.count)
    check(
      state.properties.values, count: state.properties.selectedRow?.entry.topValues.count ?? 0)
    let trends = state.trends
    #expect(trends.cursor >= 0 && trends.cursor < max(1, trends.buckets.count))
    #expect(trends.line >= 0 && trends.line < max(1, trends.lines.count))
    #expect(trends.offset >= 0 && trends.offset <= max(0, trends.buckets.count - 1))
    if let profile = state.profile {
      check(profile.visits, count: profile.visitLines.count)
      check(profile.facts, count: profile.factLines.count)
    }
    if let picker = state.picker { check(picker.cursor, count: state.pickerEntries.count) }
    #expect(state.userColumns.indices.contains(state.users.column))
  }

  @Test("Any sequence of sizes keeps the selected user selected and in view", arguments: 1...6)
  func resizing(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var explorer = Driver()
    for _ in 0..<Int.random(in: 0..<59, using: &random) { try explorer.press("j") }
    let selected = try #require(explorer.state.users.selectedRow)
    for _ in 0..<40 {
      let columns = Int.random(in: 0..<180, using: &random)
      let rows = Int.random(in: 0..<60, using: &random)
      explorer.resize(columns, rows)
      #expect(explorer.state.users.selected == selected.key)
      guard columns >= 40, rows >= 8 else { continue }
      let shown = try #require(explorer.selectedLine)
      #expect(shown.contains(selected.name.prefix(8)), "\(columns)x\(rows)\n\(explorer.screen)")
    }
  }

  @Test("A frame can be drawn at another size than the state's, with the selection in view")
  func otherSize() throws {
    var explorer = Driver(columns: 80, rows: 50)
    try explorer.press("G")
    let name = try #require(explorer.state.users.selectedRow?.name)
    let frame = render(explorer.state, size: Size(columns: 60, rows: 12))
    #expect(frame.textLines.contains { $0.contains(name) })
  }

  @Test(
    "A tiny window says so; 0x0 and 1x1 draw nothing wrong", arguments: [(0, 0), (1, 1), (19, 3)])
  func tiny(columns: Int, rows: Int) {
    var explorer = Driver()
    explorer.resize(columns, rows)
    #expect(explorer.frame.size == Size(columns: columns, rows: rows))
    if columns == 19 { explorer.expect(contains: "window too small") }
  }

  @Test("40x8 still shows rows, the range and a hint")
  func small() {
    var explorer = Driver()
    explorer.resize(40, 8)
    explorer.expect(contains: "kate@example.com")
    explorer.expect(contains: "all time")
    explorer.expect(contains: "Enter open")
  }
}
