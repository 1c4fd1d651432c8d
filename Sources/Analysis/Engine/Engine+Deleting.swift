import Domain
import Store

/// Whom a list of users to delete means.
package struct DeletionPreview: Sendable {
  /// As the List view has them, in the order in which they appeared.
  package var profiles: [UserRow]
  /// Those on the list whom the store doesn't have (R-D5).
  package var unknown: [Subject]
}

extension Engine {
  /// The profiles that would go with a list of users (R-D4). It says what `Store.delete` would do,
  /// and changes nothing.
  package func deletion(of users: [Subject]) async throws -> DeletionPreview {
    try await read { [self] reader in
      let targets = try reader.deletionTargets(users)
      let folds = try folds(reader)
      let list = UserList(
        reader: reader, population: folds.population, activity: folds.activity)
      return DeletionPreview(
        profiles: try list.rows(of: targets.profiles.filter(folds.population.isProfile)),
        unknown: targets.unknown)
    }
  }
}
