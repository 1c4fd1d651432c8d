import Domain

extension TimeRange {
  /// Reads `all`, `24h`, `7d`, or two times: `2026-01-01..2026-02-01`, either of which may be left
  /// out.
  ///
  /// - Throws: what is wrong with which part.
  package init(parsing text: String) throws(QuestionError) {
    if text == "all" {
      self = .all
      return
    }
    let ends = text.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
    if ends.count == 2 {
      let start = try Self.moment(ends[0], else: .earliest)
      let end = try Self.moment(ends[1], else: .latest)
      guard start < end else {
        throw QuestionError(
          "the range \(text) ends before it starts; expected FROM..TO")
      }
      self = .between(start, end)
      return
    }
    let digits = text.utf8.dropLast()
    if digits.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(text.dropLast()),
      number > 0, number < 100_000
    {
      if text.last == "h" { self = .lastHours(number); return }
      if text.last == "d" { self = .lastDays(number); return }
    }
    throw QuestionError(
      "'\(text)' is not a range; expected all, hours such as 24h, days such as 7d, or FROM..TO")
  }

  private static func moment(
    _ text: String, else missing: Timestamp
  ) throws(QuestionError) -> Timestamp {
    if text.isEmpty { return missing }
    guard let time = Timestamp(iso8601: text) else {
      throw QuestionError(
        "'\(text)' is not a time; expected a date such as 2026-01-31 or 2026-01-31T09:00:00Z")
    }
    return time
  }
}
