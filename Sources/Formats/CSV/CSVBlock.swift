import CBytes
import Domain

/// Reads CSV a column at a time: some hundred rows in the plainest form, without quotes, whose cells
/// become plain rows (``BulkEvent/isPlain``). What to do with a cell is then asked once a column and
/// not once a cell, which takes two thirds of the time.
///
/// A block that holds anything else is left to ``CSVRowReader``, which reads it row by row.
struct CSVBlock {
  /// A column that becomes an event property.
  private struct Property: BitwiseCopyable {
    var index: Int
    var key: UInt32
  }

  private let base: UnsafeMutablePointer<UInt8>
  private let delimiter: UInt8
  /// Cells of a row.
  private let width: Int
  private let (time, user, session, event): (Int, Int, Int, Int)
  private let properties: [Property]
  /// What stands before and after each cell, row by row: a cell begins after one and ends before the
  /// next.
  private let edges: UnsafeMutablePointer<Int>
  private let times: UnsafeMutablePointer<Int64>
  private let users: UnsafeMutablePointer<UInt64>
  private let sessions: UnsafeMutablePointer<UInt64>
  private let names: UnsafeMutablePointer<UInt32>

  /// Rows that are read together: what belongs to them stays in the nearest memory.
  private static let mostRows = 256

  /// Nil where rows have another form.
  init?(_ reader: CSVRowReader) {
    var places: [CSVHeader.Column.Use: Int] = [:]
    var properties: [Property] = []
    for column in reader.columns {
      switch column.use {
      case .time, .user, .session, .event: places[column.use] = column.index
      case .eventProperty: properties.append(Property(index: column.index, key: column.key))
      default: return nil
      }
    }
    guard let time = places[.time], let user = places[.user], let session = places[.session],
      let event = places[.event], properties.count <= BulkRules.mostProperties,
      Set(properties.map(\.key)).count == properties.count
    else { return nil }
    (self.time, self.user, self.session, self.event) = (time, user, session, event)
    self.properties = properties
    base = reader.base
    delimiter = reader.header.delimiter
    width = reader.header.columns.count
    edges = .allocate(capacity: Self.mostRows * width + 1)
    times = .allocate(capacity: Self.mostRows)
    users = .allocate(capacity: Self.mostRows)
    sessions = .allocate(capacity: Self.mostRows)
    names = .allocate(capacity: Self.mostRows)
  }

  func deallocate() {
    edges.deallocate()
    times.deallocate()
    users.deallocate()
    sessions.deallocate()
    names.deallocate()
  }

  /// Reads as many rows as it can from `start` on, and gives how many and where they end: 0 where the
  /// first has another form, or where any holds what must be read with care.
  ///
  /// - Parameter line: of the first row.
  func read(
    from start: Int, to end: Int, line: Int, _ clock: inout TimeReader, into rows: inout BulkRows
  ) -> (rows: Int, end: Int) {
    let count = split(from: start, to: end)
    guard count > 0, readTimes(count, &clock), readKeys(user, count, into: users),
      readKeys(session, count, into: sessions), readNames(count, &rows.names)
    else { return (0, start) }
    let first = rows.rows.count
    for property in properties where !read(property, count, of: first, into: &rows.columns) {
      rows.columns.forget(from: first)
      return (0, start)
    }
    for row in 0..<count {
      rows.add(
        time: times[row], on: line &+ row, name: names[row], session: sessions[row],
        user: users[row])
    }
    return (count, edges[count * width] + 1)
  }

  /// Finds the edges of rows that have no quotes and as many cells as they should; gives how many.
  private func split(from start: Int, to end: Int) -> Int {
    edges[0] = start - 1
    var (row, cell) = (0, 0)
    var edge = edges + 1
    var block = start
    while block < end {
      if cb_either64(base + block, 0x22, 0x22) != 0 { return row }
      var found = cb_either64(base + block, delimiter, RecordCut.lineFeed)
      while found != 0 {
        let place = block &+ found.trailingZeroBitCount
        found &= found &- 1
        edge.pointee = place
        edge += 1
        cell &+= 1
        if base[place] == RecordCut.lineFeed {
          guard cell == width else { return row }
          cell = 0
          row &+= 1
          if row == Self.mostRows || place &+ 1 >= end { return row }
        } else if cell == width {
          return row
        }
      }
      block &+= 64
    }
    return row
  }

  /// Hands over each cell of a column until one isn't taken; false then.
  @inline(__always)
  private func eachCell(
    of column: Int, _ count: Int, _ take: (_ row: Int, _ cell: ByteRange) -> Bool
  ) -> Bool {
    // A line may end with a carriage return too.
    let isLast = column == width &- 1
    var edge = edges + column
    for row in 0..<count {
      let start = edge[0] &+ 1
      var end = edge[1]
      if isLast, end > start, base[end &- 1] == 0x0D { end &-= 1 }
      guard take(row, ByteRange(start: start, end: end)) else { return false }
      edge += width
    }
    return true
  }

  private func readTimes(_ count: Int, _ clock: inout TimeReader) -> Bool {
    eachCell(of: time, count) { row, cell in
      guard let time = CSVValue.milliseconds(base, cell, &clock) else { return false }
      times[row] = time
      return true
    }
  }

  private func readKeys(
    _ column: Int, _ count: Int, into ids: UnsafeMutablePointer<UInt64>
  ) -> Bool {
    eachCell(of: column, count) { row, cell in
      let (value, end) = BulkRules.digits(base, from: cell.lower)
      guard end == cell.upper, let id = BulkRules.id(value, base, cell) else { return false }
      ids[row] = id
      return true
    }
  }

  private func readNames(_ count: Int, _ known: inout BulkNames) -> Bool {
    eachCell(of: event, count) { row, cell in
      if cell.isAbsent || Int(cell.count) > BulkRules.longestEvent { return false }
      names[row] = known.number(of: cell, in: base)
      return true
    }
  }

  private func read(
    _ property: Property, _ count: Int, of first: Int, into columns: inout BulkColumns
  ) -> Bool {
    let column = columns.column(of: property.key)
    return eachCell(of: property.index, count) { row, cell in
      if cell.isAbsent { return true }
      guard let value = CSVValue.bits(base, cell, { columns.number(of: cell, column, in: base) })
      else { return false }
      columns.append(value, to: column, of: first &+ row)
      return true
    }
  }
}
