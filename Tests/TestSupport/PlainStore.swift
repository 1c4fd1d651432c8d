import Analysis
import Domain

/// The slow twin of the store and its engine: an array of facts in arrival order, and every question
/// answered from it by going through all of them, with the rule number beside each step.
///
/// It exists to be obviously right. Tests give the same facts to it and to the real engine and
/// compare the answers. Where the rules leave an order open, this file fixes one: sessions, visits
/// and events of equal time as said beside each sort.
package struct PlainStore: Sendable {
  package struct Arrival: Hashable, Sendable {
    package let environment: AppID
    package let content: Content
  }

  package enum Content: Hashable, Sendable {
    case fact(Fact)
    /// The merge in force of a user was taken back, or the last one that was is restored.
    case reversal(of: UserID, isInForce: Bool, time: Timestamp)
  }

  /// Everything, in the order in which it arrived.
  package private(set) var arrivals: [Arrival] = []
  /// Environments, in the order in which they appeared; one stays when all its users are deleted.
  private(set) var environments: [AppID] = []
  /// The last moment that counts; nil for all time.
  private(set) var moment: Timestamp?
  /// What client libraries remember, one entry a device.
  package private(set) var devices: [PlainDevice] = []

  package init() {}

  package mutating func append(_ facts: [Fact], in environment: AppID = .main) {
    arrivals += facts.map { Arrival(environment: environment, content: .fact($0)) }
    if !facts.isEmpty, !environments.contains(environment) { environments.append(environment) }
  }

  /// Replaces what is remembered of devices.
  package mutating func remember(_ known: [PlainDevice]) {
    let names = Set(known.map(\.name))
    devices = devices.filter { !names.contains($0.name) } + known
  }

  /// Such devices begin anew.
  mutating func forget(where isMeant: (PlainDevice) -> Bool) { devices.removeAll(where: isMeant) }

  /// The users on devices that are paired now, by the name of the device (R-C5).
  var paired: [PairedUser] {
    devices.compactMap(\.paired).sorted { $0.device < $1.device }
  }

  /// Takes the merge of a user back.
  package mutating func takeBack(
    _ user: UserID, at time: Timestamp, in environment: AppID = .main
  ) {
    arrivals.append(
      Arrival(
        environment: environment, content: .reversal(of: user, isInForce: false, time: time)))
  }

  /// Restores the merge of a user that was taken back last.
  package mutating func restore(
    _ user: UserID, at time: Timestamp, in environment: AppID = .main
  ) {
    arrivals.append(
      Arrival(
        environment: environment, content: .reversal(of: user, isInForce: true, time: time)))
  }

  var isAsOfMoment: Bool { moment != nil }

  package func asOf(_ moment: Timestamp?) -> any Questions { plainlyAsOf(moment) }

  package func plainlyAsOf(_ moment: Timestamp?) -> PlainStore {
    var store = self
    store.moment = moment
    return store
  }

  /// Puts others in the place of arrivals.
  mutating func replace(_ replacement: (Int, Arrival) -> Arrival?) {
    arrivals = arrivals.enumerated().compactMap { replacement($0.offset, $0.element) }
  }

  /// One environment's facts with ids resolved, or each environment's when none is named.
  func worlds(in environment: AppID?) -> [PlainWorld] {
    environments
      .filter { environment == nil || $0 == environment }
      .map { PlainWorld($0, arrivals, asOf: moment ?? .latest) }
  }
}

/// What the client library of one device remembers.
package struct PlainDevice: Hashable, Sendable {
  package struct Memory: Hashable, Sendable {
    let environment: AppID
    let user: UserID
    let identity: Identity?

    init(_ environment: AppID, _ user: UserID, _ identity: Identity?) {
      self.environment = environment
      self.user = user
      self.identity = identity
    }
  }

  let name: String
  let users: [Memory]
  /// Nil where the device isn't paired.
  let paired: PairedUser?
}

