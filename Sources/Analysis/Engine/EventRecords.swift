import Domain
import Store

/// An event as its row number, and what a fold needs of it.
struct EventRecord {
  /// Index of its segment in the list of segments of the snapshot.
  var segment: Int32
  var row: Int32
  var time: Int64
  var user: UInt32
  var name: UInt32
  /// Session ordinal + 1; 0 for none.
  var session: UInt32
  var kind: Event.Kind

  /// The total order of events: time, then arrival (R-F4).
  static func isEarlier(_ left: EventRecord, _ right: EventRecord) -> Bool {
    if left.time != right.time { return left.time < right.time }
    return (left.segment, left.row) < (right.segment, right.row)
  }
}

/// The fixed columns of a segment of events, and the rows made of them.
struct EventColumns {
  private(set) var codes: [UInt32] = []
  private(set) var list: [UInt32] = []
  private(set) var times: [Int64] = []
  private(set) var names: [UInt32] = []
  private var sessions: [UInt32] = []
  private var kinds: [UInt8] = []

  mutating func read(_ reader: Reader, _ segment: Segment) throws {
    try reader.integers(.user, of: segment, into: &codes)
    try reader.integers(.userList, of: segment, into: &list)
    try reader.integers(.time, of: segment, into: &times)
    try reader.integers(.name, of: segment, into: &names)
    try reader.integers(.session, of: segment, into: &sessions)
    try reader.integers(.kind, of: segment, into: &kinds)
  }

  func user(_ row: Int) -> Int { Int(list[Int(codes[row])]) }

  func record(_ row: Int, segment: Int) -> EventRecord {
    EventRecord(
      segment: Int32(segment), row: Int32(row), time: times[row], user: list[Int(codes[row])],
      name: names[row], session: sessions[row], kind: Event.Kind(rawValue: kinds[row]) ?? .custom)
  }
}

/// Turns records into rows to show, reading the properties of just these.
struct EventRows {
  let reader: Reader
  let population: Population

  func rows(_ records: [EventRecord], in segments: [Segment]) throws -> [EventRow] {
    let names = try reader.eventNames()
    let keys = try reader.propertyKeys()
    let sessions = try sessionIDs(
      Set(records.compactMap { $0.session == 0 ? nil : Int($0.session) - 1 }))
    var rows = records.map { record in
      let profile = Int(population.canonical[Int(record.user)])
      return EventRow(
        environment: population.environments[Int(population.environment[profile])],
        time: Timestamp(milliseconds: record.time), name: names[Int(record.name)],
        kind: record.kind, user: population.id(Int(record.user)), profile: population.id(profile),
        identity: population.identity(profile),
        session: record.session == 0 ? nil : sessions[Int(record.session) - 1])
    }
    let bySegment = Dictionary(grouping: records.indices) { Int(records[$0].segment) }
    for (segment, indices) in bySegment {
      try reader.checkCancellation()
      for key in try reader.propertyCodes(in: segments[segment]) {
        guard let column = try reader.property(.property(key), of: segments[segment]) else {
          continue
        }
        for index in indices {
          if let value = column.value(at: Int(records[index].row)) {
            rows[index].properties[keys[key]] = value
          }
        }
      }
    }
    return rows
  }

  private func sessionIDs(_ ordinals: Set<Int>) throws -> [Int: SessionID] {
    guard !ordinals.isEmpty else { return [:] }
    var found: [Int: SessionID] = [:]
    var ids: [UInt64] = []
    for segment in try reader.segments(.sessions) {
      let here = ordinals.filter { segment.rows.contains($0) }
      if here.isEmpty { continue }
      try reader.integers(.id, of: segment, into: &ids)
      for ordinal in here {
        found[ordinal] = SessionID(truncating: ids[ordinal - segment.firstRow])
      }
    }
    return found
  }
}
