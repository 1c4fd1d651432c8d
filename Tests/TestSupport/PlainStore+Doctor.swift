import Analysis
import Domain

/// Every finding by its definition, from lists of all there is.
extension PlainStore {
  package func doctor(in environment: AppID?, now: Timestamp) async throws -> [Finding] {
    let worlds = worlds(in: environment)
    var cases: [Finding.Code: [Case]] = [:]
    for world in worlds {
      identityCases(world, &cases)
      deviceCases(world, &cases)
      clockCases(world, now, &cases)
    }
    unusualCases(worlds, &cases)
    propertyCases(worlds, .user, &cases)
    propertyCases(worlds, .event, &cases)
    eventNameCases(worlds, &cases)
    return Finding.Code.allCases.compactMap { code in
      guard let cases = cases[code], !cases.isEmpty else { return nil }
      let sorted = cases.sorted {
        ($0.rank, $0.names, $0.world) < ($1.rank, $1.names, $1.world)
      }
      return Finding(
        code, count: cases.count, examples: sorted.prefix(Finding.exampleLimit).map(\.example))
    }
  }

  /// Sorted by how bad it is, the worst first, then by names, then by environment.
  private struct Case {
    var rank: PlainRank
    var names: PlainNames
    var world: Int
    var example: Finding.Example
  }

  private func place(_ world: PlainWorld) -> AppID? {
    environments.count > 1 ? world.environment : nil
  }

  private func number(_ world: PlainWorld) -> Int {
    environments.firstIndex(of: world.environment) ?? 0
  }

  private func new(
    _ world: PlainWorld?, rank: [Int] = [], names: [String], _ evidence: Finding.Evidence
  ) -> Case {
    Case(
      rank: PlainRank(values: rank), names: PlainNames(texts: names),
      world: world.map(number) ?? 0,
      example: Finding.Example(in: world.flatMap(place), evidence))
  }

  private func merged(_ profile: UserID, _ world: PlainWorld) -> Int {
    world.members(of: profile).count { $0 != profile }
  }

  // MARK: Identities

  private func identityCases(_ world: PlainWorld, _ cases: inout [Finding.Code: [Case]]) {
    let identities = world.identities.values.sorted()
    for (profile, identity) in world.identities {
      let users = merged(profile, world)
      if identity.isNonUnique {
        cases[.nonUniqueIdentity, default: []].append(
          new(world, rank: [users], names: [identity.value], .merged(identity, users: users)))
      } else if [254, 255].contains(identity.value.utf16.count) {
        cases[.identityAtLimit, default: []].append(
          new(world, names: [identity.value], .identityLength(identity)))
      }
    }
    let alike = Dictionary(grouping: identities.filter { !$0.isNonUnique }) {
      $0.value.foldedSpelling
    }
    for group in alike.values where group.count > 1 {
      cases[.identitySpellings, default: []].append(
        new(world, names: [group[0].value], .spellings(group)))
    }
  }

  private func unusualCases(_ worlds: [PlainWorld], _ cases: inout [Finding.Code: [Case]]) {
    let profiles = worlds.flatMap { world in
      world.identities.filter { !$0.value.isNonUnique }
        .map { (world, $0.value, merged($0.key, world)) }
    }
    let largest = profiles.map(\.2).sorted(by: >)
    let outliers = max(1, largest.count / 1000)
    let usual = max(10, outliers < largest.count ? largest[outliers] : 0)
    for (world, identity, users) in profiles where users > usual {
      cases[.manyUsers, default: []].append(
        new(
          world, rank: [users], names: [identity.value],
          .mergedUnusually(identity, users: users, usual: usual)))
    }
  }

  // MARK: Devices

  private func deviceCases(_ world: PlainWorld, _ cases: inout [Finding.Code: [Case]]) {
    func identity(_ user: UserID) -> Identity? { world.identities[world.profile(of: user)] }
    var given: Set<Identity> = []
    for handover in world.handovers {
      guard let before = identity(handover.before), let next = identity(handover.user),
        before != next, !before.isNonUnique, let form = GeneratedForm(before),
        GeneratedForm(next) != form, given.insert(before).inserted
      else { continue }
      cases[.generatedIdentity, default: []].append(
        new(world, names: [before.value], .generated(before, next: next)))
    }
    for device in devices(world) {
      var people: [UserID] = []
      for user in device where identity(user) != nil {
        let profile = world.profile(of: user)
        if !people.contains(profile) { people.append(profile) }
      }
      guard people.count >= 5 else { continue }
      let switches = world.handovers.count { handover in
        guard device.contains(handover.user), let before = identity(handover.before),
          let next = identity(handover.user)
        else { return false }
        return before != next
      }
      let first = people.prefix(5).map { Finding.Person($0, world.identities[$0]) }
      cases[.sharedDevice, default: []].append(
        new(
          world, rank: [people.count, switches],
          names: first.map { Self.padded($0.id) },
          .sharedDevice(first, people: people.count, switches: switches)))
    }
  }

