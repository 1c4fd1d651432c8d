import Domain

extension Writer {
  /// How many sessions were stored when the writer opened.
  package var earlierSessions: Int { committed.sessionCount }

  /// The sessions of a user that were stored when the writer opened, each with the span of its
  /// events, so that this import can go on with them (R-S12). What fails is thrown by the commit.
  package func sessionSpans(
    of user: Int, _ body: (_ id: SessionID, _ first: Timestamp, _ last: Timestamp) -> Void
  ) {
    settleQuietly()
    for (session, times) in committed.spans(of: user) {
      body(
        SessionID(truncating: session.id), Timestamp(milliseconds: times.lowerBound),
        Timestamp(milliseconds: times.upperBound))
    }
  }

  /// The same of all users.
  package func sessionSpans(
    _ body: (_ user: Int, _ id: SessionID, _ first: Timestamp, _ last: Timestamp) -> Void
  ) throws {
    let earlier = earlierSessions
    guard earlier > 0 else { return }
    settleQuietly()
    try store.readNow { reader in
      var first: [Int64] = []
      var last: [Int64] = []
      var owners: [UInt32] = []
      var ids: [UInt64] = []
      var segmentIDs: [UInt64] = []
      var codes: [UInt32] = []
      var list: [UInt32] = []
      var times: [Int64] = []
      for segment in try reader.segments(.sessions) {
        try reader.integers(.id, of: segment, into: &segmentIDs)
        ids += segmentIDs
        try reader.integers(.user, of: segment, into: &codes)
        try reader.integers(.userList, of: segment, into: &list)
        try reader.integers(.time, of: segment, into: &times)
        owners += codes.map { list[Int($0)] }
        first += times
        last += times
      }
      for segment in try reader.segments(.events) {
        try reader.integers(.session, of: segment, into: &codes)
        try reader.integers(.time, of: segment, into: &times)
        for (session, time) in zip(codes, times) where session != 0 {
          first[Int(session) - 1] = min(first[Int(session) - 1], time)
          last[Int(session) - 1] = max(last[Int(session) - 1], time)
        }
      }
      for ordinal in 0..<min(earlier, ids.count) {
        body(
          Int(owners[ordinal]), SessionID(truncating: ids[ordinal]),
          Timestamp(milliseconds: first[ordinal]), Timestamp(milliseconds: last[ordinal]))
      }
    }
  }
}
