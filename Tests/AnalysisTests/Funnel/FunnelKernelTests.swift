import Domain
import Foundation
import Store
import Testing

@testable import Analysis

/// The one pass over events finds what trying every chain of events finds (R-F2, R-F3, R-F5).
@Suite("The funnel's kernel")
struct FunnelKernelTests {
  private struct Step {
    var time: Int64
    var mask: UInt32
  }

  @Test("R-F5: the one pass is as deep as the best of all chains, and as soon there")
  func bruteForce() {
    var chance = SeededGenerator(seed: 11)
    for _ in 0..<4000 {
      let steps = Int.random(in: 1...5, using: &chance)
      let windows: [Int64?] = [nil, 1, 3, 8, 40]
      let window = windows.randomElement(using: &chance) ?? nil
      var time: Int64 = 50
      let events = (0..<Int.random(in: 0...11, using: &chance)).map { _ in
        time += Int64.random(in: 0...3, using: &chance)
        return Step(time: time, mask: UInt32.random(in: 0..<(1 << UInt32(steps)), using: &chance))
      }
      var states = FunnelStates<Int64>(
        units: 1, steps: steps, window: window, origin: 0, withCarriers: true)
      for (ordinal, event) in events.enumerated() {
        states.advance(0, time: event.time, ordinal: ordinal, mask: event.mask)
      }
      let chains = Self.chains(events, steps: steps, window: window)
      let depth = chains.map(\.count).max() ?? 0
      #expect(states.depth(0) == depth)
      if depth == steps, depth > 1 {
        let deepest = chains.filter { $0.count == depth }
        let end = deepest.compactMap(\.last).min() ?? 0
        let ending = deepest.filter { $0.last == end }.map { $0[0] }
        // With a window the latest entry, without one the first.
        let entry = (window == nil ? chains.map { $0[0] }.min() : ending.max()) ?? 0
        #expect(states.duration(0) == events[end].time - events[entry].time)
        if window != nil { #expect(states.carrier(0) == entry) }
      }
    }
  }

  @Test("R-F5: events of one step each take the same way through the fast pass")
  func fastPass() {
    var chance = SeededGenerator(seed: 12)
    for _ in 0..<1500 {
      let windows: [Int64?] = [nil, 1, 30, 400]
      let passing = Passing(
        steps: Int.random(in: 1...5, using: &chance),
        window: windows.randomElement(using: &chance) ?? nil, longestPause: 12, using: &chance)
      let slow: FunnelStates<Int64> = passing.oneByOne()
      let fast: FunnelStates<Int64> = passing.atOnce()
      passing.expectSame(slow, fast)
    }
  }

  @Test(
    "R-F5: moments kept narrow, counted anew now and then, say the same", arguments: [true, false])
  func narrowMoments(isAtOnce: Bool) {
    var chance = SeededGenerator(seed: 13)
    let reach = FunnelStates<UInt8>.reach
    for _ in 0..<1500 {
      let windows: [Int64] = [1, 30, reach - 1, reach]
      let pauses: [Int64] = [3, 20, 500]
      let passing = Passing(
        steps: Int.random(in: 1...5, using: &chance),
        window: windows.randomElement(using: &chance) ?? 1,
        longestPause: pauses.randomElement(using: &chance) ?? 3, using: &chance)
      let wide: FunnelStates<Int64> = passing.oneByOne()
      let narrow: FunnelStates<UInt8> = isAtOnce ? passing.atOnce() : passing.oneByOne()
      passing.expectSame(wide, narrow)
    }
  }

  /// Events of five units, one step each, and of one more that doesn't count.
  private struct Passing {
    let steps: Int
    let window: Int64?
    let units: [UInt32]
    let names: [UInt32]
    let times: [Int64]

    init(steps: Int, window: Int64?, longestPause: Int64, using chance: inout SeededGenerator) {
      (self.steps, self.window) = (steps, window)
      let count = 120
      units = (0..<count).map { _ in UInt32.random(in: 0...5, using: &chance) }
      names = (0..<count).map { _ in UInt32.random(in: 0..<UInt32(steps), using: &chance) }
      var time: Int64 = 900
      times = (0..<count).map { _ in
        time += Int64.random(in: 0...longestPause, using: &chance)
        return time
      }
    }

    func oneByOne<Moment>() -> FunnelStates<Moment> {
      var states = FunnelStates<Moment>(
        units: 5, steps: steps, window: window, origin: 0, withCarriers: false)
      for (row, unit) in units.enumerated() {
        states.advance(Int(unit), time: times[row], ordinal: row, mask: 1 << names[row])
      }
      return states
    }

    func atOnce<Moment>() -> FunnelStates<Moment> {
      var states = FunnelStates<Moment>(
        units: 5, steps: steps, window: window, origin: 0, withCarriers: false)
      states.advance(
        units.count, units: units, times: times, steps: names.map { UInt8($0) })
      return states
    }

    func expectSame<One, Other>(
      _ one: borrowing FunnelStates<One>, _ other: borrowing FunnelStates<Other>
    ) {
      for unit in 0..<5 {
        #expect(one.depth(unit) == other.depth(unit))
        #expect(one.duration(unit) == other.duration(unit))
        // Of windows that are over, only that they are is known.
        if let window, one.depth(unit) > 0, let last = times.last {
          let (entry, same) = (one.latestEntry(unit), other.latestEntry(unit))
          #expect(entry == same || max(entry, same) < last - window)
        }
      }
    }
  }

  @Test("R-F5: where a first-entry rule sees one step, the best entry sees the conversion")
  func bestEntry() {
    var states = FunnelStates<Int64>(units: 1, steps: 2, window: 10, origin: 0, withCarriers: false)
    for (time, mask) in [(100, 1), (150, 1), (155, 2)] as [(Int64, UInt32)] {
      states.advance(0, time: time, ordinal: 0, mask: mask)
    }
    #expect(states.depth(0) == 2)
    #expect(states.duration(0) == 5)
  }

  @Test("R-F3: a step asked for twice needs two events")
  func twice() {
    var states = FunnelStates<Int64>(
      units: 1, steps: 2, window: nil, origin: 0, withCarriers: false)
    states.advance(0, time: 5, ordinal: 0, mask: 3)
    #expect(states.depth(0) == 1)
    states.advance(0, time: 5, ordinal: 1, mask: 3)
    #expect(states.depth(0) == 2)
  }

  /// Every sequence of distinct events in order that fill steps 1, 2, … and stay within the window.
  private static func chains(_ events: [Step], steps: Int, window: Int64?) -> [[Int]] {
    var all: [[Int]] = []
    func extend(_ chain: [Int]) {
      if !chain.isEmpty { all.append(chain) }
      guard chain.count < steps else { return }
      for next in events.indices where chain.last.map({ next > $0 }) ?? true {
        guard events[next].mask & (1 << UInt32(chain.count)) != 0 else { continue }
        if let window, let entry = chain.first,
          events[next].time - events[entry].time > window
        {
          continue
        }
        extend(chain + [next])
      }
    }
    extend([])
    return all
  }
}
