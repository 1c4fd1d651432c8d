import Domain

/// Reads times, most of which have one form and fall on the same day as the one before.
struct TimeReader {
  private let zone: @Sendable (Int64) -> Int64
  /// The ten bytes of the last date and its day's first moment.
  private var date: (UInt64, UInt16) = (0, 0)
  private var dayStart: Int64 = 0

  init(zone: @escaping @Sendable (Int64) -> Int64) {
    self.zone = zone
  }

  /// Milliseconds of an ISO 8601 text; nil where it is none. Eight bytes past its end are readable.
  @inline(__always)
  mutating func milliseconds(_ text: UnsafePointer<UInt8>, count: Int) -> Int64? {
    if count == 24 || count == 20, let time = usual(text, count: count) { return time }
    return slowMilliseconds(text, count: count)
  }

  /// The characters of the form that most times have, with milliseconds.
  static let usualCount = 24

  /// Milliseconds of a text of 20 or 24 characters in the usual form, `2026-01-05T10:00:00.000Z`, on the
  /// day of the one before.
  @inline(__always)
  func usual(_ text: UnsafePointer<UInt8>, count: Int) -> Int64? {
    let second = word(text + 8)
    // Without a fraction the last four characters are no more than `:00Z`.
    let third =
      count == Self.usualCount ? word(text + 16) : Self.withFraction(word(text + 12) >> 32)
    guard word(text) == date.0, UInt16(truncatingIfNeeded: second) == date.1,
      let clock = Self.clock(second, third)
    else { return nil }
    return dayStart &+ clock
  }

  /// `:00.000Z` of `:00Z`.
  private static func withFraction(_ seconds: UInt64) -> UInt64 {
    seconds & 0xFF_FFFF | 0x30_3030_2E00_0000 | (seconds & 0xFF00_0000) << 32
  }

  /// Milliseconds of a clock, given as the bytes `??T00:00` and `:00.000Z`, whose first two are not
  /// looked at.
  @inline(__always)
  private static func clock(_ second: UInt64, _ third: UInt64) -> Int64? {
    // What is left of each byte is a digit's value, or 0 of what is no digit.
    let first = (second ^ 0x3030_3A30_3054_0000) & ~0xFFFF
    let last = third ^ 0x5A30_3030_2E30_303A
    // The highest bit of a byte shows that more is left than may be.
    let excess =
      first | (first &+ 0x767A_7F76_7D7F_0000) | last | (last &+ 0x7F76_7676_7F76_7A7F)
    let pairs = (first &* 10 &+ (first &>> 8), last &* 10 &+ (last &>> 8))
    let hour = pairs.0 &>> 24 & 0xFF
    guard excess & 0x8080_8080_8080_8080 == 0, hour <= 23 else { return nil }
    let (minute, second) = (pairs.0 &>> 48 & 0xFF, pairs.1 &>> 8 & 0xFF)
    let fraction = (last &>> 32 & 0xFF) &* 100 &+ (pairs.1 &>> 40 & 0xFF)
    return Int64(bitPattern: ((hour &* 60 &+ minute) &* 60 &+ second) &* 1000 &+ fraction)
  }

  @inline(never)
  private mutating func slowMilliseconds(
    _ text: UnsafePointer<UInt8>, count: Int
  ) -> Int64? {
    let bytes = UnsafeBufferPointer(start: text, count: count)
    guard let written = WrittenTime(iso8601: bytes), let time = written.timestamp(zone) else {
      return nil
    }
    // The day of the date alone: a leap second's moment belongs to the next one.
    if let day = WrittenTime(iso8601: UnsafeBufferPointer(rebasing: bytes[..<10])) {
      date = (word(text), UInt16(truncatingIfNeeded: word(text + 8)))
      dayStart = day.localMilliseconds
    }
    return time.milliseconds
  }

  /// Numbers below this are seconds since 1970 (up to the year 5138), others milliseconds.
  static let secondsBelow = 1e11
  /// Numbers from here on are neither; most likely they are microseconds.
  static let tooLarge = 1e14

  /// Milliseconds of a number of seconds or milliseconds since 1970; nil where it is too large.
  static func milliseconds(epoch number: Double) -> Int64? {
    guard abs(number) < tooLarge else { return nil }
    let exact = abs(number) < secondsBelow ? number * 1000 : number
    let time = Timestamp(milliseconds: Int64(exact.rounded(.down)))
    return time >= .earliest && time <= .latest ? time.milliseconds : nil
  }
}
