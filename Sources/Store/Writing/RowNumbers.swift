/// Ascending row numbers. As long as they are 0, 1, 2 and so on, as those of most columns are, only how
/// many there are is kept.
struct RowNumbers {
  private(set) var count = 0
  /// All of them, or none.
  private var listed: [UInt32] = []

  var isEmpty: Bool { count == 0 }

  /// Whether only their count is kept. Rows that were given as a list are kept even so.
  var areFirst: Bool { listed.isEmpty }

  var last: Int? { isEmpty ? nil : self[count - 1] }

  @inline(__always)
  subscript(place: Int) -> Int { listed.isEmpty ? place : Int(listed[place]) }

  @inline(__always)
  mutating func append(_ row: Int) {
    if !areFirst || row != count {
      list()
      listed.append(UInt32(truncatingIfNeeded: row))
    }
    count += 1
  }

  /// Adds those of a range, which come after all others.
  mutating func append(_ rows: Range<Int>) {
    if !areFirst || rows.lowerBound != count {
      list()
      listed.append(contentsOf: rows.lazy.map { UInt32(truncatingIfNeeded: $0) })
    }
    count += rows.count
  }

  mutating func append(_ rows: UnsafeBufferPointer<UInt32>) {
    list()
    listed.append(contentsOf: rows)
    count += rows.count
  }

  init() {}

  init(_ rows: [UInt32]) {
    listed = rows
    count = rows.count
  }

  private mutating func list() {
    if areFirst { listed = (0..<count).map { UInt32($0) } }
  }

  mutating func removeAll() {
    listed.removeAll(keepingCapacity: true)
    count = 0
  }

  /// The places of the numbers that lie in a range.
  func places(of rows: Range<Int>) -> Range<Int> {
    if areFirst { return rows.clamped(to: 0..<count) }
    return listed.partitioningIndex {
      $0 >= rows.lowerBound
    }..<listed.partitioningIndex {
      $0 >= rows.upperBound
    }
  }
}

extension Array {
  /// The first index whose element satisfies a predicate that is false, then true.
  fileprivate func partitioningIndex(_ isPast: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isPast(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
