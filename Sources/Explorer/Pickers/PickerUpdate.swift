import Analysis
import Canvas

extension ExplorerState {
  mutating func open(_ kind: Picker.Kind) -> [Effect] {
    var picker = Picker(kind)
    picker.columns = propertyColumns
    self.picker = picker
    let entries = pickerEntries
    if !picker.alwaysSearches {
      self.picker?.cursor.index = entries.firstIndex { $0.isOn == true } ?? 0
    }
    return kind == .theme ? [.loadThemes] : []
  }

  mutating func movePicker(_ movement: Movement) {
    let (count, height) = (pickerEntries.count, pickerHeight)
    picker?.cursor.move(movement, count: count, height: height)
    previewTheme()
  }

  mutating func scrollPicker(by lines: Int) {
    let (count, height) = (pickerEntries.count, pickerHeight)
    picker?.cursor.scroll(by: lines, count: count, height: height)
    previewTheme()
  }

  mutating func settlePicker() {
    guard picker != nil else { return }
    let (count, height) = (pickerEntries.count, pickerHeight)
    picker?.cursor.settle(count: count, height: height)
  }

  /// What is typed changed: the best match is on top.
  mutating func searchChanged() {
    picker?.cursor = ListCursor()
    previewTheme()
  }

  private mutating func previewTheme() {
    guard picker?.kind == .theme, let entry = currentEntry, case .theme(let name) = entry.choice
    else { return }
    picker?.previewedTheme = name
  }

  var currentEntry: PickerEntry? {
    guard let picker else { return nil }
    let entries = pickerEntries
    return entries.indices.contains(picker.cursor.index) ? entries[picker.cursor.index] : nil
  }

  /// Enter: chooses the entry under the cursor and closes the picker.
  mutating func acceptPicker() -> [Effect] {
    guard let picker else { return [] }
    if picker.kind == .columns { return closeColumns(picker.columns) }
    guard let entry = currentEntry else { return [] }
    if let reason = entry.disabled {
      refuse(entry.title, because: reason)
      return []
    }
    self.picker = nil
    switch entry.choice {
    case .command(let id): return run(id)
    case .line(let number):
      move(.to(number - 1))
      return []
    case .range(let range): return choose(range)
    case .sort(let column):
      sort(by: column)
      return []
    case .column: return []
    case .environment(let index):
      environment = index.flatMap { overview?.environments[$0] }
      return refresh()
    case .theme(let name):
      settings.theme = name
      return [.save(settings)]
    case .define(let text): return define(text)
    case .funnel(let choice):
      choose(choice)
      return []
    case .trend(let field, let text):
      choose(text, for: field)
      return []
    case .open(let saved): return open(saved)
    case .save(let kind, let name): return save(kind, as: name)
    case .rename(let saved, let name): return rename(saved, to: name)
    case .delete(let saved): return [.deleteDefinition(saved)]
    case .reason(let reason): return change(because: reason)
    case .scenario(let file): return openScenario(file)
    case .saveScenario(let name, let replaces): return saveScenario(as: name, replaces: replaces)
    case .nothing: return []
    }
  }

  private mutating func closeColumns(_ columns: [String]) -> [Effect] {
    picker = nil
    guard columns != propertyColumns else { return [] }
    settings.columns = columns
    return [.save(settings)]
  }

  /// Space: ticks an entry and leaves the picker open, or chooses where nothing can be ticked.
  mutating func tickPicker() -> [Effect] {
    guard let entry = currentEntry, case .column(let key) = entry.choice else {
      return acceptPicker()
    }
    if let place = picker?.columns.firstIndex(of: key) {
      picker?.columns.remove(at: place)
    } else {
      picker?.columns.append(key)
    }
    return []
  }

  /// Esc: ends the search, then closes the picker and takes nothing over.
  mutating func dismissPicker() {
    guard let picker else { return }
    if picker.isSearching && !picker.alwaysSearches {
      self.picker?.isSearching = false
      self.picker?.search = LineEditor()
      self.picker?.cursor = ListCursor()
    } else {
      self.picker = nil
    }
  }
}

extension ExplorerState {
  /// How many entries of the open picker are seen. Searching does not change the box.
  var pickerHeight: Int {
    layout.pickerHeight(
      entries: pickerBoxEntries, isWide: picker?.alwaysSearches == true, in: pickerSpace)
  }

  /// The entries that the box of the picker has room for: all, whatever is typed.
  var pickerBoxEntries: Int { picker.map { entries(of: $0).count } ?? 0 }
}
