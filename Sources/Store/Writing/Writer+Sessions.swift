import Domain

extension Writer {
  /// Every committed session with the span of its events, so that a later import can go on with it
  /// (R-S12).
  package func sessionSpans(
    _ body: (_ user: Int, _ id: SessionID, _ first: Timestamp, _ last: Timestamp) -> Void
  ) throws {
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
      for ordinal in ids.indices {
        body(
          Int(owners[ordinal]), SessionID(truncating: ids[ordinal]),
          Timestamp(milliseconds: first[ordinal]), Timestamp(milliseconds: last[ordinal]))
      }
    }
  }
}
