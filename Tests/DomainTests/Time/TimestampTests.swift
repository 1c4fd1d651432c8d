import Domain
import Testing

@Suite("Timestamps")
struct TimestampTests {
  @Test(
    "R-A5: ISO 8601 with and without zone, seconds and fraction is read",
    arguments: [
      ("1970-01-01", 0), ("1970-01-01T00:00Z", 0), ("1970-01-01 00:00:00", 0),
      ("1969-12-31T23:59:59.999Z", -1), ("2017-03-10T22:21:56+00:00", 1_489_184_516_000),
      ("2017-03-10T22:21:56.123+00:00", 1_489_184_516_123),
      ("2017-03-10T22:21:56.123000+00:00", 1_489_184_516_123),
      ("2017-03-10T22:21:56.123999999Z", 1_489_184_516_123),
      ("2017-03-10T22:21:56.1Z", 1_489_184_516_100), ("2017-03-10T22:21:56,12Z", 1_489_184_516_120),
      ("2017-03-10t22:21:56z", 1_489_184_516_000), ("2017-03-11T00:21:56+02:00", 1_489_184_516_000),
      ("2017-03-10T17:21:56-0500", 1_489_184_516_000),
      ("2017-03-11T03:51:56+0530", 1_489_184_516_000),
      ("2017-03-10T20:21:56-02", 1_489_184_516_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
    ] as [(String, Int64)])
  func forms(text: String, milliseconds: Int64) {
    #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
  }

  @Test(
    "R-A5: what is no date is not read",
    arguments: [
      "", " ", "now", "2026", "2026-01", "2026-1-5", "2026-13-01", "2026-00-10", "2026-01-00",
      "2026-01-32", "2026-04-31", "2026-01-05T", "2026-01-05T10", "2026-01-05T24:00Z",
      "2026-01-05T10:60Z", "2026-01-05T10:00:61Z", "2026-01-05T10:00:00.Z", "2026-01-05T10:00:00.",
      "2026-01-05T10:00:00ZZ", "2026-01-05T10:00:00Z ", " 2026-01-05", "2026-01-05T10:00:00+",
      "2026-01-05T10:00:00+2", "2026-01-05T10:00:00+24:00", "2026-01-05T10:00:00+02:60",
      "2026-01-05T10:00:00+02:", "2026-01-05X10:00", "2026/01/05", "12026-01-05", "-001-01-05",
      "1767571200000", "２０２６-01-05", "2026-01-05T10:00:00\u{0}", "2026-01-05T1０:00",
    ])
  func garbage(text: String) {
    #expect(Timestamp(iso8601: text) == nil)
  }

  @Test(
    "Leap years follow the Gregorian rule, also in year 0",
    arguments: [
      ("2024-02-29", true), ("2023-02-29", false), ("2000-02-29", true), ("1900-02-29", false),
      ("0000-02-29", true), ("0004-02-29", true), ("9996-02-29", true), ("9900-02-29", false),
    ])
  func leapYears(text: String, isDate: Bool) {
    #expect((Timestamp(iso8601: text) != nil) == isDate)
  }

  @Test("Years 0000 to 9999 are read and written, nothing before or after")
  func range() {
    #expect(Timestamp(iso8601: "0000-01-01T00:00:00Z") == .earliest)
    #expect(Timestamp(iso8601: "9999-12-31T23:59:59.999Z") == .latest)
    #expect(Timestamp.earliest.description == "0000-01-01T00:00:00.000Z")
    #expect(Timestamp.latest.description == "9999-12-31T23:59:59.999Z")
    #expect(Timestamp(iso8601: "0000-01-01T00:00:00+00:01") == nil)
    #expect(Timestamp(iso8601: "9999-12-31T23:59:59.999-00:01") == nil)
    #expect(Timestamp(iso8601: "9999-12-31T23:59:60Z") == nil)
    #expect(Timestamp(iso8601: "0000-01-01T00:00:00-00:01") != nil)
  }

  @Test("A moment is written so that it reads back the same, whatever it is", arguments: 0..<20)
  func roundTrip(seed: UInt64) throws {
    var ids = SeededGenerator(seed: seed)
    let all = Timestamp.earliest.milliseconds...Timestamp.latest.milliseconds
    for _ in 0..<200 {
      let moment = Timestamp(milliseconds: .random(in: all, using: &ids))
      #expect(Timestamp(iso8601: moment.description) == moment)
      #expect(moment.description.utf8.count == 24)
    }
  }

  @Test("Written moments are in the order of the moments", arguments: 0..<5)
  func order(seed: UInt64) {
    var ids = SeededGenerator(seed: seed)
    let all = Timestamp.earliest.milliseconds...Timestamp.latest.milliseconds
    let moments = (0..<200).map { _ in Timestamp(milliseconds: .random(in: all, using: &ids)) }
    #expect(moments.sorted().map(\.description) == moments.map(\.description).sorted())
  }

  @Test("R-A5: the same moment written with any offset is the same moment", arguments: 0..<5)
  func offsets(seed: UInt64) {
    var ids = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let moment = Timestamp(
        milliseconds: .random(in: 0...4_000_000_000_000, using: &ids))
      let minutes = Int64.random(in: 0...1439, using: &ids)
      let isEast = Bool.random(using: &ids)
      let local = moment.advanced(seconds: (isEast ? 60 : -60) * minutes)
      let digits = [minutes / 60, minutes % 60].map { ($0 < 10 ? "0" : "") + String($0) }
      for separator in [":", ""] {
        let zone = (isEast ? "+" : "-") + digits.joined(separator: separator)
        #expect(Timestamp(iso8601: local.description.dropLast() + zone) == moment)
      }
    }
  }