/// The facts of one environment, each under the raw user_id it belongs to, and the one-hop way from
/// a raw user_id to its profile.
struct PlainWorld {
  struct StoredEvent {
    var user: UserID
    var event: Event
    /// Place among all facts of the store: decides between equal times.
    var arrival: Int
  }

  struct StoredSession {
    var user: UserID
    var session: Session
  }

  struct StoredMigration {
    var migration: Migration
    var to: UserID
    var arrival: Int
  }

  let environment: AppID
  private(set) var events: [StoredEvent] = []
  private(set) var sessions: [StoredSession] = []
  private(set) var writes: [(user: UserID, write: PropertyWrite, sequence: Int)] = []
  private(set) var migrations: [UserID: StoredMigration] = [:]
  /// What was said of each account, in order of arrival.
  private(set) var accounts: [AccountID: [AccountWrite]] = [:]
  /// The identity of each identified profile.
  private(set) var identities: [UserID: Identity] = [:]
  /// The earliest moment of any fact about a raw user_id.
  private(set) var firstSeen: [UserID: Timestamp] = [:]
  private var profileIDs: [Identity: UserID] = [:]
  /// Raw user_ids in the order in which they were heard of.
  private(set) var heardOf: [UserID] = []
  /// A device that was one user and became another one, in order of arrival (R-I4, R-I12).
  private(set) var handovers: [(before: UserID, user: UserID, time: Timestamp)] = []
  /// When each raw user_id was heard of first; what is known already is not seen anew.
  private(set) var firstSight: [UserID: Timestamp] = [:]
  /// Who a device was before it became this user (R-I4, R-I12).
  private(set) var previous: [UserID: UserID] = [:]

  struct StoredReversal {
    var isInForce: Bool
    var time: Timestamp
    var arrival: Int
  }

  typealias Merge = (stored: StoredMigration, reversals: [StoredReversal])

  /// Every migration that was accepted, with what became of it, up to whatever moment.
  private(set) var accepted: [Merge] = []

  init(_ environment: AppID, _ arrivals: [PlainStore.Arrival], asOf moment: Timestamp) {
    self.environment = environment
    var writeSequence = 0
    for (place, arrival) in arrivals.enumerated() {
      if arrival.environment == environment { admit(arrival.content, place, writeSequence) }
      if case .fact(.properties) = arrival.content { writeSequence += 1 }
    }
    cut(after: moment)
  }

  /// What is known as of a moment: facts after it don't count, and of merges those that were in force
  /// then. Which facts were accepted, and under which ids, was settled when they arrived.
  private mutating func cut(after moment: Timestamp) {
    handovers.removeAll { $0.time > moment }
    events.removeAll { $0.event.time > moment }
    sessions.removeAll { $0.session.start > moment }
    writes.removeAll { $0.write.time > moment }
    accounts = accounts.mapValues { $0.filter { $0.time <= moment } }.filter { !$0.value.isEmpty }
    migrations = [:]
    var uncounted: [UserID: Timestamp] = [:]
    for (stored, reversals) in accepted where stored.migration.time <= moment {
      let isInForce = reversals.last { $0.time <= moment }?.isInForce ?? true
      if !isInForce {
        // The first sight of a profile by a merge that is gone.
        if firstSight[stored.to] == stored.migration.time {
          uncounted[stored.to] = stored.migration.time
        }
      } else if migrations[stored.migration.from] == nil {
        // As of a moment before it was taken back a user may have two; the earlier one counted then.
        migrations[stored.migration.from] = stored
      }
    }
    firstSeen = firstSight.filter { uncounted[$0.key] == nil && $0.value <= moment }
    for stored in events { see(stored.user, at: stored.event.time) }
    for stored in sessions { see(stored.user, at: stored.session.start) }
    for stored in writes { see(stored.user, at: stored.write.time) }
    for stored in migrations.values { see(stored.migration.from, at: stored.migration.time) }
    let there = profiles
    identities = identities.filter { there.contains($0.key) }
  }

