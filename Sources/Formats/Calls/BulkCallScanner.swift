/// Reads `event` lines of a calls file straight into rows. What is not such a line, or breaks a
/// limit, or is not JSON at all, is left to ``CallDecoder``.
struct BulkCallScanner {
  var scanner: JSONScanner
  var times: TimeReader

  private enum Seen {
    static let time: UInt16 = 1
    static let call: UInt16 = 2
    static let event: UInt16 = 4
    static let user: UInt16 = 8
    static let session: UInt16 = 16
    static let properties: UInt16 = 32
    static let identity: UInt16 = 64
    static let appID: UInt16 = 128
    static let idempotencyKey: UInt16 = 256
    static let userProperties: UInt16 = 512
  }

  /// Adds the event of a line; false where the line must be read the slow way.
  mutating func read(_ line: LineCursor.Line, into rows: inout BulkRows) -> Bool {
    scanner.position = line.start
    scanner.end = line.end
    let mark = scanner.scratch
    let first = rows.properties.count
    var event = BulkEvent(time: 0)
    event.firstProperty = Int32(truncatingIfNeeded: first)
    event.line = UInt32(truncatingIfNeeded: line.number)
    if (try? fields(&event, &rows.properties)) == true {
      rows.events.append(event)
      return true
    }
    rows.properties.truncate(to: first)
    scanner.scratch = mark
    return false
  }

  @inline(__always)
  private mutating func fields(
    _ event: inout BulkEvent, _ properties: inout GrowingBuffer<BulkProperty>
  ) throws(JSONProblem) -> Bool {
    var seen: UInt16 = 0
    scanner.skipSpace()
    guard scanner.take(0x7B) else { return false }
    scanner.skipSpace()
    repeat {
      let key = try scanner.key()
      let field = try field(key, &event, &properties)
      // Nothing that is known, or a field given twice.
      if field == 0 || seen & field != 0 { return false }
      seen |= field
    } while try scanner.hasNextField()
    try scanner.finish()
    let needed = Seen.time | Seen.call | Seen.event
    return seen & needed == needed && seen & (Seen.user | Seen.identity) != 0
  }

  /// Takes a field's value and tells which field it was; 0 where it can't be taken here.
  @inline(__always)
  private mutating func field(
    _ key: ByteRange, _ event: inout BulkEvent,
    _ properties: inout GrowingBuffer<BulkProperty>
  ) throws(JSONProblem) -> UInt16 {
    let start = scanner.word(key.lower)
    let count = key.count
    if count == 4 {
      let name = UInt32(truncatingIfNeeded: start)
      if name == 0x656D_6974 { return try time(&event) ? Seen.time : 0 }
      if name == 0x6C6C_6163 { return try isEventCall() ? Seen.call : 0 }
      return 0
    }
    if count == 10 {
      let tail = scanner.word(key.lower &+ 2)
      if start == 0x6974_7265_706F_7270, tail == 0x7365_6974_7265_706F {
        // Event properties come first in the rows.
        if event.userPropertyCount > 0 { return 0 }
        return try self.properties(&properties, &event.propertyCount) ? Seen.properties : 0
      }
      if start == 0x5F6E_6F69_7373_6573, tail == 0x6469_5F6E_6F69_7373 {
        return try self.key(&event.session) ? Seen.session : 0
      }
      return 0
    }
    if count == 7, start << 8 == 0x6469_5F72_6573_7500 {
      return try self.key(&event.user) ? Seen.user : 0
    }
    if count == 5, start << 24 == 0x746E_6576_6500_0000 {
      guard try text(&event.name, limit: BulkRules.longestEvent, canBeBlank: true) else { return 0 }
      event.nameHash = BulkRules.hash(scanner.base, event.name)
      return Seen.event
    }
    if count == 15, start == 0x6F72_705F_7265_7375,
      scanner.word(key.lower &+ 7) == 0x7365_6974_7265_706F
    {
      return try self.properties(&properties, &event.userPropertyCount) ? Seen.userProperties : 0
    }
    if count == 15, start == 0x6574_6F70_6D65_6469,
      scanner.word(key.lower &+ 7) == 0x7965_6B5F_7963_6E65
    {
      let limit = BulkRules.longestIdempotencyKey
      return try text(&event.idempotencyKey, limit: limit) ? Seen.idempotencyKey : 0
    }
    if count == 8, start == 0x7974_6974_6E65_6469 {
      return try text(&event.identity, limit: BulkRules.longestIdentity) ? Seen.identity : 0
    }
    if count == 6, start << 16 == 0x6469_5F70_7061_0000 {
      return try text(&event.appID, limit: CallDecoder.longestName) ? Seen.appID : 0
    }
    return 0
  }

