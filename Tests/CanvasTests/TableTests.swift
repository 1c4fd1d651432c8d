import Canvas
import Testing

@Suite("Tables")
struct TableTests {
  private static let people: [[[Span]]] = [
    [[Span("ada", .identified)], [Span("Ada Lovelace")], [Span("12", .number)]],
    [[Span("user-2", .anonymous)], [Span("日本語の名前")], [Span("3", .number)]],
    [[Span("grace", .identified)], [Span("Grace \u{1B}Hopper")], [Span("1204", .number)]],
  ]

  private var table: Table {
    Table(
      columns: [
        .init("User", width: .content(max: 12)), .init("Name", width: .flexible(min: 4)),
        .init("Events", width: .content(max: 8), alignment: .right, sort: .descending),
      ], rowCount: 3, row: { Self.people[$0] })
  }

  @Test("columns are as wide as their visible cells, and one takes the rest")
  func columns() {
    #expect(
      lines(36, 4) { table.draw(into: &$0, $1, glyphs: .unicode) } == """
        User    Name                Events ▼
        ada     Ada Lovelace              12
        user-2  日本語の名前               3
        grace   Grace ␛Hopper           1204
        """)
  }

  @Test("what does not fit ends in an ellipsis, and an arrow tells of hidden columns")
  func narrow() {
    #expect(
      lines(19, 4) { table.draw(into: &$0, $1, glyphs: .unicode) } == """
        User    Name  Even…
        ada     Ada…     12
        user-2  日 …      3
        grace   Gra…   1204
        """)
    #expect(
      lines(11, 4) { table.draw(into: &$0, $1, glyphs: .ascii) } == """
        User    Na>
        ada     Ad~
        user-2  日~
        grace   Gr~
        """)
  }

  @Test("the selected row is marked over its whole width, a match inside it")
  func selection() {
    var table = table
    table.selectedRow = 0
    table.matcher = matcher("Love")
    #expect(
      styles(30, 4) { table.draw(into: &$0, $1, glyphs: .unicode) } == """
        hhhhhhhhhhhhhhhhhhhhhhhhhhhhhh
        III:::::::::MMMM::::::::::::NN
        aaaaaa.......................n
        iiiii.....................nnnn
        : = text (selected)
        I = identified (selected)
        M = match (selected)
        N = number (selected)
        a = anonymous
        h = header
        i = identified
        n = number
        """)
  }

  @Test("without the focus the selected row has one quiet role")
  func inactive() {
    var table = table
    table.selectedRow = 1
    table.hasFocus = false
    let drawn = frame(30, 4) { table.draw(into: &$0, $1, glyphs: .unicode) }
    #expect(drawn.styleLines[2] == String(repeating: "z", count: 30))
  }

  @Test("scrolling sideways keeps the first column")
  func sideways() {
    var table = table
    table.columnOffset = 1
    #expect(
      lines(30, 4) { table.draw(into: &$0, $1, glyphs: .unicode) } == """
        User   ◀Events ▼
        ada           12
        user-2         3
        grace       1204
        """)
  }

  @Test("only the visible rows are asked for")
  func asksForVisibleRows() {
    var asked: [Int] = []
    var long = Table(
      columns: [.init("N", width: .content(max: 9))], rowCount: 1_000_000,
      row: {
        asked.append($0)
        return [[Span("\($0)")]]
      })
    long.rowOffset = 999_997
    #expect(
      lines(9, 4) { long.draw(into: &$0, $1, glyphs: .unicode) } == """
        N
        999997  │
        999998  │
        999999  ┃
        """)
    #expect(asked == [999_997, 999_998, 999_999])
  }

  @Test("an empty table says why")
  func empty() {
    var none = Table(columns: [.init("User", width: .flexible(min: 4))], rowCount: 0) { _ in [] }
    none.placeholder = "No users yet"
    #expect(
      lines(20, 5) { none.draw(into: &$0, $1, glyphs: .unicode) } == """
        User

            No users yet


        """)
  }

  @Test("the mouse finds rows and columns")
  func mouse() throws {
    var layout: TableLayout?
    _ = frame(36, 4) { layout = table.draw(into: &$0, $1, glyphs: .unicode) }
    let drawn = try #require(layout)
    #expect(drawn.row(at: Point(column: 5, row: 2)) == 1)
    #expect(drawn.row(at: Point(column: 5, row: 0)) == nil)
    #expect(drawn.column(at: Point(column: 30, row: 0)) == 2)
    #expect(drawn.column(at: Point(column: 7, row: 1)) == nil)
  }

  @Test("a list scrolls as little as it must to show the selected row")
  func scrolling() {
    func offset(_ offset: Int, _ selected: Int?, margin: Int = 0) -> Int {
      Scrolling.offset(offset, showing: selected, of: 100, height: 10, margin: margin)
    }
    #expect(offset(20, 25) == 20)
    #expect(offset(20, 19) == 19)
    #expect(offset(20, 30) == 21)
    #expect(offset(20, 29, margin: 2) == 22)
    #expect(offset(20, 0, margin: 2) == 0)
    #expect(offset(95, nil) == 90)
    #expect(Scrolling.offset(5, showing: 3, of: 4, height: 0) == 0)
  }
}
