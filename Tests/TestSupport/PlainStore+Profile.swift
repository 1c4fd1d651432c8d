import Analysis
import Domain

/// A visit with the events shown in it.
struct PlainVisit {
  var session: PlainWorld.StoredSession?
  var events: [PlainWorld.StoredEvent] = []
}

extension PlainWorld {
  /// When a session was over: 30 minutes after its last web pageview, 5 minutes after any other
  /// foreground event, its beginning or the identify in it; background events extend nothing
  /// (R-S2, R-S7).
  fileprivate func expiry(of stored: StoredSession) -> Timestamp {
    let session = stored.session
    let inside = events.filter { $0.user == stored.user && $0.event.session == session.id }
    let beganInBackground = inside.min { ($0.event.time, $0.arrival) < ($1.event.time, $1.arrival) }
      .map { $0.event.kind == .background && $0.event.time == session.start }
    var expires = session.start.advanced(seconds: beganInBackground == true ? 0 : 300)
    for stored in inside.sorted(by: { $0.event.time < $1.event.time }) {
      let event = stored.event
      switch event.kind {
      case .background, .server: break
      case .pageview where session.platform == .web:
        expires = max(expires, event.time.advanced(seconds: 1800))
      case .pageview, .custom: expires = max(expires, event.time.advanced(seconds: 300))
      }
    }
    // The identify that named the visitor, if it happened while this session ran.
    if let migration = migrations[stored.user]?.migration, migration.source == .client,
      session.start <= migration.time, migration.time <= expires
    {
      expires = max(expires, migration.time.advanced(seconds: 300))
    }
    return expires
  }

  /// Sessions and server groups of a profile, newest first (R-S10, R-S11).
  func visits(of profile: UserID) -> [PlainVisit] {
    let sessions = sessions(of: profile)
    var inSession = sessions.map { PlainVisit(session: $0) }
    var groups: [PlainVisit] = []
    for stored in events(of: profile) {
      let time = stored.event.time
      // R-S11: a session_id that the profile knows; of two alike, that of the same raw user.
      let named = sessions.indices.filter { sessions[$0].session.id == stored.event.session }
      if let index = named.first(where: { sessions[$0].user == stored.user }) ?? named.first {
        inSession[index].events.append(stored)
        continue
      }
      // R-S10: the session that covers the moment, the one that began last if several do.
      let covering = sessions.indices.last {
        sessions[$0].session.start <= time && time <= expiry(of: sessions[$0])
      }
      if let covering {
        inSession[covering].events.append(stored)
      } else if let first = groups.last?.events.first,
        time.milliseconds(since: first.event.time) <= 1_800_000
      {
        groups[groups.count - 1].events.append(stored)
      } else {
        groups.append(PlainVisit(events: [stored]))
      }
    }
    // Of equal starts the session stands before the group when read from the oldest.
    return (inSession + groups).sorted { left, right in
      let (a, b) = (start(of: left), start(of: right))
      if a != b { return a < b }
      guard let left = left.session, let right = right.session else { return left.session != nil }
      return left.session.id < right.session.id
    }.reversed()
  }

  private func start(of visit: PlainVisit) -> Timestamp {
    visit.session?.session.start ?? visit.events.first?.event.time ?? .earliest
  }

  fileprivate func events(of profile: UserID, visit: Int?) -> [StoredEvent] {
    guard let visit else { return events(of: profile) }
    let visits = visits(of: profile)
    return visits.indices.contains(visit) ? visits[visit].events : []
  }

  fileprivate func profile(_ id: UserID) -> Profile? {
    let id = profile(of: id)
    guard profiles.contains(id) else { return nil }
    return Profile(
      user: row(of: id),
      properties: histories(of: id).sorted { $0.key < $1.key }
        .map { ProfileProperty(key: $0.key, history: $0.value) },
      initial: initialProperties(of: id).sorted { $0.key < $1.key }
        .map { (name: $0.key, value: $0.value) },
      members: shownMembers(of: id).map(member),
      visits: visits(of: id).map { answer($0) })
  }

  /// R-U2: each merged id with when and how.
  private func member(_ id: UserID) -> ProfileMember {
    ProfileMember(
      id: id, migratedAt: migrations[id]?.migration.time, source: migrations[id]?.migration.source,
      firstSeen: firstSeen[id] ?? .earliest,
      sessions: sessions.count { $0.user == id }, events: events.count { $0.user == id })
  }

  /// R-U4: the most frequent events, at most three; of equally frequent ones in order of name.
  private func answer(_ visit: PlainVisit) -> Visit {
    let counts = Dictionary(grouping: visit.events, by: \.event.name).mapValues(\.count)
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let session = visit.session
    return Visit(
      kind: session.map { .session($0.session.id, $0.session.platform) } ?? .serverGroup,
      user: session?.user ?? visit.events[0].user, start: start(of: visit),
      firstEvent: visit.events.first?.event.time, lastEvent: visit.events.last?.event.time,
      events: visit.events.count,
      topEvents: counts.prefix(3).map { EventCount(name: $0.key, count: $0.value) },
      properties: session?.session.properties ?? [:])
  }
}

extension PlainStore {
  package func plainProfile(_ id: UserID, in environment: AppID?) -> Profile? {
    worlds(in: environment).lazy.compactMap { $0.profile(id) }.first
  }

  package func plainProfile(_ identity: Identity, in environment: AppID?) -> Profile? {
    worlds(in: environment).lazy
      .compactMap { world in world.profileID(of: identity).flatMap(world.profile) }.first
  }

  package func historyPage(_ question: HistoryQuestion) -> HistoryPage {
    for world in worlds(in: question.environment) {
      let id = world.profile(of: question.profile)
      guard world.profiles.contains(id) else { continue }
      let rows = world.events(of: id, visit: question.visit).map(world.row)
      return HistoryPage(
        rows: Array(rows.dropFirst(question.offset).prefix(question.limit)), total: rows.count)
    }
    return HistoryPage()
  }
}
