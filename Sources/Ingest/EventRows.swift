import Store

/// The rows that some events of a batch become, column by column.
struct EventRows {
  private var times: [Int64] = []
  private var users: [Int64] = []
  private var names: [Int64] = []
  /// Ordinals + 1.
  private var sessions: [Int64] = []
  /// By event; ``none`` for one that became no row.
  private var rowOfEvent: [UInt32] = []
  private var firstEvent = 0
  private var firstRow = 0

  private static let none = UInt32.max

  /// How many rows there are.
  var count: Int { times.count }

  /// - Parameter row: the number of the first row.
  mutating func begin(_ events: Range<Int>, at row: Int) {
    times.removeAll(keepingCapacity: true)
    users.removeAll(keepingCapacity: true)
    names.removeAll(keepingCapacity: true)
    sessions.removeAll(keepingCapacity: true)
    rowOfEvent.removeAll(keepingCapacity: true)
    firstEvent = events.lowerBound
    firstRow = row
  }

  /// The next event becomes a row.
  @inline(__always)
  mutating func add(time: Int64, user: Int, name: Int, session: Int) {
    rowOfEvent.append(UInt32(truncatingIfNeeded: firstRow &+ times.count))
    times.append(time)
    users.append(Int64(user))
    names.append(Int64(name))
    sessions.append(Int64(session &+ 1))
  }

  /// The next event becomes none.
  mutating func skip() { rowOfEvent.append(Self.none) }

  @inline(__always)
  func row(of event: Int) -> UInt32? {
    let row = rowOfEvent[event &- firstEvent]
    return row == Self.none ? nil : row
  }

  func append(to rows: inout PendingRows) {
    times.withUnsafeBufferPointer { times in
      users.withUnsafeBufferPointer { users in
        names.withUnsafeBufferPointer { names in
          sessions.withUnsafeBufferPointer { sessions in
            rows.appendEvents(times: times, users: users, names: names, sessions: sessions)
          }
        }
      }
    }
  }
}
