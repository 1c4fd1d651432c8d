import Dispatch
import Foundation
import Formats
import Synchronization

/// Reads and parses on a thread of its own, a few batches ahead of whoever stores them.
final class BatchPipeline: Sendable {
  private struct State {
    var free: [BulkBatch]
    var filled: [BulkBatch] = []
    var isDone = false
    var isStopped = false
    var error: InputError?
    var bytesRead = 0
  }

  private let state: Mutex<State>
  private let hasFree: DispatchSemaphore
  private let hasFilled = DispatchSemaphore(value: 0)
  private let isFinished = DispatchSemaphore(value: 0)

  private static let ahead = 3

  /// - Parameter reader: Belongs to the pipeline until ``stop()``.
  init(_ reader: ImportReader) {
    state = Mutex(State(free: (0..<Self.ahead).map { _ in BulkBatch() }))
    hasFree = DispatchSemaphore(value: Self.ahead)
    let source = Handover(reader)
    DispatchQueue(label: "import.read", qos: .userInitiated).async { [self] in
      run(source.value)
      isFinished.signal()
    }
  }

  private func run(_ reader: ImportReader) {
    while true {
      hasFree.wait()
      guard let batch = state.withLock({ $0.isStopped ? nil : $0.free.popLast() }) else { return }
      do throws(InputError) {
        guard try reader.next(into: batch) else { break }
      } catch {
        state.withLock { $0.error = error }
        break
      }
      reader.parser.parse(batch)
      let bytesRead = reader.bytesRead
      state.withLock { state in
        state.filled.append(batch)
        state.bytesRead = bytesRead
      }
      hasFilled.signal()
    }
    state.withLock { $0.isDone = true }
    hasFilled.signal()
  }

  /// The next parsed batch; nil at the end. Give it back with ``recycle(_:)``.
  ///
  /// - Throws: where the file could not be read further, after all batches before that.
  func next() throws -> BulkBatch? {
    hasFilled.wait()
    return try state.withLock { state in
      if !state.filled.isEmpty { return state.filled.removeFirst() }
      if let error = state.error { throw error }
      return nil
    }
  }

  /// Bytes of the file read so far; a few batches ahead of what was handed out.
  var bytesRead: Int { state.withLock { $0.bytesRead } }

  func recycle(_ batch: BulkBatch) {
    state.withLock { $0.free.append(batch) }
    hasFree.signal()
  }

  /// Ends reading and waits for it, so that the reader may be asked for totals.
  func stop() {
    state.withLock { $0.isStopped = true }
    hasFree.signal()
    isFinished.wait()
    isFinished.signal()
  }
}

/// Hands a value that isn't Sendable to one other thread, which alone uses it from then on.
private struct Handover<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
