import Domain
import Foundation

/// Reads `event` lines, and those server calls that become plain rows, straight into rows. What is
/// not such a line, or breaks a limit, or is not JSON at all, is left to ``CallDecoder``.
struct BulkCallScanner {
  var scanner: JSONScanner
  var times: TimeReader
  /// What stood at each place of the lines before.
  private var expectedFields = GrowingBuffer<ExpectedField>(capacity: 16)
  private var expectedKeys = GrowingBuffer<ExpectedKey>(capacity: 16)

  private struct ExpectedField: BitwiseCopyable {
    var key: KnownKey
    var field: UInt16
  }

  private struct ExpectedKey: BitwiseCopyable {
    var key: KnownKey
    /// Among the names of the batch.
    var number: UInt32
  }

  /// Places for which a key is expected.
  private static let mostExpected = 64

  init(scanner: JSONScanner, times: TimeReader) {
    self.scanner = scanner
    self.scanner.isLine = true
    self.times = times
  }

  /// Gives back the memory; the scanner can't be used any more.
  func deallocate() {
    expectedFields.deallocate()
    expectedKeys.deallocate()
  }

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

  /// Adds the event of the line that begins at a place, and gives its end; nil where the line must be
  /// read the slow way.
  mutating func read(from start: Int, on line: Int, into rows: inout BulkRows) -> Int? {
    scanner.position = start
    let mark = scanner.scratch
    let first = rows.properties.count
    let names = rows.names.count
    let omissions = rows.omissions.count
    var event = BulkEvent(time: 0)
    event.firstProperty = Int32(truncatingIfNeeded: first)
    if (try? fields(&event, &rows)) == true, rows.omissions.count == omissions || event.isPlain {
      rows.add(&event, on: line, in: scanner.base)
      return scanner.position
    }
    rows.properties.truncate(to: first)
    rows.omissions.truncate(to: omissions)
    // Names may stand in the scratch memory that is given back here.
    if rows.names.count > names {
      rows.names.truncate(to: names)
      expectedKeys.truncate(to: 0)
    }
    scanner.scratch = mark
    return nil
  }

  @inline(__always)
  private mutating func fields(
    _ event: inout BulkEvent, _ rows: inout BulkRows
  ) throws(JSONProblem) -> Bool {
    var seen: UInt16 = 0
    scanner.skipSpace()
    guard scanner.take(0x7B) else { return false }
    scanner.skipSpace()
    var place = 0
    repeat {
      let field = try field(at: place)
      // Nothing that is known, or a field given twice.
      if field == 0 || seen & field != 0 { return false }
      guard try value(of: field, &event, &rows) else { return false }
      seen |= field
      place &+= 1
    } while try scanner.hasNextField()
    scanner.skipSpace()
    // Else something follows, and the line is none.
    guard scanner.byte(scanner.position) == 0x0A else { return false }
    let needed = Seen.time | Seen.call | Seen.event
    if event.call == .event, seen & needed == needed {
      return seen & (Seen.user | Seen.identity) != 0
    }
    return isCallWithoutEvent(seen, &event, rows)
  }

  /// Whether the fields are those of a call that sets user properties or merges users, and nothing
  /// in them takes a second look.
  private func isCallWithoutEvent(
    _ seen: UInt16, _ event: inout BulkEvent, _ rows: borrowing BulkRows
  ) -> Bool {
    let own = seen & ~(Seen.appID | Seen.idempotencyKey)
    switch event.call {
    case .event:
      let subject = own & (Seen.user | Seen.identity)
      guard own == Seen.time | Seen.call | Seen.userProperties | subject, subject != 0 else {
        return false
      }
    case .addUserProperties:
      guard own == Seen.time | Seen.call | Seen.identity | Seen.properties else { return false }
      event.userPropertyCount = event.propertyCount
      event.propertyCount = 0
    case .identify:
      return own == Seen.time | Seen.call | Seen.user | Seen.identity && event.user.isNumber
    }
    // A call that sets nothing makes no user, and some names are refused (R-T8) or end the call.
    for index in Int(event.firstProperty)..<rows.properties.count {
      let key = rows.names.names.base[Int(rows.properties.base[index].key)]
      if !isPlainKey(key.text) { return false }
    }
    return event.userPropertyCount > 0
  }

