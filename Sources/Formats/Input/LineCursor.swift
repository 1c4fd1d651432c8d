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
  /// Where the next line starts, and its number.
  private(set) var at = 0
  private(set) var number = 0

  init(base: UnsafePointer<UInt8>, count: Int) {
    self.base = base
    self.count = count
  }

  var isAtEnd: Bool { at >= count }

  /// Takes a line whose end was found already.
  @inline(__always)
  mutating func take(upTo end: Int) {
    at = end &+ 1
    number &+= 1
  }

  /// Takes some lines, given where the next one starts.
  mutating func take(_ lines: Int, upTo start: Int) {
    at = start
    number &+= lines
  }

  mutating func next() -> Line? {
    guard at < count else { return nil }
    let start = at
    var end = count
    if let found = memchr(base + at, 0x0A, count &- at) {
      end = UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
    take(upTo: end)
    if end > start, base[end &- 1] == 0x0D { end &-= 1 }
    return Line(number: number &- 1, start: start, end: end)
  }
}
