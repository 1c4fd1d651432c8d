import Canvas
import Testing

@Suite("Typing a line")
struct EditorTests {
  private func edited(_ text: String, _ keys: [Key]) -> String {
    var editor = LineEditor(text)
    for key in keys { _ = editor.handle(key) }
    let index = editor.text.index(editor.text.startIndex, offsetBy: editor.cursor)
    return editor.text[..<index] + "|" + editor.text[index...]
  }

  private func control(_ letter: Character) -> Key { Key(.character(letter), control: true) }

  @Test("the keys of readline move and delete")
  func readline() {
    #expect(edited("one two", [Key(.character("!"))]) == "one two!|")
    #expect(edited("one two", [control("a"), Key(.character(">"))]) == ">|one two")
    #expect(edited("one two", [control("a"), control("e")]) == "one two|")
    #expect(edited("one two  ", [control("w")]) == "one |")
    #expect(edited("one two", [Key(.left), control("u")]) == "|o")
    #expect(edited("one two", [Key(.home), Key(.right), control("k")]) == "o|")
    #expect(edited("one two", [Key(.backspace), Key(.backspace)]) == "one t|")
    #expect(edited("one", [Key(.home), Key(.delete)]) == "|ne")
    #expect(edited("one two", [Key(.left, control: true)]) == "one |two")
    #expect(edited("one two", [Key(.home), Key(.right, control: true)]) == "one| two")
  }

  @Test("at the ends nothing happens")
  func ends() {
    #expect(edited("", [Key(.backspace), Key(.delete), Key(.left), Key(.right)]) == "|")
    #expect(edited("a", [Key(.right), Key(.delete), control("k")]) == "a|")
  }

  @Test("keys that mean nothing here are left to others")
  func foreignKeys() {
    var editor = LineEditor("x")
    for key in [Key(.enter), Key(.up), Key(.character("x"), alt: true)] {
      let isTaken = editor.handle(key)
      #expect(!isTaken)
    }
    #expect(editor.text == "x")
  }

  @Test("a typed accent joins the letter before it and the cursor stays after it")
  func accent() {
    var editor = LineEditor("cafe")
    editor.insert("\u{301}")
    #expect(editor.cursor == 4)
    let isTaken = editor.handle(Key(.backspace))
    #expect(isTaken)
    #expect(editor.text == "caf")
  }

  @Test("pasted newlines are data")
  func paste() {
    var editor = LineEditor()
    editor.insert("a\nb")
    #expect(
      lines(12, 1) { frame, rect in
        Prompt(label: "/", editor: editor).draw(into: &frame, rect, glyphs: .unicode)
      } == "/a␊b")
  }

  @Test("the cursor stands after the typed text, and a long text scrolls under it")
  func cursor() {
    func drawn(_ text: String) -> Frame {
      frame(8, 1) { frame, rect in
        Prompt(label: "/", editor: LineEditor(text)).draw(into: &frame, rect, glyphs: .unicode)
      }
    }
    #expect(drawn("日本").cursor == Point(column: 5, row: 0))
    #expect(drawn("abcdefghij").textLines == ["/efghij"])
    #expect(drawn("abcdefghij").cursor == Point(column: 7, row: 0))
    #expect(drawn("日本語日本語").textLines == ["/日本語"])
  }

  @Test("a prompt shows its placeholder and its note")
  func parts() {
    #expect(
      lines(30, 1) { frame, rect in
        Prompt(
          label: "/", editor: LineEditor(), placeholder: "type to filter", note: [Span("12 users")]
        ).draw(into: &frame, rect, glyphs: .unicode)
      } == "/type to filter       12 users")
  }
}