  private func isPlainKey(_ key: ByteRange) -> Bool {
    switch scanner.bytes(key.lower, key.upper) {
    case "user_id", "id", "Id", "iD", "ID": false
    default: true
    }
  }

  /// Takes a field's name and tells which one it is; 0 for one that is not known. Lines of a file
  /// have the same fields in the same order, so the one that stood here last is tried first.
  @inline(__always)
  private mutating func field(at place: Int) throws(JSONProblem) -> UInt16 {
    if place < expectedFields.count, scanner.take(expectedFields.base[place].key) {
      return expectedFields.base[place].field
    }
    return try newField(at: place)
  }

  @inline(never)
  private mutating func newField(at place: Int) throws(JSONProblem) -> UInt16 {
    let start = scanner.position
    let key = try scanner.key()
    let field = Self.field(scanner, key)
    expectedFields.truncate(to: place)
    if field != 0, expectedFields.count == place,
      let known = KnownKey(scanner, from: start, key: key)
    {
      expectedFields.append(ExpectedField(key: known, field: field))
    }
    return field
  }

  private static func field(_ scanner: JSONScanner, _ key: ByteRange) -> UInt16 {
    switch scanner.bytes(key.lower, key.upper) {
    case "time": Seen.time
    case "call": Seen.call
    case "event": Seen.event
    case "user_id": Seen.user
    case "session_id": Seen.session
    case "properties": Seen.properties
    case "identity": Seen.identity
    case "app_id": Seen.appID
    case "idempotency_key": Seen.idempotencyKey
    case "user_properties": Seen.userProperties
    default: 0
    }
  }

  /// Takes a field's value; false where it can't be taken here.
  @inline(__always)
  private mutating func value(
    of field: UInt16, _ event: inout BulkEvent, _ rows: inout BulkRows
  ) throws(JSONProblem) -> Bool {
    switch field {
    case Seen.time: return try time(&event)
    case Seen.call: return try call(&event)
    case Seen.event:
      guard try text(&event.name, limit: BulkRules.longestEvent, canBeBlank: true) else {
        return false
      }
      event.nameNumber = rows.names.number(of: event.name, in: scanner.base)
      return true
    case Seen.user: return try key(&event.user)
    case Seen.session: return try key(&event.session)
    case Seen.properties:
      // Event properties come first in the rows.
      if event.userPropertyCount > 0 { return false }
      return try properties(&rows, &event.propertyCount)
    case Seen.identity: return try text(&event.identity, limit: BulkRules.longestIdentity)
    case Seen.appID: return try text(&event.appID, limit: CallDecoder.longestName)
    case Seen.idempotencyKey:
      return try text(&event.idempotencyKey, limit: BulkRules.longestIdempotencyKey)
    default:
      // What is left out of a user's properties depends on the key as well (R-T8).
      let omissions = rows.omissions.count
      return try properties(&rows, &event.userPropertyCount) && rows.omissions.count == omissions
    }
  }

