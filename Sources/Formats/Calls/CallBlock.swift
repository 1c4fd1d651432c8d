import CBytes
import Domain

/// Reads JSON lines some hundred at a time, as ``PlainRows``: events that are written like the first of
/// them, byte for byte but for their values.
///
/// Lines that are written otherwise are left to ``BulkCallScanner``, which reads them one by one.
struct CallBlock {
  /// A value, which stands at the same place in every line.
  private struct Place: BitwiseCopyable {
    /// What stands before it: keys, punctuation, and the quotes of strings.
    var before: ByteRange
    /// The first bytes, at most eight, of what stands after it, and which they are of eight.
    var after: UInt64 = 0
    var afterMask: UInt64 = 0
    var isString: Bool
    /// Whether every character of it is looked at when it is read.
    var isExact: Bool
    /// How long the last value was that was found here.
    var count: Int
  }

  private let base: UnsafeMutablePointer<UInt8>
  private var plain: PlainRows
  private var columns: [PlainRows.Column] = []
  private var places = GrowingBuffer<Place>(capacity: 16)
  /// What stands after the last value, with the line's end; while a line is learned, nothing, where the
  /// last value ended.
  private var last = ByteRange.absent

  init(base: UnsafeMutablePointer<UInt8>) {
    self.base = base
    plain = PlainRows(base: base)
  }

  func deallocate() {
    plain.deallocate()
    places.deallocate()
  }

  /// Reads as many lines as it can from `start` on, and gives how many and where they end: none where the
  /// first is no plain event, or must be read with care.
  ///
  /// - Parameters:
  ///   - scanner: of the lines of the batch.
  ///   - line: of the first row.
  mutating func read(
    from start: Int, _ scanner: JSONScanner, line: Int, _ clock: inout TimeReader,
    into rows: inout BulkRows
  ) -> PlainRows.Taken {
    guard learn(from: start, scanner, &rows.names) else {
      return PlainRows.Taken(count: 0, end: start, isStopped: true)
    }
    let (base, places) = (base, places.base)
    return plain.add(
      split(from: start, to: scanner.end), in: start..<scanner.end, of: columns, line: line,
      to: &rows,
      time: { place, cell in
        if places[place].isString {
          return clock.milliseconds(base + cell.lower, count: Int(cell.count))
        }
        return JSONScanner.number(base, cell).flatMap { TimeReader.milliseconds(epoch: $0) }
      },
      value: { place, cell in
        if places[place].isString {
          if cell.isAbsent { return .omitted(.empty) }
          return BulkRules.isGood(base, cell, limit: BulkRules.longestValue) ? .text : .odd
        }
        if let number = JSONScanner.number(base, cell) { return .bits(ValueBits.number(number)) }
        if JSONScanner.isNull(base, cell) { return .omitted(.null) }
        return JSONScanner.boolean(base, cell).map { .bits(ValueBits.boolean($0)) } ?? .odd
      })
  }

  // MARK: The first line

  /// Learns how lines are written; false where the line at `start` is no plain event.
  private mutating func learn(
    from start: Int, _ scanner: JSONScanner, _ names: inout BulkNames
  ) -> Bool {
    var scanner = scanner
    scanner.position = start
    columns.removeAll(keepingCapacity: true)
    places.truncate(to: 0)
    last = ByteRange(start: start, end: start)
    guard (try? learn(&scanner, &names)) == true, PlainRows.arePlain(columns) else { return false }
    for place in 0..<places.count {
      let after = place + 1 < places.count ? places.base[place + 1].before : last
      let mask = UInt64.max &>> UInt64(64 - 8 * min(after.count, 8))
      places.base[place].afterMask = mask
      places.base[place].after = word(base + after.lower) & mask
    }
    plain.reserve(columns: columns.count)
    return true
  }

  private mutating func learn(
    _ scanner: inout JSONScanner, _ names: inout BulkNames
  ) throws(JSONProblem) -> Bool {
    guard scanner.take(0x7B) else { return false }
    scanner.skipSpace()
    var (hasCall, hasProperties) = (false, false)
    repeat {
      let key = try scanner.key()
      switch scanner.bytes(key.lower, key.upper) {
      case "time": guard try learn(.time, &scanner) else { return false }
      case "user_id": guard try learn(.user, &scanner) else { return false }
      case "session_id": guard try learn(.session, &scanner) else { return false }
      case "event": guard try learn(.event, &scanner) else { return false }
      case "call":
        if hasCall || scanner.byte(scanner.position) != 0x22 { return false }
        let call = try scanner.string()
        guard "event" ~= scanner.bytes(call.lower, call.upper) else { return false }
        hasCall = true
      case "properties":
        if hasProperties { return false }
        guard try learnProperties(&scanner, &names) else { return false }
        hasProperties = true
      default: return false
      }
    } while try scanner.hasNextField()
    scanner.skipSpace()
    last = ByteRange(start: last.lower, end: scanner.position + 1)
    return hasCall && scanner.byte(scanner.position) == RecordCut.lineFeed
  }

