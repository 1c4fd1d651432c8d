import Dispatch
import Foundation
import Formats
import Synchronization

/// Reads and parses on threads of its own, a few batches ahead of whoever stores them. One thread at a
/// time reads, so that batches are numbered in the order of the file; while one parses, another reads
/// on.
final class BatchPipeline: Sendable {
  private struct State {
    var free: [BulkBatch]
    /// Parsed batches by their number.
    var filled: [Int: BulkBatch] = [:]
    /// The number of the batch that is handed out next.
    var next = 0
    /// The number of its first line.
    var nextLine = 1
    /// How many batches the file has, once its end was found.
    var total: Int?
    var isStopped = false
    var isWoken = false
    var error: InputError?
    var bytesRead = 0
  }

  private struct Reading {
    let reader: Handover<ImportReader>
    var batches = 0
  }

  private let parser: ImportParser
  private let reading: Mutex<Reading>
  private let state: Mutex<State>
  private let hasFree = DispatchSemaphore(value: 0)
  private let hasFilled = DispatchSemaphore(value: 0)
  private let threads = DispatchGroup()

  private static let parsers = 2
  private static let ahead = 8

  /// - Parameter reader: Belongs to the pipeline until ``stop()``.
  init(_ reader: ImportReader) {
    parser = reader.parser
    reading = Mutex(Reading(reader: Handover(reader)))
    state = Mutex(State(free: (0..<Self.ahead).map { _ in BulkBatch() }))
    // Counted up to its value: a semaphore that is let go below its first value ends the process,
    // and an import may stop with batches in hand.
    for _ in 0..<Self.ahead { hasFree.signal() }
    let queue = DispatchQueue(label: "import.read", qos: .userInitiated, attributes: .concurrent)
    for _ in 0..<Self.parsers { queue.async(group: threads) { [self] in run() } }
  }

  private func run() {
    while true {
      hasFree.wait()
      let free = state.withLock { state in
        state.isStopped || state.total != nil ? nil : state.free.popLast()
      }
      guard let batch = free, let number = read(batch) else { break }
      parser.parse(batch)
      state.withLock { $0.filled[number] = batch }
      hasFilled.signal()
    }
    // Whoever waits for a batch to fill, or for one that is filled, sees that it is over.
    hasFree.signal()
    hasFilled.signal()
  }

  /// Fills a batch with the next lines and numbers it; nil at the end.
  private func read(_ batch: BulkBatch) -> Int? {
    reading.withLock { reading in
      guard state.withLock({ $0.total == nil }) else { return nil }
      let reader = reading.reader.value
      do throws(InputError) {
        if try reader.next(into: batch) {
          reading.batches += 1
          state.withLock { $0.bytesRead = reader.bytesRead }
          return reading.batches - 1
        }
      } catch {
        state.withLock { $0.error = error }
      }
      state.withLock { $0.total = reading.batches }
      return nil
    }
  }

  /// What ends waiting for a batch.
  enum Next {
    /// Give it back with ``recycle(_:)``.
    case batch(BulkBatch)
    case end
    /// Somebody called ``wake()`` while there was no batch.
    case woken
  }

  /// Waits for the next parsed batch.
  ///
  /// - Throws: where the file could not be read further, after all batches before that.
  func next() throws -> Next {
    while true {
      let found: Next? = try state.withLock { state in
        if let batch = state.filled.removeValue(forKey: state.next) {
          state.next += 1
          batch.number(from: &state.nextLine)
          return .batch(batch)
        }
        if state.next == state.total {
          if let error = state.error { throw error }
          return .end
        }
        defer { state.isWoken = false }
        return state.isWoken ? .woken : nil
      }
      if let found { return found }
      hasFilled.wait()
    }
  }

  /// Ends a wait for a batch.
  func wake() {
    state.withLock { $0.isWoken = true }
    hasFilled.signal()
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
    threads.wait()
  }
}

/// Hands a value that isn't Sendable to other threads, which use it one at a time from then on.
private struct Handover<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
