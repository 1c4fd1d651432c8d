import Domain

extension PlainStore {
  /// Takes back every fact of some people, as if they had never been there (R-D4).
  package mutating func delete(_ listed: [Subject]) {
    let worlds = worlds(in: nil)
    var identities: Set<Identity> = []
    for subject in listed {
      switch subject {
      case .identity(let identity): identities.insert(identity)
      case .user(let id):
        // A merged user_id stands for its profile, and the profile for its identity everywhere.
        identities.formUnion(worlds.compactMap { $0.identity(of: $0.profile(of: id)) })
      }
    }
    var erasers: [AppID: PlainEraser] = [:]
    for world in worlds {
      erasers[world.environment] = PlainEraser(listed, identities, world, arrivals)
    }
    // R-D4: what devices remember of the deleted goes with them.
    let listedIDs = listed.compactMap { if case .user(let id) = $0 { id } else { nil } }
    forget { device in
      device.users.contains { memory in
        listedIDs.contains(memory.user) || erasers[memory.environment]?.removes(memory.user) == true
          || memory.identity.map { identities.contains($0) } == true
      }
    }
    replace { place, arrival in
      guard let eraser = erasers[arrival.environment] else { return arrival }
      return eraser.rest(of: arrival.content, place).map {
        Arrival(environment: arrival.environment, content: $0)
      }
    }
  }
}

/// Tells what is left of the arrivals of one environment.
private struct PlainEraser {
  private let world: PlainWorld
  private let removed: Set<UserID>
  private let accepted: Set<Int>
  /// Of merges that are gone.
  private let reversals: Set<Int>
  /// First sights of who was known already, which said nothing and say nothing now.
  private var idle: Set<Int> = []

  func removes(_ user: UserID) -> Bool { removed.contains(user) }

  init(
    _ listed: [Subject], _ identities: Set<Identity>, _ world: PlainWorld,
    _ arrivals: [PlainStore.Arrival]
  ) {
    self.world = world
    let profiles = identities.compactMap { world.profileID(of: $0) }
    var removed = Set(profiles + profiles.flatMap { world.members(of: $0) })
    for case .user(let id) in listed { removed.insert(id) }
    self.removed = removed
    accepted = Set(world.accepted.map(\.stored.arrival))
    reversals = Set(
      world.accepted
        .filter { removed.contains($0.stored.migration.from) || removed.contains($0.stored.to) }
        .flatMap { $0.reversals.map(\.arrival) })
    var known: Set<UserID> = []
    for (place, arrival) in arrivals.enumerated() where arrival.environment == world.environment {
      guard case .fact(let fact) = arrival.content else { continue }
      // A merge that was refused made nobody known.
      if case .migration = fact, !accepted.contains(place) { continue }
      let isNew = fact.subject.flatMap(id).map { known.insert($0).inserted } ?? true
      if case .user = fact, !isNew { idle.insert(place) }
      if case .migration(let migration) = fact, accepted.contains(place) {
        world.profileID(of: migration.identity).map { _ = known.insert($0) }
      }
    }
  }

  private func id(of subject: Subject) -> UserID? {
    switch subject {
    case .user(let id): id
    case .identity(let identity): world.profileID(of: identity)
    }
  }

  func rest(of content: PlainStore.Content, _ place: Int) -> PlainStore.Content? {
    switch content {
    case .reversal: return reversals.contains(place) ? nil : content
    case .fact(.migration(let migration)):
      if removed.contains(migration.from) { return nil }
      // One that was refused says nothing that isn't known, and must not be admitted now (R-A10).
      if !accepted.contains(place) { return nil }
      if !isRemoved(.identity(migration.identity)) { return content }
      // What is left of it is that the user was heard of.
      return .fact(.user(User(.user(migration.from), firstSeen: migration.time)))
    case .fact(let fact):
      return fact.subject.map(isRemoved) ?? false || idle.contains(place) ? nil : content
    }
  }

  private func isRemoved(_ subject: Subject) -> Bool {
    id(of: subject).map(removed.contains) ?? false
  }
}

extension Fact {
  /// Whom it is about; nil for an account.
  var subject: Subject? {
    switch self {
    case .user(let user): user.subject
    case .session(let session): session.subject
    case .event(let event): event.subject
    case .properties(let write): write.subject
    case .migration(let migration): .user(migration.from)
    case .account: nil
    }
  }
}
