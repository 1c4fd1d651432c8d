import Scenarios

/// A scenario that can be opened.
package struct ScenarioFile: Hashable, Sendable {
  /// The path; of one that comes along, its name.
  package var path: String
  package var isBuiltIn: Bool

  package init(path: String, isBuiltIn: Bool) {
    self.path = path
    self.isBuiltIn = isBuiltIn
  }
}

/// A line of the menu of scenarios.
package struct ScenarioEntry: Equatable, Sendable {
  package var file: ScenarioFile
  package var title: String
  package var about: String
  /// Why it can't be played.
  package var problem: String?

  package init(file: ScenarioFile, title: String, about: String = "", problem: String? = nil) {
    self.file = file
    self.title = title
    self.about = about
    self.problem = problem
  }
}

/// What the theatre asks of the host; answered with ``TheatreNews``.
package enum TheatreTask: Equatable, Sendable {
  case list
  case open(ScenarioFile)
  /// Open the file in the user's editor, and then read it again.
  case edit(ScenarioFile)
  /// Write a story; one that is there under this name is only replaced if told so.
  case save(Scenario, name: String, replaces: Bool)
}

package enum TheatreNews: Equatable, Sendable {
  case entries([ScenarioEntry])
  case opened(ScenarioFile, Scenario)
  /// A file that can't be played: which line, what was found, and what was expected.
  case failed(ScenarioFile, String)
  /// The story as it reads in its file.
  case saved(ScenarioFile, Scenario)
  /// There is a file of that name already.
  case exists(name: String)
}

/// What the theatre opens with.
package enum TheatreStart: Equatable, Sendable {
  case menu
  case file(ScenarioFile)
}

/// What questions are answered from.
package enum AnswerSource: Hashable, Sendable {
  case store
  /// From what the first so many calls of a story have stored.
  case story(Story, calls: Int)
}
