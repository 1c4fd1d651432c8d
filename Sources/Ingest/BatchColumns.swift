import Domain
import Formats
import Store

/// The event properties of a batch, stored a column at a time as its rows are.
struct BatchColumns {
  /// The numbers of the batch's texts among the values that wait for a commit; -1 until they are needed.
  private var textNumbers: [Int64] = []
  /// How much of each column was taken, and of the omissions.
  private var taken: [Int] = []
  private var told = 0

  /// Nothing is known of the next batch.
  mutating func clear(for batch: BatchView) {
    textNumbers = [Int64](repeating: -1, count: batch.texts.count)
    taken = [Int](repeating: 0, count: batch.columns.count)
    told = 0
  }

  /// Numbers of texts hold until a commit only.
  mutating func forgetTexts() {
    for index in textNumbers.indices { textNumbers[index] = -1 }
  }

  /// Stores the properties of the events before `end`, as far as that wasn't done.
  mutating func load(
    upTo end: Int, of batch: BatchView, _ loaded: EventRows, _ names: inout BatchNames,
    into rows: inout PendingRows
  ) {
    for (number, column) in batch.columns.enumerated() {
      load(column, number, upTo: end, of: batch, loaded, &names, into: &rows)
    }
  }

  /// Stores a column of the batch, as far as it belongs to events before `end`.
  private mutating func load(
    _ column: BulkColumn, _ number: Int, upTo end: Int, of batch: BatchView, _ loaded: EventRows,
    _ names: inout BatchNames, into rows: inout PendingRows
  ) {
    let first = taken[number]
    let last = column.place(of: end, from: first)
    guard first < last else { return }
    taken[number] = last
    let key = names.keyCode(column.key, batch, &rows)
    // Mostly every event has it, and every event became a row.
    let rowRange = column.events.isEmpty ? loaded.rows(of: first..<last) : nil
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: last - first) { values in
      for place in first..<last {
        let value = column.values[place]
        values[place &- first] =
          ValueBits.isText(value)
          ? ValueBits.text(textNumber(ValueBits.textNumber(value), of: key, batch, &rows)) : value
      }
      if let rowRange {
        rows.setEventProperty(key, rows: rowRange, values: UnsafeBufferPointer(values))
      } else {
        set(key, column, first..<last, UnsafeBufferPointer(values), loaded, &rows)
      }
    }
  }

  /// The number of a text of the batch among the values of a property.
  @inline(__always)
  private mutating func textNumber(
    _ text: UInt32, of key: Int, _ batch: BatchView, _ rows: inout PendingRows
  ) -> UInt32 {
    let known = textNumbers[Int(text)]
    if known >= 0 { return UInt32(truncatingIfNeeded: known) }
    let found = batch.texts[Int(text)]
    let number = rows.eventTextNumber(key, utf8: batch.bytes(of: found.text), hash: found.hash)
    textNumbers[Int(text)] = Int64(number)
    return number
  }

  /// Stores the values at some places of a column, of the events that became rows.
  private func set(
    _ key: Int, _ column: BulkColumn, _ places: Range<Int>,
    _ values: UnsafeBufferPointer<UInt64>, _ loaded: EventRows, _ rows: inout PendingRows
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: places.count) { found in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: places.count) { kept in
        var count = 0
        for (value, place) in zip(values, places) {
          guard let row = loaded.row(of: column.event(at: place)) else { continue }
          found[count] = row
          kept[count] = value
          count &+= 1
        }
        rows.setEventProperty(
          key, rows: UnsafeBufferPointer(rebasing: found[..<count]),
          values: UnsafeBufferPointer(rebasing: kept[..<count]))
      }
    }
  }

  /// R-T3: what is left out of rows is told.
  mutating func tellOmissions(
    upTo end: Int, of batch: BatchView, _ summary: inout ImportSummary
  ) {
    let first = told
    while told < batch.omissions.count, batch.omissions[told].row < end { told += 1 }
    guard first < told else { return }
    let omissions = batch.omissions[first..<told]
    for kind in BulkOmission.Kind.allCases {
      let count = omissions.count { $0.kind == kind }
      guard count > 0 else { continue }
      summary.warn(kind == .null ? .valueNull : .valueEmpty, count: count) {
        let alike = omissions.lazy.filter { $0.kind == kind }
        let row = alike.first?.row ?? 0
        // Of one line, warnings come in the order of the keys.
        let keys = alike.prefix { $0.row == row }.map {
          batch.string(batch.names[Int($0.key)].text)
        }
        return (batch.firstLine + Int(batch.rows[Int(row)].line), keys.min() ?? "")
      }
    }
  }
}
