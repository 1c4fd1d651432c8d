import Canvas

extension ExplorerState {
  /// The open picker as a box, and where its entries are.
  private func pickerBox(_ picker: Picker) -> Popup {
    Popup(
      title: picker.title,
      content: layout.picker(entries: pickerBoxEntries, isWide: picker.alwaysSearches))
  }

  /// The menu in the box, and the space that it takes.
  private func pickerMenu(_ picker: Picker) -> (menu: Menu, rect: Rect) {
    let inside = pickerBox(picker).place(in: pickerSpace).inset(columns: 2, rows: 1)
    let entries = pickerEntries
    let items = entries.map { entry in
      let tick =
        switch entry.isOn {
        case true?: "\(glyphs.check) "
        case false?: "  "
        case nil: ""
        }
      // Where entries have a place it stays, and the last line of the screen has the reason.
      return Menu.Item(
        tick + entry.title, detail: entry.section ?? "", key: entry.note + " ",
        disabledReason: entry.disabled.map { entry.section ?? $0 })
    }
    let pattern = picker.search.text
    var menu = Menu(
      items, selected: entries.isEmpty ? nil : picker.cursor.index, offset: picker.cursor.top)
    if !pattern.allSatisfy(\.isWhitespace) {
      menu.matcher = { Fuzzy.match(pattern, in: $0)?.places ?? [] }
    }
    return (menu, inside.split(top: 1).rest)
  }

  func drawPicker(into frame: inout Frame) {
    guard let picker else { return }
    let box = pickerBox(picker)
    box.draw(into: &frame, pickerSpace, glyphs: glyphs)
    let (menu, rect) = pickerMenu(picker)
    let line = Rect(column: rect.minColumn, row: rect.minRow - 1, columns: rect.columns, rows: 1)
    if picker.isSearching {
      Prompt(
        label: "> ", editor: picker.search, placeholder: picker.placeholder,
        note: [Span("\(menu.items.count)", .dim)]
      ).draw(into: &frame, line, glyphs: glyphs)
    } else {
      frame.draw(picker.advice, at: line.origin, style: Style(.dim), clip: line)
    }
    menu.draw(into: &frame, rect, glyphs: glyphs)
    if menu.items.isEmpty {
      frame.draw("nothing fits", at: rect.origin, style: Style(.dim), clip: rect)
    }
  }

  /// The entry at a place of the screen; nil outside the list.
  func pickerIndex(at point: Point) -> Int? {
    guard let picker else { return nil }
    let (menu, rect) = pickerMenu(picker)
    return menu.index(at: point, in: rect)
  }

  func isInPicker(_ point: Point) -> Bool {
    picker.map { pickerBox($0).place(in: pickerSpace).contains(point) } ?? false
  }
}

extension Picker {
  /// What stands on the line while nothing is typed.
  fileprivate var placeholder: String {
    switch kind {
    case .save, .rename: "a name"
    case .reason: "a reason, kept in the history"
    case .define: "an event, or: Search where term=shoes"
    case .saveScenario: "the name of a file"
    case .funnel(let picker): picker.placeholder
    case .trend(let picker): picker.placeholder
    default: "type to search"
    }
  }

  /// What the keys do, above the entries.
  fileprivate var advice: String {
    switch kind {
    case .columns: "Space ticks, Enter shows"
    case .theme: "Enter keeps, Esc goes back"
    case .saved: "Enter opens, d deletes, r renames"
    default: "Enter chooses, / searches"
    }
  }
}
