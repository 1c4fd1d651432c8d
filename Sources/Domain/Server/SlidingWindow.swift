/// Lets each key do so much within any stretch of time of one length (R-A11).
///
/// What was done exactly one length ago doesn't count any more. A clock that goes back stands still.
/// Memory: one entry for each use within the window, for at most `mostKeys` keys; beyond that the
/// keys that were idle longest are forgotten.
struct SlidingWindow<Key: Hashable & Sendable>: Sendable {
  let limit: Int
  /// In milliseconds.
  let length: Int64
  let mostKeys: Int
  private var uses: [Key: Uses] = [:]
  private var latest = Int64.min

  private struct Uses {
    /// Oldest first, from `first` on.
    var entries: [(time: Int64, cost: Int)] = []
    var first = 0
    var sum = 0

    var newest: Int64 { entries.last?.time ?? .min }

    mutating func forget(upTo time: Int64) {
      while first < entries.count, entries[first].time <= time {
        sum -= entries[first].cost
        first += 1
      }
      if first > 32, first > entries.count / 2 {
        entries.removeFirst(first)
        first = 0
      }
    }
  }

  init(limit: Int, seconds: Int64, mostKeys: Int) {
    self.limit = limit
    length = seconds * 1000
    self.mostKeys = mostKeys
  }

  var keyCount: Int { uses.count }

  /// How many milliseconds from now a key may do something of this cost; 0 for now. What costs more
  /// than the limit may be done where nothing else counts.
  mutating func wait(_ key: Key, cost: Int, at time: Timestamp) -> Int64 {
    let now = advance(to: time)
    guard uses[key] != nil else { return 0 }
    uses[key]?.forget(upTo: now - length)
    guard let own = uses[key] else { return 0 }
    var excess = own.sum + cost - limit
    var wait: Int64 = 0
    for entry in own.entries[own.first...] where excess > 0 {
      excess -= entry.cost
      wait = entry.time + length - now
    }
    return wait
  }

  mutating func record(_ key: Key, cost: Int, at time: Timestamp) {
    let now = advance(to: time)
    if uses[key] == nil, uses.count >= mostKeys { makeRoom(now) }
    var own = uses.removeValue(forKey: key) ?? Uses()
    if let last = own.entries.indices.last, last >= own.first, own.entries[last].time == now {
      own.entries[last].cost += cost
    } else {
      own.entries.append((now, cost))
    }
    own.sum += cost
    uses[key] = own
  }

  private mutating func advance(to time: Timestamp) -> Int64 {
    latest = max(latest, time.milliseconds)
    return latest
  }

  /// Forgets who is idle, and, where that isn't enough, the half that was so longest.
  private mutating func makeRoom(_ now: Int64) {
    let start = now - length
    uses = uses.filter { $0.value.newest > start }
    guard uses.count >= mostKeys else { return }
    let times = uses.values.map(\.newest).sorted()
    let middle = times[times.count / 2]
    var room = uses.count - mostKeys / 2
    uses = uses.filter { item in
      guard room > 0, item.value.newest <= middle else { return true }
      room -= 1
      return false
    }
  }
}
