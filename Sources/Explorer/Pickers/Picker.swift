import Analysis
import Canvas
import Domain

/// A list to pick from, in front of the screen: commands, help, ranges, columns, themes.
struct Picker: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    case palette
    /// Help for the place where it was opened.
    case help([Context])
    case range, sort, columns, environment
    case theme
    /// Which events a defined event stands for.
    case define
    case funnel(FunnelPicker)
    case trend(TrendPicker)
    /// What is saved of a kind.
    case saved(Definition.Kind)
    /// The name to save something of a kind under.
    case save(Definition.Kind)
    case rename(Definition)
    case delete(Definition)
    /// Why merges are taken back or restored.
    case reason(MergeChange.Action)
    /// The scenarios that can be played.
    case scenarios
    /// The name of a file to save a story in, and whether to replace the one of that name.
    case saveScenario
    case replaceScenario(String)
  }

  let kind: Kind
  /// What is typed to find an entry.
  var search = LineEditor()
  var isSearching: Bool
  var cursor = ListCursor()
  /// The columns that are ticked, in order; the theme that is previewed.
  var columns: [String] = []
  var previewedTheme: String?

  init(_ kind: Kind) {
    self.kind = kind
    isSearching = kind.alwaysSearches
  }

  /// Whether the search line is always there, so that Esc closes the picker at once.
  var alwaysSearches: Bool { kind.alwaysSearches }

  var title: String {
    switch kind {
    case .palette: "Commands"
    case .help: "Help"
    case .range: "Time range"
    case .sort: "Sort by"
    case .columns: "Property columns"
    case .environment: "Environment"
    case .theme: "Theme"
    case .define: "Define an event: which ones?"
    case .funnel(let picker): picker.title
    case .trend(let picker): picker.title
    case .saved(let kind): "Saved \(kind.plural)"
    case .save(let kind): "Save the \(kind.rawValue) as"
    case .rename(let definition): "A new name for \(definition.name)"
    case .delete(let definition): "Delete \(definition.name)?"
    case .reason(.takeBack): "Why is it taken back?"
    case .reason(.restore): "Why is it restored?"
    case .scenarios: "Scenarios"
    case .saveScenario: "Save the story as"
    case .replaceScenario(let name): "Replace \(name)?"
    }
  }
}

extension Picker.Kind {
  fileprivate var alwaysSearches: Bool {
    switch self {
    case .palette, .help, .define, .save, .rename, .reason, .scenarios, .saveScenario: true
    case .funnel(let picker): picker.takesText
    case .trend(let picker): picker.takesText
    default: false
    }
  }
}

/// An entry of a picker.
struct PickerEntry: Equatable, Sendable {
  enum Choice: Equatable, Sendable {
    case command(CommandID)
    /// A line of the list in front, from 1.
    case line(Int)
    case range(TimeRange)
    case sort(UserColumn)
    case column(String)
    case environment(Int?)
    case theme(String)
    case define(String)
    case funnel(FunnelChoice)
    case trend(TrendPicker, String)
    case open(Definition)
    /// To save under a name.
    case save(Definition.Kind, String)
    case rename(Definition, String)
    case delete(Definition)
    /// A reason to take merges back or to restore them.
    case reason(String)
    /// A scenario to play; nil begins a new one.
    case scenario(ScenarioFile?)
    case saveScenario(String, replaces: Bool)
    /// Leaves everything as it is.
    case nothing
  }

  var choice: Choice
  var title: String
  /// What stands at the right: keys, a number.
  var note = ""
  /// A line that explains the entry while the cursor is on it.
  var about = ""
  /// The place that the entry belongs to, where entries of several places stand together.
  var section: String?
  /// Why it can't be chosen now.
  var disabled: String?
  /// Whether it is ticked, or the one in force; nil where that means nothing.
  var isOn: Bool?
  var matches: [Range<String.Index>] = []

  /// Below a title that has the pattern in one piece, above one that only has its letters.
  private static let nameScore = 800
  /// Below everything found in a title.
  private static let aboutScore = -1000

  /// How well the entry fits: by its title, by the words that explain it or, for commands, by the
  /// name that settings use.
  fileprivate func match(_ pattern: String) -> Fuzzy.Match? {
    let match = Fuzzy.match(pattern, in: title) ?? aboutMatch(pattern)
    guard case .command(let id) = choice, id.name.range(ofLowercased: pattern) != nil,
      match.map({ $0.score < Self.nameScore }) ?? true
    else { return match }
    return Fuzzy.Match(score: Self.nameScore, places: match?.places ?? [])
  }

  /// A match in the sentence that is shown while the cursor is on the entry.
  private func aboutMatch(_ pattern: String) -> Fuzzy.Match? {
    guard about.range(ofLowercased: pattern) != nil else { return nil }
    return Fuzzy.Match(score: Self.aboutScore, places: [])
  }
}