  private mutating func admit(
    _ content: PlainStore.Content, _ place: Int, _ writeSequence: Int
  ) {
    switch content {
    case .fact(let fact): admit(fact, place, writeSequence)
    case .reversal(let user, let isInForce, let time):
      let index = accepted.lastIndex {
        $0.stored.migration.from == user && ($0.reversals.last?.isInForce ?? true) != isInForce
      }
      if let index {
        accepted[index].reversals.append(
          StoredReversal(isInForce: isInForce, time: time, arrival: place))
      }
      migrations[user] = isInForce ? index.map { accepted[$0].stored } : nil
    }
  }

  private mutating func admit(_ fact: Fact, _ place: Int, _ writeSequence: Int) {
    switch fact {
    case .user(let user):
      let id = raw(user.subject)
      if let before = user.previous, firstSight[id] == nil {
        previous[id] = before
        handovers.append((before, id, user.firstSeen))
      }
      hear(of: id, at: user.firstSeen)
    case .session(let session):
      let user = raw(session.subject)
      hear(of: user, at: session.start)
      sessions.append(StoredSession(user: user, session: session))
    case .event(let event):
      let user = raw(event.subject)
      hear(of: user, at: event.time)
      events.append(StoredEvent(user: user, event: event, arrival: place))
    case .properties(let write):
      let user = raw(write.subject)
      hear(of: user, at: write.time)
      writes.append((user, write, writeSequence))
    case .account(let write): accounts[write.account, default: []].append(write)
    case .migration(let migration):
      if exceedsLimit(migration) { return }
      hear(of: migration.from, at: migration.time)
      // One identity a user_id (R-A10), and a profile's own id never moves on.
      guard migrations[migration.from] == nil, identities[migration.from] == nil else { return }
      let to = raw(.identity(migration.identity))
      hear(of: to, at: migration.time)
      let stored = StoredMigration(migration: migration, to: to, arrival: place)
      migrations[migration.from] = stored
      accepted.append((stored, []))
    }
  }

  /// R-A10: of one identity, a server gets at most ten user_ids in within 30 days; who is known by a
  /// migration or as a profile is another matter.
  private func exceedsLimit(_ migration: Migration) -> Bool {
    guard migration.source == .server, migrations[migration.from] == nil,
      identities[migration.from] == nil
    else { return false }
    let month: Int64 = 30 * 24 * 60 * 60 * 1000
    let lately = accepted.map(\.stored.migration).filter { other in
      let age = migration.time.milliseconds(since: other.time)
      return other.source == .server && other.identity == migration.identity && age >= 0
        && age < month
    }
    return lately.count >= 10
  }

  private mutating func hear(of user: UserID, at time: Timestamp) {
    if firstSight[user] == nil {
      firstSight[user] = time
      heardOf.append(user)
    }
  }

  private mutating func see(_ user: UserID, at time: Timestamp) {
    firstSeen[user] = min(firstSeen[user] ?? time, time)
  }

  /// the user_id that a fact is kept under.
  private mutating func raw(_ subject: Subject) -> UserID {
    switch subject {
    case .user(let id): return id
    case .identity(let identity):
      if let known = profileIDs[identity] { return known }
      // the hash, or the next number that nothing else has.
      var id = UserID.profile(of: identity)
      while firstSight[id] != nil || identities[id] != nil { id = id.next() }
      profileIDs[identity] = id
      identities[id] = identity
      return id
    }
  }

  /// one hop.
  func profile(of user: UserID) -> UserID { migrations[user]?.to ?? user }

  func profileID(of identity: Identity) -> UserID? { profileIDs[identity] }

  /// Also of a profile that nobody is part of any more.
  func identity(of profile: UserID) -> Identity? {
    profileIDs.first { $0.value == profile }?.key
  }

