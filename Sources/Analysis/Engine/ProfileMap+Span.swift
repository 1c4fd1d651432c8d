import Domain
import Store

extension ProfileMap {
  /// Whether an environment, nil for all, leaves anybody out.
  func isDivided(by environment: Int?) -> Bool {
    environment != nil && (environments.count > 1 || environment != 0)
  }

  /// The newest event of an environment, which presets of a range count back from (R-U1).
  func newestEvent(in environment: Int?, _ reader: Reader) throws -> Timestamp? {
    try eventSpan(in: environment, reader).map { Timestamp(milliseconds: $0.upperBound) }
  }

  /// The first and last moment of an environment's events, in milliseconds since 1970; nil where it
  /// has none.
  func eventSpan(in environment: Int?, _ reader: Reader) throws -> ClosedRange<Int64>? {
    if environment == -1 { return nil }
    let segments = try reader.segments(.events)
    guard isDivided(by: environment) else {
      guard let first = segments.map(\.oldest).min(), let last = segments.map(\.newest).max() else {
        return nil
      }
      return first...last
    }
    // From both ends, and no further than a segment can still change the answer.
    var first = Int64.max
    for segment in segments.sorted(by: { $0.oldest < $1.oldest }) where segment.oldest < first {
      first = min(first, try eventSpan(in: environment, of: segment, reader)?.lowerBound ?? first)
    }
    var last = Int64.min
    for segment in segments.sorted(by: { $0.newest > $1.newest }) where segment.newest > last {
      last = max(last, try eventSpan(in: environment, of: segment, reader)?.upperBound ?? last)
    }
    return first <= last ? first...last : nil
  }

  private func eventSpan(
    in environment: Int?, of segment: Segment, _ reader: Reader
  ) throws -> ClosedRange<Int64>? {
    try reader.checkCancellation()
    var codes: [UInt32] = []
    var list: [UInt32] = []
    var times: [Int64] = []
    try reader.integers(.userList, of: segment, into: &list)
    let isInside = list.map { Int(self.environment[Int($0)]) == environment }
    try reader.integers(.user, of: segment, into: &codes)
    guard let oldest = codes.firstIndex(where: { isInside[Int($0)] }),
      let newest = codes.lastIndex(where: { isInside[Int($0)] })
    else { return nil }
    try reader.integers(.time, of: segment, into: &times)
    return times[oldest]...times[newest]
  }
}
