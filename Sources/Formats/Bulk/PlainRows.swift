import Domain

/// Some hundred rows in the plainest form (``BulkEvent/isPlain``), as the cells that they were written
/// with. What to do with a cell is asked once a column and not once a cell, which takes two thirds of
/// the time.
struct PlainRows {
  /// What the cells of a column name.
  enum Column: Hashable {
    case time, user, session, event
    /// An event property, by the number of its key among the batch's names.
    case property(UInt32)
    case nothing
  }

  /// Rows that are read together: what belongs to them stays in the nearest memory.
  static let most = 256
  /// Fewer are not worth what it takes to read them together.
  static let few = 16

  /// How many rows to find cells of, at most ``most``: few where some had to be read with care lately,
  /// for what was found of those behind them was found in vain.
  private(set) var limit = PlainRows.most

  private let base: UnsafeMutablePointer<UInt8>
  /// Column by column, with room for ``most`` rows in each.
  private var cells = GrowingBuffer<ByteRange>(capacity: 8 * PlainRows.most)
  private let times: UnsafeMutablePointer<Int64>
  private let users: UnsafeMutablePointer<UInt64>
  private let sessions: UnsafeMutablePointer<UInt64>
  private let names: UnsafeMutablePointer<UInt32>
  /// Which events have the values of a property.
  private let owners: UnsafeMutablePointer<UInt32>
  private let ends: UnsafeMutablePointer<Int>

  /// - Parameter base: of the bytes of a batch.
  init(base: UnsafeMutablePointer<UInt8>) {
    self.base = base
    times = .allocate(capacity: Self.most)
    users = .allocate(capacity: Self.most)
    sessions = .allocate(capacity: Self.most)
    names = .allocate(capacity: Self.most)
    owners = .allocate(capacity: Self.most)
    ends = .allocate(capacity: Self.most)
  }

  func deallocate() {
    cells.deallocate()
    times.deallocate()
    users.deallocate()
    sessions.deallocate()
    names.deallocate()
    owners.deallocate()
    ends.deallocate()
  }

  /// Whether columns make plain rows: none is there twice, and those that each row has all are.
  static func arePlain(_ columns: [Column]) -> Bool {
    let named = columns.filter { $0 != .nothing }
    guard named.count <= BulkRules.mostProperties,
      named.indices.allSatisfy({ !named[..<$0].contains(named[$0]) })
    else { return false }
    return [.time, .user, .session, .event].allSatisfy(named.contains)
  }

  /// Makes room for the cells of so many columns.
  mutating func reserve(columns: Int) {
    if cells.count < columns * Self.most { cells.fill(columns * Self.most, with: .absent) }
  }

  /// Where the cells of a column go, row by row.
  @inline(__always)
  func cells(of column: Int) -> UnsafeMutablePointer<ByteRange> { cells.base + column &* Self.most }

  /// Takes note of where the row after one begins, once all its cells were found.
  @inline(__always)
  func setEnd(of row: Int, _ place: Int) { ends[row] = place }

  /// Rows that were read together.
  struct Taken {
    var count: Int
    /// Where the next one begins.
    var end: Int
    /// Whether that one must be read with care.
    var isStopped: Bool
  }

  /// Adds the rows up to the first with a cell that must be read with care, at most `count`, to those of
  /// the batch.
  ///
  /// - Parameters:
  ///   - text: where the first row begins, and where the last row there may be ends.
  ///   - line: of the first row.
  ///   - time: the milliseconds that a cell says, given with its column.
  ///   - value: what a property's cell says, given with its column.
  @inline(__always)
  mutating func add(
    _ count: Int, in text: Range<Int>, of columns: [Column], line: Int, to rows: inout BulkRows,
    time: (_ column: Int, _ cell: ByteRange) -> Int64?,
    value: (_ column: Int, _ cell: ByteRange) -> PlainValue
  ) -> Taken {
    let first = rows.rows.count
    let omissions = rows.omissions.count
    var good = count
    for (place, column) in columns.enumerated() {
      let cells = UnsafePointer(cells(of: place))
      switch column {
      case .time: good = Self.read(cells, good, into: times) { time(place, $0) }
      case .user: good = Self.read(cells, good, into: users) { BulkRules.id(base, $0) }
      case .session: good = Self.read(cells, good, into: sessions) { BulkRules.id(base, $0) }
      case .event:
        good = Self.read(cells, good, into: names) { cell -> UInt32? in
          if cell.isAbsent || Int(cell.count) > BulkRules.longestEvent { return nil }
          return rows.names.number(of: cell, in: base)
        }
      case .property(let key):
        good = add(cells, good, of: key, first: first, to: &rows) { value(place, $0) }
      case .nothing: break
      }
    }
    if good < count { rows.columns.forget(from: first + good) }
    let next = good == 0 ? text.lowerBound : ends[good - 1]
    let isStopped = good < limit && next < text.upperBound
    limit = good < count ? max(good, Self.few) : min(2 * limit, Self.most)
    for row in 0..<good {
      rows.add(
        time: times[row], on: line &+ row, name: names[row], session: sessions[row],
        user: users[row])
    }
    rows.orderOmissions(from: omissions)
    return Taken(count: good, end: next, isStopped: isStopped)
  }

  /// Reads what cells say until one can't be read; gives how many could.
  @inline(__always)
  private static func read<Value: BitwiseCopyable>(
    _ cells: UnsafePointer<ByteRange>, _ count: Int, into values: UnsafeMutablePointer<Value>,
    _ value: (ByteRange) -> Value?
  ) -> Int {
    for row in 0..<count {
      guard let value = value(cells[row]) else { return row }
      values[row] = value
    }
    return count
  }

  @inline(__always)
  private func add(
    _ cells: UnsafePointer<ByteRange>, _ count: Int, of key: UInt32, first: Int,
    to rows: inout BulkRows, _ value: (ByteRange) -> PlainValue
  ) -> Int {
    let column = rows.columns.column(of: key)
    let values = rows.columns.room(in: column, for: count)
    var (row, added) = (0, 0)
    reading: while row < count {
      switch value(cells[row]) {
      case .bits(let bits): values[added] = bits
      case .text:
        values[added] = ValueBits.text(rows.columns.number(of: cells[row], column, in: base))
      case .omitted(let kind):
        rows.omit(key, kind, of: first &+ row)
        row &+= 1
        continue
      case .absent:
        row &+= 1
        continue
      case .odd: break reading
      }
      owners[added] = UInt32(truncatingIfNeeded: first &+ row)
      added &+= 1
      row &+= 1
    }
    rows.columns.add(values: added, of: owners, to: column)
    return row
  }
}

/// What the cell of a property says.
enum PlainValue {
  /// ``ValueBits`` of a number or a boolean.
  case bits(UInt64)
  /// Its own text, which holds the limits.
  case text
  /// One that is left out.
  case omitted(BulkOmission.Kind)
  case absent
  /// It must be read with care.
  case odd
}
