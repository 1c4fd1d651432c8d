import Domain
import GRDB

/// Takes the rows of some users out of segments. Only segments that hold any of them are written.
struct SegmentEraser {
  private let db: Database
  private let reader: Reader
  /// By ordinal of user.
  private let isRemoved: [Bool]
  /// Codes that occurred in what was taken out.
  private(set) var names: Set<Int> = []
  private(set) var keys: Set<Int> = []

  init(_ db: Database, _ users: [Int]) throws {
    self.db = db
    reader = Reader(db, CancellationFlag())
    var isRemoved = [Bool](repeating: false, count: try reader.count(of: .users))
    for user in users { isRemoved[user] = true }
    self.isRemoved = isRemoved
  }

  /// Removes the users' rows of events or writes; returns how many there were.
  mutating func removeRows(of kind: SegmentKind) throws -> Int {
    var removed = 0
    for segment in try reader.segments(kind) {
      if let own = try removedRows(of: segment) { removed += try shorten(segment, without: own) }
    }
    return removed
  }

  /// Leaves removed rows where the users' sessions were; returns how many of these counted.
  mutating func blankSessions() throws -> Int {
    var sessions = 0
    var origins: [Int64] = []
    for segment in try reader.segments(.sessions) {
      guard let own = try removedRows(of: segment) else { continue }
      try reader.integers(.platform, of: segment, into: &origins)
      for row in 0..<segment.count where own[row] {
        if origins[row] != SessionOrigin.named.rawValue { sessions += 1 }
        origins[row] = SessionOrigin.named.rawValue
      }
      try blank(segment, own)
      try put(PackedColumn.encode(origins), .platform, segment)
    }
    return sessions
  }

  /// Leaves removed rows where the users themselves were. Nobody is said to have been one of them on
  /// the same device before.
  mutating func blankUsers() throws {
    var previous: [Int64] = []
    for segment in try reader.segments(.users) {
      let own = Array(isRemoved[segment.rows])
      if own.contains(true) { try blank(segment, own) }
      try reader.integers(.previous, of: segment, into: &previous)
      let stale = previous.indices.filter {
        previous[$0] != 0 && (own[$0] || isRemoved[Int(previous[$0]) - 1])
      }
      guard !stale.isEmpty else { continue }
      for row in stale { previous[row] = 0 }
      try put(PackedColumn.encode(previous), .previous, segment)
    }
  }

  /// Sets when users were seen first.
  func setFirstSights(_ sights: [Int: Int64]) throws {
    guard !sights.isEmpty else { return }
    // What was written meanwhile must be read anew.
    let reader = Reader(db, CancellationFlag())
    for segment in try reader.segments(.users) {
      let own = sights.filter { segment.rows ~= $0.key }
      if own.isEmpty { continue }
      var times: [Int64] = []
      try reader.integers(.time, of: segment, into: &times)
      for (user, time) in own { times[user - segment.firstRow] = time }
      try resize(segment, times)
      try put(PackedColumn.encode(times), .time, segment)
    }
  }

  // MARK: One segment

  /// Which rows are those of removed users; nil where none is.
  private func removedRows(of segment: Segment) throws -> [Bool]? {
    var list: [UInt32] = []
    try reader.integers(.userList, of: segment, into: &list)
    guard list.contains(where: { isRemoved[Int($0)] }) else { return nil }
    let isListed = list.map { isRemoved[Int($0)] }
    var codes: [UInt32] = []
    try reader.integers(.user, of: segment, into: &codes)
    return codes.map { isListed[Int($0)] }
  }

  private mutating func shorten(_ segment: Segment, without isGone: [Bool]) throws -> Int {
    let kept = isGone.indices.filter { !isGone[$0] }
    var places = [Int32](repeating: -1, count: segment.count)
    for (place, row) in kept.enumerated() { places[row] = Int32(place) }
    try moveProperties(of: segment, places, rowCount: kept.count)
    var values: [Int64] = []
    if segment.kind == .events {
      try reader.integers(.name, of: segment, into: &values)
      for row in values.indices where isGone[row] { names.insert(Int(values[row])) }
    }
    guard !kept.isEmpty else {
      try SegmentWriter(db).delete(segment)
      return segment.count
    }
    for field in segment.kind.fields {
      try reader.integers(field, of: segment, into: &values)
      let rest = kept.map { values[$0] }
      switch field {
      case .time: try resize(segment, rest)
      case .user:
        var list: [Int64] = []
        try reader.integers(.userList, of: segment, into: &list)
        let listed = UserCodes(rest.map { list[Int($0)] })
        try put(PackedColumn.encode(listed.list), .userList, segment)
        try put(PackedColumn.encode(listed.codes), .user, segment)
        continue
      default: break
      }
      try put(PackedColumn.encode(rest), field, segment)
    }
    return segment.count - kept.count
  }

  private mutating func blank(_ segment: Segment, _ isGone: [Bool]) throws {
    let places = isGone.indices.map { isGone[$0] ? -1 : Int32($0) }
    try moveProperties(of: segment, places, rowCount: segment.count)
    var values: [Int64] = []
    try reader.integers(.id, of: segment, into: &values)
    for row in values.indices where isGone[row] { values[row] = RemovedRow.storedID }
    try put(PackedColumn.encode(values), .id, segment)
    try reader.integers(.time, of: segment, into: &values)
    let time = values.indices.lazy.filter { !isGone[$0] }.map { values[$0] }.min() ?? 0
    for row in values.indices where isGone[row] { values[row] = time }
    try resize(segment, values)
    try put(PackedColumn.encode(values), .time, segment)
  }

  private mutating func moveProperties(
    of segment: Segment, _ places: [Int32], rowCount: Int
  ) throws {
    let codes = try reader.propertyCodes(in: segment)
    for field in [.identity] + codes.map({ Field.property($0) }) {
      guard let column = try reader.property(field, of: segment) else { continue }
      let isTouched = column.rows.contains { places[Int($0)] < 0 }
      if isTouched, field != .identity { keys.insert(Int(field.number - Field.firstProperty)) }
      guard isTouched || rowCount < segment.count else { continue }
      try put(column.moved(to: places)?.encode(rowCount: rowCount), field, segment)
    }
  }

  private func resize(_ segment: Segment, _ times: [Int64]) throws {
    try db.execute(
      sql: "UPDATE segment SET rows = ?, oldest = ?, newest = ? WHERE id = ?",
      arguments: [times.count, times.min() ?? 0, times.max() ?? 0, segment.id])
  }

  /// Stores a column anew; nil removes it.
  private func put(_ bytes: [UInt8]?, _ field: Field, _ segment: Segment) throws {
    let id = segment.id << Field.fieldBits | field.number
    if let bytes {
      try db.cachedStatement(sql: "UPDATE segment_column SET data = ?2 WHERE id = ?1")
        .bind(id, bytes, in: db)
    } else {
      try db.execute(sql: "DELETE FROM segment_column WHERE id = ?", arguments: [id])
    }
  }
}
