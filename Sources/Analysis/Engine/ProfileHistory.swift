import Domain
import Store

/// The whole history of one profile: its events, and the visits they are shown in (R-U3, R-S10).
struct ProfileHistory {
  /// In order of time, then arrival.
  private(set) var events: [EventRecord] = []
  /// Newest first.
  private(set) var visits: [Visit] = []
  /// The visit of each event, as an index into `visits`.
  private(set) var visitOfEvent: [Int] = []
  /// By raw user: how many events and sessions, and when the earliest of them was.
  private(set) var facts: [Int: MemberFacts] = [:]
  let segments: [Segment]

  private struct StoredSession {
    var ordinal: Int
    var user: Int
    var id: SessionID
    var start: Int64
    var origin: SessionOrigin
    var live: LiveSession

    mutating func extend(by activity: SessionActivity, at time: Int64) {
      live.extend(
        by: activity, on: origin == .mobile ? .mobile : .web, at: Timestamp(milliseconds: time))
    }
  }

  init(_ reader: Reader, _ population: Population, profile: Int) throws {
    let members = UserSelection(of: population.members(of: profile), in: population)
    segments = try reader.segments(.events)
    try readEvents(reader, members)
    let (sessions, named) = try Self.readSessions(reader, members)
    let names = try reader.eventNames()
    let properties = try UserProperties(reader: reader, population: population)
      .properties(ofSessions: sessions.map(\.ordinal))
    arrange(
      extended(sessions, by: population.migrations(into: profile)), named, names, population,
      properties)
    for session in sessions {
      facts[session.user, default: MemberFacts()].add(session: session.start)
    }
    for event in events { facts[Int(event.user), default: MemberFacts()].add(event: event.time) }
  }

  /// What one raw user brought along.
  struct MemberFacts {
    private(set) var events = 0
    private(set) var sessions = 0
    /// Milliseconds since 1970.
    private(set) var earliest = Int64.max

    mutating func add(event time: Int64) {
      events += 1
      earliest = min(earliest, time)
    }

    mutating func add(session start: Int64) {
      sessions += 1
      earliest = min(earliest, start)
    }
  }

  private mutating func readEvents(_ reader: Reader, _ members: UserSelection) throws {
    var list: [UInt32] = []
    var columns = EventColumns()
    for (index, segment) in segments.enumerated() {
      try reader.checkCancellation()
      try reader.integers(.userList, of: segment, into: &list)
      guard let isMember = members.chosen(of: list) else { continue }
      try columns.read(reader, segment)
      for row in 0..<segment.count where isMember[Int(columns.codes[row])] {
        events.append(columns.record(row, segment: index))
      }
    }
    events.sort(by: EventRecord.isEarlier)
  }

  /// The sessions of the members in order of start, and the ids of those that were only named.
  private static func readSessions(
    _ reader: Reader, _ members: UserSelection
  ) throws -> (sessions: [StoredSession], named: [Int: SessionID]) {
    var sessions: [StoredSession] = []
    var named: [Int: SessionID] = [:]
    var columns = SessionColumns()
    for segment in try reader.segments(.sessions) {
      try reader.checkCancellation()
      try columns.read(reader, segment)
      for row in 0..<segment.count where members.contains(columns.user(row)) {
        let id = SessionID(truncating: columns.ids[row])
        let start = Timestamp(milliseconds: columns.starts[row])
        guard columns.isSession(row) else {
          named[segment.firstRow + row] = id
          continue
        }
        sessions.append(
          StoredSession(
            ordinal: segment.firstRow + row, user: columns.user(row), id: id,
            start: columns.starts[row], origin: columns.origin(row),
            live: LiveSession(id, start: start)))
      }
    }
    sessions.sort { ($0.start, $0.id) < ($1.start, $1.id) }
    return (sessions, named)
  }

