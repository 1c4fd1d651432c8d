import Analysis
import Canvas
import Scenarios

/// The menu of scenarios, and saving what was typed.
extension ExplorerState {
  var scenarioEntries: [PickerEntry] {
    let begin = PickerEntry(
      choice: .scenario(nil), title: "A new story",
      about: "Begins with a laptop and a phone and no calls.")
    return (theatre.entries ?? []).map { entry in
      PickerEntry(
        choice: .scenario(entry.file), title: entry.title,
        note: entry.file.isBuiltIn ? "" : entry.file.name,
        about: entry.about.isEmpty ? entry.file.path : entry.about.oneLine,
        disabled: entry.problem.map { _ in "can't be read" })
    }.map { entry in
      var entry = entry
      if case .scenario(let file?) = entry.choice, file == theatre.file { entry.isOn = true }
      return entry
    } + [begin]
  }

  func replaceEntries(_ name: String) -> [PickerEntry] {
    [
      PickerEntry(choice: .nothing, title: "Keep it"),
      PickerEntry(
        choice: .saveScenario(name, replaces: true), title: "Replace it",
        about: "The file is written anew; comments in it are lost."),
    ]
  }

  /// Asks for the name of a file: that of the story's own, if it has one.
  mutating func askScenarioName() -> [Effect] {
    let effects = open(.saveScenario)
    let own = theatre.file.map { $0.isBuiltIn ? "my-\($0.path).yaml" : $0.path }
    picker?.search.replace(with: own ?? "story.yaml")
    return effects
  }
}

extension ScenarioFile {
  /// The name without folders.
  fileprivate var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
