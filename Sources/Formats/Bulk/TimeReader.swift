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

  /// Milliseconds of a text of 20 or 24 characters in the usual form, on the day of the one before.
  @inline(__always)
  func usual(_ text: UnsafePointer<UInt8>, count: Int) -> Int64? {
    let hasFraction = count == Self.usualCount
    guard text[count &- 1] == 0x5A, !hasFraction || text[19] == 0x2E else { return nil }
    let raw = UnsafeRawPointer(text)
    let start = raw.loadUnaligned(as: UInt64.self)
    let day = raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
    guard start == date.0, day == date.1, text[10] == 0x54,
      let clock = Self.clock(text + 11, hasFraction: hasFraction)
    else { return nil }
    return dayStart &+ clock
  }

  @inline(__always)
  private static func clock(_ text: UnsafePointer<UInt8>, hasFraction: Bool) -> Int64? {
    @inline(__always) func pair(_ at: Int) -> (UInt8, Bool) {
      let (tens, ones) = (text[at] &- 0x30, text[at &+ 1] &- 0x30)
      return (tens &* 10 &+ ones, tens <= 9 && ones <= 9)
    }
    let (hour, isHour) = pair(0)
    let (minute, isMinute) = pair(3)
    let (second, isSecond) = pair(6)
    guard isHour, isMinute, isSecond, hour <= 23, minute <= 59, second <= 59, text[2] == 0x3A,
      text[5] == 0x3A
    else { return nil }
    var value = (Int64(hour) &* 3600 &+ Int64(minute) &* 60 &+ Int64(second)) &* 1000
    if hasFraction {
      let (hundreds, tens, ones) = (text[9] &- 0x30, text[10] &- 0x30, text[11] &- 0x30)
      guard hundreds <= 9, tens <= 9, ones <= 9 else { return nil }
      value &+= Int64(hundreds) &* 100 &+ Int64(tens) &* 10 &+ Int64(ones)
    }
    return value
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
      let raw = UnsafeRawPointer(text)
      date = (
        raw.loadUnaligned(as: UInt64.self), raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
      )
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
