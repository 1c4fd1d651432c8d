import Domain
import Store

/// Answers a page of the history of merges.
struct MergeList {
  let reader: Reader
  let population: Population
  let log: MergeLog

  func page(_ question: MergesQuestion) throws -> MergesPage {
    let environment = population.code(of: question.environment)
    let profiles = question.identity.map { log.profiles(of: $0, population) }
    let words = question.words.map { $0.lowercased() }
    var page = MergesPage()
    var matching: [Int] = []
    for (index, record) in log.records.enumerated() {
      if index.isMultiple(of: 65536) { try reader.checkCancellation() }
      let (from, to) = (record.migration.from, record.migration.to)
      if let environment, population.environment[from] != environment { continue }
      page.total += 1
      if let profiles, !profiles.contains(to) { continue }
      if let user = question.user, population.id(from) != user, population.id(to) != user {
        continue
      }
      if let wanted = question.isInForce, record.isInForce != wanted { continue }
      if !words.isEmpty, !hasAll(words, record.migration) { continue }
      matching.append(index)
      if !record.isInForce { page.takenBack += 1 }
    }
    page.matching = matching.count
    let end = min(matching.count, max(0, question.offset) + max(0, question.limit))
    let start = min(max(0, question.offset), end)
    let ordered = sorted(matching, newestFirst: question.newestFirst, first: end)
    page.rows = try rows(of: ordered[start..<end].map { log.records[$0] })
    return page
  }

  private func hasAll(_ words: [String], _ migration: StoredMigration) -> Bool {
    let identity = log.identity(of: migration.to, population).value.lowercased()
    let ids = "\(population.id(migration.from)) \(population.id(migration.to))"
    return words.allSatisfy { identity.contains($0) || ids.contains($0) }
  }

  /// The first of some records by time, of equal times by arrival.
  private func sorted(_ indices: [Int], newestFirst: Bool, first: Int) -> [Int] {
    let keys = indices.map { index -> (time: Int64, index: Int) in
      let time = log.records[index].migration.time.milliseconds
      return newestFirst ? (~time, ~index) : (time, index)
    }
    return keys.smallest(first) { ($0.time, $0.index) < ($1.time, $1.index) }
      .map { newestFirst ? ~$0.index : $0.index }
  }

  func rows(of records: [MigrationRecord]) throws -> [MergeRow] {
    let counts = try FactCounts(of: records.map(\.migration.from), reader, population)
    let lost = try LostValues(
      by: records.filter(\.isInForce).map(\.migration), reader, population)
    return records.map { record in
      let migration = record.migration
      let count = counts[migration.from]
      return MergeRow(
        number: record.id,
        environment: population.environments[Int(population.environment[migration.from])],
        user: population.id(migration.from), profile: population.id(migration.to),
        identity: log.identity(of: migration.to, population), time: migration.time,
        source: migration.source, reversals: record.reversals, sessions: count.sessions,
        events: count.events, lost: record.isInForce ? lost.of(migration) : [])
    }
  }
}

/// How many sessions and events are stored under some raw user_ids: one pass over the segments that
/// hold any of them.
struct FactCounts {
  private var counts: [Int: (sessions: Int, events: Int)] = [:]

  init(of users: [Int], _ reader: Reader, _ population: Population) throws {
    guard !users.isEmpty else { return }
    var isWanted = [Bool](repeating: false, count: population.count)
    for user in users { isWanted[user] = true }
    try countEvents(isWanted, reader)
    try countSessions(isWanted, reader)
  }

  subscript(user: Int) -> (sessions: Int, events: Int) { counts[user] ?? (0, 0) }

  private mutating func countEvents(_ isWanted: [Bool], _ reader: Reader) throws {
    var list: [UInt32] = []
    var codes: [UInt32] = []
    for segment in try reader.segments(.events) {
      try reader.checkCancellation()
      try reader.integers(.userList, of: segment, into: &list)
      guard list.contains(where: { isWanted[Int($0)] }) else { continue }
      try reader.integers(.user, of: segment, into: &codes)
      var rows = [Int](repeating: 0, count: list.count)
      for code in codes { rows[Int(code)] += 1 }
      for (place, user) in list.enumerated() where isWanted[Int(user)] && rows[place] > 0 {
        counts[Int(user), default: (0, 0)].events += rows[place]
      }
    }
  }

  private mutating func countSessions(_ isWanted: [Bool], _ reader: Reader) throws {
    var columns = SessionColumns()
    for segment in try reader.segments(.sessions) {
      try reader.checkCancellation()
      try columns.read(reader, segment)
      for row in 0..<segment.count where columns.isSession(row) && isWanted[columns.user(row)] {
        counts[columns.user(row), default: (0, 0)].sessions += 1
      }
    }
  }
}
