import Canvas
import Testing

@Suite("Text in cells")
struct TextTests {
  @Test(
    "text takes the columns that a terminal gives it",
    arguments: [
      ("plain", 5), ("", 0), ("日本語", 6), ("한국어", 6), ("cafe\u{301}", 4), ("é", 1),
      ("👍", 2), ("👍🏽", 2), ("👨‍👩‍👧", 2), ("❤️", 1), ("🇩🇪", 2), ("ส้ม", 2), ("\u{1100}\u{1161}", 2),
      ("🏴\u{E0067}\u{E0062}\u{E007F}", 2), ("ﾊﾝｶｸ", 4),
    ])
  func widths(text: String, columns: Int) {
    #expect(TextWidth.of(text) == columns)
    var frame = Frame(size: Size(columns: 20, rows: 1))
    #expect(frame.draw(text, at: Point(column: 0, row: 0), style: Style(.text)) == columns)
  }

  @Test(
    "what could act on the terminal, hide, or turn the text around is shown as an escape",
    arguments: [
      ("\u{1B}[31mred", "␛[31mred"), ("a\nb\tc", "a␊b␉c"), ("\r\n", "␍␊"), ("\0", "␀"),
      ("\u{7F}", "␡"), ("\u{9B}31m", #"\u{9B}31m"#), ("a\u{202E}b", #"a\u{202E}b"#),
      ("a\u{200B}b", #"a\u{200B}b"#), ("\u{FEFF}", #"\u{FEFF}"#), ("\u{301}", #"\u{301}"#),
      ("\u{3164}", #"\u{3164}"#), ("\u{E000}", #"\u{E000}"#), ("\u{378}", #"\u{378}"#),
      ("a\u{2028}b", #"a\u{2028}b"#), ("👍\u{200D}中", "👍中"), ("\u{E0061}", #"\u{E0061}"#),
    ])
  func escapes(text: String, shown: String) {
    #expect(
      lines(20, 1) { frame, _ in
        frame.draw(text, at: Point(column: 0, row: 0), style: Style(.text))
      } == shown)
    #expect(TextWidth.truncate(text, to: 20) == shown)
  }

  @Test("clusters that no cell can hold are drawn as their first part, flags as letters")
  func clusters() {
    #expect(TextWidth.truncate("👨‍👩‍👧|👍🏽|❤️|🇩🇪|", to: 20) == "👨|👍|❤|DE|")
  }

  @Test("a cell holds at most four marks")
  func marks() {
    let drawn = frame(4, 1) { frame, _ in
      frame.draw(
        "a" + String(repeating: "\u{301}", count: 9), at: Point(column: 0, row: 0),
        style: Style(.text))
    }
    #expect(drawn[column: 0, row: 0].marks.count == 4)
    #expect(drawn[column: 1, row: 0].scalar == " ")
  }

  @Test("a wide character is never drawn by half")
  func wideAtTheEdges() {
    #expect(
      lines(5, 1) { frame, _ in
        frame.draw("日本語", at: Point(column: 0, row: 0), style: Style(.text))
      } == "日本")
    let scrolled = frame(4, 1) { frame, _ in
      frame.draw("日本語", at: Point(column: -1, row: 0), style: Style(.text))
    }
    #expect(scrolled.textLines == [" 本"])
    let covered = frame(4, 1) { frame, _ in
      frame.draw("日本", at: Point(column: 0, row: 0), style: Style(.text))
      frame.draw("xy", at: Point(column: 1, row: 0), style: Style(.text))
    }
    #expect(covered.textLines == [" xy"])
  }

  @Test("too long text is cut, or ends in an ellipsis")
  func overflow() {
    func shown(_ text: String, _ overflow: Overflow, _ columns: Int) -> String {
      lines(10, 1) { frame, _ in
        frame.draw(
          text, at: Point(column: 0, row: 0), style: Style(.text), maxColumns: columns,
          overflow: overflow)
        frame.draw("|", at: Point(column: columns, row: 0), style: Style(.text))
      }
    }
    #expect(shown("abcdef", .cut, 4) == "abcd|")
    #expect(shown("abcdef", .ellipsis("…"), 4) == "abc…|")
    #expect(shown("abcd", .ellipsis("…"), 4) == "abcd|")
    #expect(shown("日本語", .ellipsis("~"), 4) == "日 ~|")
    #expect(shown("abc", .ellipsis("…"), 0) == "|")
  }

  @Test("truncating and padding give the wanted width")
  func padding() {
    #expect(TextWidth.truncate("日本語", to: 5) == "日本…")
    #expect(TextWidth.truncate("日本語", to: 4) == "日…")
    #expect(TextWidth.pad("日本語", to: 4) == "日… ")
    #expect(TextWidth.pad("7", to: 3, alignment: .right) == "  7")
    #expect(TextWidth.pad("ab", to: 5, alignment: .center) == " ab  ")
    #expect(TextWidth.truncate("abc", to: 0).isEmpty)
  }

  @Test("matches take the match role, also among wide characters and escapes")
  func matches() {
    let text = "日\u{1}error日error"
    #expect(
      styles(20, 1) { frame, _ in
        let span = Span(text, Style(.dim), matches: text.ranges(of: "error"))
        frame.draw([span], at: Point(column: 0, row: 0))
      } == """
        dddmmmmmddmmmmm
        d = dim
        m = match
        """)
  }

  @Test("drawing is clipped on all sides")
  func clipping() {
    let clip = Rect(column: 2, row: 1, columns: 3, rows: 1)
    #expect(
      lines(8, 3) { frame, _ in
        for row in -1...3 {
          frame.draw("abcdefgh", at: Point(column: 0, row: row), style: Style(.text), clip: clip)
        }
      } == "\n  cde\n")
  }

