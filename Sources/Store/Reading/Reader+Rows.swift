import Domain

/// Reading only the rows that a fold is about: first which rows those are, then what is asked of
/// them. A whole column costs a nanosecond a value; most folds need a few rows in a hundred.
extension Reader {
  /// The rows of a time-ordered segment with a time from `start` on and before `end`, in
  /// milliseconds since 1970.
  package func rows(of segment: Segment, from start: Int64, to end: Int64) throws -> Range<Int> {
    if segment.oldest >= start, segment.newest < end { return 0..<segment.count }
    let rows = try firstRows(notBefore: [start, end], in: segment)
    return rows[0]..<rows[1]
  }

  /// Finds the rows within `range` whose event name is wanted.
  ///
  /// - Parameter isWanted: 1 or 0 by code of name.
  /// - Parameter rows: room for as many as a segment has (``SegmentKind/capacity``).
  /// - Parameter names: likewise; the codes of the names of these rows.
  /// - Returns: how many there are.
  package func selectRows(
    of segment: Segment, in range: Range<Int>, named isWanted: [UInt8], rows: inout [UInt16],
    names: inout [UInt32]
  ) throws -> Int {
    let bytes = try fixedColumn(.name, of: segment)
    let header = try PackedColumn.header(of: bytes)
    let known = try count(of: .names)
    guard header.count == segment.storedCount, 0..<Int64(known) ~= header.smallest,
      isWanted.count == known, rows.count >= range.count, names.count >= range.count
    else { throw outOfBounds(.name, segment) }
    // One more than there are: what is beyond all names is found out by it.
    let table = isWanted + [1]
    let body = UnsafeRawBufferPointer(rebasing: bytes[PackedColumn.headerSize...])
    let smallest = UInt64(header.smallest)
    let found =
      switch header.width {
      case 0: Self.select(range, smallest, table, &rows, &names)
      case 1: Self.select(body, as: UInt8.self, range, smallest, table, &rows, &names)
      case 2: Self.select(body, as: UInt16.self, range, smallest, table, &rows, &names)
      case 4: Self.select(body, as: UInt32.self, range, smallest, table, &rows, &names)
      default: throw outOfBounds(.name, segment)
      }
    guard names.prefix(found).allSatisfy({ $0 < known }) else {
      throw outOfBounds(.name, segment)
    }
    return found
  }

  /// All rows have the same name.
  private static func select(
    _ range: Range<Int>, _ name: UInt64, _ table: [UInt8], _ rows: inout [UInt16],
    _ names: inout [UInt32]
  ) -> Int {
    guard table[Int(name)] != 0 else { return 0 }
    let name = UInt32(truncatingIfNeeded: name)
    for (place, row) in range.enumerated() {
      rows[place] = UInt16(truncatingIfNeeded: row)
      names[place] = name
    }
    return range.count
  }

  /// Free of branches: every row is written down, and the next one over it unless it was wanted.
  private static func select<Narrow: FixedWidthInteger & UnsignedInteger>(
    _ body: UnsafeRawBufferPointer, as type: Narrow.Type, _ range: Range<Int>, _ smallest: UInt64,
    _ table: [UInt8], _ rows: inout [UInt16], _ names: inout [UInt32]
  ) -> Int {
    let beyond = UInt64(table.count - 1)
    func name(_ row: Int) -> UInt64 {
      let narrow = body.loadUnaligned(
        fromByteOffset: row &* MemoryLayout<Narrow>.size, as: Narrow.self)
      return min(UInt64(Narrow(littleEndian: narrow)) &+ smallest, beyond)
    }
    var found = 0
    table.withUnsafeBufferPointer { table in
      rows.withUnsafeMutableBufferPointer { rows in
        for row in range {
          rows[found] = UInt16(truncatingIfNeeded: row)
          found &+= Int(table[Int(name(row))])
        }
        names.withUnsafeMutableBufferPointer { names in
          for place in 0..<found {
            names[place] = UInt32(truncatingIfNeeded: name(Int(rows[place])))
          }
        }
      }
    }
    return found
  }

