import CTerminal
import Canvas
import Foundation
import Testing

@testable import Terminal

extension CursesTests {
  @Suite("Presenting frames")
  struct PresenterTests {
    /// A screen that goes nowhere, of which every cell can be read back.
    private func withScreen(
      _ type: String = "xterm-256color", columns: Int32 = 8, rows: Int32 = 3,
      _ body: () throws -> Void
    ) throws {
      _ = TextEncoding.establish { _ in nil }
      let null = open("/dev/null", O_RDWR)
      defer { close(null) }
      try #require(ct_screen_open(type, null, null))
      defer { ct_screen_close() }
      try #require(ct_screen_resize(rows, columns))
      try body()
    }

    private func presenter(_ tier: ColorTier = .indexed256, unicode: Bool = true) -> Presenter {
      Presenter(tier: tier, colors: Int(ct_screen_colors()), supportsUnicode: unicode)
    }

    /// Fills a frame from text; "_" makes the second half of the wide character before it.
    private func frame(_ rows: [String], columns: Int = 8, style: Style = Style(.text)) -> Frame {
      var frame = Frame(size: Size(columns: columns, rows: rows.count), fill: style)
      for (row, text) in rows.enumerated() {
        for (column, scalar) in text.unicodeScalars.enumerated() {
          frame[column: column, row: row] = Cell(scalar == "_" ? "\0" : scalar, style: style)
        }
      }
      return frame
    }

    private func draws(_ frame: Frame, theme: Theme, with presenter: inout Presenter) -> Bool {
      presenter.draw(frame, theme: theme)
    }

    private func read(_ column: Int32, _ row: Int32 = 0) throws -> CTCell {
      var cell = CTCell()
      try #require(ct_screen_read(row, column, &cell))
      return cell
    }

    private func text(row: Int32 = 0) throws -> String {
      let cells = try (0..<ct_screen_columns()).map { try read($0, row) }
      return String(String.UnicodeScalarView(cells.compactMap { Unicode.Scalar($0.scalar) }))
    }

    private func colors(at column: Int32) throws -> [Int32] { try colors(read(column)) }

    private func colors(_ cell: CTCell) throws -> [Int32] {
      var foreground: Int32 = 0
      var background: Int32 = 0
      try #require(ct_pair_content(cell.pair, &foreground, &background))
      return [foreground, background]
    }

    private let theme = Theme(
      name: "test",
      looks: [
        .title: Appearance(foreground: .rgb(RGB(0xff0000)), background: .ansi(4), bold: true),
        .dim: Appearance(foreground: .ansi(12), dim: true),
        .selection: Appearance(background: .indexed(236)),
      ])

    @Test("Text stands where the frame has it, and what does not fit is cut off")
    func text() throws {
      try withScreen {
        var presenter = presenter()
        #expect(
          draws(
            frame(["abcdefghij", "12", "", "off"], columns: 10), theme: theme, with: &presenter))
        try #expect(text() == "abcdefgh")
        try #expect(text(row: 1) == "12      ")
      }
    }

    @Test("A wide character takes two columns and moves nothing behind it")
    func wide() throws {
      try withScreen {
        var presenter = presenter()
        _ = presenter.draw(frame(["a日_b👍_c"]), theme: theme)
        try #expect(read(1).scalar == 0x65E5)
        try #expect(read(3).scalar == UInt32(UInt8(ascii: "b")))
        try #expect(read(4).scalar == 0x1F44D)
        try #expect(read(6).scalar == UInt32(UInt8(ascii: "c")))
      }
    }

    @Test("Combining marks stay on their character")
    func marks() throws {
      try withScreen {
        var presenter = presenter()
        var frame = frame(["xe"])
        frame[column: 1, row: 0].marks = ["\u{301}", "\u{323}", "a"]
        _ = presenter.draw(frame, theme: theme)
        let cell = try read(1)
        #expect(cell.scalar == UInt32(UInt8(ascii: "e")))
        #expect(cell.marks.0 == 0x301 && cell.marks.1 == 0x323 && cell.marks.2 == 0)
        try #expect(read(2).scalar == UInt32(UInt8(ascii: " ")))
      }
    }

    @Test("What curses would draw in another width, or not at all, is a question mark")
    func unsafe() throws {
      try withScreen {
        var presenter = presenter()
        // Escape; a wide character without its second half; a narrow one with; a lone second half.
        _ = presenter.draw(frame(["\u{1B}日é_b__\u{7F}"]), theme: theme)
        try #expect(text() == "??? ?  ?")
        _ = presenter.draw(frame(["a\u{9B}\u{200D}\u{301}b"]), theme: theme)
        try #expect(text() == "a???b   ")
        _ = presenter.draw(frame(["abcdefg日"]), theme: theme)
        try #expect(text() == "abcdefg?")
      }
    }