  /// The users of each device that changed hands, in the order in which they were heard of.
  private func devices(_ world: PlainWorld) -> [[UserID]] {
    var devices: [Set<UserID>] = []
    for handover in world.handovers {
      let touched: Set = [handover.before, handover.user]
      let joined = devices.filter { !$0.isDisjoint(with: touched) }
      devices.removeAll { !$0.isDisjoint(with: touched) }
      devices.append(joined.reduce(touched) { $0.union($1) })
    }
    return devices.map { device in world.heardOf.filter(device.contains) }
  }

  // MARK: Clocks

  private func clockCases(
    _ world: PlainWorld, _ now: Timestamp, _ cases: inout [Finding.Code: [Case]]
  ) {
    let facts =
      world.events.map { ($0.user, $0.event.time) } + world.writes.map { ($0.user, $0.write.time) }
    let ahead = Dictionary(grouping: facts.filter { $0.1 > now }) { world.profile(of: $0.0) }
    for (profile, facts) in ahead {
      let latest = facts.map(\.1).max() ?? now
      cases[.timeAhead, default: []].append(
        new(
          world, rank: [Int(latest.milliseconds)], names: [Self.padded(profile)],
          .ahead(Finding.Person(profile, world.identities[profile]), latest: latest)))
    }
  }

  // MARK: Properties and names

  private func propertyCases(
    _ worlds: [PlainWorld], _ owner: Finding.Property.Owner,
    _ cases: inout [Finding.Code: [Case]]
  ) {
    let all =
      owner == .user
      ? worlds.flatMap(\.writes).map(\.write.properties)
      : worlds.flatMap(\.events).map(\.event.properties)
    var values: [String: [PropertyValue]] = [:]
    for properties in all {
      for (key, value) in properties { values[key, default: []].append(value) }
    }
    func add(_ code: Finding.Code, _ key: String, rank: [Int] = [], _ evidence: Finding.Evidence) {
      cases[code, default: []].append(
        new(nil, rank: rank, names: [owner == .user ? "0" : "1", key], evidence))
    }
    for (key, values) in values {
      let property = Finding.Property(of: owner, key)
      var types: [[PropertyValue]] = [[], [], []]
      for value in values {
        switch value {
        case .string: types[0].append(value)
        case .number: types[1].append(value)
        case .boolean: types[2].append(value)
        }
      }
      let present = types.filter { !$0.isEmpty }
      if present.count > 1, let odd = present.min(by: { $0.count < $1.count })?.min() {
        let strays = values.count - (present.map(\.count).max() ?? 0)
        add(
          .propertyTypes, key, rank: [strays],
          .types(
            property, strings: types[0].count, numbers: types[1].count, booleans: types[2].count,
            odd: odd))
      }
      let cut = types[0].count { $0.text.utf16.count >= 1023 }
      if cut > 0 { add(.valuesCut, key, rank: [cut], .cutValues(property, values: cut)) }
      if [511, 1023].contains(key.utf16.count) {
        add(.propertyNameAtLimit, key, .propertyName(property, uses: values.count))
      }
    }
    for group in Dictionary(grouping: values, by: { $0.key.foldedSpelling }).values
    where group.count > 1 {
      let uses = group.map { Finding.NameUse($0.key, uses: $0.value.count) }
        .sorted { ($1.uses, $0.name) < ($0.uses, $1.name) }
      add(.propertySpellings, uses[0].name, .names(owner, uses))
    }
  }

  private func eventNameCases(_ worlds: [PlainWorld], _ cases: inout [Finding.Code: [Case]]) {
    let names = Dictionary(grouping: worlds.flatMap(\.events), by: \.event.name)
    for (name, events) in names where [255, 1024].contains(name.utf16.count) {
      cases[.eventNameAtLimit, default: []].append(
        new(
          nil, rank: [events.count], names: [name],
          .eventName(Finding.NameUse(name, uses: events.count))))
    }
  }

  /// In the order of numbers.
  private static func padded(_ id: UserID) -> String {
    String(repeating: "0", count: 16 - id.description.count) + id.description
  }
}

/// Larger numbers come first.
private struct PlainRank: Comparable {
  var values: [Int]

  static func < (left: PlainRank, right: PlainRank) -> Bool {
    right.values.lexicographicallyPrecedes(left.values)
  }
}

private struct PlainNames: Comparable {
  var texts: [String]

  static func < (left: PlainNames, right: PlainNames) -> Bool {
    left.texts.lexicographicallyPrecedes(right.texts)
  }
}
