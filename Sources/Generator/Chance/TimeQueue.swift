import Domain

/// Who acts next: a binary heap of (time, number), the smallest first.
struct TimeQueue {
  struct Entry: Comparable {
    let time: Timestamp
    let number: Int

    static func < (left: Entry, right: Entry) -> Bool {
      (left.time, left.number) < (right.time, right.number)
    }
  }

  private var entries: [Entry]

  init(_ entries: [Entry]) {
    // A sorted array is a heap.
    self.entries = entries.sorted()
  }

  var first: Entry? { entries.first }

  /// Puts another entry in the place of the first, or only takes it away.
  mutating func replaceFirst(with entry: Entry?) {
    guard let last = entries.last else { return }
    if let entry {
      entries[0] = entry
    } else {
      entries[0] = last
      entries.removeLast()
    }
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
        if entries[child] < entries[least] { least = child }
      }
      if least == parent { return }
      entries.swapAt(parent, least)
      parent = least
    }
  }
}
