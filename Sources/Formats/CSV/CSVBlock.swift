import CBytes
import Domain

/// Reads CSV some hundred rows at a time, as ``PlainRows``: rows without quotes.
///
/// A block that holds anything else is left to ``CSVRowReader``, which reads it row by row.
struct CSVBlock {
  private let base: UnsafeMutablePointer<UInt8>
  private let delimiter: UInt8
  private let columns: [PlainRows.Column]
  private var plain: PlainRows

  /// Nil where rows have another form.
  init?(_ reader: CSVRowReader) {
    var columns = reader.header.columns.map { _ in PlainRows.Column.nothing }
    for column in reader.columns {
      switch column.use {
      case .time: columns[column.index] = .time
      case .user: columns[column.index] = .user
      case .session: columns[column.index] = .session
      case .event: columns[column.index] = .event
      case .eventProperty: columns[column.index] = .property(column.key)
      default: return nil
      }
    }
    guard PlainRows.arePlain(columns) else { return nil }
    self.columns = columns
    base = reader.base
    delimiter = reader.header.delimiter
    plain = PlainRows(base: base)
    plain.reserve(columns: columns.count)
  }

  func deallocate() { plain.deallocate() }

  /// Reads as many rows as it can from `start` on, and gives how many and where they end: none where the
  /// first must be read with care.
  ///
  /// - Parameter line: of the first row.
  mutating func read(
    from start: Int, to end: Int, line: Int, _ clock: inout TimeReader, into rows: inout BulkRows
  ) -> PlainRows.Taken {
    let base = base
    return plain.add(
      split(from: start, to: end), in: start..<end, of: columns, line: line, to: &rows,
      time: { _, cell in CSVValue.milliseconds(base, cell, &clock) },
      value: { _, cell in CSVValue.plain(base, cell) })
  }

  /// Finds the cells of rows that have no quotes and as many cells as they should; gives how many.
  private func split(from start: Int, to end: Int) -> Int {
    var (row, column) = (0, 0)
    var cell = start
    var block = start
    while block < end {
      if cb_either64(base + block, 0x22, 0x22) != 0 { break }
      var found = cb_either64(base + block, delimiter, RecordCut.lineFeed)
      while found != 0 {
        let place = block &+ found.trailingZeroBitCount
        found &= found &- 1
        guard column < columns.count else { return row }
        plain.cells(of: column)[row] = ByteRange(start: cell, end: place)
        column &+= 1
        cell = place &+ 1
        if base[place] == RecordCut.lineFeed {
          guard column == columns.count else { return row }
          // A line may end with a carriage return too.
          let last = plain.cells(of: column &- 1) + row
          if !last.pointee.isAbsent, base[place &- 1] == 0x0D { last.pointee.count &-= 1 }
          plain.setEnd(of: row, cell)
          column = 0
          row &+= 1
          if row == plain.limit || cell >= end { return row }
        }
      }
      block &+= 64
    }
    return row
  }
}
