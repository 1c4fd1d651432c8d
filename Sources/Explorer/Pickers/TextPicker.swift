import Analysis
import Canvas
import Domain

/// What is asked for in a picker where one may also type what no entry says.
enum TextField: Hashable, Sendable {
  case trendEvent, trendGrouping, trendZone
  /// A name to save what is on the screen under.
  case newName(Definition.Kind)
  /// Another name for something saved.
  case name(Definition)

  var title: String {
    switch self {
    case .trendEvent: "Event"
    case .trendGrouping: "Group by"
    case .trendZone: "Time zone"
    case .newName(let kind): "Save the \(kind.rawValue) as"
    case .name(let definition): "Rename \(definition.name) to"
    }
  }

  var placeholder: String {
    switch self {
    case .trendEvent: "a name, or Purchase where revenue>50"
    case .trendGrouping: "a property"
    case .trendZone: "a name such as Europe/Paris"
    case .newName, .name: "a name"
    }
  }
}

extension ExplorerState {
  /// What can be chosen without typing it in full.
  func textEntries(_ field: TextField) -> [PickerEntry] {
    switch field {
    case .trendEvent: eventEntries(current: trends.definition.event)
    case .trendGrouping: groupingEntries(current: trends.definition.by)
    case .trendZone: zoneEntries
    case .newName(let kind):
      definitions.filter { $0.kind == kind }.map {
        PickerEntry(
          choice: .text($0.name), title: $0.name, note: "replace", about: $0.about)
      }
    case .name: []
    }
  }

  /// What is typed as an entry of its own; nil where an entry says it already.
  func typedEntry(_ field: TextField, _ text: String, among found: [PickerEntry]) -> PickerEntry? {
    let isKnown = found.contains { $0.title == text || $0.choice == .text(text) }
    guard !isKnown, let note = field.typedNote else { return nil }
    var entry = PickerEntry(choice: .text(text), title: text, note: note)
    entry.disabled = problem(of: text, as: field)
    return entry
  }

  /// Why a typed text can't be taken.
  private func problem(of text: String, as field: TextField) -> String? {
    switch field {
    case .trendEvent:
      do throws(TrendProblem) {
        _ = try Self.event(text, glossary)
        return nil
      } catch {
        return error.message
      }
    case .name(let definition):
      let isTaken = definitions.contains { $0.kind == definition.kind && $0.name == text }
      return isTaken ? "there is a \(definition.kind.rawValue) of that name" : nil
    case .trendGrouping, .trendZone, .newName: return nil
    }
  }

  /// Any event, defined events, and all names that occur, the most frequent first.
  private func eventEntries(current: String) -> [PickerEntry] {
    func entry(_ text: String, _ title: String, _ note: String) -> PickerEntry {
      PickerEntry(choice: .text(text), title: title, note: note, isOn: text == current)
    }
    var entries = [entry("*", "any event", "")]
    entries += definitions.filter { $0.kind == .event }.map {
      entry(EventText.of($0.name), $0.name, "defined event")
    }
    entries += (events.catalogue ?? []).map {
      entry(EventText.of($0.name), $0.name, $0.count.grouped)
    }
    guard entries.contains(where: { $0.isOn == true }) else {
      return [entry(current, current, "in force")] + entries
    }
    return entries
  }

  private func groupingEntries(current: String) -> [PickerEntry] {
    func entry(_ grouping: Grouping, _ note: String) -> PickerEntry {
      let text = grouping.text
      let key =
        switch grouping {
        case .user(let key), .event(let key): key
        }
      return PickerEntry(choice: .text(text), title: key, note: note, isOn: text == current)
    }
    let nothing = PickerEntry(choice: .text(""), title: "nothing", isOn: current.isEmpty)
    let catalogue = properties.catalogue
    let user = catalogue?.user.map(\.key) ?? overview?.userProperties ?? []
    return [nothing] + user.map { entry(.user($0), "user") }
      + (catalogue?.event ?? []).map { entry(.event($0.key), "event") }
  }

  private var zoneEntries: [PickerEntry] {
    let current = trends.definition.timeZone
    let zones = [
      "UTC", "Europe/London", "Europe/Berlin", "Europe/Athens", "America/New_York",
      "America/Chicago", "America/Los_Angeles", "America/Sao_Paulo", "Africa/Nairobi",
      "Asia/Dubai", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney",
    ]
    return (zones.contains(current) ? zones : [current] + zones).map {
      PickerEntry(choice: .text($0), title: $0, isOn: $0 == current)
    }
  }

  mutating func take(_ text: String, as field: TextField) -> [Effect] {
    switch field {
    case .trendEvent: trends.definition.event = text
    case .trendGrouping: trends.definition.by = text
    case .trendZone: trends.definition.timeZone = text
    case .newName: return saveDefinition(named: text)
    case .name(let definition):
      return text.isEmpty ? [] : [.renameDefinition(definition, to: text)]
    }
    return []
  }

  /// Tab: what the entry says is typed, so that one can go on from there.
  mutating func completePicker() {
    guard case .text(let text) = currentEntry?.choice else { return }
    picker?.search.replace(with: text)
    picker?.cursor = ListCursor()
  }
}

extension TextField {
  /// What stands beside a typed text; nil where only entries can be chosen.
  fileprivate var typedNote: String? {
    switch self {
    case .trendEvent, .trendZone: "as typed"
    case .trendGrouping: nil
    case .newName: "save"
    case .name: "rename"
    }
  }
}

/// Names of events as texts that are read as just that name.
enum EventText {
  static func of(_ name: String) -> String {
    let words = name.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
    let isPlain =
      name != "*" && !name.contains("|") && !words.contains("where")
      && name.first.map { !$0.isWhitespace && $0 != "\"" } == true
      && name.last?.isWhitespace == false
    return isPlain ? name : quoted(name)
  }

  /// A text in quotes, with a backslash before quotes and backslashes in it.
  static func quoted(_ text: String) -> String {
    "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
  }
}