  @Test("any text renders to at most the given width, padded to exactly it, and without controls")
  func anyText() {
    var generator = SeededGenerator(state: 7)
    for _ in 0..<3_000 {
      let text = nastyText(using: &generator)
      let columns = Int.random(in: 0...12, using: &generator)
      let whole = TextWidth.of(text)
      #expect(TextWidth.of(TextWidth.truncate(text, to: columns)) <= columns)
      #expect(TextWidth.of(TextWidth.pad(text, to: columns)) == columns)
      let drawn = frame(14, 1) { frame, _ in
        let used = frame.draw(
          text, at: Point(column: 1, row: 0), style: Style(.dim), maxColumns: columns,
          overflow: columns % 2 == 0 ? .cut : .ellipsis("…"))
        #expect(used == min(whole, columns), "\(text.unicodeScalars.map { $0.value })")
      }
      check(drawn, columns: 1..<1 + columns)
    }
  }

  private func check(_ drawn: Frame, columns: Range<Int>) {
    for column in 0..<drawn.size.columns {
      let cell = drawn[column: column, row: 0]
      if !columns.contains(column) { #expect(cell == .blank(Style(.text))) }
      for scalar in [cell.scalar] + cell.marks where !cell.isContinuation {
        #expect(scalar.properties.generalCategory != .control)
        #expect(scalar.properties.generalCategory != .format)
      }
      if cell.isContinuation {
        let before = drawn[column: column - 1, row: 0].scalar
        #expect(TextWidth.of(String(before)) == 2)
      }
    }
  }

  @Test("lines wrap between words, and inside a word that is too long")
  func wrapping() {
    func wrapped(_ text: String, _ width: Int) -> [String] {
      [Span(text)].wrapped(to: width).map { $0.map(\.text).joined() }
    }
    #expect(wrapped("the quick brown fox", 9) == ["the quick", "brown fox"])
    #expect(wrapped("abcdefgh ij", 3) == ["abc", "def", "gh", "ij"])
    #expect(wrapped("merged  into one", 6) == ["merged", "into", "one"])
    #expect(wrapped("日本語", 4) == ["日本", "語"])
    #expect(wrapped("", 4) == [""])
    #expect(wrapped("日本", 1) == ["日", "本"])
  }
}
