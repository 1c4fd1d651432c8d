import Analysis
import Canvas
import Domain

/// Completion of the condition in a step's text.
extension ExplorerState {
  /// What is typed, and how it could go on; nil where the names of events are proposed.
  func completions(of picker: Picker) -> [PickerEntry]? {
    let choice: (String) -> PickerEntry.Choice
    switch picker.kind {
    case .funnel(.step(let place)): choice = { .funnel(.step(place, $0)) }
    case .trend(.event): choice = { .trend(.event, $0) }
    case .define: choice = { .define($0) }
    default: return nil
    }
    guard let start = StepText.condition(of: picker.search.text) else { return nil }
    let text = picker.search.text
    var vocabulary = FilterVocabulary()
    vocabulary.isAboutUsers = false
    vocabulary.properties = properties.catalogue?.event ?? []
    let condition = String(text[start...])
    let completion = FilterCompletion(condition, cursor: condition.count, vocabulary)
    return typedEntry(picker)
      + completion.candidates.map { candidate in
        let whole = text[..<start] + completion.applying(candidate, to: condition).text
        return PickerEntry(
          choice: choice(String(whole)), title: String(whole),
          note: candidate.about, about: "Tab takes it into the line.")
      }
  }

  /// Tab: takes the text of the entry under the cursor, or of the next one, into the line.
  mutating func completeSearch() {
    let entries = pickerEntries
    guard let picker, !entries.isEmpty else { return }
    let here = min(picker.cursor.index, entries.count - 1)
    let typed = picker.search.text.trimmed
    guard let entry = entries[here...].first(where: { $0.completion != typed }),
      let text = entry.completion
    else { return }
    self.picker?.search.replace(with: text)
    searchChanged()
  }
}

extension PickerEntry {
  /// What Tab puts on the line; nil where the line only searches.
  var completion: String? {
    switch choice {
    case .funnel(.step(_, let text)), .funnel(.within(let text)): text
    case .trend(.event, let text), .trend(.zone, let text): text
    case .define(let text): text
    case .save(_, let text), .rename(_, let text): text
    case .saveScenario(let text, _): text
    default: nil
    }
  }
}

/// The texts of steps.
enum StepText {
  /// Where the condition begins; nil for a text without one.
  static func condition(of text: String) -> String.Index? {
    text.ranges(of: " where ", anyCase: true).last?.upperBound
  }

  /// The text that is read as just this name of an event.
  static func of(_ name: String) -> String {
    let read = try? EventSelector(parsing: name)
    if read?.choices == [EventSelector.Choice(name: name)] { return name }
    return "\"" + name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
  }
}
