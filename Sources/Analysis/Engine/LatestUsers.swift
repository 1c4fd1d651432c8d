import Domain
import Store

/// Answers the List view as it opens, all users with those seen last first, without asking what
/// everybody did: who was seen last is found in the newest events, and only those shown are looked at
/// further. So the list is there in half the time after it is opened, and again after something new was
/// stored.
struct LatestUsers {
  let reader: Reader
  let population: Population

  /// Rows up to which this pays.
  private static let mostRows = 1000

  /// The page; nil where the question, or what is stored, is of another kind: ``UserList`` then answers
  /// it.
  func page(_ question: UsersQuestion) throws -> UsersPage? {
    let end = max(0, question.offset) + max(0, question.limit)
    guard question.isUsual, end <= Self.mostRows, !reader.isCut,
      !population.map.isDivided(by: population.code(of: question.environment)),
      let latest = try latest(end)
    else { return nil }
    var page = UsersPage()
    page.newest = try population.map.newestEvent(in: nil, reader)
    page.range = question.range.resolved(newest: page.newest)
    for user in 0..<population.count where population.isProfile(user) {
      page.total += 1
      if population.isIdentified(user) { page.identified += 1 }
    }
    page.matching = page.total
    page.events = try reader.segments(.events).reduce(0) { $0 + $1.count }
    page.sessions = try reader.sessionCount()
    let shown = latest.dropFirst(max(0, question.offset)).prefix(max(0, question.limit))
    let profiles = shown.map(\.profile)
    let activities = try ProfileActivity.of(
      profiles, lastEvents: shown.map(\.lastEvent), reader, population)
    page.rows = try UserRows(reader: reader, population: population).rows(of: profiles, activities)
    return page
  }

  private struct Seen {
    var profile: Int
    var lastEvent: Int64
  }

  /// The first so many profiles in order; nil where fewer have events, or very many did something at
  /// the same moment.
  private func latest(_ count: Int) throws -> [Seen]? {
    guard count > 0 else { return [] }
    var latest = LastEvents(wanted: count)
    var codes: [UInt32] = []
    var list: [UInt32] = []
    var times: [Int64] = []
    for segment in try reader.segments(.events).sorted(by: { $0.newest > $1.newest }) {
      if segment.newest < latest.bound { break }
      try reader.checkCancellation()
      try reader.integers(.user, of: segment, into: &codes)
      try reader.integers(.userList, of: segment, into: &list)
      try reader.integers(.time, of: segment, into: &times)
      for row in (0..<segment.count).reversed() where !latest.isFull {
        if times[row] < latest.bound { break }
        latest.see(Int(population.canonical[Int(list[Int(codes[row])])]), at: times[row])
      }
      latest.prune()
      if latest.isFull { return nil }
    }
    guard latest.times.count >= count else { return nil }
    let seen = latest.times.map { Seen(profile: $0.key, lastEvent: $0.value) }
    return seen.sorted { left, right in
      left.lastEvent != right.lastEvent
        ? left.lastEvent > right.lastEvent
        : population.isTieBroken(left.profile, right.profile)
    }.prefix(count).map { $0 }
  }
}

/// The last events of those profiles that may be among the last so many.
private struct LastEvents {
  /// By profile.
  private(set) var times: [Int: Int64] = [:]
  /// Nothing before this moment matters any more: as many as are wanted did something since.
  private(set) var bound = Int64.min
  /// Whether more did something at the same moment than are worth a look.
  private(set) var isFull = false
  private let wanted: Int
  private let most: Int

  init(wanted: Int) {
    self.wanted = wanted
    most = 2 * wanted + 64
  }

  mutating func see(_ profile: Int, at time: Int64) {
    if let known = times[profile], known >= time { return }
    times[profile] = time
    if times.count > most {
      prune()
      isFull = times.count > most
    }
  }

  /// Forgets those who can't be among the last any more.
  mutating func prune() {
    guard times.count >= wanted else { return }
    bound = times.values.sorted(by: >)[wanted - 1]
    times = times.filter { $0.value >= bound }
  }
}

extension UsersQuestion {
  /// Whether it asks for all users, those seen last first.
  fileprivate var isUsual: Bool {
    range == .all && filter.isEmpty && members == nil && sort == UserSort()
  }
}

extension Reader {
  /// How many sessions there are; those that only a server event named don't count (R-S11).
  func sessionCount() throws -> Int {
    var count = 0
    var origins: [UInt8] = []
    var starts: [Int64] = []
    for segment in try segments(.sessions) {
      try integers(.platform, of: segment, into: &origins)
      let isWhole = isInTime(segment.newest)
      if !isWhole { try integers(.time, of: segment, into: &starts) }
      let named = UInt8(SessionOrigin.named.rawValue)
      for row in origins.indices where origins[row] < named && (isWhole || isInTime(starts[row])) {
        count += 1
      }
    }
    return count
  }
}
