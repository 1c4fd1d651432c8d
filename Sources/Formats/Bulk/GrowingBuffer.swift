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

  /// Where the next rows go, at most `more`, until ``add(_:)`` says how many were put there.
  mutating func room(for more: Int) -> UnsafeMutablePointer<Element> {
    while capacity - count < more { grow() }
    return base + count
  }

  /// Takes so many rows that were put where there is room for them.
  @inline(__always)
  mutating func add(_ more: Int) { count &+= more }

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
