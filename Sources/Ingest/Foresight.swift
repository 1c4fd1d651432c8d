import Domain
import Formats
import Store

/// Whose the next events are and which sessions they fall in, as far as users and sessions are known
/// already. Looked up for many at once: one by one, the time goes into waiting for memory.
struct Foresight {
  /// Events that are worth a look at once: enough to wait for much memory together, and few enough
  /// that most sessions which begin among them go on after them.
  static let reach = 512

  /// Which events of the batch were looked at.
  private(set) var start = 0
  private(set) var end = 0
  /// Ids of users, by event from `start` on; meaningless where one has none.
  private(set) var ids: [UInt64] = []
  /// Ordinals; -1 where nothing is known.
  private(set) var users: [Int32] = []
  private(set) var sessions: [Int32] = []
  private var owners: [Int32] = []
  private var numbers: [UInt64] = []
  private var hasSession: [Bool] = []

  /// Nothing is known of the next batch.
  mutating func clear() { (start, end) = (0, 0) }

  /// - Parameter id: The id that a key stands for.
  mutating func look(
    from first: Int, at events: UnsafeBufferPointer<BulkEvent>, environment: Int,
    in rows: inout PendingRows, id: (BulkKey) -> UInt64
  ) {
    start = first
    end = min(events.count, first + Self.reach)
    let count = end - start
    reserve(count)
    for index in 0..<count {
      let event = events[start + index]
      let isOurs = !event.user.isAbsent && event.appID.isAbsent
      owners[index] = isOurs ? Int32(truncatingIfNeeded: environment) : -1
      ids[index] = event.user.isAbsent ? 0 : id(event.user)
      hasSession[index] = !event.session.isAbsent
      numbers[index] = event.session.isAbsent ? 0 : id(event.session)
    }
    ids.withUnsafeBufferPointer { ids in
      owners.withUnsafeBufferPointer { owners in
        users.withUnsafeMutableBufferPointer { users in
          rows.userOrdinals(
            of: UnsafeBufferPointer(rebasing: ids[..<count]),
            in: UnsafeBufferPointer(rebasing: owners[..<count]),
            into: UnsafeMutableBufferPointer(rebasing: users[..<count]))
        }
      }
    }
    for index in 0..<count { owners[index] = hasSession[index] ? users[index] : -1 }
    numbers.withUnsafeBufferPointer { numbers in
      owners.withUnsafeBufferPointer { owners in
        sessions.withUnsafeMutableBufferPointer { sessions in
          rows.sessionOrdinals(
            of: UnsafeBufferPointer(rebasing: numbers[..<count]),
            users: UnsafeBufferPointer(rebasing: owners[..<count]),
            into: UnsafeMutableBufferPointer(rebasing: sessions[..<count]))
        }
      }
    }
  }

  private mutating func reserve(_ count: Int) {
    guard count > ids.count else { return }
    ids = [UInt64](repeating: 0, count: count)
    numbers = ids
    owners = [Int32](repeating: -1, count: count)
    users = owners
    sessions = owners
    hasSession = [Bool](repeating: false, count: count)
  }
}
