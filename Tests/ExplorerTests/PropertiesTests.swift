import Analysis
import Canvas
import Domain
import Testing

@testable import Explorer

@Suite("The catalogue of properties")
struct PropertiesTests {
  private func driver(columns: Int = 120, rows: Int = 40) throws -> Driver {
    var explorer = Driver(columns: columns, rows: rows)
    try explorer.press("5")
    return explorer
  }

  @Test("Properties at each size", arguments: GoldenFrameTests.sizes)
  func golden(columns: Int, rows: Int) throws {
    var explorer = try driver(columns: columns, rows: rows)
    try explorer.press("j")
    try Golden.expect(explorer.frame, is: "properties-\(columns)x\(rows)")
  }

  @Test("An empty store and a filter that fits nothing say what to do")
  func messages() throws {
    var empty = Driver(SampleStore(users: 0))
    try empty.press("5")
    try Golden.expect(empty.frame, is: "properties-empty")
    var explorer = try driver(columns: 80, rows: 24)
    try explorer.press("/")
    explorer.type("nothing")
    try explorer.press("enter")
    try Golden.expect(explorer.frame, is: "properties-no-match")
  }

  @Test("Asked once, and again when the store changed")
  func asking() throws {
    let store = SampleStore()
    var asked = 0
    var explorer = Driver { question in
      if case .propertyCatalogue = question { asked += 1 }
      return .success(store.answer(question))
    }
    try explorer.press("5 1 5")
    #expect(asked == 1)
    try explorer.press("R")
    #expect(asked == 2)
  }

  @Test("s sorts by the column under the cursor; the cursor stays on its property")
  func sorting() throws {
    var explorer = try driver()
    try explorer.press("j j")
    let selected = try #require(explorer.state.properties.selected)
    try explorer.press("s")
    let names = explorer.state.properties.rows.map(\.entry.key)
    #expect(names == names.sorted { $0.lowercased() < $1.lowercased() })
    #expect(explorer.state.properties.selectedRow?.key == selected)
    try explorer.press("l s")
    let shares = explorer.state.properties.rows.map(\.share)
    #expect(shares == shares.sorted(by: >))
    try explorer.press("s")
    #expect(explorer.state.properties.rows.map(\.share) == shares.sorted())
  }

  @Test("/ keeps the properties in whose names all words occur, while one types")
  func filtering() throws {
    var explorer = try driver()
    try explorer.press("/")
    explorer.type("initial utm")
    #expect(explorer.state.properties.rows.map(\.entry.key) == ["Initial UTM Source"])
    try explorer.press("enter x")
    #expect(explorer.state.properties.rows.count > 5)
  }

  @Test("Enter makes a user property a column of Users, and takes it away again")
  func columns() throws {
    var explorer = try driver()
    try explorer.press("/")
    explorer.type("utm")
    try explorer.press("enter enter")
    let columns = ["plan", "city", "seats", "Initial UTM Source"]
    #expect(explorer.state.propertyColumns == columns)
    #expect(explorer.effects.last == .save(explorer.state.settings))
    try explorer.press("c")
    #expect(explorer.state.propertyColumns == ["plan", "city", "seats"])
  }

  @Test("Enter on a value opens the users who have it, in quotes where that is needed")
  func users() throws {
    var explorer = try driver()
    try explorer.press("/")
    explorer.type("initial utm")
    try explorer.press("enter tab enter")
    #expect(explorer.state.screen == .users)
    #expect(UsersScreen().filter(explorer.state)?.text == #""Initial UTM Source"=newsletter"#)
  }

  @Test("Enter on a value of an event property shows the trend of the events that have it")
  func trend() throws {
    var explorer = try driver()
    try explorer.press("/")
    explorer.type("term")
    try explorer.press("enter tab enter")
    #expect(explorer.state.screen == .trends)
    #expect(explorer.state.trends.definition.event == #"* where term="running shoes""#)
    try explorer.press("5 tab b")
    #expect(explorer.state.screen == .trends)
    #expect(explorer.state.trends.definition.by == "event:term")
  }

  @Test("Value, row, and JSON are copied; in the values, the value")
  func copying() throws {
    var explorer = try driver()
    try explorer.press("/")
    explorer.type("plan")
    try explorer.press("enter y v y r y j tab j y v")
    #expect(
      explorer.effects == [
        .copy("plan"), .copy("user\tplan\t67%\ttext\t2\tPro"),
        .copy(
          #"{"property":"plan","of":"user","count":40,"population":60,"strings":40,"#
            + #""numbers":0,"booleans":0,"distinct":2,"top_values":["#
            + #"{"value":"Pro","count":20},{"value":"Team","count":20}]}"#),
        .copy("Team"),
      ])
  }

  @Test("The mouse selects a property, sorts by a title, and selects a value")
  func mouse() throws {
    var explorer = try driver()
    let panes = explorer.state.propertyPanes
    explorer.mouse(.press, 12, panes.list.minRow + 2)
    #expect(explorer.state.properties.cursor.index == 1)
    explorer.mouse(.press, 12, panes.list.minRow)
    #expect(explorer.state.properties.sort.column == .name)
    let values = try #require(panes.values)
    explorer.mouse(.press, values.minColumn + 2, values.minRow + 1)
    #expect(explorer.state.properties.pane == .values)
    #expect(explorer.state.properties.values.index == 0)
    try explorer.press("esc")
    #expect(explorer.state.properties.pane == .list)
  }

  @Test("Types of mixed values are named, the most frequent first; shares are never rounded to all")
  func words() {
    let entry = PropertyEntry(
      key: "k", count: 999, strings: 9, numbers: 990, booleans: 0, distinct: 2, topValues: [])
    let row = PropertyRow(scope: .event, entry: entry, population: 1000)
    #expect(row.types == "number, text")
    #expect(row.share.roundPercent == ">99%")
    #expect([0, 0.001, 0.5, 1].map(\.roundPercent) == ["0%", "<1%", "50%", "100%"])
  }
}
