import Analysis
import Canvas
import Domain

/// Turning an event of the stream into a defined event.
extension EventsState {
  /// What a definition is proposed from: the event under the cursor, or the name in the list.
  var sample: (name: String, properties: Properties)? {
    if pane == .names { return selectedName.map { ($0, [:]) } }
    return selectedRow.map { ($0.name, $0.properties) }
  }
}

extension ExplorerState {
  /// All events of the name, those with each of the properties, and those with all of them.
  var defineEntries: [PickerEntry] {
    guard let (name, properties) = events.sample else { return [] }
    let event = StepText.of(name)
    let conditions = properties.sorted { $0.key < $1.key }
      .filter { $0.value.text.utf16.count <= Self.longestProposedValue }
      .map { "\(FilterQuoting.key($0.key))=\(FilterQuoting.value($0.value.text))" }
    func entry(_ text: String, _ about: String) -> PickerEntry {
      PickerEntry(choice: .define(text), title: text, about: about)
    }
    var entries = [entry(event, "All events of this name. Tab takes it, to go on with where.")]
    entries += conditions.map {
      entry("\(event) where \($0)", "Only those with this value. Tab takes it, to change it.")
    }
    if conditions.count > 1 {
      entries.append(
        entry(
          "\(event) where \(conditions.joined(separator: " "))",
          "Only those that are like this one. Tab takes it, to change it."))
    }
    return entries
  }

  /// A longer one, such as an address with its query, is hardly what tells events apart.
  private static let longestProposedValue = 60

  /// What is typed, as an entry.
  func typedDefinition(_ text: String) -> PickerEntry {
    var entry = PickerEntry(
      choice: .define(text), title: text, note: "as typed", about: "These events.")
    do throws(TextProblem) {
      _ = try FunnelReading.selector(text, glossary)
    } catch {
      entry.disabled = error.message
      entry.about = error.message
    }
    return entry
  }

  /// The events are chosen: asks for the name.
  mutating func define(_ text: String) -> [Effect] {
    events.draft = text
    return open(.save(.event))
  }

  mutating func saveEvent(as name: String) -> [Effect] {
    let name = name.trimmed
    guard !name.isEmpty else {
      say("A defined event needs a name to be saved.", isProblem: true)
      return []
    }
    let about = saved(.event).first { $0.name == name }?.about ?? ""
    return [.saveDefinition(Definition(name: name, about: about, content: .event(events.draft)))]
  }
}
