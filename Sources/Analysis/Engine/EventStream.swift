import Domain
import Store

/// Answers a page of the event stream: newest first, without reading what can't be on the page.
struct EventStream {
  let reader: Reader
  let population: Population

  func page(_ question: EventsQuestion) throws -> EventsPage {
    let segments = try reader.segments(.events)
    var page = EventsPage()
    page.paired = try pairedUsers()
    guard let match = try Match(question, page.paired, reader, population) else {
      return page
    }
    page.total = try count(match, segments)
    let records = try newest(question.limit, match, after: question.after, in: segments)
    page.rows = try EventRows(reader: reader, population: population).rows(records, in: segments)
    if records.count == question.limit, let last = records.last {
      let ofThatTime = records.count { $0.time == last.time }
      let before = question.after.map { $0.time.milliseconds == last.time ? $0.shown : 0 } ?? 0
      page.next = EventCursor(
        time: Timestamp(milliseconds: last.time), shown: ofThatTime + before)
    }
    return page
  }

  private func pairedUsers() throws -> [PairedUser] {
    try reader.pairedClients().compactMap { device, client in
      guard let environment = client.appID, let user = client.device?.userID else { return nil }
      return PairedUser(device: device, environment: environment, user: user)
    }
  }

  /// What makes an event part of the stream asked for.
  private struct Match {
    var environment: Int?
    var name: UInt32?
    /// Users by ordinal; nil for all.
    var users: Set<Int>?
    var start = Int64.min
    var end = Int64.max

    /// Nil where nothing can match.
    init?(
      _ question: EventsQuestion, _ paired: [PairedUser], _ reader: Reader,
      _ population: Population
    ) throws {
      if question.onlyPaired {
        let users = population.users(paired)
        if users.isEmpty { return nil }
        self.users = users
      }
      if population.environments.count > 1 || question.environment != population.environments.first
      {
        environment = population.code(of: question.environment)
      }
      if let wanted = question.name {
        guard let code = try reader.eventNames().firstIndex(of: wanted) else { return nil }
        name = UInt32(code)
      }
      let newest = try population.map.newestEvent(
        in: population.code(of: question.environment), reader)
      if let range = question.range.resolved(newest: newest) {
        start = range.lowerBound.milliseconds
        end = range.upperBound.milliseconds
      }
    }

    func includes(_ segment: Segment) -> Bool { segment.newest >= start && segment.oldest < end }
    func covers(_ segment: Segment) -> Bool { segment.oldest >= start && segment.newest < end }
  }

  private func count(_ match: Match, _ segments: [Segment]) throws -> Int {
    var total = 0
    var names: [UInt32] = []
    var columns = EventColumns()
    for segment in segments where match.includes(segment) {
      try reader.checkCancellation()
      if match.environment == nil, match.users == nil, match.covers(segment) {
        guard let name = match.name else {
          total += segment.count
          continue
        }
        try reader.integers(.name, of: segment, into: &names)
        total += names.count { $0 == name }
      } else {
        try columns.read(reader, segment)
        total += (0..<segment.count).count { isMatch($0, columns, match) }
      }
    }
    return total
  }

  private func isMatch(_ row: Int, _ columns: EventColumns, _ match: Match) -> Bool {
    let time = columns.times[row]
    guard time >= match.start, time < match.end else { return false }
    if let name = match.name, columns.names[row] != name { return false }
    if let users = match.users, !users.contains(columns.user(row)) { return false }
    guard let environment = match.environment else { return true }
    return population.environment[columns.user(row)] == environment
  }

  /// Segments may overlap in time; they are read from the one with the newest event on, until none
  /// that is left can hold an event newer than the last one found.
  private func newest(
    _ limit: Int, _ match: Match, after cursor: EventCursor?, in segments: [Segment]
  ) throws -> [EventRecord] {
    guard limit > 0 else { return [] }
    let wanted = limit + (cursor?.shown ?? 0)
    let last = cursor?.time.milliseconds ?? .max
    let order = segments.indices.filter {
      match.includes(segments[$0]) && segments[$0].oldest <= last
    }.sorted { (segments[$0].newest, $0) > (segments[$1].newest, $1) }

    var found: [EventRecord] = []
    var columns = EventColumns()
    for index in order {
      let segment = segments[index]
      if found.count >= wanted, segment.newest < found[wanted - 1].time { break }
      try reader.checkCancellation()
      try columns.read(reader, segment)
      var taken = 0
      for row in stride(from: segment.count - 1, through: 0, by: -1) {
        if columns.times[row] > last || !isMatch(row, columns, match) { continue }
        // Rows of one segment come newest first, so more than a page of them is never needed.
        if taken >= wanted { break }
        found.append(columns.record(row, segment: index))
        taken += 1
      }
      found.sort { EventRecord.isEarlier($1, $0) }
      if found.count > wanted { found.removeLast(found.count - wanted) }
    }
    let seen = cursor.map { cursor in
      min(cursor.shown, found.count { $0.time == cursor.time.milliseconds })
    }
    return Array(found.dropFirst(seen ?? 0).prefix(limit))
  }
}

extension Population {
  /// The ordinals of those who have done anything yet.
  fileprivate func users(_ paired: [PairedUser]) -> Set<Int> {
    let wanted = Set(paired.map(\.user.rawValue))
    if wanted.isEmpty { return [] }
    return Set(
      ids.indices.filter { user in
        wanted.contains(ids[user])
          && paired.contains {
            $0.user.rawValue == ids[user]
              && $0.environment == environments[Int(environment[user])]
          }
      })
  }
}
