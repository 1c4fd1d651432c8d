/// Rows of plain values in memory that is kept from one batch to the next.
///
/// An array would check uniqueness and bounds on every append of the hottest loop there is.
struct GrowingBuffer<Element: BitwiseCopyable>: BitwiseCopyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    base = .allocate(capacity: capacity)
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    (base + count).initialize(to: element)
    count &+= 1
  }

  /// Forgets the rows past the first `count`.
  mutating func truncate(to count: Int) { self.count = min(count, self.count) }

  /// Makes all of it `size` equal rows.
  mutating func fill(_ size: Int, with element: Element) {
    while capacity < size { grow() }
    base.initialize(repeating: element, count: size)
    count = size
  }

  /// Takes out some rows; those after them move down.
  @inline(__always)
  mutating func remove(at place: Int, count removed: Int) {
    guard removed > 0 else { return }
    (base + place).update(from: base + place + removed, count: count - place - removed)
    count -= removed
  }

  var buffer: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }

  func deallocate() { base.deallocate() }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    base = larger
    capacity *= 2
  }
}
