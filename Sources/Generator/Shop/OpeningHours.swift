import Domain

/// When people use the shop: less at weekends, hardly at night, most before noon, after lunch and
/// in the evening.
enum OpeningHours {
  /// How often each hour of the day is chosen, from midnight on.
  private static let hours: [(item: Int, weight: Int)] = [
    2, 1, 1, 1, 1, 2, 5, 10, 18, 26, 30, 27, 19, 22, 27, 25, 21, 17, 15, 17, 20, 18, 11, 5,
  ].enumerated().map { ($0.offset, $0.element) }

  /// A moment on a day, counted from 1970, by the clock of a place.
  static func moment(onDay day: Int64, in place: Place, _ draw: inout Draw) -> Timestamp {
    let hour = draw.pick(weighted: hours)
    let seconds = Int64(hour - place.offset) * 3600 + Int64(draw.int(0...3599))
    return Timestamp(
      milliseconds: day * 86_400_000 + seconds * 1000 + Int64(draw.int(0...999)))
  }

  /// The day itself, or often one early in the week after it if it is a weekend.
  static func day(_ day: Int64, _ draw: inout Draw) -> Int64 {
    // 1970-01-01 was a Thursday.
    let weekday = (day + 3) % 7
    guard weekday >= 5, draw.chance(0.55) else { return day }
    return day + 7 - weekday + Int64(draw.int(0...2))
  }
}
