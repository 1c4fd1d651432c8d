/// A moment as written: the clock on the wall and, where the text says it, the offset from UTC.
package struct WrittenTime: Hashable, Sendable {
  /// The written clock taken as if it were UTC, in milliseconds since 1970.
  package let localMilliseconds: Int64
  /// Seconds east of UTC, or nil when the text names no zone.
  package let offsetSeconds: Int64?

  /// Reads ISO 8601 (R-A5): `2026-01-05`, `2026-01-05T10:00Z`, `2026-01-05 10:00:00.123456+02:00`.
  ///
  /// Years 0000 to 9999; a space may stand for the `T`; digits past milliseconds are dropped.
  /// Nil where the text is anything else.
  package init?(iso8601 text: UnsafeBufferPointer<UInt8>) {
    var reader = DigitReader(bytes: text)
    guard let year = reader.number(4), reader.skip("-"),
      let month = reader.number(2), (1...12).contains(month), reader.skip("-"),
      let day = reader.number(2), day >= 1, day <= CivilDate.daysIn(month: month, year: year)
    else { return nil }
    let local = CivilDate.days(year: year, month: month, day: day) * 86_400_000
    if reader.isAtEnd {
      localMilliseconds = local
      offsetSeconds = nil
      return
    }
    guard reader.skip("T") || reader.skip(" ") || reader.skip("t"),
      let clock = reader.clockMilliseconds(), let zone = reader.zone(), reader.isAtEnd
    else { return nil }
    localMilliseconds = local + clock
    offsetSeconds = zone.offset
  }

  /// The moment, where the text named its zone or `zone` (seconds east for a local clock) tells it.
  package func timestamp(_ zone: (Int64) -> Int64 = { _ in 0 }) -> Timestamp? {
    let offset = offsetSeconds ?? zone(localMilliseconds)
    let moment = Timestamp(milliseconds: localMilliseconds - offset * 1000)
    return moment >= .earliest && moment <= .latest ? moment : nil
  }
}

extension Timestamp {
  /// Reads ISO 8601; a text without a zone is UTC. Nil where it is not a date of years 0 to 9999.
  package init?(iso8601 text: String) {
    var text = text
    let written = text.withUTF8 { WrittenTime(iso8601: $0) }
    guard let moment = written?.timestamp() else { return nil }
    self = moment
  }
}

/// Walks fixed-width decimal fields.
private struct DigitReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0

  init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { position == bytes.count }

  mutating func number(_ digits: Int) -> Int64? {
    guard position + digits <= bytes.count else { return nil }
    var value: Int64 = 0
    for at in position..<position + digits {
      let digit = bytes[at] &- 0x30
      guard digit <= 9 else { return nil }
      value = value * 10 + Int64(digit)
    }
    position += digits
    return value
  }

  mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(truncatingIfNeeded: scalar.value) else {
      return false
    }
    position += 1
    return true
  }

  /// `HH:MM[:SS[.fraction]]`; a leap second counts as the second after it.
  mutating func clockMilliseconds() -> Int64? {
    guard let hour = number(2), hour <= 23, skip(":"), let minute = number(2), minute <= 59 else {
      return nil
    }
    var milliseconds = (hour * 60 + minute) * 60000
    guard skip(":") else { return milliseconds }
    guard let second = number(2), second <= 60 else { return nil }
    milliseconds += second * 1000
    guard skip(".") || skip(",") else { return milliseconds }
    guard let fraction = fractionMilliseconds() else { return nil }
    return milliseconds + fraction
  }

  private mutating func fractionMilliseconds() -> Int64? {
    let start = position
    var value: Int64 = 0
    while position < bytes.count, bytes[position] &- 0x30 <= 9 {
      if position - start < 3 { value = value * 10 + Int64(bytes[position] - 0x30) }
      position += 1
    }
    switch position - start {
    case 0: return nil
    case 1: return value * 100
    case 2: return value * 10
    default: return value
    }
  }

  /// Nothing, `Z`, `±HH`, `±HHMM` or `±HH:MM`; nil where it is none of these.
  mutating func zone() -> (isWritten: Bool, offset: Int64?)? {
    if isAtEnd { return (false, nil) }
    if skip("Z") || skip("z") { return (true, 0) }
    let sign: Int64
    if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
    guard let hours = number(2), hours <= 23 else { return nil }
    if isAtEnd { return (true, sign * hours * 3600) }
    _ = skip(":")
    guard let minutes = number(2), minutes <= 59 else { return nil }
    return (true, sign * (hours * 60 + minutes) * 60)
  }
}
