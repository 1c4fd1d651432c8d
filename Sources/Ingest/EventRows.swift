import Store

/// The rows that some events of a batch become, column by column.
struct EventRows {
  private var columns: [Int64] = []
  /// By event; ``none`` for one that became no row.
  private var rowOfEvent: [UInt32] = []
  private var events = 0..<0
  private var firstRow = 0
  /// How many of the events became rows.
  private(set) var count = 0

  private static let none = UInt32.max

  /// Takes one event after the other, in the hottest loop of an import: plain pointers, since an array
  /// would be asked at each of them whether it is the only one.
  struct Writer {
    fileprivate let columns: UnsafeMutablePointer<Int64>
    fileprivate let rowOfEvent: UnsafeMutablePointer<UInt32>
    fileprivate let room: Int
    fileprivate let firstRow: Int
    /// Events taken so far, and how many of them became rows.
    fileprivate var taken = 0
    fileprivate var count = 0

    /// The next event becomes a row.
    @inline(__always)
    mutating func add(time: Int64, user: Int, name: Int, session: Int) {
      rowOfEvent[taken] = UInt32(truncatingIfNeeded: firstRow &+ count)
      taken &+= 1
      columns[count] = time
      columns[room &+ count] = Int64(user)
      columns[2 &* room &+ count] = Int64(name)
      // 0 stands for none.
      columns[3 &* room &+ count] = Int64(session &+ 1)
      count &+= 1
    }

    /// The next event becomes none.
    mutating func skip() {
      rowOfEvent[taken] = EventRows.none
      taken += 1
    }
  }

  /// - Parameters:
  ///   - row: the number of the first row.
  ///   - write: takes each of the events.
  mutating func fill(_ events: Range<Int>, at row: Int, _ write: (inout Writer) -> Void) {
    if rowOfEvent.count < events.count {
      rowOfEvent = [UInt32](repeating: Self.none, count: events.count)
      columns = [Int64](repeating: 0, count: 4 * events.count)
    }
    self.events = events
    firstRow = row
    count = columns.withUnsafeMutableBufferPointer { columns in
      rowOfEvent.withUnsafeMutableBufferPointer { rowOfEvent in
        guard let columns = columns.baseAddress, let rowOfEvent = rowOfEvent.baseAddress else {
          return 0
        }
        var writer = Writer(
          columns: columns, rowOfEvent: rowOfEvent, room: events.count, firstRow: row)
        write(&writer)
        return writer.count
      }
    }
  }

  @inline(__always)
  func row(of event: Int) -> UInt32? {
    let row = rowOfEvent[event &- events.lowerBound]
    return row == Self.none ? nil : row
  }

  /// The rows of some events; nil unless each event became one.
  func rows(of some: Range<Int>) -> Range<Int>? {
    guard count == events.count else { return nil }
    let offset = firstRow - events.lowerBound
    return some.lowerBound + offset..<some.upperBound + offset
  }

  func append(to rows: inout PendingRows) {
    let room = events.count
    columns.withUnsafeBufferPointer { columns in
      func column(_ number: Int) -> UnsafeBufferPointer<Int64> {
        UnsafeBufferPointer(rebasing: columns[number * room..<number * room + count])
      }
      rows.appendEvents(times: column(0), users: column(1), names: column(2), sessions: column(3))
    }
  }
}
