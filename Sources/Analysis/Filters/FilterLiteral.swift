import Domain

/// Reads what may stand on the right of a comparison.
package enum FilterLiteral {
  /// A decimal number; nil for anything else, also for `nan`, `inf` and hexadecimal digits.
  package static func number(_ text: String) -> Double? {
    guard text.utf8.count <= 40, text.utf8.contains(where: { 0x30...0x39 ~= $0 }),
      text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || "+-.eE".utf8.contains($0) }),
      let number = Double(text), number.isFinite
    else { return nil }
    return number
  }

  /// A length of time in milliseconds: a whole number and `s`, `m` (minutes), `h`, `d` or `w`, such
  /// as `7d`. Nil for anything else, for 0, and past 100,000 days.
  package static func duration(_ text: String) -> Int64? {
    guard let unit = text.last.flatMap({ units[$0] }), text.utf8.count <= 12,
      text.utf8.dropLast().allSatisfy({ 0x30...0x39 ~= $0 }),
      let number = Int64(text.dropLast()), number > 0
    else { return nil }
    let (product, overflows) = number.multipliedReportingOverflow(by: unit)
    return overflows || product > 100_000 * 86_400_000 ? nil : product
  }

  private static let units: [Character: Int64] = [
    "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 7 * 86_400_000,
  ]

  /// The moments that a date or time stands for: a day is all of its moments in UTC, a time just
  /// itself. Nil for anything else.
  static func moments(_ text: String) -> Range<Int64>? {
    guard let time = Timestamp(iso8601: text)?.milliseconds else { return nil }
    return time..<time + (text.utf8.count == 10 ? 86_400_000 : 1)
  }
}