  /// Every profile that has a fact, its own or through a migration.
  var profiles: Set<UserID> { Set(firstSeen.keys.map(profile)).union(migrations.values.map(\.to)) }

  /// The raw user_ids of a profile: its own first, then in order of migration.
  func members(of profile: UserID) -> [UserID] {
    let merged = migrations.filter { $0.value.to == profile }.sorted {
      ($0.value.migration.time, $0.value.arrival) < ($1.value.migration.time, $1.value.arrival)
    }
    return (firstSeen[profile] == nil ? [] : [profile]) + merged.map(\.key)
  }

  /// The members that something is known of beside their existence, and all that merged (R-U2).
  func shownMembers(of profile: UserID) -> [UserID] {
    members(of: profile).filter { id in
      id != profile || identities[id] == nil || events.contains { $0.user == id }
        || sessions.contains { $0.user == id } || writes.contains { $0.user == id }
    }
  }

  /// Events of a profile, oldest first, of equal times in order of arrival (R-I14).
  func events(of profile: UserID) -> [StoredEvent] {
    events.filter { self.profile(of: $0.user) == profile }
      .sorted { ($0.event.time, $0.arrival) < ($1.event.time, $1.arrival) }
  }

  /// Sessions of a profile, the earliest first, of equal starts that with the smaller id (R-M2).
  func sessions(of profile: UserID) -> [StoredSession] {
    sessions.filter { self.profile(of: $0.user) == profile }
      .sorted { ($0.session.start, $0.session.id) < ($1.session.start, $1.session.id) }
  }

  /// Every user property of a profile with the values it has had (R-M1, R-M4, R-M6).
  func histories(of profile: UserID) -> [String: PropertyHistory] {
    var entries: [String: [PropertyHistory.Entry]] = [:]
    for (user, write, sequence) in writes where self.profile(of: user) == profile {
      for (key, value) in write.properties {
        let entry = PropertyHistory.Entry(value, at: write.time, by: user, sequence: sequence)
        entries[key, default: []].append(entry)
      }
    }
    return entries.mapValues { PropertyHistory($0, in: profile) }
  }

  /// R-M2: read from the earliest session, never stored.
  func initialProperties(of profile: UserID) -> Properties {
    var found = Properties()
    for (key, value) in sessions(of: profile).first?.session.properties ?? [:] {
      found[InitialProperty.name(forSessionProperty: key)] = value
    }
    return found
  }

  /// One line of the List view.
  func row(of profile: UserID) -> UserRow {
    let members = members(of: profile)
    let events = events(of: profile)
    var properties = histories(of: profile).compactMapValues { $0.current?.value }
    properties.merge(initialProperties(of: profile)) { _, initial in initial }
    return UserRow(
      environment: environment, id: profile, identity: identities[profile],
      // R-M3: the minimum and maximum over all merged ids; R-U5: no event, no last seen.
      firstSeen: members.compactMap { firstSeen[$0] }.min() ?? .earliest,
      lastSeen: events.last?.event.time,
      sessions: sessions(of: profile).count, events: events.count,
      properties: properties, merged: members.filter { $0 != profile },
      caseTwins: caseTwins(of: profile), account: account(of: properties))
  }

  /// R-I9: identities that are the same but for case.
  private func caseTwins(of profile: UserID) -> [Identity] {
    guard let identity = identities[profile] else { return [] }
    return identities.values.sorted().filter {
      $0 != identity && $0.value.lowercased() == identity.value.lowercased()
    }
  }

  /// An event as the questions answer it.
  func row(of stored: StoredEvent) -> EventRow {
    let profile = profile(of: stored.user)
    return EventRow(
      environment: environment, time: stored.event.time, name: stored.event.name,
      kind: stored.event.kind, user: stored.user, profile: profile,
      identity: identities[profile], session: stored.event.session,
      properties: stored.event.properties)
  }
}
