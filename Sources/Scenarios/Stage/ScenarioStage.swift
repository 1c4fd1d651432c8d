import Analysis
import Domain
import Synchronization

/// Plays stories in memory and answers questions about them as they stand after some calls. Any
/// number of tasks may ask at once.
///
/// It keeps one played story and the store of the last scene, so that a step forward adds the facts
/// of one call; a step back begins anew.
package final class ScenarioStage: Sendable {
  private struct Prop: Sendable {
    let story: Story
    let stage: MemoryStage
    private(set) var calls = 0
    /// The List view, where it has been asked for since facts were added.
    private var rows: [UserRow]? = []

    init(story: Story, stage: MemoryStage) {
      self.story = story
      self.stage = stage
    }

    mutating func rows(after wanted: Int, of play: PlayedStory) async throws -> [UserRow] {
      let facts = play.facts(after: wanted)
      if facts.count > play.facts(after: calls).count { rows = nil }
      calls = wanted
      try await stage.add(upTo: facts)
      if let rows { return rows }
      let fresh = try await stage.users().rows
      rows = fresh
      return fresh
    }
  }

  private struct House: Sendable {
    var story: Story
    var calls: Int
    var questions: Task<any Questions, any Error>
  }

  private let played = Mutex<(story: Story, play: PlayedStory)?>(nil)
  private let prop = Mutex<Prop?>(nil)
  /// Ends with the last scene asked for.
  private let last = Mutex<Task<Void, Never>?>(nil)
  private let house = Mutex<House?>(nil)

  package init() {}

  /// - Throws: `StoreError`, `CancellationError`.
  package func play(_ story: Story) async throws -> PlayedStory {
    if let kept = played.withLock({ $0 }), kept.story == story { return kept.play }
    let play = try await PlayedStory(playing: story.scenario)
    played.withLock { $0 = (story, play) }
    return play
  }

  /// The List view after so many calls. Of scenes asked for at once, one after another is made, so
  /// that each finds the store of the one before.
  ///
  /// - Throws: `StoreError`, `CancellationError`.
  package func scene(of story: Story, after calls: Int) async throws -> Scene {
    let task = last.withLock { last in
      let earlier = last
      let task = Task.detached { [self] in
        await earlier?.value
        try Task.checkCancellation()
        return try await makeScene(of: story, after: calls)
      }
      last = Task.detached { _ = await task.result }
      return task
    }
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }

  private func makeScene(of story: Story, after calls: Int) async throws -> Scene {
    let play = try await play(story)
    let calls = min(max(0, calls), play.calls)
    let before = max(0, calls - 1)
    var prop: Prop
    if let kept = self.prop.withLock({ $0 }), kept.story == story, kept.calls <= before {
      prop = kept
    } else {
      prop = Prop(story: story, stage: try MemoryStage())
    }
    // Also when the question was cancelled: the next one goes on from here.
    defer { self.prop.withLock { $0 = prop } }
    let earlier = try await prop.rows(after: before, of: play)
    let later = try await prop.rows(after: calls, of: play)
    return Scene(calls: calls, rows: MarkedRow.rows(before: earlier, after: later))
  }

  /// Answers all questions from what the first so many calls have stored.
  ///
  /// - Throws: `StoreError`, `CancellationError`.
  package func questions(about story: Story, after calls: Int) async throws -> any Questions {
    let task = house.withLock { house in
      if let house, house.story == story, house.calls == calls { return house.questions }
      let task = Task<any Questions, any Error>.detached { [self] in
        let stage = try MemoryStage()
        try await stage.add(upTo: try await play(story).facts(after: calls))
        return stage.engine
      }
      house = House(story: story, calls: calls, questions: task)
      return task
    }
    return try await task.value
  }
}
