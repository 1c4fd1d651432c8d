import Domain
import Store

/// Looks at every identity by itself and beside the others.
struct IdentityExamination {
  private let scope: DoctorScope
  private var population: Population { scope.population }

  init(_ scope: DoctorScope) {
    self.scope = scope
  }

  func findings() throws -> [Finding] {
    var placeholders: [Int] = []
    var atLimit: [Int] = []
    var withMany: [Int] = []
    var merged: [Int: Int] = [:]
    var spellings = Spellings()
    try scope.eachUser { user in
      guard let identity = population.identity(user) else { return }
      // Beside a placeholder nothing else about an identity matters.
      guard !identity.isNonUnique else { return placeholders.append(user) }
      if DoctorLimits.identityLengths.contains(identity.value.utf16.count) { atLimit.append(user) }
      let count = population.mergedCount(user)
      merged[count, default: 0] += 1
      if count > DoctorLimits.usualUsers { withMany.append(user) }
      spellings.add(user, key(of: user, identity))
    }
    let usual = Self.usualUsers(merged)
    return [
      scope.finding(.nonUniqueIdentity, placeholders, by: hasMoreUsers) { user in
        example(user) { .merged($0, users: population.mergedCount(user)) }
      },
      alike(spellings),
      scope.finding(
        .manyUsers, withMany.filter { population.mergedCount($0) > usual }, by: hasMoreUsers
      ) { user in
        example(user) {
          .mergedUnusually($0, users: population.mergedCount(user), usual: usual)
        }
      },
      scope.finding(.identityAtLimit, atLimit, by: isNamedBefore) { user in
        example(user) { .identityLength($0) }
      },
    ].compactMap(\.self)
  }

  /// More than ten users, and more than all but the thousandth part of profiles have, but at least
  /// one: where everybody has many, many are usual.
  ///
  /// - Parameter merged: how many profiles have each number of users.
  private static func usualUsers(_ merged: [Int: Int]) -> Int {
    var left = max(1, merged.values.reduce(0, +) / DoctorLimits.unusualShare)
    for (users, profiles) in merged.sorted(by: { $0.key > $1.key }) {
      if left < profiles { return max(DoctorLimits.usualUsers, users) }
      left -= profiles
    }
    return DoctorLimits.usualUsers
  }

  private func example(
    _ user: Int, _ evidence: (Identity) -> Finding.Evidence
  ) -> Finding.Example {
    Finding.Example(
      in: scope.place(of: user),
      evidence(population.identity(user) ?? Identity(unchecked: population.name(user))))
  }

  private func hasMoreUsers(_ left: Int, _ right: Int) -> Bool {
    let counts = (population.mergedCount(left), population.mergedCount(right))
    return counts.0 == counts.1 ? isNamedBefore(left, right) : counts.0 > counts.1
  }

  private func isNamedBefore(_ left: Int, _ right: Int) -> Bool {
    let names = (population.identity(left), population.identity(right))
    guard let one = names.0, let other = names.1, one != other else {
      return population.environment[left] < population.environment[right]
    }
    return one < other
  }

  // MARK: Spellings

  /// R-I9: what people take for the same identity.
  private struct Spelling: Hashable {
    var environment: UInt32
    var folded: String
  }

  private func key(of user: Int, _ identity: Identity) -> Spelling {
    Spelling(
      environment: population.environment[user], folded: identity.value.foldedSpelling)
  }

  /// Users whose spelling another user may have too, found without keeping the spellings.
  private struct Spellings {
    private var first: [Int: UInt32] = [:]
    private(set) var repeated: Set<Int> = []

    mutating func add(_ user: Int, _ spelling: Spelling) {
      let hash = spelling.hashValue
      if let other = first[hash] {
        repeated.insert(Int(other))
        repeated.insert(user)
      } else {
        first[hash] = UInt32(user)
      }
    }
  }

  private func alike(_ spellings: Spellings) -> Finding? {
    var groups: [Spelling: [Int]] = [:]
    for user in spellings.repeated {
      guard let identity = population.identity(user) else { continue }
      groups[key(of: user, identity), default: []].append(user)
    }
    let cases = groups.values.filter { $0.count > 1 }.map { $0.sorted(by: isNamedBefore) }
    return scope.finding(
      .identitySpellings, cases, by: { isNamedBefore($0[0], $1[0]) }
    ) { group in
      Finding.Example(
        in: scope.place(of: group[0]), .spellings(group.compactMap(population.identity)))
    }
  }
}

extension String {
  /// The text without what people overlook: its case, and the space around it.
  package var foldedSpelling: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest.lowercased()
  }
}
