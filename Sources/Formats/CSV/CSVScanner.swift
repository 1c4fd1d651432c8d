import CBytes
import Domain

/// Reads CSV records (RFC 4180) straight into rows. A row that breaks a limit is read again with
/// care; what can't be used is said why.
struct CSVScanner {
  private let base: UnsafeMutablePointer<UInt8>
  private let end: Int
  private let delimiter: UInt8
  private var at = 0
  /// Which of the 64 bytes from `block` on are delimiters or line ends.
  private var ends: UInt64 = 0
  private var block = -64
  private var scratch: Int
  /// Whether the last record has a quoted cell that is not well formed.
  private(set) var isMalformed = false
  /// Whether the last record has quoted cells, which may hold line ends.
  private(set) var hadQuotes = false

  /// - Parameter end: `base[end]` is a line end, and 63 more bytes are readable.
  init(base: UnsafeMutablePointer<UInt8>, end: Int, scratch: Int, delimiter: UInt8) {
    self.base = base
    self.end = end
    self.scratch = scratch
    self.delimiter = delimiter
  }

  var position: Int { at }

  /// Goes on from a place further on, where a record begins.
  mutating func skip(to place: Int) { at = place }

  var isAtEnd: Bool { at >= end }

  /// Takes one record, writing at most `room` of its cells; gives how many it has.
  @inline(__always)
  mutating func record(into cells: UnsafeMutablePointer<ByteRange>, room: Int) -> Int {
    var count = 0
    isMalformed = false
    hadQuotes = false
    while true {
      let cell = base[at] == 0x22 ? quoted() : plain(from: at)
      if count < room { cells[count] = cell }
      count &+= 1
      if base[at] != delimiter { break }
      at &+= 1
    }
    at &+= 1
    return count
  }

  /// Takes the rest of a cell without quotes; the position is then at its delimiter or line end.
  @inline(__always)
  private mutating func plain(from start: Int) -> ByteRange {
    while true {
      let offset = at &- block
      if offset < 64 {
        let found = ends &>> UInt64(offset)
        if found != 0 {
          at &+= found.trailingZeroBitCount
          break
        }
        at = block &+ 64
      }
      block = at
      ends = cb_either64(base + at, delimiter, RecordCut.lineFeed)
    }
    var cellEnd = at
    if base[at] == 0x0A, cellEnd > start, base[cellEnd &- 1] == 0x0D { cellEnd &-= 1 }
    return ByteRange(start: start, end: cellEnd)
  }

  /// Takes a quoted cell; one with quotes in it is written to `scratch`.
  @inline(never)
  private mutating func quoted() -> ByteRange {
    hadQuotes = true
    let start = at + 1
    guard var close = closingQuote(from: start) else { return unclosed() }
    var cell = ByteRange(start: start, end: close)
    if base[close + 1] == 0x22 {
      let written = scratch
      var from = start
      while true {
        (base + scratch).update(from: base + from, count: close - from)
        scratch += close - from
        guard base[close + 1] == 0x22, close + 1 < end else { break }
        base[scratch] = 0x22
        scratch += 1
        from = close + 2
        guard let next = closingQuote(from: from) else { return unclosed() }
        close = next
      }
      cell = ByteRange(start: written, end: scratch)
    }
    at = close + 1
    if base[at] == 0x0D, base[at + 1] == 0x0A { at += 1 }
    if base[at] != delimiter, base[at] != 0x0A {
      isMalformed = true
      _ = plain(from: at)
    }
    return cell
  }

  private func closingQuote(from start: Int) -> Int? {
    let bytes = UnsafeBufferPointer(start: UnsafePointer(base), count: end)
    return RecordCut.index(of: 0x22, in: bytes, from: start)
  }

  /// Batches end between records, so this is only met in a text that was not cut by a reader.
  private mutating func unclosed() -> ByteRange {
    isMalformed = true
    at = end
    return .absent
  }
}
