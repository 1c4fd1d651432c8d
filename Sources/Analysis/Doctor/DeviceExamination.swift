import Domain
import Store

/// Follows devices from user to user: with another identity, or after resetIdentity, a device is a
/// new user, of whom it is known who the device was before (R-I4, R-I12).
struct DeviceExamination {
  private let scope: DoctorScope
  private var population: Population { scope.population }

  /// A device was user `before`, then `user`.
  private struct Link {
    var before: UInt32
    var user: UInt32
  }

  init(_ scope: DoctorScope) {
    self.scope = scope
  }

  func findings() throws -> [Finding] {
    let links = try links()
    return links.isEmpty
      ? [] : [generated(links), try shared(links)].compactMap(\.self)
  }

  /// In order of arrival.
  private func links() throws -> [Link] {
    var links: [Link] = []
    var previous: [UInt32] = []
    for segment in try scope.reader.segments(.users) {
      try scope.reader.checkCancellation()
      try scope.reader.integers(.previous, of: segment, into: &previous)
      for row in previous.indices where previous[row] > 0 {
        let user = segment.firstRow + row
        guard scope.includes(user), population.map.isSighted(user) else { continue }
        links.append(Link(before: previous[row] - 1, user: UInt32(user)))
      }
    }
    return links
  }

  private func profile(_ user: UInt32) -> Int { Int(population.canonical[Int(user)]) }

  // MARK: Generated identities

  /// Identities of another form than the one that came next: a page that identifies visitors by a
  /// random id until they log in. Where both look generated alike, accounts may be known by such ids.
  private func generated(_ links: [Link]) -> Finding? {
    var nextOf: [Int: Int] = [:]
    for link in links {
      let (before, next) = (profile(link.before), profile(link.user))
      guard before != next, nextOf[before] == nil,
        let identity = population.identity(before), let other = population.identity(next),
        !identity.isNonUnique, let form = GeneratedForm(identity), GeneratedForm(other) != form
      else { continue }
      nextOf[before] = next
    }
    let cases = nextOf.compactMap { before, next -> (user: Int, Identity, next: Identity)? in
      guard let identity = population.identity(before), let next = population.identity(next) else {
        return nil
      }
      return (before, identity, next)
    }
    return scope.finding(
      .generatedIdentity, cases,
      by: { ($0.1, population.environment[$0.0]) < ($1.1, population.environment[$1.0]) }
    ) { Finding.Example(in: scope.place(of: $0.user), .generated($0.1, next: $0.next)) }
  }

  // MARK: Shared devices

  private struct Device {
    /// The first identified ones in order of arrival.
    private(set) var first: [Int] = []
    private(set) var people: Set<Int> = []
    var switches = 0

    mutating func add(_ profile: Int) {
      guard people.insert(profile).inserted, first.count < Finding.exampleLimit else { return }
      first.append(profile)
    }
  }

  private func shared(_ links: [Link]) throws -> Finding? {
    let roots = roots(of: links)
    var length: [UInt32: Int] = [:]
    for link in links { length[roots[Int(link.user)], default: 0] += 1 }
    // As many people need at least so many changes, which few devices have.
    length = length.filter { $0.value >= DoctorLimits.sharedDevicePeople - 1 }
    var devices: [UInt32: Device] = [:]
    for user in usersInOrder(links) where length[roots[Int(user)]] != nil {
      let profile = profile(user)
      if population.isIdentified(profile) {
        devices[roots[Int(user)], default: Device()].add(profile)
      }
    }
    devices = devices.filter { $0.value.people.count >= DoctorLimits.sharedDevicePeople }
    for link in links where devices[roots[Int(link.user)]] != nil {
      let (before, next) = (profile(link.before), profile(link.user))
      guard before != next, population.isIdentified(before), population.isIdentified(next) else {
        continue
      }
      devices[roots[Int(link.user)]]?.switches += 1
    }
    return scope.finding(.sharedDevice, Array(devices.values), by: isWorse) { device in
      Finding.Example(
        in: scope.place(of: device.first[0]),
        .sharedDevice(
          device.first.map(scope.person), people: device.people.count, switches: device.switches))
    }
  }

  private func isWorse(_ left: Device, _ right: Device) -> Bool {
    if left.people.count != right.people.count { return left.people.count > right.people.count }
    if left.switches != right.switches { return left.switches > right.switches }
    let ids = (left.first.map { population.ids[$0] }, right.first.map { population.ids[$0] })
    guard ids.0 == ids.1 else { return ids.0.lexicographicallyPrecedes(ids.1) }
    return population.environment[left.first[0]] < population.environment[right.first[0]]
  }

  private func usersInOrder(_ links: [Link]) -> [UInt32] {
    var isLinked = [Bool](repeating: false, count: population.count)
    for link in links {
      isLinked[Int(link.before)] = true
      isLinked[Int(link.user)] = true
    }
    return isLinked.indices.filter { isLinked[$0] }.map { UInt32($0) }
  }

  /// One user of each device by user. A device may have been written down twice from the same point
  /// on, so links are joined rather than followed.
  private func roots(of links: [Link]) -> [UInt32] {
    var parents = Array(0..<UInt32(population.count))
    func root(of user: UInt32) -> UInt32 {
      var user = user
      while parents[Int(user)] != user {
        parents[Int(user)] = parents[Int(parents[Int(user)])]
        user = parents[Int(user)]
      }
      return user
    }
    for link in links { parents[Int(root(of: link.user))] = root(of: link.before) }
    return (0..<UInt32(population.count)).map(root)
  }
}