  @inline(__always)
  private mutating func time(_ event: inout BulkEvent) throws(JSONProblem) -> Bool {
    let found: Int64?
    if scanner.byte(scanner.position) == 0x22 {
      let range = try scanner.string()
      found = times.milliseconds(scanner.base + range.lower, count: Int(range.count))
    } else {
      found = TimeReader.milliseconds(epoch: try scanner.number())
    }
    guard let found else { return false }
    event.time = found
    return true
  }

  @inline(__always)
  private mutating func isEventCall() throws(JSONProblem) -> Bool {
    guard scanner.byte(scanner.position) == 0x22 else { return false }
    let range = try scanner.string()
    return range.count == 5 && scanner.word(range.lower) << 24 == 0x746E_6576_6500_0000
  }

  @inline(__always)
  private mutating func text(
    _ target: inout ByteRange, limit: Int, canBeBlank: Bool = false
  ) throws(JSONProblem) -> Bool {
    guard scanner.byte(scanner.position) == 0x22 else { return false }
    target = try scanner.string()
    if canBeBlank { return !target.isAbsent && Int(target.count) <= limit }
    return BulkRules.isGood(scanner.base, target, limit: limit)
  }

  /// A user or session: a string that isn't empty, or a whole number in range.
  @inline(__always)
  private mutating func key(_ target: inout BulkKey) throws(JSONProblem) -> Bool {
    if scanner.byte(scanner.position) == 0x22 {
      let range = try scanner.string()
      guard BulkRules.isGood(scanner.base, range, limit: CallDecoder.longestName) else {
        return false
      }
      target = BulkRules.key(scanner.base, range)
      return true
    }
    let start = scanner.position
    let (value, end) = BulkRules.digits(scanner.base, from: start)
    let range = ByteRange(start: start, end: end)
    guard let number = BulkRules.id(value, scanner.base, range) else { return false }
    scanner.position = end
    target = BulkKey(text: range, value: number)
    return true
  }

  @inline(__always)
  private mutating func properties(
    _ properties: inout GrowingBuffer<BulkProperty>, _ count: inout UInt16
  ) throws(JSONProblem) -> Bool {
    let first = properties.count
    let base = scanner.base
    guard scanner.take(0x7B) else { return false }
    scanner.skipSpace()
    if scanner.take(0x7D) { return true }
    repeat {
      let key = try scanner.key()
      guard BulkRules.isGood(base, key, limit: BulkRules.longestKey) else { return false }
      let hash = BulkRules.hash(base, key)
      if BulkRules.isRepeated(base, key, hash, in: properties, from: first) { return false }
      let start = scanner.position
      let next = scanner.byte(start)
      if next == 0x22 {
        let value = try scanner.string()
        guard BulkRules.isGood(base, value, limit: BulkRules.longestValue) else { return false }
        properties.append(
          BulkProperty(
            key: key, keyHash: hash, value: value, payload: BulkRules.hash(base, value),
            kind: .string))
      } else if next == 0x2D || next &- 0x30 <= 9 {
        let number = try scanner.number()
        guard number.isFinite else { return false }
        properties.append(
          BulkProperty(
            key: key, keyHash: hash, value: ByteRange(start: start, end: scanner.position),
            payload: number.bitPattern, kind: .number))
      } else {
        let kind = try scanner.literal()
        guard kind == .yes || kind == .no else { return false }
        properties.append(
          BulkProperty(
            key: key, keyHash: hash, value: ByteRange(start: start, end: scanner.position),
            payload: kind == .yes ? 1 : 0, kind: .boolean))
      }
    } while try scanner.hasNextField()
    count = UInt16(truncatingIfNeeded: properties.count &- first)
    return properties.count &- first <= BulkRules.mostProperties
  }
}
