import Domain
import Store

/// Cuts sessions for rows that come without session ids (R-S12), going on with those that are stored.
final class SessionSource {
  private var cutters: [Int: SessionCutter] = [:]
  private var isPrepared = false

  /// Takes in the sessions of earlier imports; only the first call does anything.
  func prepare(_ writer: Writer) throws {
    guard !isPrepared else { return }
    isPrepared = true
    try writer.sessionSpans { user, id, first, last in
      cutters[user, default: SessionCutter()].resume(id, first: first, last: last)
    }
  }

  /// The ordinal of the session that an event of a user falls into.
  func session(
    of user: Int, id: UserID, at time: Timestamp, in rows: inout PendingRows
  ) -> Int {
    // The same file makes the same ids.
    var ids = SeededGenerator(seed: id.rawValue &* 31 ^ UInt64(bitPattern: time.milliseconds))
    let (session, _) = cutters[user, default: SessionCutter()].admit(at: time) {
      .random(using: &ids)
    }
    return rows.sessionOrdinal(session, user: user, at: time)
  }
}
