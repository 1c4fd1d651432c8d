import Foundation

/// How far each unit of a funnel has come, while events pass by in order of time and arrival.
///
/// With a window, number `k` of a unit is the latest step-1 event that steps 1 to k + 1 have followed
/// in time (R-F5): one number a step is enough to find the best of all entries, and how many there
/// are says how far the unit came. Without one, the first step-1 event and the first following ones
/// are the best.
///
/// Flat memory that is zero until touched, with all that an event reads and changes of a unit side by
/// side: waiting for it is what a funnel costs. So `Moment` is as narrow as the window allows; see
/// ``reach``.
///
/// Nobody else has this memory, so that it may go from one thread to another.
struct FunnelStates<Moment: FixedWidthInteger & Sendable>: ~Copyable, @unchecked Sendable {
  /// What is kept beside the numbers, where something is asked about the attempt's events.
  private struct Carriers {
    /// Parallel to the numbers: the ordinals of these step-1 events.
    let chain: UnsafeMutablePointer<Int>
    /// The ordinal of the step-1 event that speaks for the unit.
    let ordinal: UnsafeMutablePointer<Int>
    /// When the unit came so far, counted in events fed.
    let moment: UnsafeMutablePointer<Int>
  }

  /// What to do with an event of a step; masks are all ones for "yes", all zeros for "no".
  private struct StepRule {
    /// Which number of a unit the step goes on from.
    let source: Int
    let target: Int
    let isFirst: Int64
    let isLast: Int64
  }

  let units: Int
  let steps: Int
  private let window: Int64?
  /// Numbers of a unit. With a window, one a step; without, the first step-1 event and the last. The
  /// last number is 0 until the unit converts, then one more than the time it took.
  private let stride: Int
  private let numbers: UnsafeMutablePointer<Moment>
  /// How many steps each unit reached; only without a window.
  private let depths: UnsafeMutablePointer<UInt8>?
  private let rules: UnsafeMutablePointer<StepRule>
  private let carriers: Carriers?
  private var moment = 0
  /// What is taken off a time before it is kept.
  private var base: Int64

  /// The longest window for which a `Moment` is wide enough.
  static var reach: Int64 { Int64(clamping: Moment.max) / 2 }

  /// One more unit than given is there, for events that don't count.
  ///
  /// - Parameters:
  ///   - window: in milliseconds, at most ``reach``; where there is none, `Moment` has to be wide
  ///     enough for any time.
  ///   - origin: a moment before all events, by more than the window.
  init(units: Int, steps: Int, window: Int64?, origin: Int64, withCarriers: Bool) {
    base = origin
    self.units = units
    self.steps = steps
    self.window = window
    stride = window == nil ? 2 : max(2, steps)
    numbers = Self.zeroed((units + 1) * stride)
    depths = window == nil ? Self.zeroed(units + 1) : nil
    rules = .allocate(capacity: steps)
    for step in 0..<steps {
      let isLast = step > 0 && step == stride - 1
      let rule = StepRule(
        source: max(0, step - 1), target: step, isFirst: step == 0 ? -1 : 0,
        isLast: isLast ? -1 : 0)
      (rules + step).initialize(to: rule)
    }
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
    free(numbers)
    free(depths)
    rules.deallocate()
    if let carriers {
      free(carriers.chain)
      free(carriers.ordinal)
      free(carriers.moment)
    }
  }

  // MARK: Answers

  /// How many steps a unit reached.
  func depth(_ unit: Int) -> Int {
    if let depths { return Int(depths[unit]) }
    var depth = 0
    while depth < steps, numbers[unit &* stride &+ depth] != 0 { depth &+= 1 }
    return depth
  }

