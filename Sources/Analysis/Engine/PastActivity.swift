import Domain
import Store
import Synchronization

/// What each user did up to a moment, under the id it arrived with: merges are applied later, for
/// they differ from moment to moment.
struct RawActivity: Sendable {
  /// By user ordinal.
  private(set) var rows: [ActivityRow]
  /// Likewise; empty where sessions have no properties, which nobody asks about then.
  private(set) var firstSessions: [FirstSession] = []
  /// The last moment that counts, in milliseconds since 1970.
  private(set) var moment = Int64.min
  /// Of no meaning; what is fetched ahead would be left out if nothing depended on it.
  private var fetched: UInt32 = 0

  init(users: Int) {
    rows = [ActivityRow](repeating: ActivityRow(), count: users)
  }

  /// Up to a moment, `max` for all time.
  init(upTo moment: Int64, _ reader: Reader, users: Int) throws {
    self.init(users: users)
    try advance(to: moment, reader)
  }

  /// Goes on to a later moment: only what lies between is read.
  ///
  /// - Parameter reader: one that doesn't end before `end`.
  mutating func advance(to end: Int64, _ reader: Reader) throws {
    guard end > moment else { return }
    for kind in [SegmentKind.events, .writes] { try addRows(of: kind, to: end, reader) }
    try addSessions(to: end, reader)
    moment = end
  }

  private mutating func addRows(of kind: SegmentKind, to end: Int64, _ reader: Reader) throws {
    var users = SegmentUsers()
    for segment in try reader.segments(kind) where segment.newest > moment && segment.oldest <= end
    {
      try reader.checkCancellation()
      let first =
        segment.oldest > moment ? 0 : try reader.firstRows(notBefore: [moment + 1], in: segment)[0]
      let last =
        segment.newest <= end
        ? segment.count : try reader.firstRows(notBefore: [end + 1], in: segment)[0]
      guard first < last else { continue }
      try users.read(reader, segment, rows: first..<last)
      let isEvents = kind == .events
      var fetched: UInt32 = 0
      defer { self.fetched |= fetched }
      rows.withUnsafeMutableBufferPointer { rows in
        // Fetches what the next loop changes: waits for memory go together where nothing is written.
        for user in users.list { fetched &+= rows[Int(user)].events }
        users.eachUser { user, count, first, last in
          if isEvents {
            rows[Int(user)].add(events: count, first: first, last: last)
          } else {
            rows[Int(user)].see(at: first)
          }
        }
      }
    }
  }

  private mutating func addSessions(to end: Int64, _ reader: Reader) throws {
    let segments = try reader.segments(.sessions)
    if firstSessions.isEmpty,
      try segments.contains(where: { try !reader.propertyCodes(in: $0).isEmpty })
    {
      firstSessions = [FirstSession](repeating: FirstSession(), count: rows.count)
    }
    var columns = SessionColumns()
    for segment in segments where segment.newest > moment && segment.oldest <= end {
      try reader.checkCancellation()
      try columns.read(reader, segment, withIDs: !firstSessions.isEmpty)
      let moment = moment
      rows.withUnsafeMutableBufferPointer { rows in
        columns.eachRow { row, user, start, isSession in
          guard start > moment, start <= end else { return }
          rows[user].see(at: start)
          guard isSession else { return }
          rows[user].addSession()
        }
      }
      if firstSessions.isEmpty { continue }
      firstSessions.withUnsafeMutableBufferPointer { firstSessions in
        columns.eachRow { row, user, start, isSession in
          guard start > moment, start <= end, isSession else { return }
          firstSessions[user].add(segment.firstRow &+ row, columns.ids[row], start: start)
        }
      }
    }
  }
}

/// What users did up to the last few moments that were asked about. A step on in time reads what lies
/// between; a step back begins at an earlier moment that was kept on the way.
final class PastActivities: Sendable {
  private struct Kept: Sendable {
    var revision = -1
    /// The one used last is the last one.
    var activities: [RawActivity] = []
  }

  private static let capacity = 3
  /// Fewer are read in no time.
  private let fewEvents: Int
  private let kept = Mutex(Kept())

  init(fewEvents: Int = 4 * SegmentKind.capacity) {
    self.fewEvents = fewEvents
  }

  func activity(
    upTo moment: Int64, _ reader: Reader, users: Int, revision: Int
  ) throws -> RawActivity {
    try kept.withLock { kept in
      if kept.revision != revision { kept = Kept(revision: revision) }
      let place = kept.activities.indices
        .filter { kept.activities[$0].moment <= moment }
        .max { kept.activities[$0].moment < kept.activities[$1].moment }
      // A copy, for a question that is cancelled must leave what it began with.
      var activity = place.map { kept.activities[$0] } ?? RawActivity(users: users)
      if activity.moment == moment { return activity }
      // Where one stepped back to, one is likely to step back further.
      if let rest = try restingPlace(after: activity.moment, reader) {
        try activity.advance(to: rest, reader)
        kept.activities.append(activity)
      } else if let place {
        kept.activities.append(kept.activities.remove(at: place))
      }
      try activity.advance(to: moment, reader)
      kept.activities.append(activity)
      kept.activities.removeFirst(max(0, kept.activities.count - Self.capacity))
      return activity
    }
  }

  /// A moment after which a sixteenth of the reader's events lies; nil where little is left to read
  /// anyway.
  private func restingPlace(after moment: Int64, _ reader: Reader) throws -> Int64? {
    let segments = try reader.segments(.events).sorted { $0.newest < $1.newest }
    let total = segments.reduce(0) { $0 + $1.count }
    let rest = segments.reduce(0) { $1.newest > moment ? $0 + $1.count : $0 }
    guard total > fewEvents, rest > total / 8 else { return nil }
    var before = total - total / 16
    for segment in segments {
      before -= segment.count
      if before <= 0 { return segment.newest > moment ? segment.newest : nil }
    }
    return nil
  }
}
