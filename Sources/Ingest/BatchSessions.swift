import Domain
import Formats
import Store

/// The ordinals of a batch's sessions and of their users, each looked up once. They hold as long as
/// the batch does: an ordinal that was given out never changes.
struct BatchSessions {
  struct Ordinals {
    var user: Int
    var session: Int
  }

  /// By session; -1 for what isn't known yet.
  private var users: [Int32] = []
  private var sessions: [Int32] = []
  private var count = 0

  /// Nothing is known of the next batch.
  mutating func clear() { count = 0 }

  /// Looks up all sessions of a batch together, where that wasn't done: one by one, the time goes
  /// into waiting for memory.
  mutating func find(
    _ wanted: UnsafeBufferPointer<BulkSession>, in environment: Int, of rows: inout PendingRows
  ) {
    guard count < wanted.count else { return }
    count = wanted.count
    if users.count < count {
      users = [Int32](repeating: -1, count: count)
      sessions = users
    }
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { ids in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { owners in
        owners.initialize(repeating: Int32(truncatingIfNeeded: environment))
        for index in 0..<count { ids.initializeElement(at: index, to: wanted[index].user) }
        users.withUnsafeMutableBufferPointer { users in
          let users = UnsafeMutableBufferPointer(rebasing: users[..<count])
          rows.userOrdinals(
            of: UnsafeBufferPointer(ids), in: UnsafeBufferPointer(owners), into: users)
          // New users will most likely get the next ordinals: a guess, so that the memory where their
          // sessions will stand is fetched as well.
          var next = rows.userCount
          for index in 0..<count {
            ids[index] = wanted[index].id
            owners[index] = users[index]
            if users[index] < 0 {
              owners[index] = Int32(truncatingIfNeeded: next)
              next += 1
            }
          }
          sessions.withUnsafeMutableBufferPointer { sessions in
            rows.sessionOrdinals(
              of: UnsafeBufferPointer(ids), users: UnsafeBufferPointer(owners),
              into: UnsafeMutableBufferPointer(rebasing: sessions[..<count]))
          }
        }
      }
    }
  }

  /// The ordinals of a plain row's user and session; those that are new begin with it.
  @inline(__always)
  mutating func ordinals(
    of row: BulkRow, _ wanted: UnsafeBufferPointer<BulkSession>, in environment: Int,
    of rows: inout PendingRows
  ) -> Ordinals {
    let place = Int(row.session)
    let session = sessions[place]
    guard session < 0 else { return Ordinals(user: Int(users[place]), session: Int(session)) }
    return begin(place, wanted[place], at: row.time, in: environment, of: &rows)
  }

  @inline(never)
  private mutating func begin(
    _ place: Int, _ wanted: BulkSession, at time: Int64, in environment: Int,
    of rows: inout PendingRows
  ) -> Ordinals {
    let time = Timestamp(milliseconds: time)
    var user = Int(users[place])
    if user < 0 {
      user = rows.userOrdinal(UserID(truncating: wanted.user), in: environment, at: time)
    }
    let session = rows.sessionOrdinal(SessionID(truncating: wanted.id), user: user, at: time)
    users[place] = Int32(truncatingIfNeeded: user)
    sessions[place] = Int32(truncatingIfNeeded: session)
    return Ordinals(user: user, session: session)
  }
}
