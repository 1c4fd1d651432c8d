import Domain
import GRDB

/// The stored users that a list of users to delete means (R-D4).
package struct DeletionTargets: Sendable {
  /// Ordinals of the profiles, ascending.
  package fileprivate(set) var profiles: [Int] = []
  /// Ordinals of the profiles and of all that merged into them, ascending.
  package fileprivate(set) var users: [Int] = []
  /// Those on the list whom the store doesn't have (R-D5), in the order of the list.
  package fileprivate(set) var unknown: [Subject] = []
}

extension Reader {
  /// Finds out whom a list of users means. A user_id or identity is looked for in all environments;
  /// a user_id that was merged means the identity's profile, and so the identity everywhere.
  package func deletionTargets(_ users: [Subject]) throws -> DeletionTargets {
    var ids: Set<UInt64> = []
    var identities: Set<Identity> = []
    for user in users {
      switch user {
      case .user(let id): ids.insert(id.rawValue)
      case .identity(let identity): identities.insert(identity)
      }
    }
    let byID = try rows(withIDs: ids)
    var profiles = Set(try canonical(of: byID.map(\.ordinal)))
    let named = try rows(with: identities)
    profiles.formUnion(named.map(\.ordinal))
    if try count(of: .environments) > 1 {
      let others = Set(try self.identities(of: profiles.sorted())).subtracting(identities)
      profiles.formUnion(try rows(with: others).map(\.ordinal))
    }
    let foundIDs = Set(byID.map(\.id))
    let foundIdentities = Set(try self.identities(of: named.map(\.ordinal)))
    var targets = DeletionTargets()
    targets.profiles = profiles.sorted()
    targets.users = profiles.union(try members(of: targets.profiles)).sorted()
    targets.unknown = users.filter { user in
      switch user {
      case .user(let id): !foundIDs.contains(id.rawValue)
      case .identity(let identity): !foundIdentities.contains(identity)
      }
    }
    return targets
  }

  // MARK: Users

  private func rows(withIDs wanted: Set<UInt64>) throws -> [(ordinal: Int, id: UInt64)] {
    guard !wanted.isEmpty else { return [] }
    var found: [(Int, UInt64)] = []
    var ids: [UInt64] = []
    for segment in try segments(.users) {
      try integers(.id, of: segment, into: &ids)
      for (row, id) in ids.enumerated() where wanted.contains(id) {
        found.append((segment.firstRow + row, id))
      }
    }
    return found
  }

  /// The profiles of some identities in all environments.
  func rows(with identities: Set<Identity>) throws -> [(ordinal: Int, environment: Int)] {
    let wanted = IdentitySet(identities)
    if wanted.isEmpty { return [] }
    var found: [(Int, Int)] = []
    for segment in try segments(.users) {
      let rows = try rows(of: segment, with: wanted)
      let environments = try values(.environment, of: segment, at: rows)
      found += zip(rows, environments).map { (segment.firstRow + $0, Int($1)) }
    }
    return found
  }

  /// The identities of those of some users, given in ascending order, who have one.
  private func identities(of users: [Int]) throws -> [Identity] {
    var found: [Identity] = []
    var rest = users[...]
    for segment in try segments(.users) {
      let own = rest.prefix { $0 < segment.rows.upperBound }
      rest = rest.dropFirst(own.count)
      guard !own.isEmpty, let column = try property(.identity, of: segment) else { continue }
      found += own.compactMap { user in
        column.value(at: user - segment.firstRow).map { Identity(unchecked: $0.text) }
      }
    }
    return found
  }

  // MARK: Merges in force

  /// Of a migration, the last word counts: the migration itself, or what was done to it since.
  private static let isInForce = """
    coalesce((
      SELECT in_force FROM reversal WHERE migration = migration.id ORDER BY id DESC LIMIT 1), 1) = 1
    """

  /// The profile of each of some users.
  private func canonical(of users: [Int]) throws -> [Int] {
    var targets: [Int: Int] = [:]
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT from_user, to_user FROM migration
        WHERE from_user IN (SELECT value FROM json_each(?)) AND \(Self.isInForce) ORDER BY id
        """, arguments: [users.jsonList])
    while let row = try rows.next() { targets[row[0]] = row[1] }
    return try checked(users.map { targets[$0] ?? $0 })
  }

  /// All that merged into some profiles.
  private func members(of profiles: [Int]) throws -> [Int] {
    try checked(
      Int.fetchAll(
        db,
        sql: """
          SELECT from_user FROM migration
          WHERE to_user IN (SELECT value FROM json_each(?)) AND \(Self.isInForce)
          """, arguments: [profiles.jsonList]))
  }

  private func checked(_ users: [Int]) throws -> [Int] {
    let known = try 0..<count(of: .users)
    guard users.allSatisfy({ known ~= $0 }) else {
      throw StoreError.damaged("a migration names a user that can't be")
    }
    return users
  }
}

extension [Int] {
  /// As SQL takes a list of any length for one argument.
  var jsonList: String { "[" + map(String.init).joined(separator: ",") + "]" }
}
