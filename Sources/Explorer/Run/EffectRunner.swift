import Analysis
import Domain
import Scenarios
import Synchronization

/// Asks questions off the caller's thread, one per lane, and posts the answers as messages.
///
/// A newer question in a lane cancels the older one. What a cancelled question still answers is
/// posted with its own generation, which the state no longer waits for. The runner counts what is
/// in flight, so that tests and scripts can wait for quiet instead of sleeping.
package final class EffectRunner: Sendable {
  private struct State {
    var tasks: [Lane: (generation: Int, task: Task<Void, Never>)] = [:]
    var busy = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
    var source = AnswerSource.store
  }

  private let store: any Questions
  private let past: PastQuestions
  private let stage = ScenarioStage()
  private let post: @Sendable (Message) -> Void
  private let state = Mutex(State())

  /// - Parameter post: takes the answers, on any thread.
  package init(questions: any Questions, post: @escaping @Sendable (Message) -> Void) {
    store = questions
    past = PastQuestions(questions)
    self.post = post
  }

  /// Runs the effects that are questions.
  ///
  /// - Returns: the effects that are the host's own to do.
  package func run(_ effects: [Effect]) -> [Effect] {
    effects.filter { effect in
      switch effect {
      case .ask(let lane, let generation, let question):
        ask(question, in: lane, generation)
        return false
      case .answerFrom(let source):
        state.withLock { $0.source = source }
        return false
      case .cancel(let lane):
        state.withLock { $0.tasks.removeValue(forKey: lane)?.task.cancel() }
        return false
      default:
        return true
      }
    }
  }

  /// How many questions are in flight, cancelled ones that have not returned yet included.
  package var busy: Int { state.withLock { $0.busy } }

  /// Returns when no question is in flight; all answers have been posted by then.
  package func idle() async {
    await withCheckedContinuation { continuation in
      let isIdle = state.withLock { state in
        if state.busy > 0 { state.waiters.append(continuation) }
        return state.busy == 0
      }
      if isIdle { continuation.resume() }
    }
  }

  /// Cancels everything, as before leaving.
  package func cancelAll() {
    state.withLock { state in
      for entry in state.tasks.values { entry.task.cancel() }
      state.tasks = [:]
    }
  }

  private func ask(_ question: Question, in lane: Lane, _ generation: Int) {
    state.withLock { state in
      state.busy += 1
      state.tasks[lane]?.task.cancel()
      let source = state.source
      let task = Task.detached { [self] in
        let result = await answer(question, from: source)
        if let result { post(.answer(lane, generation: generation, result)) }
        finish(lane, generation)
      }
      state.tasks[lane] = (generation, task)
    }
  }

  /// Nil for a question that was cancelled.
  private func answer(
    _ question: Question, from source: AnswerSource
  ) async -> Result<Answer, QuestionFailure>? {
    do {
      return .success(try await ask(question, source))
    } catch is CancellationError {
      guard !Task.isCancelled else { return nil }
      return .failure(QuestionFailure("the answer took too long and was given up"))
    } catch {
      return .failure(QuestionFailure(String(describing: error)))
    }
  }

  private func ask(_ question: Question, _ source: AnswerSource) async throws -> Answer {
    switch question {
    case .play(let story): .played(try await stage.play(story))
    case .scene(let story, let calls): .scene(try await stage.scene(of: story, after: calls))
    case .asOf(let moment, let question):
      try await ask(question, try await questions(of: source, asOf: moment))
    default: try await ask(question, try await questions(of: source, asOf: nil))
    }
  }

  private func questions(
    of source: AnswerSource, asOf moment: Timestamp?
  ) async throws -> any Questions {
    switch source {
    case .store: moment.map { past.asOf($0) } ?? store
    case .story(let story, let calls):
      try await stage.questions(about: story, after: calls).asOf(moment)
    }
  }

  private func ask(_ question: Question, _ questions: any Questions) async throws -> Answer {
    switch question {
    case .overview: .overview(try await questions.overview())
    case .users(let question): .users(try await questions.users(question))
    case .profile(let id, let app): .profile(try await questions.profile(id, in: app))
    case .history(let question): .history(try await questions.history(question))
    case .events(let question): .events(try await questions.events(question))
    case .catalogue(let app): .catalogue(try await questions.catalogue(in: app))
    case .propertyUse(let name, let app):
      .propertyUse(try await questions.properties(ofEvent: name, in: app))
    case .funnel(let question): .funnel(try await questions.funnel(question))
    case .trend(let question): .trend(try await questions.trend(question))
    case .propertyCatalogue(let app):
      .propertyCatalogue(try await questions.propertyCatalogue(in: app))
    case .merges(let question): .merges(try await questions.merges(question))
    case .mergePreview(let change): .mergePreview(try await questions.mergePreview(change))
    case .why(let question): .why(try await questions.why(question))
    case .identityMoment(let place, let app):
      .identityMoment(try await questions.identityMoment(place, in: app))
    case .doctor(let app, let now): .doctor(try await questions.doctor(in: app, now: now))
    case .revision: .revision(try await questions.revision())
    case .asOf(let moment, let question): try await ask(question, questions.asOf(moment))
    case .play, .scene: throw CancellationError()
    }
  }

  private func finish(_ lane: Lane, _ generation: Int) {
    let waiters = state.withLock { state in
      state.busy -= 1
      if state.tasks[lane]?.generation == generation { state.tasks[lane] = nil }
      guard state.busy == 0 else { return [CheckedContinuation<Void, Never>]() }
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}
