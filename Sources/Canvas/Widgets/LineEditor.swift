/// The text of a one-line input and the cursor in it, edited by the keys of readline.
package struct LineEditor: Hashable, Sendable {
  package private(set) var text: String
  /// Where the next character goes, in characters from the start.
  package private(set) var cursor: Int

  package init(_ text: String = "") {
    self.text = text
    cursor = text.count
  }

  /// Edits by a key; false if the key means nothing here, so that another may take it.
  package mutating func handle(_ key: Key) -> Bool {
    guard !key.alt else { return false }
    switch (key.code, key.control) {
    case (.character(let character), false): insert(String(character))
    case (.left, false), (.character("b"), true): move(to: cursor - 1)
    case (.right, false), (.character("f"), true): move(to: cursor + 1)
    case (.home, false), (.character("a"), true): move(to: 0)
    case (.end, false), (.character("e"), true): move(to: text.count)
    case (.left, true): move(to: startOfWord)
    case (.right, true): move(to: endOfWord)
    case (.backspace, false), (.character("h"), true): delete(from: cursor - 1, to: cursor)
    case (.delete, false), (.character("d"), true): delete(from: cursor, to: cursor + 1)
    case (.character("w"), true): delete(from: startOfWord, to: cursor)
    case (.character("u"), true): delete(from: 0, to: cursor)
    case (.character("k"), true): delete(from: cursor, to: text.count)
    default: return false
    }
    return true
  }

  /// Inserts text as it is, at the cursor: a pasted newline is a character, never a command.
  package mutating func insert(_ new: String) {
    let before = String(text.prefix(cursor)) + new
    // Counted as a whole: a typed accent can join the character before it.
    text = before + text.dropFirst(cursor)
    cursor = min(before.count, text.count)
  }

  /// Sets the text, with the cursor at its end.
  package mutating func replace(with new: String) {
    self = LineEditor(new)
  }

  private mutating func move(to place: Int) {
    cursor = min(max(0, place), text.count)
  }

  private mutating func delete(from start: Int, to end: Int) {
    let start = max(0, start)
    let end = min(end, text.count)
    guard start < end else { return }
    text = String(text.prefix(start)) + text.dropFirst(end)
    cursor = min(start, text.count)
  }

  private var startOfWord: Int {
    let before = text.prefix(cursor).reversed()
    let spaces = before.prefix { $0.isWhitespace }.count
    let word = before.dropFirst(spaces).prefix { !$0.isWhitespace }.count
    return cursor - spaces - word
  }

  private var endOfWord: Int {
    let after = text.dropFirst(cursor)
    let spaces = after.prefix { $0.isWhitespace }.count
    let word = after.dropFirst(spaces).prefix { !$0.isWhitespace }.count
    return cursor + spaces + word
  }
}

/// A label and the line typed after it.
package struct Prompt: Sendable {
  package var label: String
  package var editor: LineEditor
  /// Shown dim while nothing is typed.
  package var placeholder: String
  /// Shown at the right, in its own roles: a count of hits, or what is wrong.
  package var note: [Span]
  /// The characters of the text that something is wrong with.
  package var marked: Range<Int>?

  package init(
    label: String, editor: LineEditor, placeholder: String = "", note: [Span] = []
  ) {
    self.label = label
    self.editor = editor
    self.placeholder = placeholder
    self.note = note
  }

  /// Draws the first row of `rect` and sets the frame's cursor.
  ///
  /// A long text is scrolled so that the cursor is visible; the note goes when there is no room.
  package func draw(into frame: inout Frame, _ rect: Rect, glyphs: Glyphs) {
    let (line, _) = rect.split(top: 1)
    guard !line.isEmpty else { return }
    frame.fill(line, style: Style(.text))
    let used = frame.draw(
      label, at: line.origin, style: Style(.keyHint), maxColumns: line.columns / 2,
      overflow: .ellipsis(glyphs.ellipsis), clip: line)
    var (_, field) = line.split(left: used)
    let noteWidth = note.width
    if noteWidth > 0, noteWidth + 2 <= field.columns / 2 {
      frame.draw(
        note, at: Point(column: line.maxColumn - noteWidth, row: line.minRow), clip: line)
      field = field.split(left: field.columns - noteWidth - 2).left
    }
    guard !field.isEmpty else { return }
    if editor.text.isEmpty {
      frame.draw(
        placeholder, at: field.origin, style: Style(.dim), overflow: .ellipsis(glyphs.ellipsis),
        clip: field)
    }
    let before = TextWidth.of(editor.text.prefix(editor.cursor))
    let scrolled = max(0, before - field.columns + 1)
    frame.draw(
      editor.text, at: Point(column: field.minColumn - scrolled, row: field.minRow),
      style: Style(.text), clip: field)
    if let marked {
      let start = TextWidth.of(editor.text.prefix(marked.lowerBound))
      frame.draw(
        String(editor.text.dropFirst(marked.lowerBound).prefix(marked.count)),
        at: Point(column: field.minColumn + start - scrolled, row: field.minRow),
        style: Style(.error, underlined: true), clip: field)
    }
    frame.cursor = Point(column: field.minColumn + before - scrolled, row: field.minRow)
  }
}