  /// The users, by ordinal, of some rows of a segment, or what stands for them.
  ///
  /// - Parameter valueOf: by ordinal, what stands for a user; nil for the ordinals themselves.
  /// - Parameter list: a buffer to use again.
  package func users(
    of segment: Segment, at rows: ArraySlice<UInt16>, as valueOf: [UInt32]?,
    list: inout [UInt32], into users: inout [UInt32]
  ) throws {
    try integers(.userList, of: segment, into: &list)
    if let last = list.last, let valueOf, last >= valueOf.count {
      throw outOfBounds(.userList, segment)
    }
    try gather(.user, of: segment, at: rows, into: &users)
    // The users of a segment are listed in order, so that looking up each of them is a walk through
    // memory; that pays where there are about as many rows.
    let isListFirst = rows.count * 2 > list.count
    if isListFirst, let valueOf { Self.look(up: list.count, in: valueOf, &list) }
    var largest: UInt32 = 0
    for user in users.prefix(rows.count) { largest = max(largest, user) }
    guard rows.isEmpty || largest < list.count else { throw outOfBounds(.user, segment) }
    Self.look(up: rows.count, in: list, &users)
    if !isListFirst, let valueOf { Self.look(up: rows.count, in: valueOf, &users) }
  }

  /// Puts what stands at each of some places in its stead.
  private static func look(up count: Int, in valueOf: [UInt32], _ places: inout [UInt32]) {
    valueOf.withUnsafeBufferPointer { valueOf in
      places.withUnsafeMutableBufferPointer { places in
        for place in 0..<count { places[place] = valueOf[Int(places[place])] }
      }
    }
  }

  /// The times, in milliseconds since 1970, of some rows of a segment.
  package func times(
    of segment: Segment, at rows: ArraySlice<UInt16>, into times: inout [Int64]
  ) throws {
    try gather(.time, of: segment, at: rows, into: &times)
  }

  /// Session ordinals + 1 of some rows of a segment; 0 for none.
  package func sessions(
    of segment: Segment, at rows: ArraySlice<UInt16>, into sessions: inout [UInt32]
  ) throws {
    try gather(.session, of: segment, at: rows, into: &sessions)
    let known = try count(of: .sessions)
    guard sessions.prefix(rows.count).allSatisfy({ $0 <= known }) else {
      throw outOfBounds(.session, segment)
    }
  }

  /// Values of some rows; `target` is made as large as a segment, and holds them at its front.
  private func gather<Word: FixedWidthInteger>(
    _ field: Field, of segment: Segment, at rows: ArraySlice<UInt16>, into target: inout [Word]
  ) throws {
    let bytes = try fixedColumn(field, of: segment)
    if field == .time { try checkTimes(bytes, of: segment) }
    let header = try PackedColumn.header(of: bytes)
    guard header.count == segment.storedCount, rows.allSatisfy({ $0 < header.count }) else {
      throw StoreError.damaged("segment \(segment.id) has a column of another length")
    }
    if target.count < SegmentKind.capacity {
      target = [Word](repeating: 0, count: SegmentKind.capacity)
    }
    let smallest = Word(truncatingIfNeeded: header.smallest)
    let body = UnsafeRawBufferPointer(rebasing: bytes[PackedColumn.headerSize...])
    rows.withUnsafeBufferPointer { rows in
      target.withUnsafeMutableBufferPointer { target in
        switch header.width {
        case 1: Self.gather(body, as: UInt8.self, rows, smallest, target)
        case 2: Self.gather(body, as: UInt16.self, rows, smallest, target)
        case 4: Self.gather(body, as: UInt32.self, rows, smallest, target)
        case 8: Self.gather(body, as: UInt64.self, rows, smallest, target)
        default: for place in 0..<rows.count { target[place] = smallest }
        }
      }
    }
  }

  private static func gather<Narrow: FixedWidthInteger, Word: FixedWidthInteger>(
    _ body: UnsafeRawBufferPointer, as type: Narrow.Type, _ rows: UnsafeBufferPointer<UInt16>,
    _ smallest: Word, _ target: UnsafeMutableBufferPointer<Word>
  ) {
    for place in 0..<rows.count {
      let narrow = body.loadUnaligned(
        fromByteOffset: Int(rows[place]) * MemoryLayout<Narrow>.size, as: Narrow.self)
      target[place] = Word(truncatingIfNeeded: Narrow(littleEndian: narrow)) &+ smallest
    }
  }
}
