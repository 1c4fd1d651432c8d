/// A stretch of the bytes of a ``BulkBatch``; empty means absent.
package struct ByteRange: Hashable, Sendable, BitwiseCopyable {
  package var start: UInt32
  package var count: UInt32

  @inline(__always)
  package init(start: Int, end: Int) {
    self.start = UInt32(truncatingIfNeeded: start)
    count = UInt32(truncatingIfNeeded: end &- start)
  }

  /// Nothing there.
  package static let absent = ByteRange(start: 0, end: 0)

  @inlinable @inline(__always) package var isAbsent: Bool { count == 0 }
  @inlinable @inline(__always) package var lower: Int { Int(start) }
  @inlinable @inline(__always) package var upper: Int { Int(start) &+ Int(count) }
}
