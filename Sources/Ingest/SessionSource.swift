import Domain
import Store

/// Cuts sessions for rows that come without session ids (R-S12), going on with those that are stored.
final class SessionSource {
  private let writer: Writer
  private var cutters: [Int: SessionCutter] = [:]
  private var hasAll: Bool
  /// Rows without a session id, this batch's too.
  private var announced = 0

  /// Rows beyond which reading the sessions of all users at once pays.
  private static let fewRows = 32

  init(_ writer: Writer) {
    self.writer = writer
    hasAll = writer.earlierSessions == 0
  }

  /// Announces how many rows without a session id come next.
  func prepare(rows: Int) throws {
    announced += rows
    if announced > Self.fewRows { try takeAll() }
  }

  /// Takes in the sessions of earlier imports; only the first call does anything.
  private func takeAll() throws {
    guard !hasAll else { return }
    hasAll = true
    var earlier: [Int: SessionCutter] = [:]
    try writer.sessionSpans { user, id, first, last in
      earlier[user, default: SessionCutter()].resume(id, first: first, last: last)
    }
    cutters.merge(earlier) { known, _ in known }
  }

  /// The ordinal of the session that an event of a user falls into.
  func session(
    of user: Int, id: UserID, at time: Timestamp, in rows: inout PendingRows
  ) -> Int {
    // The same file makes the same ids.
    var ids = SeededGenerator(seed: id.rawValue &* 31 ^ UInt64(bitPattern: time.milliseconds))
    if !hasAll { resume(user) }
    let (session, _) = cutters[user, default: SessionCutter()].admit(at: time) {
      .random(using: &ids)
    }
    return rows.sessionOrdinal(session, user: user, at: time)
  }

  /// Takes in the earlier sessions of one user.
  private func resume(_ user: Int) {
    guard cutters[user] == nil else { return }
    var cutter = SessionCutter()
    writer.sessionSpans(of: user) { id, first, last in
      cutter.resume(id, first: first, last: last)
    }
    cutters[user] = cutter
  }
}
