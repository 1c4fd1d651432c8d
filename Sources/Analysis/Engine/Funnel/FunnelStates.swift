import Foundation

/// How far each unit of a funnel has come, while events pass by in order of time and arrival.
///
/// With a window, `chain[k]` of a unit is the latest step-1 event that steps 1 to k + 1 have followed
/// in time (R-F5): one number a step is enough to find the best of all entries. Without one, the
/// first step-1 event and the first following ones are the best.
///
/// Flat memory that is zero until touched: a unit that never enters costs nothing.
struct FunnelStates: ~Copyable {
  /// What is kept beside the depth, where something is asked about the attempt's events.
  private struct Carriers {
    /// Parallel to `chain`: the ordinals of these step-1 events.
    let chain: UnsafeMutablePointer<Int>
    /// The ordinal of the step-1 event that speaks for the unit.
    let ordinal: UnsafeMutablePointer<Int>
    /// When the unit came so far, counted in events fed.
    let moment: UnsafeMutablePointer<Int>
  }

  let units: Int
  let steps: Int
  private let window: Int64?
  private let stride: Int
  /// Times here are milliseconds from one before the earliest event, so that 0 is "none".
  private let depths: UnsafeMutablePointer<UInt8>
  private let chain: UnsafeMutablePointer<Int64>
  private let durations: UnsafeMutablePointer<Int64>
  private let carriers: Carriers?
  private var moment = 0

  /// One more unit than given is there, for events that don't count.
  init(units: Int, steps: Int, window: Int64?, withCarriers: Bool) {
    self.units = units
    self.steps = steps
    self.window = window
    stride = window == nil ? 1 : max(1, steps - 1)
    depths = Self.zeroed(units + 1)
    chain = Self.zeroed((units + 1) * stride)
    durations = Self.zeroed(units + 1)
    carriers =
      withCarriers
      ? Carriers(
        chain: Self.zeroed((units + 1) * stride), ordinal: Self.zeroed(units + 1),
        moment: Self.zeroed(units + 1)) : nil
  }

  /// Pages that the system hands out zeroed are not touched, as filling an array would.
  private static func zeroed<Number: FixedWidthInteger>(
    _ count: Int
  ) -> UnsafeMutablePointer<Number> {
    guard let memory = calloc(count, MemoryLayout<Number>.stride) else {
      preconditionFailure("out of memory")
    }
    return memory.bindMemory(to: Number.self, capacity: count)
  }

  deinit {
    free(depths)
    free(chain)
    free(durations)
    if let carriers {
      free(carriers.chain)
      free(carriers.ordinal)
      free(carriers.moment)
    }
  }

  // MARK: Answers

  /// How many steps a unit reached.
  func depth(_ unit: Int) -> Int { Int(depths[unit]) }

  /// The latest step-1 event of a unit that has one; only known with a window.
  func latestEntry(_ unit: Int) -> Int64 { chain[unit * stride] }

  /// Milliseconds from the attempt's first step to its last, of a unit that reached it.
  func duration(_ unit: Int) -> Int64 { durations[unit] }

  /// The ordinal of the event whose values are the unit's (R-F7): the last step-1 event before the
  /// attempt's step 2; where there is no step 2, the last of all.
  func carrier(_ unit: Int) -> Int { carriers?.ordinal[unit] ?? 0 }

  /// Grows with the moment at which the unit came so far; without a step 2, at which it last began.
  func moment(_ unit: Int) -> Int { carriers?.moment[unit] ?? 0 }

  // MARK: Events

  /// Takes one event in: steps from last to first, so that it fills only one of a chain (R-F3).
  ///
  /// - Parameter mask: the steps that the event fits.
  mutating func advance(_ unit: Int, time: Int64, ordinal: Int, mask: UInt32) {
    moment += 1
    var mask = mask
    while mask != 0 {
      let step = 31 - mask.leadingZeroBitCount
      mask &= ~(1 << UInt32(step))
      if let window {
        advance(unit, step, time, ordinal, within: window)
      } else {
        advance(unit, step, time, ordinal)
      }
    }
  }

