import Domain

/// Turns the cells of CSV rows into bulk events, by the header.
struct CSVRowReader {
  /// A column with a use, bound to the names in the batch at hand.
  struct Bound: BitwiseCopyable {
    var index: Int
    var use: CSVHeader.Column.Use
    /// The number of the column's name among the batch's names.
    var key: UInt32
  }

  let header: CSVHeader
  let base: UnsafeMutablePointer<UInt8>
  let arrival: Timestamp
  var times: TimeReader
  /// What names the row, then event properties, then user properties: the order of the rows.
  let columns: [Bound]

  /// Copies the header's names to `scratch`, since keys are ranges of the batch too.
  init(
    header: CSVHeader, base: UnsafeMutablePointer<UInt8>, scratch: inout Int,
    names: inout BulkNames, arrival: Timestamp, times: TimeReader
  ) {
    self.header = header
    self.base = base
    self.arrival = arrival
    self.times = times
    var bound: [Bound] = []
    for (index, column) in header.columns.enumerated() {
      let start = scratch
      for byte in column.name.utf8 {
        base[scratch] = byte
        scratch += 1
      }
      let key = names.number(of: ByteRange(start: start, end: scratch), in: base)
      bound.append(Bound(index: index, use: column.use, key: key))
    }
    func rank(_ use: CSVHeader.Column.Use) -> Int {
      use == .userProperty ? 2 : use == .eventProperty ? 1 : 0
    }
    columns = (0...2).flatMap { wanted in
      bound.filter { rank($0.use) == wanted && $0.use != .nothing }
    }
  }

  /// Adds the event of a row; false where it must be read with care.
  @inline(__always)
  mutating func read(
    _ cells: UnsafeMutablePointer<ByteRange>, line: Int, columns: UnsafeBufferPointer<Bound>,
    into rows: inout BulkRows
  ) -> Bool {
    var event = BulkEvent(time: arrival.milliseconds)
    let first = rows.properties.count
    event.firstProperty = Int32(truncatingIfNeeded: first)
    var hasTime = header.rows == .userProperties
    for column in columns {
      let cell = cells[column.index]
      if cell.isAbsent { continue }
      if column.use == .eventProperty {
        guard property(column, cell, &rows.properties) else { return false }
        event.propertyCount &+= 1
      } else if column.use == .userProperty {
        guard property(column, cell, &rows.properties) else { return false }
        event.userPropertyCount &+= 1
      } else if column.use == .user {
        guard isKey(cell) else { return false }
        event.user = BulkRules.key(base, cell)
      } else if column.use == .event {
        guard Int(cell.count) <= BulkRules.longestEvent else { return false }
        event.name = cell
        event.nameNumber = rows.names.number(of: cell, in: base)
      } else if column.use == .time {
        guard let time = CSVValue.milliseconds(base, cell, &times) else { return false }
        event.time = time
        hasTime = true
      } else if column.use == .session {
        guard isKey(cell) else { return false }
        event.session = BulkRules.key(base, cell)
      } else if column.use == .identity {
        guard BulkRules.isGood(base, cell, limit: BulkRules.longestIdentity) else { return false }
        event.identity = cell
      } else {
        guard BulkRules.isGood(base, cell, limit: BulkRules.longestIdempotencyKey) else {
          return false
        }
        event.idempotencyKey = cell
      }
    }
    guard hasTime, !event.user.isAbsent || !event.identity.isAbsent,
      header.rows == .userProperties || !event.name.isAbsent,
      rows.properties.count &- first <= BulkRules.mostProperties
    else { return false }
    rows.add(&event, on: line, in: base)
    return true
  }

  @inline(__always)
  private func isKey(_ cell: ByteRange) -> Bool {
    BulkRules.isGood(base, cell, limit: CallDecoder.longestName)
  }

  @inline(__always)
  private func property(
    _ column: Bound, _ cell: ByteRange, _ properties: inout GrowingBuffer<BulkProperty>
  ) -> Bool {
    var property = BulkProperty(bits: 0, value: cell, key: column.key, kind: .string)
    switch CSVValue.plain(base, cell) {
    case .bits(let bits):
      property.bits = bits
      property.kind = ValueBits.isNumber(bits) ? .number : .boolean
    case .text: break
    case .omitted, .absent, .odd: return false
    }
    properties.append(property)
    return true
  }
}
