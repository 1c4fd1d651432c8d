import Analysis
import Canvas
import Domain

/// What is chosen for a funnel.
enum FunnelPicker: Hashable, Sendable {
  /// The text of a step; of none, that of a new one.
  case step(Int?)
  case by, within, per

  var title: String {
    switch self {
    case .step(nil): "Add a step"
    case .step(let place?): "Step \(place + 1)"
    case .by: "Group by"
    case .within: "Within, after the first step"
    case .per: "Count"
    }
  }

  var takesText: Bool { self != .per }

  var placeholder: String {
    switch self {
    case .step: "an event, or: View Product where category=shoes"
    case .by: "type to search"
    case .within: "a duration, such as 36h"
    case .per: ""
    }
  }
}

enum FunnelChoice: Hashable, Sendable {
  case step(Int?, String)
  case by(String)
  case within(String)
  case per(String)
}

extension ExplorerState {
  func funnelEntries(_ picker: FunnelPicker) -> [PickerEntry] {
    switch picker {
    case .step(let place): stepEntries(place)
    case .by: byEntries
    case .within: withinEntries
    case .per: perEntries
    }
  }

  mutating func editStep(_ place: Int?) -> [Effect] {
    let effects = open(.funnel(.step(place)))
    if let place { picker?.search.replace(with: funnels.definition.steps[place]) }
    return effects
  }

  /// What is typed, as an entry, where it needs not be one of those proposed.
  func typedEntry(_ picker: Picker) -> [PickerEntry] {
    let text = picker.search.text.trimmed
    guard !text.isEmpty else { return [] }
    switch picker.kind {
    case .funnel(.step(let place)): return [typedStep(text, at: place)]
    case .funnel(.within):
      do throws(TextProblem) {
        guard let window = try FunnelReading.window(text) else { return [] }
        return [
          PickerEntry(
            choice: .funnel(.within(text)),
            title: FunnelRule.duration(milliseconds: window), about: Self.withinAbout)
        ]
      } catch {
        return [
          PickerEntry(
            choice: .nothing, title: text, about: error.message, disabled: error.message)
        ]
      }
    case .trend(let field): return typedTrendEntry(field, text)
    case .define: return [typedDefinition(text)]
    case .save(let kind): return [PickerEntry(choice: .save(kind, text), title: text)]
    case .reason: return [PickerEntry(choice: .reason(text), title: text)]
    case .saveScenario:
      return [PickerEntry(choice: .saveScenario(text, replaces: false), title: text)]
    case .rename(let saved): return [PickerEntry(choice: .rename(saved, text), title: text)]
    case .palette: return typedLine(text)
    default: return []
    }
  }

  private func typedStep(_ text: String, at place: Int?) -> PickerEntry {
    var entry = PickerEntry(choice: .funnel(.step(place, text)), title: text, note: "as typed")
    do throws(TextProblem) {
      _ = try FunnelReading.selector(text, glossary)
      entry.about = "Events of this name, though it is none of those proposed."
      if text.contains(" where ") { entry.about = "These events, where the condition holds." }
    } catch {
      entry.about = error.message
      entry.disabled = error.message
    }
    return entry
  }

  private func stepEntries(_ place: Int?) -> [PickerEntry] {
    let defined = saved(.event).map { definition in
      PickerEntry(
        choice: .funnel(.step(place, StepText.of(definition.name))), title: definition.name,
        note: "defined",
        about: "A defined event, written as: \(definition.eventText)")
    }
    let names = (events.catalogue ?? []).map { use in
      PickerEntry(
        choice: .funnel(.step(place, StepText.of(use.name))), title: use.name,
        note: use.count.grouped,
        about: "\(use.count.counted("event")) of \(use.users.counted("user")). Tab takes the name, "
          + "to go on with where.")
    }
    return defined + names
  }

  private var byEntries: [PickerEntry] {
    let current = funnels.definition.by
    func entry(_ text: String, _ title: String, _ note: String, _ about: String) -> PickerEntry {
      PickerEntry(
        choice: .funnel(.by(text)), title: title, note: note, about: about, isOn: text == current)
    }
    return [entry("", "nothing", "", "One row for all.")]
      + groupings.map { grouping in
        let note = Self.note(of: grouping)
        let about =
          note == "event" ? "By the value on the event of the first step." : Self.about(grouping)
        return entry(grouping.text, grouping.key, note, about)
      }
  }

  /// Every property that an answer can be split by: of users, of their accounts, and of events.
  var groupings: [Grouping] {
    let catalogue = properties.catalogue
    let user = catalogue?.user.map(\.key) ?? overview?.userProperties ?? []
    return user.map { .user($0) } + (catalogue?.account ?? []).map { .account($0.key) }
      + (catalogue?.event ?? []).map { .event($0.key) }
  }

  /// Whose the property is.
  static func note(of grouping: Grouping) -> String {
    switch grouping {
    case .user: "user"
    case .account: "account"
    case .event: "event"
    }
  }

  /// Which of the values that there were is meant.
  static func about(_ grouping: Grouping) -> String {
    switch grouping {
    case .user: "By the value that the user has now."
    case .account: "By the value that the user's account has now."
    case .event: "By the value on the event itself."
    }
  }

  private static let withinAbout =
    "The last step at most so long after the first; of several tries the best one counts."

  private var withinEntries: [PickerEntry] {
    let presets = ["1h", "1d", "7d", "14d", "30d"].map { text in
      let window = try? FunnelReading.window(text)
      return PickerEntry(
        choice: .funnel(.within(text)),
        title: FunnelRule.duration(milliseconds: window ?? 0), note: text,
        about: Self.withinAbout, isOn: text == funnels.definition.within)
    }
    let none = PickerEntry(
      choice: .funnel(.within("")), title: "any time", about: "Any time within the range.",
      isOn: funnels.definition.within.isEmpty)
    return [none] + presets
  }

  /// A number means what it says, or what begins with it: none that only has its digits somewhere.
  func windowEntries(_ picker: Picker, _ all: [PickerEntry]) -> [PickerEntry] {
    let text = picker.search.text.trimmed
    let typed = typedEntry(picker)
    let meant = all.filter { entry in typed.contains { $0.title == entry.title } }
    let beginning = all.filter { entry in
      (entry.title.hasPrefix(text) || entry.note.hasPrefix(text)) && !meant.contains(entry)
    }
    if !meant.isEmpty { return meant + beginning }
    return typed.contains { $0.disabled == nil } ? typed + beginning : beginning + typed
  }

  private var perEntries: [PickerEntry] {
    func entry(_ text: String, _ title: String, _ about: String) -> PickerEntry {
      PickerEntry(
        choice: .funnel(.per(text)), title: title, about: about,
        isOn: text == funnels.definition.per)
    }
    let accounts = overview?.userProperties ?? []
    return [
      entry("user", "users", "All that a user did counts, over all sessions."),
      entry("session", "sessions", "Each session is counted by itself."),
      entry(
        "user-in-session", "users, in one session",
        "Users, by the best of their sessions: all steps in one."),
    ]
      + accounts.map {
        entry(
          "account:\($0)", "accounts, by \($0)",
          "Users with the same \($0) are one; who has none is not counted.")
      }
  }
}

extension Definition {
  /// The events that a defined event stands for.
  fileprivate var eventText: String {
    if case .event(let text) = content { text } else { "" }
  }
}
