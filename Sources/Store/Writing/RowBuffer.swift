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

  mutating func append(_ only: Int64) {
    columns[0].append(only)
    count += 1
  }

  mutating func append(_ first: Int64, _ second: Int64) {
    columns[0].append(first)
    columns[1].append(second)
    count += 1
  }

  mutating func append(_ first: Int64, _ second: Int64, _ third: Int64, _ fourth: Int64) {
    columns[0].append(first)
    columns[1].append(second)
    columns[2].append(third)
    columns[3].append(fourth)
    count += 1
  }

  mutating func appendEvent(
    time: Int64, user: Int64, name: Int64, kind: Int64, session: Int64
  ) {
    append(time, user, name, kind)
    columns[4].append(session)
  }

  /// Adds many events at once, all of one kind; the columns are equally long.
  mutating func appendEvents(
    times: UnsafeBufferPointer<Int64>, users: UnsafeBufferPointer<Int64>,
    names: UnsafeBufferPointer<Int64>, kind: Int64, sessions: UnsafeBufferPointer<Int64>
  ) {
    columns[0].append(contentsOf: times)
    columns[1].append(contentsOf: users)
    columns[2].append(contentsOf: names)
    columns[3].append(contentsOf: repeatElement(kind, count: times.count))
    columns[4].append(contentsOf: sessions)
    count += times.count
  }

  mutating func set(_ key: Int, _ value: PropertyValue) {
    withBuilder(of: key) { builder, row in builder.set(value, row: row) }
  }

  mutating func set(_ key: Int, utf8: UnsafeBufferPointer<UInt8>, hash: UInt64) {
    withBuilder(of: key) { builder, row in builder.set(utf8: utf8, hash: hash, row: row) }
  }

  /// Sets one property at many rows, see ``PropertyBuilder/append(_:_:)``.
  mutating func set(
    _ key: Int, rows: UnsafeBufferPointer<UInt32>, values: UnsafeBufferPointer<UInt64>
  ) {
    withBuilder(of: key) { builder, _ in builder.append(rows, values) }
  }

  mutating func set(_ key: Int, rows: Range<Int>, values: UnsafeBufferPointer<UInt64>) {
    withBuilder(of: key) { builder, _ in builder.append(rows, values) }
  }

  /// See ``PropertyBuilder/textNumber(_:hash:)``.
  mutating func textNumber(
    _ key: Int, utf8: UnsafeBufferPointer<UInt8>, hash: UInt64
  ) -> UInt32 {
    while properties.count <= key { properties.append(PropertyBuilder()) }
    return properties[key].textNumber(utf8, hash: hash)
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
      properties[key].append(builder, rowOffset: base)
    }
    if !other.identities.isEmpty { identities.append(other.identities, rowOffset: base) }
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
    var segment = EncodedSegment(kind: kind, count: rows.count)
    for (field, column) in zip(kind.fields, columns) {
      if let order {
        order.map { column[$0] }.withUnsafeBufferPointer { segment.append($0, field) }
      } else {
        column.withUnsafeBufferPointer {
          segment.append(UnsafeBufferPointer(rebasing: $0[rows]), field)
        }
      }
    }
    for (key, builder) in properties.enumerated() where !builder.isEmpty {
      if let column = builder.content(rows: rows, order: order) {
        segment.columns.append((.property(key), column.encode(rowCount: rows.count)))
      }
    }
    if let column = identities.content(rows: rows, order: order) {
      segment.columns.append((.identity, column.encode(rowCount: rows.count)))
    }
    return segment
  }

  /// The rows by time, of equal times by arrival; nil where they stand so already.
  private func timeOrder(of rows: Range<Int>) -> [Int]? {
    let times = columns[0]
    let isOrdered = times.withUnsafeBufferPointer { times in
      for row in rows.dropFirst() where times[row] < times[row &- 1] { return false }
      return true
    }
    return isOrdered ? nil : rows.sorted { (times[$0], $0) < (times[$1], $1) }
  }
}

/// The users of a segment: an ascending list of the ordinals that occur, and for each row the place
/// in it.
struct UserCodes {
  private(set) var list: [Int64] = []
  private(set) var codes: [Int64] = []

  init(_ users: [Int64]) { self = users.withUnsafeBufferPointer { UserCodes($0) } }

  init(_ users: UnsafeBufferPointer<Int64>) {
    let (smallest, largest) = PackedColumn.range(of: users)
    let span = Int(largest - smallest) + 1
    guard span <= 64 * SegmentKind.capacity else {
      list = Set(users).sorted()
      let codeOf = Dictionary(uniqueKeysWithValues: list.enumerated().map { ($1, Int64($0)) })
      codes = users.map { codeOf[$0] ?? 0 }
      return
    }
    // A bit for every ordinal that occurs, and how many bits stand before each word: much faster
    // than sorting.
    var marks = [UInt64](repeating: 0, count: users.isEmpty ? 0 : span / 64 + 1)
    var before = [Int32](repeating: 0, count: marks.count)
    for user in users {
      let place = Int(user &- smallest)
      marks[place &>> 6] |= 1 &<< UInt64(place & 63)
    }
    for (index, var word) in marks.enumerated() {
      before[index] = Int32(list.count)
      while word != 0 {
        list.append(smallest + Int64(64 * index + word.trailingZeroBitCount))
        word &= word &- 1
      }
    }
    codes = [Int64](unsafeUninitializedCapacity: users.count) { codes, count in
      for row in 0..<users.count {
        let place = Int(users[row] &- smallest)
        let below = marks[place &>> 6] & ((1 &<< UInt64(place & 63)) &- 1)
        codes[row] = Int64(before[place &>> 6]) &+ Int64(below.nonzeroBitCount)
      }
      count = users.count
    }
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

  /// Adds a fixed column.
  mutating func append(_ values: UnsafeBufferPointer<Int64>, _ field: Field) {
    switch field {
    case .user:
      let users = UserCodes(values)
      let last = Int64(max(0, users.list.count - 1))
      users.list.withUnsafeBufferPointer { list in
        let range = PackedColumn.range(ofAscending: list)
        columns.append((.userList, PackedColumn.encode(list, in: range)))
      }
      users.codes.withUnsafeBufferPointer { codes in
        columns.append((.user, PackedColumn.encode(codes, in: (0, last))))
      }
    case .time:
      let range =
        kind.isTimeOrdered
        ? PackedColumn.range(ofAscending: values) : PackedColumn.range(of: values)
      (oldest, newest) = range
      columns.append((field, PackedColumn.encode(values, in: range)))
    default: columns.append((field, PackedColumn.encode(values)))
    }
  }
}

/// A stored segment read back whole, to be folded into a larger one.
struct DecodedSegment {
  var count: Int
  var columns: [[Int64]]
  var properties: [(key: Int, column: PropertyColumn)]
  var identities: PropertyColumn?
}
