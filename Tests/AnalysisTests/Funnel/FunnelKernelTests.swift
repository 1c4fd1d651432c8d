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
      var states = FunnelStates(units: 1, steps: steps, window: window, withCarriers: true)
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
      let steps = Int.random(in: 1...5, using: &chance)
      let windows: [Int64?] = [nil, 1, 30, 400]
      let window = windows.randomElement(using: &chance) ?? nil
      let count = 120
      var time: Int64 = 900
      let keys = (0..<count).map { _ in UInt32.random(in: 0..<6, using: &chance) }
      let names = (0..<count).map { _ in UInt32.random(in: 0..<UInt32(steps), using: &chance) }
      let times = (0..<count).map { _ in
        time += Int64.random(in: 0...12, using: &chance)
        return time
      }
      // Key 5 doesn't count.
      let unitOf: [UInt32] = [3, 1, 0, 2, 4, 5]
      var slow = FunnelStates(units: 5, steps: steps, window: window, withCarriers: false)
      let fast = FunnelStates(units: 5, steps: steps, window: window, withCarriers: false)
      for row in 0..<count {
        slow.advance(
          Int(unitOf[Int(keys[row])]), time: times[row], ordinal: row, mask: 1 << names[row])
      }
      fast.advance(
        count, keys: keys, unitOf: unitOf, times: times, from: 0, names: names,
        stepOf: (0..<UInt8(steps)).map { $0 })
      for unit in 0..<5 {
        #expect(fast.depth(unit) == slow.depth(unit))
        #expect(fast.duration(unit) == slow.duration(unit))
        if window != nil { #expect(fast.latestEntry(unit) == slow.latestEntry(unit)) }
      }
    }
  }

  @Test("R-F5: where a first-entry rule sees one step, the best entry sees the conversion")
  func bestEntry() {
    var states = FunnelStates(units: 1, steps: 2, window: 10, withCarriers: false)
    for (time, mask) in [(100, 1), (150, 1), (155, 2)] as [(Int64, UInt32)] {
      states.advance(0, time: time, ordinal: 0, mask: mask)
    }
    #expect(states.depth(0) == 2)
    #expect(states.duration(0) == 5)
  }

  @Test("R-F3: a step asked for twice needs two events")
  func twice() {
    var states = FunnelStates(units: 1, steps: 2, window: nil, withCarriers: false)
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
