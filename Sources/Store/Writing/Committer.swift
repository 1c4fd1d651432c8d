import Dispatch
import Synchronization

/// Stores commits on a thread of its own, one after the other, while the next rows are made.
final class Committer: Sendable {
  private struct State {
    /// What is about to be stored, if anything.
    var commit: Commit?
    /// Buffers that were stored and are empty again, with their memory.
    var spare: [RowBuffer]?
    var failure: (any Error)?
    var isBusy = false
  }

  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "store.commit", qos: .userInitiated)
  /// Waited for by all who want the last commit to be done.
  private let work = DispatchGroup()

  /// Begins to store a commit. Only when the one before is done: call ``wait()`` first.
  ///
  /// - Parameter whenDone: called where it was stored, or wasn't.
  func begin(
    _ commit: Commit, whenDone: @escaping @Sendable () -> Void,
    store: @escaping @Sendable (Commit) throws -> Void
  ) {
    state.withLock { state in
      state.commit = commit
      state.isBusy = true
    }
    queue.async(group: work) { [self] in
      guard var commit = state.withLock({ $0.commit.take() }) else { return }
      do {
        try store(commit)
        for index in commit.buffers.indices { commit.buffers[index].removeAll() }
        let buffers = commit.buffers
        state.withLock { $0.spare = buffers }
      } catch {
        state.withLock { $0.failure = error }
      }
      state.withLock { $0.isBusy = false }
      whenDone()
    }
  }

  var isBusy: Bool { state.withLock { $0.isBusy } }

  /// Waits until nothing is being stored.
  ///
  /// - Throws: what went wrong since this was asked last.
  func wait() throws {
    work.wait()
    if let failure = state.withLock({ $0.failure.take() }) { throw failure }
  }

  /// The same, leaving what went wrong to be thrown later.
  func settle() { work.wait() }

  /// Empty buffers, if there are any to use again.
  func takeSpare() -> [RowBuffer]? { state.withLock { $0.spare.take() } }
}