  @Test("Every day of 400 years follows the day before it in the calendar")
  func calendar() {
    var expected: (year: Int64, month: Int64, day: Int64) = (1899, 12, 31)
    let start = CivilDate.days(year: 1899, month: 12, day: 31)
    var wrong = 0
    for offset in 0..<Int64(146_097) {
      let date = CivilDate.from(daysSinceEpoch: start + offset)
      if date != expected { wrong += 1 }
      if CivilDate.days(year: date.year, month: date.month, day: date.day) != start + offset {
        wrong += 1
      }
      expected.day += 1
      if expected.day > CivilDate.daysIn(month: expected.month, year: expected.year) {
        expected = (expected.year, expected.month + 1, 1)
      }
      if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
    }
    #expect(wrong == 0)
    #expect(expected == (2299, 12, 31))
  }

  @Test("A text without a zone is UTC unless its reader knows the zone")
  func localZone() {
    var text = "2026-07-01T12:00:00"
    let written = text.withUTF8 { WrittenTime(iso8601: $0) }
    #expect(written?.offsetSeconds == nil)
    #expect(written?.timestamp() == Timestamp(iso8601: text + "Z"))
    #expect(written?.timestamp { _ in 7200 } == Timestamp(iso8601: text + "+02:00"))
  }

  @Test("Differences and sums of moments are exact to the millisecond")
  func arithmetic() {
    #expect(at(10).advanced(seconds: -3600) == at(9))
    #expect(at(10).milliseconds(since: at(9)) == 3_600_000)
    #expect(at(9).milliseconds(since: at(10)) == -3_600_000)
  }

  @Test("Random bytes are a date or they are not, and never a crash", arguments: 0..<5)
  func randomText(seed: UInt64) {
    var ids = SeededGenerator(seed: seed)
    let alphabet = Array("0123456789-:.TZ+ ,e\u{301}é")
    for _ in 0..<500 {
      let length = Int.random(in: 0...32, using: &ids)
      let text = String(
        (0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &ids)] })
      if let moment = Timestamp(iso8601: text) {
        #expect(moment >= .earliest && moment <= .latest)
      }
    }
  }
}
