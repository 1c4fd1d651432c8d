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
        identities.formUnion(worlds.compactMap { $0.identities[$0.profile(of: id)] })
      }
    }
    for world in worlds {
      var removed = Set(identities.flatMap { world.profileID(of: $0).map(world.members) ?? [] })
      removed.formUnion(identities.compactMap { world.profileID(of: $0) })
      for case .user(let id) in listed { removed.insert(id) }
      remove { arrival in
        arrival.environment == world.environment
          && arrival.fact.subjects.contains { subject in
            switch subject {
            case .user(let id): removed.contains(id)
            case .identity(let identity):
              identities.contains(identity)
                || world.profileID(of: identity).map(removed.contains) ?? false
            }
          }
      }
    }
  }
}

extension Fact {
  /// Whom it names.
  fileprivate var subjects: [Subject] {
    switch self {
    case .user(let user): [user.subject]
    case .session(let session): [session.subject]
    case .event(let event): [event.subject]
    case .properties(let write): [write.subject]
    case .migration(let migration): [.user(migration.from), .identity(migration.identity)]
    }
  }
}
