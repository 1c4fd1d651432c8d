import Dispatch
import Store
import Synchronization

/// Lets events pass by the states of a funnel on a thread of its own, in the order given, while the
/// next ones are read: waiting for the memory of the states takes about as long as reading does.
struct FunnelRelay<Moment: FixedWidthInteger & Sendable> {
  /// A batch of events, whose memory is used again: pages new from the system cost more than what is
  /// written to them.
  final class Slot: Sendable {
    fileprivate let batch = Mutex(FunnelBatch())
    /// Left when the batch has passed.
    fileprivate let passing = DispatchGroup()

    func fill(_ body: (inout FunnelBatch) throws -> Void) rethrows {
      try batch.withLock { batch in try body(&batch) }
    }
  }

  private final class Passed: Sendable {
    let states: Mutex<FunnelStates<Moment>>

    init(_ states: consuming FunnelStates<Moment>) { self.states = Mutex(states) }
  }

  private let passed: Passed
  private let slots = [Slot(), Slot()]
  private var next = 0
  private let queue = DispatchQueue(label: "funnel", qos: .userInitiated)

  init(_ states: consuming FunnelStates<Moment>) { passed = Passed(states) }

  /// Waits for a batch that can be filled.
  mutating func slot() -> Slot {
    let slot = slots[next]
    next = (next + 1) % slots.count
    slot.passing.wait()
    return slot
  }

  /// Lets the batch of a slot pass; the caller needn't wait for it.
  func pass(_ slot: Slot) {
    queue.async(group: slot.passing) { [passed] in
      slot.batch.withLock { batch in
        passed.states.withLock { states in
          states.advance(
            batch.count, units: batch.units, times: batch.times, steps: batch.steps)
        }
      }
    }
  }

  /// Hands out the states once all batches have passed.
  func withStates<Answer: Sendable>(
    _ body: (inout FunnelStates<Moment>) throws -> Answer
  ) rethrows -> Answer {
    queue.sync {}
    return try passed.states.withLock { states in try body(&states) }
  }
}

/// Events that fit one step each; room for as many as a segment has.
struct FunnelBatch {
  fileprivate(set) var count = 0
  var units: [UInt32] = []
  /// In milliseconds since 1970.
  var times: [Int64] = []
  fileprivate(set) var steps = [UInt8](repeating: 0, count: SegmentKind.capacity)

  /// - Parameter stepOf: by code of name.
  mutating func setSteps(ofNames names: ArraySlice<UInt32>, _ stepOf: [UInt8]) {
    count = names.count
    names.withUnsafeBufferPointer { names in
      stepOf.withUnsafeBufferPointer { stepOf in
        steps.withUnsafeMutableBufferPointer { steps in
          for place in 0..<names.count { steps[place] = stepOf[Int(names[place])] }
        }
      }
    }
  }
}