  @inline(__always)
  private mutating func time(_ event: inout BulkEvent) throws(JSONProblem) -> Bool {
    let found: Int64?
    if scanner.byte(scanner.position) == 0x22 {
      // Most are told by their bytes, without a search for where they end.
      let end = scanner.position &+ 1 &+ TimeReader.usualCount
      if end < scanner.end, scanner.byte(end) == 0x22,
        let time = times.usual(scanner.base + scanner.position + 1, count: TimeReader.usualCount)
      {
        scanner.position = end &+ 1
        event.time = time
        return true
      }
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
  private mutating func call(_ event: inout BulkEvent) throws(JSONProblem) -> Bool {
    // `"event"`, with its quotes.
    if word(scanner.base + scanner.position) << 8 == 0x2274_6E65_7665_2200 {
      scanner.position &+= 7
      return true
    }
    guard scanner.byte(scanner.position) == 0x22 else { return false }
    let range = try scanner.string()
    switch scanner.bytes(range.lower, range.upper) {
    case "event": break
    case "addUserProperties", "add_user_properties": event.call = .addUserProperties
    case "identify": event.call = .identify
    default: return false
    }
    return true
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
    let digits = Digits.all(scanner.base + start)
    let range = ByteRange(start: start, end: start &+ digits.count)
    let value = UInt64(bitPattern: digits.value)
    guard let number = BulkRules.id(value, scanner.base, range) else { return false }
    scanner.position = range.upper
    target = BulkKey(text: range, value: number)
    return true
  }

  @inline(__always)
  private mutating func properties(
    _ rows: inout BulkRows, _ count: inout UInt16
  ) throws(JSONProblem) -> Bool {
    let first = rows.properties.count
    let firstOmission = rows.omissions.count
    var place = 0
    let base = scanner.base
    guard scanner.take(0x7B) else { return false }
    scanner.skipSpace()
    if scanner.take(0x7D) { return true }
    repeat {
      guard let key = try propertyKey(at: place, &rows.names) else { return false }
      place &+= 1
      if BulkRules.isRepeated(key, in: rows.properties, from: first) { return false }
      if rows.omissions.count > firstOmission,
        rows.omissions.buffer[firstOmission...].contains(where: { $0.key == key })
      {
        return false
      }
      let start = scanner.position
      let next = scanner.byte(start)
      if next == 0x22 {
        let value = try scanner.string()
        if value.isAbsent {
          rows.omit(key, .empty, of: rows.rows.count)
          continue
        }
        guard BulkRules.isGood(base, value, limit: BulkRules.longestValue) else { return false }
        rows.properties.append(
          BulkProperty(
            bits: 0, value: value, key: key, kind: .string))
      } else if next == 0x2D || next &- 0x30 <= 9 {
        let number = try scanner.number()
        guard number.isFinite else { return false }
        rows.properties.append(
          BulkProperty(
            bits: ValueBits.number(number), value: ByteRange(start: start, end: scanner.position),
            key: key, kind: .number))
      } else {
        let kind = try scanner.literal()
        if kind == .null {
          rows.omit(key, .null, of: rows.rows.count)
          continue
        }
        rows.properties.append(
          BulkProperty(
            bits: ValueBits.boolean(kind == .yes),
            value: ByteRange(start: start, end: scanner.position),
            key: key, kind: .boolean))
      }
    } while try scanner.hasNextField()
    count = UInt16(truncatingIfNeeded: rows.properties.count &- first)
    return place <= BulkRules.mostProperties
  }

  /// Takes a property's key; nil for one that breaks a rule. Here too the one that stood here last
  /// is tried first.
  @inline(__always)
  private mutating func propertyKey(
    at place: Int, _ names: inout BulkNames
  ) throws(JSONProblem) -> UInt32? {
    if place < expectedKeys.count, scanner.take(expectedKeys.base[place].key) {
      return expectedKeys.base[place].number
    }
    return try newPropertyKey(at: place, &names)
  }

  @inline(never)
  private mutating func newPropertyKey(
    at place: Int, _ names: inout BulkNames
  ) throws(JSONProblem) -> UInt32? {
    let start = scanner.position
    let key = try scanner.key()
    guard BulkRules.isGood(scanner.base, key, limit: BulkRules.longestKey) else { return nil }
    let number = names.number(of: key, in: scanner.base)
    if place < Self.mostExpected, let known = KnownKey(scanner, from: start, key: key) {
      let expected = ExpectedKey(key: known, number: number)
      if place < expectedKeys.count {
        expectedKeys.base[place] = expected
      } else if place == expectedKeys.count {
        expectedKeys.append(expected)
      }
    }
    return number
  }
}
