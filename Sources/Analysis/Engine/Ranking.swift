/// Elements by their place in order, without sorting all.
extension RandomAccessCollection where Index == Int {
  /// The `count` smallest elements in order. Far fewer than all are kept in a heap, so a first page
  /// of a large list needs no full sort.
  func smallest(_ count: Int, by isLess: (Element, Element) -> Bool) -> [Element] {
    guard count < self.count / 8 else { return Array(sorted(by: isLess).prefix(count)) }
    guard count > 0 else { return [] }
    var heap = Array(prefix(count)).sorted { isLess($1, $0) }  // largest first is a valid max-heap
    for index in startIndex + count..<endIndex {
      let element = self[index]
      guard isLess(element, heap[0]) else { continue }
      heap[0] = element
      var parent = 0
      while 2 * parent + 1 < count {
        var child = 2 * parent + 1
        if child + 1 < count, isLess(heap[child], heap[child + 1]) { child += 1 }
        guard isLess(heap[parent], heap[child]) else { break }
        heap.swapAt(parent, child)
        parent = child
      }
    }
    return heap.sorted(by: isLess)
  }

  /// The elements that would stand at some places if these were sorted.
  func ranked(_ places: Range<Int>, by isLess: (Element, Element) -> Bool) -> [Element] {
    if places.upperBound < count / 8 {
      return Array(smallest(places.upperBound, by: isLess).dropFirst(places.lowerBound))
    }
    var all = Array(self)
    all.split(at: places.lowerBound, by: isLess)
    all.split(at: places.upperBound, from: places.lowerBound, by: isLess)
    return all[places].sorted(by: isLess)
  }
}

extension Array {
  /// Moves elements, from a place on, so that none before `rank` is larger than one from there on.
  mutating func split(
    at rank: Int, from start: Int = 0, by isLess: (Element, Element) -> Bool
  ) {
    guard rank < count else { return }
    var low = start
    var high = count - 1
    while low < high {
      let pivot = self[(low + high) / 2]
      var left = low
      var right = high
      while left <= right {
        while isLess(self[left], pivot) { left += 1 }
        while isLess(pivot, self[right]) { right -= 1 }
        if left <= right {
          swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if rank <= right { high = right } else if rank >= left { low = left } else { return }
    }
  }
}
