import Domain
import Store

/// Looks for clocks that are ahead. A property written in the future hides all that is written until
/// then, for the later write wins (R-M1).
struct ClockExamination {
  private let scope: DoctorScope

  init(_ scope: DoctorScope) {
    self.scope = scope
  }

  func finding(now: Timestamp) throws -> Finding? {
    var latest: [Int: Int64] = [:]
    for kind in [SegmentKind.events, .writes] {
      for segment in try scope.reader.segments(kind) where segment.newest > now.milliseconds {
        try note(segment, after: now.milliseconds, in: &latest)
      }
    }
    let cases = latest.map { (profile: $0.key, time: $0.value) }
    let population = scope.population
    return scope.finding(
      .timeAhead, cases,
      by: { left, right in
        left.time == right.time
          ? (population.ids[left.profile], population.environment[left.profile])
            < (population.ids[right.profile], population.environment[right.profile])
          : left.time > right.time
      }
    ) { item in
      Finding.Example(
        in: scope.place(of: item.profile),
        .ahead(scope.person(item.profile), latest: Timestamp(milliseconds: item.time)))
    }
  }

  private func note(
    _ segment: Segment, after now: Int64, in latest: inout [Int: Int64]
  ) throws {
    let reader = scope.reader
    try reader.checkCancellation()
    var codes: [UInt32] = []
    var list: [UInt32] = []
    var times: [Int64] = []
    try reader.integers(.time, of: segment, into: &times)
    try reader.integers(.user, of: segment, into: &codes)
    try reader.integers(.userList, of: segment, into: &list)
    // Rows lie in order of time, so from the end the first row of a user is its latest.
    var isNoted = [Bool](repeating: false, count: list.count)
    for row in times.indices.reversed() {
      guard times[row] > now else { break }
      let code = Int(codes[row])
      if isNoted[code] { continue }
      isNoted[code] = true
      let user = Int(list[code])
      guard scope.includes(user) else { continue }
      let profile = Int(scope.population.canonical[user])
      latest[profile] = max(latest[profile] ?? .min, times[row])
    }
  }
}
