import Analysis
import Canvas
import Domain
import Scenarios

/// Everything that can happen to the explorer.
package enum Message: Sendable {
  case input(InputEvent)
  /// What time it is. Relative times, fading notices and spinners follow it; the host sends it
  /// before other messages, and every 100 ms while ``ExplorerState/isBusy`` or a notice stands.
  case clock(Timestamp)
  /// Time to look whether the store has changed; the host decides how often.
  case tick
  case answer(Lane, generation: Int, Result<Answer, QuestionFailure>)
  /// The themes that can be chosen, the one in use first by name.
  case themes([ThemeChoice])
  /// What is saved (funnels, trends, cohorts, defined events), and the names that filters and steps
  /// may use because of it.
  case definitions([Definition], Glossary)
  /// What is wrong with files of definitions, which therefore are not among those above or mean
  /// nothing; instead of what was told before.
  case definitionFaults([DefinitionFault])
  /// How long it takes from a key to the painted frame.
  case performance(Performance)
  /// Something the host wants said, such as that a copy failed.
  case notice(String, isProblem: Bool)
  /// Something was stored because the user asked for it; says so.
  case stored(String)
  case command(CommandID)
  case theatre(TheatreNews)
}

/// A question in flight is known by its lane. A lane carries one question at a time: a newer one
/// replaces the older, whose answer is dropped.
package enum Lane: Hashable, Sendable {
  case overview, users, profile, events, catalogue, revision, funnel, trend, properties, merges,
    preview, why, doctor
  /// A story being played, and the List view at one of its steps.
  case story, scene
  /// The moment of identity that is gone to.
  case moment
  /// What is on the screen as it was at the moment before.
  case comparison
  /// The events of one visit of the profile, or of the whole history.
  case history(VisitKey)
  /// The properties seen on one event name.
  case propertyUse
}

/// What can be asked: the cases of ``Analysis/Questions`` as a value.
package indirect enum Question: Hashable, Sendable {
  case overview
  case users(UsersQuestion)
  case profile(UserID, AppID?)
  case history(HistoryQuestion)
  case events(EventsQuestion)
  case catalogue(AppID?)
  case propertyUse(String, AppID?)
  case funnel(FunnelQuestion)
  case trend(TrendQuestion)
  case propertyCatalogue(AppID?)
  case merges(MergesQuestion)
  case mergePreview(MergeChange)
  case why(WhyQuestion)
  case identityMoment(IdentityPlace, AppID?)
  case doctor(AppID?, now: Timestamp)
  case revision
  case play(Story)
  case scene(Story, calls: Int)
  /// A question as of a moment.
  case asOf(Timestamp, Question)
}

package enum Answer: Sendable {
  case overview(Overview)
  case users(UsersPage)
  case profile(Profile?)
  case history(HistoryPage)
  case events(EventsPage)
  case catalogue([EventUse])
  case propertyUse([PropertyUse])
  case funnel(FunnelAnswer)
  case trend(TrendAnswer)
  case propertyCatalogue(PropertyCatalogue)
  case merges(MergesPage)
  case mergePreview(MergePreview)
  case why(IdentityFacts?)
  case identityMoment(IdentityMoment?)
  case doctor([Finding])
  case revision(Int)
  case played(PlayedStory)
  case scene(Scene)
}

/// Why a question has no answer, as one line.
package struct QuestionFailure: Error, Equatable, Sendable {
  package var message: String

  package init(_ message: String) {
    self.message = message
  }
}

/// What the host is asked to do.
package enum Effect: Equatable, Sendable {
  case ask(Lane, generation: Int, Question)
  case cancel(Lane)
  /// Put a text on the clipboard.
  case copy(String)
  /// Read the theme files again and answer with ``Message/themes(_:)``.
  case loadThemes
  /// Keep a definition, in place of one of the same kind and name; answered with
  /// ``Message/definitions(_:)``.
  case saveDefinition(Definition)
  case renameDefinition(Definition, to: String)
  case deleteDefinition(Definition)
  /// Take merges back or restore them, all or none; answered with ``Message/stored(_:)``.
  case changeMerges(MergeOrder)
  /// Keep what the user chose, for the next start.
  case save(Settings)
  /// Draw the whole screen anew, as if the terminal had lost it.
  case redraw
  case suspend
  /// Answer the questions that follow from somewhere else.
  case answerFrom(AnswerSource)
  /// Do something about the files of scenarios.
  case theatre(TheatreTask)
  case quit
}

/// What is to be done with some merges.
package struct MergeOrder: Hashable, Sendable {
  /// By number.
  package var migrations: [Int]
  /// Whether they are restored rather than taken back.
  package var isInForce: Bool
  package var reason: String
  /// What to say when it is done.
  package var done: String

  package init(migrations: [Int], isInForce: Bool, reason: String, done: String) {
    self.migrations = migrations
    self.isInForce = isInForce
    self.reason = reason
    self.done = done
  }
}

/// A theme by name, with the characters it draws with.
package struct ThemeChoice: Hashable, Sendable {
  package var name: String
  package var title: String
  package var glyphs: Glyphs

  package init(name: String, title: String, glyphs: Glyphs = .unicode) {
    self.name = name
    self.title = title
    self.glyphs = glyphs
  }
}

/// What users change and expect to find again.
package struct Settings: Hashable, Sendable {
  package var theme: String
  /// The user properties shown as columns; nil for the most used ones.
  package var columns: [String]?
  package var range: TimeRange

  package init(theme: String, columns: [String]? = nil, range: TimeRange = .all) {
    self.theme = theme
    self.columns = columns
    self.range = range
  }
}

/// Milliseconds from a key to the painted frame.
package struct Performance: Hashable, Sendable {
  package var median: Double
  package var percentile95: Double

  package init(median: Double, percentile95: Double) {
    self.median = median
    self.percentile95 = percentile95
  }
}