  private func advance(
    _ unit: Int, _ step: Int, _ time: Int64, _ ordinal: Int, within window: Int64
  ) {
    let place = unit * stride + step
    if step == 0 {
      chain[place] = time
      carriers?.chain[place] = ordinal
      if depths[unit] <= 1 { grow(unit, to: 1, from: time, at: time, carrier: ordinal) }
      return
    }
    let entry = chain[place - 1]
    guard entry != 0, time - entry <= window else { return }
    if step < stride {
      chain[place] = entry
      if let carriers { carriers.chain[place] = carriers.chain[place - 1] }
    }
    if depths[unit] <= step {
      grow(unit, to: step + 1, from: entry, at: time, carrier: carriers?.chain[place - 1] ?? 0)
    }
  }

  private func advance(_ unit: Int, _ step: Int, _ time: Int64, _ ordinal: Int) {
    if step == 0 {
      guard depths[unit] <= 1 else { return }
      if depths[unit] == 0 { chain[unit] = time }
      grow(unit, to: 1, from: chain[unit], at: time, carrier: ordinal)
    } else if depths[unit] == step {
      grow(unit, to: step + 1, from: chain[unit], at: time, carrier: carriers?.ordinal[unit] ?? 0)
    }
  }

  private func grow(
    _ unit: Int, to depth: Int, from entry: Int64, at time: Int64, carrier: Int
  ) {
    depths[unit] = UInt8(truncatingIfNeeded: depth)
    if depth == steps { durations[unit] = depth == 1 ? 0 : time - entry }
    guard let carriers else { return }
    carriers.ordinal[unit] = carrier
    carriers.moment[unit] = moment
  }

  /// Takes in events that fit one step each, where nothing is asked about the attempt's events: the
  /// same as ``advance(_:time:ordinal:mask:)``, several times as fast.
  ///
  /// - Parameter origin: the moment that counts as 0.
  /// - Parameter unitOf: a unit for each key; `units` for those that don't count.
  func advance(
    _ count: Int, keys: [UInt32], unitOf: [UInt32], times: [Int64], from origin: Int64,
    names: [UInt32], stepOf: [UInt8]
  ) {
    keys.withUnsafeBufferPointer { keys in
      unitOf.withUnsafeBufferPointer { unitOf in
        times.withUnsafeBufferPointer { times in
          names.withUnsafeBufferPointer { names in
            stepOf.withUnsafeBufferPointer { stepOf in
              if let window {
                for row in 0..<count {
                  plainAdvance(
                    Int(unitOf[Int(keys[row])]), Int(stepOf[Int(names[row])]),
                    times[row] &- origin, within: window)
                }
              } else {
                for row in 0..<count {
                  plainAdvance(
                    Int(unitOf[Int(keys[row])]), Int(stepOf[Int(names[row])]),
                    times[row] &- origin)
                }
              }
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private func plainAdvance(_ unit: Int, _ step: Int, _ time: Int64, within window: Int64) {
    let place = unit &* stride &+ step
    if step == 0 {
      chain[place] = time
      if depths[unit] == 0 { depths[unit] = 1 }
      return
    }
    let entry = chain[place &- 1]
    guard entry != 0, time &- entry <= window else { return }
    if step < stride { chain[place] = entry }
    guard depths[unit] <= step else { return }
    depths[unit] = UInt8(truncatingIfNeeded: step &+ 1)
    if step &+ 1 == steps { durations[unit] = time &- entry }
  }

  @inline(__always)
  private func plainAdvance(_ unit: Int, _ step: Int, _ time: Int64) {
    guard depths[unit] == step else { return }
    if step == 0 { chain[unit] = time }
    depths[unit] = UInt8(truncatingIfNeeded: step &+ 1)
    if step > 0, step &+ 1 == steps { durations[unit] = time &- chain[unit] }
  }
}
