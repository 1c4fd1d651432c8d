import Domain

/// Rows that wait for a commit, column by column.
///
/// A row is begun with its fixed integers (in the order of `SegmentKind.fields`); properties are then
/// set on the row begun last.
struct RowBuffer {
  let kind: SegmentKind
  private(set) var count = 0
  private(set) var columns: [[Int64]]
  /// By property key; `identity` lives in a column of its own.
  private(set) var properties: [PropertyBuilder] = []
  private(set) var identities = PropertyBuilder()

  init(_ kind: SegmentKind) {
    self.kind = kind
    columns = kind.fields.map { _ in [] }
  }

  var isEmpty: Bool { count == 0 }

  mutating func append(_ row: Int64...) {
    for (index, value) in row.enumerated() { columns[index].append(value) }
    count += 1
  }

  /// The five integers of an event, without the array that a variadic call makes.
  mutating func appendEvent(
    time: Int64, user: Int64, name: Int64, kind: Int64, session: Int64
  ) {
    columns[0].append(time)
    columns[1].append(user)
    columns[2].append(name)
    columns[3].append(kind)
    columns[4].append(session)
    count += 1
  }

  mutating func set(_ key: Int, _ value: PropertyValue) {
    withBuilder(of: key) { builder, row in builder.set(value, row: row) }
  }

  mutating func set(_ key: Int, utf8: UnsafeBufferPointer<UInt8>, hash: UInt64) {
    withBuilder(of: key) { builder, row in builder.set(utf8: utf8, hash: hash, row: row) }
  }

  mutating func setIdentity(_ identity: Identity) {
    identities.set(.string(identity.value), row: count - 1)
  }

  @inline(__always)
  private mutating func withBuilder(of key: Int, _ body: (inout PropertyBuilder, Int) -> Void) {
    while properties.count <= key { properties.append(PropertyBuilder()) }
    body(&properties[key], count - 1)
  }

  mutating func removeAll() {
    count = 0
    for index in columns.indices { columns[index].removeAll(keepingCapacity: true) }
    for index in properties.indices { properties[index].removeAll() }
    identities.removeAll()
  }

  // MARK: Segments

  /// Takes over the rows of a stored segment, which come before whatever is appended next.
  mutating func absorb(_ segment: DecodedSegment) {
    let base = count
    for index in columns.indices { columns[index].append(contentsOf: segment.columns[index]) }
    for (key, column) in segment.properties {
      while properties.count <= key { properties.append(PropertyBuilder()) }
      properties[key].append(column, rowOffset: base)
    }
    if let column = segment.identities { identities.append(column, rowOffset: base) }
    count += segment.count
  }

  /// Takes over the rows of another buffer, which come after these.
  mutating func absorb(_ other: RowBuffer) {
    let base = count
    for index in columns.indices { columns[index].append(contentsOf: other.columns[index]) }
    for (key, builder) in other.properties.enumerated() where !builder.isEmpty {
      while properties.count <= key { properties.append(PropertyBuilder()) }
      properties[key].append(builder.column(), rowOffset: base)
    }
    if !other.identities.isEmpty {
      identities.append(other.identities.column(), rowOffset: base)
    }
    count += other.count
  }

  /// The rows as full segments and a last, smaller one.
  func segments() -> [EncodedSegment] {
    stride(from: 0, to: count, by: SegmentKind.capacity).map { start in
      encode(rows: start..<min(count, start + SegmentKind.capacity))
    }
  }

  private func encode(rows: Range<Int>) -> EncodedSegment {
    let order = kind.isTimeOrdered ? timeOrder(of: rows) : nil
    func arranged(_ column: [Int64]) -> [Int64] {
      order.map { $0.map { column[$0] } } ?? Array(column[rows])
    }
    var segment = EncodedSegment(kind: kind, count: rows.count)
    for (field, column) in zip(kind.fields, columns) {
      let values = arranged(column)
      if field == .time {
        segment.oldest = values.min() ?? 0
        segment.newest = values.max() ?? 0
      }
      if field == .user {
        let (list, codes) = Self.listed(values)
        segment.columns.append((.userList, PackedColumn.encode(list)))
        segment.columns.append((.user, PackedColumn.encode(codes)))
      } else {
        segment.columns.append((field, PackedColumn.encode(values)))
      }
    }
    for (key, builder) in properties.enumerated() where !builder.isEmpty {
      if let column = builder.column(rows: rows, order: order) {
        segment.columns.append((.property(key), column.encode(rowCount: rows.count)))
      }
    }
    if let column = identities.column(rows: rows, order: order) {
      segment.columns.append((.identity, column.encode(rowCount: rows.count)))
    }
    return segment
  }

  /// The rows by time, of equal times by arrival; nil where they stand so already.
  private func timeOrder(of rows: Range<Int>) -> [Int]? {
    let times = columns[0]
    var isOrdered = true
    for row in rows.dropFirst() where times[row] < times[row - 1] {
      isOrdered = false
      break
    }
    return isOrdered ? nil : rows.sorted { (times[$0], $0) < (times[$1], $1) }
  }

  /// Replaces user ordinals by codes into the ascending list of those that occur.
  static func listed(_ users: [Int64]) -> (list: [Int64], codes: [Int64]) {
    guard let smallest = users.min(), let largest = users.max() else { return ([], []) }
    let span = Int(largest - smallest) + 1
    if span > 64 * SegmentKind.capacity {
      let list = Set(users).sorted()
      let codeOf = Dictionary(uniqueKeysWithValues: list.enumerated().map { ($1, Int64($0)) })
      return (list, users.map { codeOf[$0] ?? 0 })
    }
    // Marking every ordinal that occurs and walking the marks is faster than sorting.
    var codeOf = [Int32](repeating: -1, count: span)
    for user in users { codeOf[Int(user - smallest)] = 0 }
    var list: [Int64] = []
    for place in 0..<span where codeOf[place] == 0 {
      codeOf[place] = Int32(list.count)
      list.append(smallest + Int64(place))
    }
    return (list, users.map { Int64(codeOf[Int($0 - smallest)]) })
  }
}

/// A segment ready to be stored.
struct EncodedSegment {
  let kind: SegmentKind
  let count: Int
  var oldest: Int64 = 0
  var newest: Int64 = 0
  var columns: [(field: Field, bytes: [UInt8])] = []

  init(kind: SegmentKind, count: Int) {
    self.kind = kind
    self.count = count
  }
}

/// A stored segment read back whole, to be folded into a larger one.
struct DecodedSegment {
  var count: Int
  var columns: [[Int64]]
  var properties: [(key: Int, column: PropertyColumn)]
  var identities: PropertyColumn?
}