extension ExplorerState {
  /// The entries of the open picker that fit what is typed.
  var pickerEntries: [PickerEntry] {
    guard let picker else { return [] }
    if let completions = completions(of: picker) { return completions }
    let all = entries(of: picker)
    let pattern = picker.search.text
    guard !pattern.allSatisfy(\.isWhitespace) else { return all }
    if case .funnel(.within) = picker.kind, pattern.trimmed.first?.isNumber == true {
      return windowEntries(picker, all)
    }
    let found = all.compactMap { entry in
      entry.match(pattern).map { match in
        var entry = entry
        entry.matches = match.places
        return (entry: entry, score: match.score)
      }
    }
    let best = found.enumerated().sorted {
      ($1.element.score, $0.offset) < ($0.element.score, $1.offset)
    }.map(\.element.entry)
    let typed = typedEntry(picker).filter { typed in !best.contains { $0.title == typed.title } }
    // A name to save under is the one typed: another one would be replaced.
    if case .save = picker.kind { return typed + best }
    if case .reason = picker.kind { return typed + best }
    // No command has a number in its name.
    if case .palette = picker.kind { return typed + best }
    return best + typed
  }

  func entries(of picker: Picker) -> [PickerEntry] {
    switch picker.kind {
    case .palette: paletteEntries
    case .help(let contexts): helpEntries(contexts)
    case .range: rangeEntries
    case .sort: sortEntries
    case .columns: columnEntries(ticked: picker.columns)
    case .environment: environmentEntries
    case .theme: themeEntries
    case .define: defineEntries
    case .funnel(let kind): funnelEntries(kind)
    case .trend(let kind): trendEntries(kind)
    case .saved(let kind): savedEntries(kind)
    case .save(let kind): saveEntries(kind)
    case .rename: []
    case .delete(let definition): deleteEntries(definition)
    case .reason(let action): reasonEntries(action)
    case .scenarios: scenarioEntries
    case .saveScenario: []
    case .replaceScenario(let name): replaceEntries(name)
    }
  }

  private func commandEntries(_ commands: [Command], section: String? = nil) -> [PickerEntry] {
    commands.map { command in
      var entry = PickerEntry(
        choice: .command(command.id), title: command.title,
        note: keyMap.titles(of: command.id).prefix(2).joined(separator: " "),
        about: command.about, section: section)
      if case .no(let reason) = availability(of: command) { entry.disabled = reason }
      return entry
    }
  }

  /// The commands that can run now, then the others with the reason why not.
  private var paletteEntries: [PickerEntry] {
    let entries = commandEntries(CommandRegistry.all.filter { !$0.contexts.isDisjointToScreens })
    return entries.filter { $0.disabled == nil } + entries.filter { $0.disabled != nil }
  }

  /// The line of the list in front that has the number typed.
  func typedLine(_ text: String) -> [PickerEntry] {
    guard let number = Int(text), number > 0 else { return [] }
    return [
      PickerEntry(
        choice: .line(number), title: "Go to line \(number.grouped)",
        about: "The cursor goes there, or to the last line if there are fewer.")
    ]
  }

  /// The commands of each context in force, the most specific first.
  private func helpEntries(_ contexts: [Context]) -> [PickerEntry] {
    var seen: Set<CommandID> = []
    return contexts.flatMap { context in
      let commands = CommandRegistry.all.filter {
        $0.contexts.contains(context) && seen.insert($0.id).inserted
      }
      return commandEntries(commands, section: context.heading)
    }
  }

  private var rangeEntries: [PickerEntry] {
    TimeRange.presets.map {
      PickerEntry(choice: .range($0), title: $0.title, isOn: $0 == range)
    }
  }

  private var sortEntries: [PickerEntry] {
    userColumns.map(\.column).map { column in
      let isOn = users.sort.column == column
      let order = users.sort.descending ? "descending" : "ascending"
      return PickerEntry(
        choice: .sort(column), title: column.title, note: isOn ? order : "", isOn: isOn)
    }
  }

  private func columnEntries(ticked: [String]) -> [PickerEntry] {
    let known = overview?.userProperties ?? []
    let gone = ticked.filter { !known.contains($0) }
    return (known + gone).map {
      PickerEntry(choice: .column($0), title: $0, isOn: ticked.contains($0))
    }
  }

  private var environmentEntries: [PickerEntry] {
    let all = PickerEntry(
      choice: .environment(nil), title: "all environments", isOn: environment == nil)
    return [all]
      + (overview?.environments ?? []).enumerated().map { index, app in
        PickerEntry(choice: .environment(index), title: app.value, isOn: environment == app)
      }
  }

  private var themeEntries: [PickerEntry] {
    themes.map {
      PickerEntry(choice: .theme($0.name), title: $0.title, isOn: $0.name == settings.theme)
    }
  }
}

extension [Context] {
  /// Whether none of these places is a screen: such commands make no sense in the palette.
  fileprivate var isDisjointToScreens: Bool {
    !contains(where: \.isOfScreen)
  }
}

extension Context {
  /// The heading of its commands in help.
  fileprivate var heading: String {
    switch self {
    case .screen: "Every screen"
    case .anywhere: "Everywhere"
    case .eventNames: "Event names"
    case .emptyFunnel: "Empty funnel"
    default: title
    }
  }
}