  /// The same of all units, without a jump for each: nobody can foresee how far a unit came.
  func allDepths() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: units) { found, count in
      for unit in 0..<units {
        if let depths {
          found[unit] = depths[unit]
          continue
        }
        // Of a chain no number is there without those before it.
        var depth: UInt8 = 0
        let own = numbers + unit &* stride
        var step = 0
        while step < steps {
          // No number is less than 0, and of a comparison the compiler makes a jump.
          depth &+= UInt8(truncatingIfNeeded: min(own[step], 1))
          step &+= 1
        }
        found[unit] = depth
      }
      count = units
    }
  }

  /// Which units are in time still (R-F9), in the same way: those that entered, didn't convert, and began
  /// last less than `window` milliseconds before `end`.
  ///
  /// - Parameter depths: of all units.
  func allInTime(_ depths: [UInt8], within window: Int64, of end: Int64) -> [Bool] {
    [Bool](unsafeUninitializedCapacity: units) { found, count in
      for unit in 0..<units {
        let isUnderway: UInt8 = depths[unit] &- 1 < UInt8(truncatingIfNeeded: steps &- 1) ? 1 : 0
        let isOpen: UInt8 = end &- latestEntry(unit) < window ? 1 : 0
        found.initializeElement(at: unit, to: isUnderway & isOpen != 0)
      }
      count = units
    }
  }

  /// The units that reached the last step, and how many milliseconds it took each, likewise.
  ///
  /// - Parameter depths: of all units.
  func conversions(_ depths: [UInt8]) -> (units: [Int], durations: [Int64]) {
    var total = 0
    for depth in depths { total &+= Int(depth) == steps ? 1 : 0 }
    var durations: [Int64] = []
    // What didn't convert is written over by the next one.
    let converted = [Int](unsafeUninitializedCapacity: total + 1) { converted, count in
      durations = [Int64](unsafeUninitializedCapacity: total + 1) { durations, timed in
        for unit in 0..<units {
          converted[count] = unit
          durations[count] = duration(unit)
          count &+= Int(depths[unit]) == steps ? 1 : 0
        }
        timed = count
      }
    }
    return (converted, durations)
  }

  /// The latest step-1 event of a unit that has one; only known with a window. Where that is so long
  /// ago that the window is over, any such moment.
  func latestEntry(_ unit: Int) -> Int64 { Int64(numbers[unit * stride]) + base }

  /// Milliseconds from the attempt's first step to its last, of a unit that reached it; else 0.
  func duration(_ unit: Int) -> Int64 {
    steps == 1 ? 0 : max(0, Int64(numbers[unit * stride + stride - 1]) - 1)
  }

  /// The ordinal of the event whose values are the unit's (R-F7): the last step-1 event before the
  /// attempt's step 2; where there is no step 2, the last of all.
  func carrier(_ unit: Int) -> Int { carriers?.ordinal[unit] ?? 0 }

  /// Grows with the moment at which the unit came so far; without a step 2, at which it last began.
  func moment(_ unit: Int) -> Int { carriers?.moment[unit] ?? 0 }

  // MARK: The width of a moment

  /// The latest time that can be kept.
  private var limit: Int64 {
    let (limit, isBeyond) = base.addingReportingOverflow(Int64(clamping: Moment.max))
    return isBeyond ? .max : limit
  }

  /// Makes room for times from `time` on. Step-1 events whose window is over then become one moment
  /// that is just as much over.
  private mutating func rebase(at time: Int64) {
    guard let window else { return }
    let next = time - window - 2
    let shift = next - base
    for unit in 0...units {
      for place in unit &* stride..<unit &* stride &+ max(1, steps &- 1) {
        let old = Int64(truncatingIfNeeded: numbers[place])
        numbers[place] = Moment(truncatingIfNeeded: max(min(old, 1), old &- shift))
      }
    }
    base = next
  }

  // MARK: Events

  /// Takes one event in: steps from last to first, so that it fills only one of a chain (R-F3).
  ///
  /// - Parameters:
  ///   - time: in milliseconds since 1970.
  ///   - mask: the steps that the event fits.
  mutating func advance(_ unit: Int, time: Int64, ordinal: Int, mask: UInt32) {
    moment += 1
    if time > limit { rebase(at: time) }
    var mask = mask
    while mask != 0 {
      let step = 31 - mask.leadingZeroBitCount
      mask &= ~(1 << UInt32(step))
      if let window {
        advance(unit, step, time - base, ordinal, within: window)
      } else {
        advance(unit, step, time - base, ordinal)
      }
    }
  }

  private func advance(
    _ unit: Int, _ step: Int, _ time: Int64, _ ordinal: Int, within window: Int64
  ) {
    let depth = depth(unit)
    let place = unit * stride + step
    if step == 0 {
      numbers[place] = Moment(truncatingIfNeeded: time)
      carriers?.chain[place] = ordinal
      if depth <= 1 { note(unit, carrier: ordinal) }
      return
    }
    let entry = Int64(numbers[place - 1])
    guard entry != 0, time - entry <= window else { return }
    if step == steps - 1 {
      if depth < steps { numbers[place] = Moment(truncatingIfNeeded: time - entry + 1) }
    } else {
      numbers[place] = Moment(truncatingIfNeeded: entry)
      if let carriers { carriers.chain[place] = carriers.chain[place - 1] }
    }
    if depth <= step { note(unit, carrier: carriers?.chain[place - 1] ?? 0) }
  }

  private func advance(_ unit: Int, _ step: Int, _ time: Int64, _ ordinal: Int) {
    guard let depths else { return }
    let place = unit * stride
    if step == 0 {
      guard depths[unit] <= 1 else { return }
      if depths[unit] == 0 { numbers[place] = Moment(truncatingIfNeeded: time) }
      depths[unit] = 1
      note(unit, carrier: ordinal)
    } else if depths[unit] == step {
      depths[unit] = UInt8(truncatingIfNeeded: step + 1)
      if step == steps - 1 {
        numbers[place + 1] = Moment(truncatingIfNeeded: time - Int64(numbers[place]) + 1)
      }
      note(unit, carrier: carriers?.ordinal[unit] ?? 0)
    }
  }

  /// Keeps which event speaks for a unit that came further.
  private func note(_ unit: Int, carrier: Int) {
    guard let carriers else { return }
    carriers.ordinal[unit] = carrier
    carriers.moment[unit] = moment
  }

  /// Takes in events that fit one step each, where nothing is asked about the attempt's events: the
  /// same as ``advance(_:time:ordinal:mask:)``, several times as fast.
  ///
  /// - Parameters:
  ///   - units: one more than the last unit for events that don't count.
  ///   - times: ascending, in milliseconds since 1970.
  ///   - steps: from 0.
  mutating func advance(_ count: Int, units: [UInt32], times: [Int64], steps: [UInt8]) {
    var first = 0
    while first < count {
      if times[first] > limit { rebase(at: times[first]) }
      var last = count
      while times[last - 1] > limit { last = (first + last + 1) / 2 }
      advance(first..<last, units: units, times: times, steps: steps)
      first = last
    }
  }

  private func advance(_ rows: Range<Int>, units: [UInt32], times: [Int64], steps: [UInt8]) {
    units.withUnsafeBufferPointer { units in
      times.withUnsafeBufferPointer { times in
        steps.withUnsafeBufferPointer { steps in
          if let window {
            for row in rows {
              plainAdvance(Int(units[row]), Int(steps[row]), times[row] &- base, within: window)
            }
          } else {
            for row in rows {
              plainAdvance(Int(units[row]), Int(steps[row]), times[row] &- base)
            }
          }
        }
      }
    }
  }

  /// Free of branches that depend on what a unit did before: nobody can foresee those, and each wrong
  /// guess costs more than all that is computed here. Masks come from a table and from signs, since
  /// from a comparison the compiler makes a branch again.
  @inline(__always)
  private func plainAdvance(_ unit: Int, _ step: Int, _ time: Int64, within window: Int64) {
    let rule = rules[step]
    let own = numbers + unit &* stride
    let source = Int64(truncatingIfNeeded: own[rule.source])
    let old = Int64(truncatingIfNeeded: own[rule.target])
    let entry = (time & rule.isFirst) | (source & ~rule.isFirst)
    let took = time &- entry
    let isTooLate = (window &- took) >> 63
    let isKept = isTooLate | (rule.isLast & ((0 &- old) >> 63))
    let new = (entry & ~rule.isLast) | ((took &+ 1) & rule.isLast)
    own[rule.target] = Moment(truncatingIfNeeded: (new & ~isKept) | (old & isKept))
  }

  @inline(__always)
  private func plainAdvance(_ unit: Int, _ step: Int, _ time: Int64) {
    guard let depths, depths[unit] == step else { return }
    let own = numbers + unit &* stride
    if step == 0 { own[0] = Moment(truncatingIfNeeded: time) }
    depths[unit] = UInt8(truncatingIfNeeded: step &+ 1)
    if step > 0, step &+ 1 == steps {
      own[1] = Moment(truncatingIfNeeded: time &- Int64(truncatingIfNeeded: own[0]) &+ 1)
    }
  }
}
