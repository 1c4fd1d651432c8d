import Analysis
import Canvas
import Domain

/// Completion of the condition in a step's text.
extension ExplorerState {
  /// What is typed, and how it could go on; nil where the names of events are proposed.
  func completions(of picker: Picker) -> [PickerEntry]? {
    guard case .funnel(.step(let place)) = picker.kind,
      let condition = StepCondition(picker.search.text)
    else { return nil }
    let proposed = condition.completions(of: funnels.properties?.event ?? [])
    return typedEntry(picker)
      + proposed.map {
        PickerEntry(
          choice: .funnel(.step(place, $0.text)), title: $0.text, note: $0.note,
          about: "Tab takes it into the line.")
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
    case .save(_, let text), .rename(_, let text): text
    default: nil
    }
  }
}

/// The end of a step's text that is being typed: a property, or its value.
struct StepCondition: Equatable {
  /// All before it.
  private var head: String
  private var key: String
  /// What follows the sign; nil before there is one.
  private var value: String?
  private var sign = "="

  /// Nil for a text without a condition.
  init?(_ text: String) {
    guard let start = text.ranges(of: " where ", anyCase: true).last?.upperBound else { return nil }
    let condition = text[start...]
    let wordStart = condition.lastIndex(of: " ").map { text.index(after: $0) } ?? start
    head = String(text[..<wordStart])
    let word = String(text[wordStart...])
    guard let place = word.firstIndex(where: { "=!<>~".contains($0) }) else {
      key = word
      return
    }
    key = String(word[..<place])
    let rest = word[place...]
    let end = rest.firstIndex { !"=!<>~".contains($0) } ?? rest.endIndex
    sign = String(rest[..<end])
    value = String(rest[end...])
  }

  /// The texts that it could become, the most frequent first.
  func completions(of properties: [PropertyEntry]) -> [(text: String, note: String)] {
    if let value {
      let values = properties.first { $0.key == key }?.topValues ?? []
      return values.filter { $0.value.text.range(ofLowercased: value.lowercased()) != nil }.map {
        (head + key + sign + Self.quoted($0.value.text), $0.count.grouped)
      }
    }
    return properties.filter { $0.key.range(ofLowercased: key.lowercased()) != nil }.map {
      (head + Self.quoted($0.key) + "=", $0.count.grouped)
    }
  }

  /// In quotes, unless it is a word of its own.
  static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }
    guard !isPlain else { return text }
    var quoted = "\""
    for character in text {
      if character == "\"" || character == "\\" { quoted.append("\\") }
      quoted.append(character)
    }
    return quoted + "\""
  }
}
