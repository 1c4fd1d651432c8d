import Canvas
import Testing

@Suite("Widgets")
struct WidgetTests {
  @Test("a box has a title, a note, and gives the space inside")
  func box() {
    #expect(
      lines(24, 3) { frame, rect in
        let inside = Box(title: [Span("Users", .title)], note: [Span("3", .dim)])
          .draw(into: &frame, rect, glyphs: .unicode)
        frame.draw("inside", at: inside.origin, style: Style(.text), clip: inside)
      } == """
        ╭─ Users ────────── 3 ─╮
        │inside                │
        ╰──────────────────────╯
        """)
    #expect(
      lines(9, 2) { Box(title: "Properties").draw(into: &$0, $1, glyphs: .ascii) } == """
        +- Pro~-+
        +-------+
        """)
  }

  @Test("a popup clears what is under it, wide characters at its edge too")
  func popup() {
    #expect(
      lines(12, 5) { frame, rect in
        for row in 0..<5 {
          frame.draw("日本語日本語", at: Point(column: 0, row: row), style: Style(.text))
        }
        let inside = Popup(title: "", content: Size(columns: 3, rows: 1))
          .draw(into: &frame, rect, glyphs: .unicode)
        frame.draw("Hi", at: inside.origin, style: Style(.text))
      } == """
        日本語日本語
        日 ╭───╮本語
        日 │Hi │本語
        日 ╰───╯本語
        日本語日本語
        """)
  }

  @Test("tabs show which is open and which one a click meets")
  func tabs() {
    let tabs = Tabs(["1 Users", "2 Events"], selected: 1)
    #expect(lines(24, 1) { tabs.draw(into: &$0, $1, glyphs: .unicode) } == " 1 Users  2 Events")
    #expect(
      styles(24, 1) { tabs.draw(into: &$0, $1, glyphs: .unicode) } == """
        dddddddddssssssssss
        d = dim
        s = selection
        """)
    let rect = Rect(column: 0, row: 0, columns: 24, rows: 1)
    #expect(tabs.index(at: Point(column: 8, row: 0), in: rect) == 0)
    #expect(tabs.index(at: Point(column: 9, row: 0), in: rect) == 1)
    #expect(tabs.index(at: Point(column: 20, row: 0), in: rect) == nil)
  }

  @Test("a status bar keeps its right end and cuts its left one")
  func statusBar() {
    let bar = StatusBar(
      left: [Span("1,204 users, plan=pro", .statusBar)], right: [Span("1/1204", .statusBar)])
    #expect(
      lines(34, 1) { bar.draw(into: &$0, $1, glyphs: .unicode) }
        == " 1,204 users, plan=pro     1/1204")
    #expect(
      lines(20, 1) { bar.draw(into: &$0, $1, glyphs: .unicode) } == " 1,204 use…  1/1204")
  }

  @Test("hints that do not fit go from the right, whole")
  func hints() {
    let hints = HintBar([("?", "help"), ("/", "filter"), ("q", "quit")])
    #expect(lines(30, 1) { hints.draw(into: &$0, $1) } == "? help  / filter  q quit")
    #expect(lines(23, 1) { hints.draw(into: &$0, $1) } == "? help  / filter")
  }

  @Test("A pinned hint takes the place of those that it wouldn't fit behind, but not of the first")
  func pinnedHint() {
    let hints = HintBar([("/", "filter"), ("s", "sort"), ("?", "help"), ("q", "quit")], pinned: 2)
    func shown(_ columns: Int) -> String { lines(columns, 1) { hints.draw(into: &$0, $1) } }
    #expect(shown(32) == "/ filter  s sort  ? help  q quit")
    #expect(shown(31) == "/ filter  s sort  ? help")
    #expect(shown(23) == "/ filter  ? help")
    #expect(shown(16) == "/ filter  ? help")
    #expect(shown(15) == "/ filter")
    #expect(shown(7) == "")
  }

  @Test("a menu shows keys, details, and why an item cannot be chosen")
  func menu() {
    let menu = Menu(
      [
        .init("Merge", detail: "join two users", key: "m"),
        .init("Undo", detail: "take it back", key: "u", disabledReason: "nothing to undo"),
        .init("Quit", key: "q"),
      ], selected: 1)
    #expect(
      lines(36, 3) { menu.draw(into: &$0, $1, glyphs: .unicode) } == """
        Merge  join two users              m
        Undo   nothing to undo             u
        Quit                               q
        """)
    let rect = Rect(column: 0, row: 0, columns: 36, rows: 3)
    #expect(menu.index(at: Point(column: 1, row: 2), in: rect) == 2)
  }

  @Test("a menu scrolls to its selected item")
  func menuScrolls() {
    let menu = Menu((1...9).map { .init("Item \($0)") }, selected: 8)
    #expect(
      lines(10, 3) { menu.draw(into: &$0, $1, glyphs: .ascii) } == """
        Item 7   |
        Item 8   |
        Item 9   #
        """)
  }

  @Test("names and values stand in two columns, long values go on below")
  func keyValue() {
    let lines = KeyValue.lines(
      [("plan", [Span("pro")]), ("company", [Span("Analytical Engines of London")])], width: 26)
    #expect(
      lines.map { $0.map(\.text).joined() } == [
        "plan     pro", "company  Analytical", "         Engines of London",
      ])
  }

  @Test("a text pane shows its lines from an offset")
  func textPane() {
    let pane = TextPane((1...5).map { [Span("line \($0)")] }, offset: 2)
    #expect(
      lines(10, 2) { pane.draw(into: &$0, $1, glyphs: .unicode) } == """
        line 3   │
        line 4   ┃
        """)
  }

  @Test("bars are exact to an eighth of a column, and to a column in ASCII")
  func bars() {
    func bar(_ fraction: Double, _ glyphs: Glyphs) -> String {
      lines(8, 1) {
        Bar(fraction: fraction, style: Style(.chart1)).draw(into: &$0, $1, glyphs: glyphs)
      }
    }
    #expect(bar(0.5, .unicode) == "████")
    #expect(
      Bar(fraction: 0.55, style: Style(.chart1)).text(columns: 8, glyphs: .unicode) == "████▍")
    #expect(Bar(fraction: 0.5, style: Style(.chart1)).text(columns: 0, glyphs: .unicode).isEmpty)
    #expect(bar(0.55, .unicode) == "████▍")
    #expect(bar(0.001, .unicode) == "▏")
    #expect(bar(0, .unicode).isEmpty)
    #expect(bar(7, .unicode) == "████████")
    #expect(bar(.nan, .unicode).isEmpty)
    #expect(bar(0.5, .ascii) == "####")
    #expect(bar(0.01, .ascii) == "#")
  }

  @Test("a sparkline shows the newest values by their height")
  func sparkline() {
    func spark(_ values: [Double]) -> String {
      lines(5, 1) { Sparkline(values, style: Style(.chart1)).draw(into: &$0, $1, glyphs: .unicode) }
    }
    #expect(spark([9, 0, 1, 2, 4, 8]) == " ▂▃▅█")
    #expect(spark([0, 0]).isEmpty)
    #expect(spark([.nan, .infinity, 1]) == "  █")
  }

  @Test(
    "every widget draws inside its place at any size",
    arguments: [(0, 0), (1, 1), (2, 1), (1, 2), (2, 2), (3, 3), (5, 2), (40, 8), (0, 5), (5, 0)])
  func anySize(columns: Int, rows: Int) {
    let rect = Rect(column: 2, row: 1, columns: columns, rows: rows)
    for (name, draw) in widgets {
      for glyphs in [Glyphs.unicode, .ascii] {
        let drawn = frame(columns + 4, rows + 2) { frame, all in
          frame.fill(all, style: Style(.dim), with: "·")
          draw(&frame, rect, glyphs)
        }
        for row in 0..<drawn.size.rows {
          for column in 0..<drawn.size.columns
          where !rect.contains(Point(column: column, row: row)) {
            #expect(drawn[column: column, row: row] == Cell("·", style: Style(.dim)), "\(name)")
          }
        }
        if let cursor = drawn.cursor { #expect(rect.contains(cursor), "\(name)") }
      }
    }
  }

  private var widgets: [(String, (inout Frame, Rect, Glyphs) -> Void)] {
    let spans = [Span("日本 text that is long", .title)]
    var table = Table(
      columns: [
        .init("日本", width: .fixed(3)), .init("B", width: .flexible(min: 2), sort: .ascending),
        .init("C", width: .content(max: 30), alignment: .right),
      ], rowCount: 50, row: { _ in [spans, spans, spans] })
    table.selectedRow = 1
    table.columnOffset = 1
    let items = (0..<20).map { Menu.Item("日本 \($0)", detail: "detail", key: "^x") }
    return [
      ("table", { table.draw(into: &$0, $1, glyphs: $2) }),
      ("pane", { TextPane(Array(repeating: spans, count: 30)).draw(into: &$0, $1, glyphs: $2) }),
      ("box", { Box(title: "日本").draw(into: &$0, $1, glyphs: $2) }),
      (
        "popup",
        {
          Popup(title: "日本", content: Size(columns: 9, rows: 4))
            .draw(into: &$0, $1, glyphs: $2)
        }
      ),
      ("tabs", { Tabs(["日本", "B"], selected: 0).draw(into: &$0, $1, glyphs: $2) }),
      ("status", { StatusBar(left: spans, right: spans).draw(into: &$0, $1, glyphs: $2) }),
      ("hints", { frame, rect, _ in HintBar([("日", "本")]).draw(into: &frame, rect) }),
      ("menu", { Menu(items, selected: 12).draw(into: &$0, $1, glyphs: $2) }),
      (
        "prompt",
        {
          Prompt(label: "日本", editor: LineEditor("日本語"), note: spans)
            .draw(into: &$0, $1, glyphs: $2)
        }
      ),
      ("bar", { Bar(fraction: 0.7, style: Style(.chart1)).draw(into: &$0, $1, glyphs: $2) }),
      ("spark", { Sparkline([1, 2], style: Style(.chart1)).draw(into: &$0, $1, glyphs: $2) }),
      ("scrollbar", { Scrollbar(offset: 3, visible: 2, count: 9).draw(into: &$0, $1, glyphs: $2) }),
    ]
  }
}