  private mutating func learnProperties(
    _ scanner: inout JSONScanner, _ names: inout BulkNames
  ) throws(JSONProblem) -> Bool {
    guard scanner.take(0x7B) else { return false }
    scanner.skipSpace()
    if scanner.take(0x7D) { return true }
    let scratch = scanner.scratch
    repeat {
      let key = try scanner.key()
      // The names of a batch are ranges of its bytes, and what has escapes doesn't stand there.
      guard scanner.scratch == scratch,
        BulkRules.isGood(base, key, limit: BulkRules.longestKey),
        try learn(.property(names.number(of: key, in: base)), &scanner)
      else { return false }
    } while try scanner.hasNextField()
    return true
  }

  /// Takes a value and notes what stands before it; false where it can't be a plain one.
  private mutating func learn(
    _ column: PlainRows.Column, _ scanner: inout JSONScanner
  ) throws(JSONProblem) -> Bool {
    var value = ByteRange(start: scanner.position, end: scanner.position)
    let isString = scanner.byte(scanner.position) == 0x22
    if isString {
      let scratch = scanner.scratch
      value = try scanner.string()
      guard scanner.scratch == scratch else { return false }
    } else {
      let (kind, range) = try scanner.value(depth: JSONScanner.deepest)
      guard kind != .object, kind != .array else { return false }
      value = range
    }
    let isExact: Bool
    switch column {
    case .time: isExact = value.count <= Self.longestGuess
    case .user, .session:
      guard BulkRules.id(base, value) != nil else { return false }
      isExact = true
    case .event:
      guard isString else { return false }
      isExact = false
    case .property, .nothing: isExact = false
    }
    places.append(
      Place(
        before: ByteRange(start: last.upper, end: value.lower), isString: isString,
        isExact: isExact, count: Int(value.count)))
    columns.append(column)
    last = ByteRange(start: value.upper, end: value.upper)
    return true
  }

  // MARK: The lines like it

  /// How far beyond its beginning the end of a value is looked for unseen: no further than may be read past
  /// the end of the text.
  private static let longestGuess = 32

  /// Finds the values of lines that are written like the first; gives how many lines.
  private func split(from start: Int, to end: Int) -> Int {
    let (places, count) = (places.base, places.count)
    var (row, at) = (0, start)
    while row < plain.limit, at < end {
      for place in 0..<count {
        let before = places[place].before
        guard isSame(before, at) else { return row }
        at &+= Int(before.count)
        guard let value = value(places + place, at) else { return row }
        plain.cells(of: place)[row] = value
        at = value.upper
      }
      guard isSame(last, at) else { return row }
      at &+= Int(last.count)
      plain.setEnd(of: row, at)
      row &+= 1
    }
    return row
  }

  @inline(__always)
  private func isSame(_ text: ByteRange, _ at: Int) -> Bool {
    ShortText.isSame(base + text.lower, base + at, count: Int(text.count))
  }

  /// The value that begins at a place in a line; nil where none does that can be taken as it stands.
  @inline(__always)
  private func value(_ place: UnsafeMutablePointer<Place>, _ at: Int) -> ByteRange? {
    // To look where the last one ended saves the wait for a search.
    if place.pointee.isExact {
      let end = at &+ place.pointee.count
      if (word(base + end) ^ place.pointee.after) & place.pointee.afterMask == 0 {
        return ByteRange(start: at, end: end)
      }
    }
    let end =
      place.pointee.isString
      ? endOfString(at)
      : endOfWord(at, before: UInt8(truncatingIfNeeded: place.pointee.after))
    guard let end else { return nil }
    place.pointee.count = min(end &- at, Self.longestGuess)
    return ByteRange(start: at, end: end)
  }

  /// The quote that ends a string without escapes.
  @inline(__always)
  private func endOfString(_ start: Int) -> Int? {
    var at = start
    while true {
      let special = cb_json_special16(base + at)
      at &+= special == 0 ? 16 : special.trailingZeroBitCount
      if special == 0 { continue }
      if base[at] == 0x22 { return at }
      guard base[at] >= 0x80, let length = UTF8Check.length(of: base + at, before: base + at + 4)
      else { return nil }
      at &+= length
    }
  }

  /// Where a number or another word of up to 31 characters ends.
  @inline(__always)
  private func endOfWord(_ start: Int, before byte: UInt8) -> Int? {
    let found = cb_either16(base + start, byte, byte)
    if found != 0 { return start &+ found.trailingZeroBitCount }
    let more = cb_either16(base + start + 16, byte, byte)
    return more == 0 ? nil : start &+ 16 &+ more.trailingZeroBitCount
  }
}