    @Test("Without Unicode everything beyond ASCII is a question mark of the same width")
    func ascii() throws {
      try withScreen {
        var presenter = presenter(unicode: false)
        _ = presenter.draw(frame(["aé日_b"]), theme: theme)
        try #expect(text() == "a?? b   ")
      }
    }

    @Test("Colours and attributes follow the theme in the screen's colours")
    func looks() throws {
      try withScreen {
        var presenter = presenter()
        _ = presenter.draw(frame(["a"], style: Style(.title, underlined: true)), theme: theme)
        let cell = try read(0)
        #expect(cell.attributes == CT_BOLD | CT_UNDERLINE)
        let drawn = try colors(cell)
        #expect((16...255).contains(drawn[0]))
        #expect(drawn[1] == 4)
        _ = presenter.draw(frame(["a"], style: Style(.text, selected: true)), theme: theme)
        try #expect(colors(at: 0) == [-1, 236])
        _ = presenter.draw(frame(["a"]), theme: theme)
        try #expect(read(0).pair == 0)
      }
    }

    @Test("Eight colours show the bright ones as bold")
    func eightColors() throws {
      try withScreen("xterm") {
        var presenter = presenter(.ansi16)
        _ = presenter.draw(frame(["a"], style: Style(.dim)), theme: theme)
        let cell = try read(0)
        #expect(cell.attributes == CT_BOLD | CT_DIM)
        try #expect(colors(cell) == [4, -1])
      }
    }

    @Test("Without colours only attributes are left")
    func mono() throws {
      try withScreen("vt100") {
        var presenter = presenter(.mono)
        _ = presenter.draw(frame(["a"], style: Style(.title)), theme: theme)
        try #expect(read(0).pair == 0)
        try #expect(read(0).attributes == CT_BOLD)
      }
    }

    @Test("Far more colours than a byte counts have each their own pair")
    func manyPairs() throws {
      try withScreen(columns: 40, rows: 10) {
        for index in 0..<400 {
          let foreground = Int32(16 + index % 200)
          let background = Int32(16 + index / 200)
          let pair = ct_color_pair(foreground, background)
          var cell = CTCell()
          cell.scalar = 65
          cell.pair = pair
          _ = ct_screen_put_row(0, &cell, 1)
          try #expect(colors(at: 0) == [foreground, background])
        }
      }
    }

    @Test("A colour that the screen does not have is the terminal's own, never black on black")
    func impossibleColors() throws {
      try withScreen {
        #expect(Looks.number(of: .rgb(RGB(0x8BE9FD)), colors: 256) == -1)
        #expect(Looks.number(of: .rgb(RGB(0x8BE9FD)), colors: 1 << 24) == 0x8BE9FD)
        #expect(Looks.number(of: .rgb(RGB(0x000003)), colors: 1 << 24) == 8)
        #expect(Looks.number(of: .ansi(9), colors: 1 << 24) == 0xFF0000)
        #expect(Looks.number(of: .indexed(200), colors: 8) == -1)
        #expect(ct_color_pair(0x8BE9FD, 0x282A36) == -1)
      }
    }

    @Test("The same frame is drawn once; another theme, size or an invalid screen draws it again")
    func skipped() throws {
      try withScreen {
        var presenter = presenter()
        let first = frame(["abc"])
        #expect(draws(first, theme: theme, with: &presenter))
        #expect(!draws(first, theme: theme, with: &presenter))
        #expect(draws(first, theme: .plain, with: &presenter))
        #expect(draws(frame(["abc"], columns: 5), theme: .plain, with: &presenter))
        presenter.invalidate()
        #expect(draws(frame(["abc"], columns: 5), theme: .plain, with: &presenter))
      }
    }

    @Test("Only changed rows are given to curses, and they replace what stood there")
    func changedRows() throws {
      try withScreen {
        var presenter = presenter()
        _ = presenter.draw(frame(["abc", "日_x"]), theme: theme)
        var foreign = CTCell()
        foreign.scalar = UInt32(UInt8(ascii: "#"))
        ct_screen_put_row(0, &foreign, 1)
        _ = presenter.draw(frame(["abc", "yz"]), theme: theme)
        try #expect(text() == "#bc     ")
        try #expect(text(row: 1) == "yz      ")
      }
    }

    @Test("Frames of any size are shown on screens of any size")
    func sizes() throws {
      for (columns, rows) in [(1, 1), (1, 5), (200, 1)] as [(Int32, Int32)] {
        try withScreen(columns: columns, rows: rows) {
          var presenter = presenter()
          for size in [(0, 0), (1, 1), (3, 2), (250, 60)] {
            var frame = Frame(size: Size(columns: size.0, rows: size.1))
            frame[column: 0, row: 0] = Cell("x", style: Style(.text))
            frame.cursor = Point(column: size.0, row: size.1)
            #expect(draws(frame, theme: theme, with: &presenter))
            ct_screen_update()
          }
          try #expect(read(0).scalar == UInt32(UInt8(ascii: "x")))
        }
      }
    }
  }
}
