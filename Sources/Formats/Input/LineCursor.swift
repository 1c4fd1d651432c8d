import Foundation

/// Walks the lines of a batch.
struct LineCursor {
  /// A line without its end; its bytes stand in the batch.
  struct Line {
    /// Counted from 0 within the batch.
    var number: Int
    var start: Int
    var end: Int
  }

  private let base: UnsafePointer<UInt8>
  private let count: Int
  private var at = 0
  private var number = 0

  init(base: UnsafePointer<UInt8>, count: Int) {
    self.base = base
    self.count = count
  }

  @inline(__always)
  mutating func next() -> Line? {
    guard at < count else { return nil }
    let start = at
    var end = count
    if let found = memchr(base + at, 0x0A, count &- at) {
      end = UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
    at = end &+ 1
    if end > start, base[end &- 1] == 0x0D { end &-= 1 }
    number &+= 1
    return Line(number: number &- 1, start: start, end: end)
  }
}