  /// When each session was over, found by the rules that its device went by (R-S2, R-S7): what
  /// begins a session keeps it open for five minutes, unless that was in the background.
  private func extended(
    _ sessions: [StoredSession], by migrations: [StoredMigration]
  ) -> [StoredSession] {
    var sessions = sessions
    let indexOf = Dictionary(uniqueKeysWithValues: sessions.enumerated().map { ($1.ordinal, $0) })
    var isBegun = [Bool](repeating: false, count: sessions.count)
    for event in events where event.kind != .server {
      guard let index = indexOf[Int(event.session) - 1] else { continue }
      let isFirst = !isBegun[index]
      isBegun[index] = true
      if event.kind == .background {
        if isFirst, event.time == sessions[index].start { continue }
      } else {
        sessions[index].extend(
          by: event.kind == .pageview ? .pageview : .foreground, at: event.time)
      }
      if isFirst { sessions[index].extend(by: .foreground, at: sessions[index].start) }
    }
    for index in sessions.indices where !isBegun[index] {
      sessions[index].extend(by: .foreground, at: sessions[index].start)
    }
    for migration in migrations where migration.source == .client {
      for index in sessions.indices
      where sessions[index].user == migration.from && sessions[index].live.covers(migration.time) {
        sessions[index].extend(by: .foreground, at: migration.time.milliseconds)
      }
    }
    return sessions
  }

  /// Puts every event into its session, else where a server event belongs (R-S10, R-S11).
  private mutating func arrange(
    _ sessions: [StoredSession], _ named: [Int: SessionID], _ names: [String],
    _ population: Population, _ properties: [Int: Properties]
  ) {
    let indexOf = Dictionary(uniqueKeysWithValues: sessions.enumerated().map { ($1.ordinal, $0) })
    let indexOfID = Dictionary(sessions.enumerated().map { ($1.id, $0) }) { first, _ in first }
    var place: [ServerGroups.Place?] = events.map { event in
      let ordinal = Int(event.session) - 1
      let index = indexOf[ordinal] ?? named[ordinal].flatMap { indexOfID[$0] }
      return index.map { .session($0) }
    }
    let loose = place.indices.filter { place[$0] == nil }
    let found = ServerGroups.place(
      loose.map { Timestamp(milliseconds: events[$0].time) },
      among: sessions.map {
        ServerGroups.Span(start: $0.live.start, expires: $0.live.expires)
      })
    for (index, found) in zip(loose, found) { place[index] = found }

    let groups = Set(found.compactMap { if case .group(let number) = $0 { number } else { nil } })
    var contents = [[Int]](repeating: [], count: sessions.count + groups.count)
    for (index, place) in place.enumerated() {
      switch place {
      case .session(let session)?: contents[session].append(index)
      case .group(let group)?: contents[sessions.count + group].append(index)
      case nil: break
      }
    }
    let all = contents.enumerated().map { (number, contained) -> (visit: Visit, events: [Int]) in
      if number < sessions.count {
        let session = sessions[number]
        let kind = Visit.Kind.session(session.id, session.origin == .mobile ? .mobile : .web)
        return (
          visit(
            kind, user: population.id(session.user), start: session.live.start, contained, names,
            properties[session.ordinal] ?? [:]), contained
        )
      }
      let first = events[contained[0]]
      return (
        visit(
          .serverGroup, user: population.id(Int(first.user)),
          start: Timestamp(milliseconds: first.time), contained, names, [:]), contained
      )
    }
    let newestFirst = all.indices.sorted {
      (all[$1].visit.start, $1) < (all[$0].visit.start, $0)
    }
    visits = newestFirst.map { all[$0].visit }
    visitOfEvent = [Int](repeating: 0, count: events.count)
    for (rank, number) in newestFirst.enumerated() {
      for event in all[number].events { visitOfEvent[event] = rank }
    }
  }

  private func visit(
    _ kind: Visit.Kind, user: UserID, start: Timestamp, _ contained: [Int], _ names: [String],
    _ properties: Properties
  ) -> Visit {
    var counts: [UInt32: Int] = [:]
    for event in contained { counts[events[event].name, default: 0] += 1 }
    let top = counts.map { EventCount(name: names[Int($0.key)], count: $0.value) }
      .sorted { (-$0.count, $0.name) < (-$1.count, $1.name) }
    func time(_ event: Int?) -> Timestamp? {
      event.map { Timestamp(milliseconds: events[$0].time) }
    }
    return Visit(
      kind: kind, user: user, start: start, firstEvent: time(contained.first),
      lastEvent: time(contained.last), events: contained.count, topEvents: Array(top.prefix(3)),
      properties: properties)
  }
}
