import Dispatch
import Synchronization

/// Stores commits on a thread of its own, one after the other, while the next rows are made.
///
/// A few wait in line, for a commit that writes the log back waits for the disk, as long as several
/// others take.
final class Committer: Sendable {
  private struct State {
    /// Commits in line, the first of which may be being stored.
    var line: [Commit] = []
    /// Buffers that were stored and are empty again, with their memory.
    var spare: [[RowBuffer]] = []
    /// How many commits were begun and are not stored.
    var unstored = 0
    var failure: (any Error)?
  }

  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "store.commit", qos: .userInitiated)
  /// Waited for by all who want the last commit to be done.
  private let work = DispatchGroup()
  private let room = DispatchSemaphore(value: Committer.longestLine)

  private static let longestLine = 4

  /// Begins to store a commit, once fewer than four are in line.
  ///
  /// - Parameter commit: asked for it then, when there may be spare buffers.
  /// - Parameter whenDone: called where it was stored, or wasn't.
  /// - Throws: what went wrong with an earlier one: this one isn't stored then.
  func begin(
    _ commit: () -> Commit, whenDone: @escaping @Sendable () -> Void,
    store: @escaping @Sendable (Commit) throws -> Void
  ) throws {
    room.wait()
    if let failure = state.withLock({ $0.failure }) {
      room.signal()
      throw failure
    }
    let commit = commit()
    state.withLock { state in
      state.line.append(commit)
      state.unstored += 1
    }
    queue.async(group: work) { [self] in
      defer {
        room.signal()
        whenDone()
      }
      // After one that failed nothing is stored: it would be without what came before it.
      guard var commit = state.withLock({ $0.failure == nil ? $0.line.removeFirst() : nil })
      else { return }
      do {
        try store(commit)
        for index in commit.buffers.indices { commit.buffers[index].removeAll() }
        let buffers = commit.buffers
        state.withLock { state in
          state.spare.append(buffers)
          state.unstored -= 1
        }
      } catch {
        state.withLock { $0.failure = error }
      }
    }
  }

  /// How many commits were begun and are not stored yet, or never will be.
  var unstored: Int { state.withLock { $0.unstored } }

  /// Waits until nothing is being stored.
  ///
  /// - Throws: what went wrong, if anything ever did.
  func wait() throws {
    work.wait()
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// The same, leaving what went wrong to be thrown later.
  func settle() { work.wait() }

  /// Empty buffers, if there are any to use again.
  func takeSpare() -> [RowBuffer]? { state.withLock { $0.spare.popLast() } }
}
