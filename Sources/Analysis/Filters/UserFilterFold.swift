import Domain
import Store

/// Finds out who matches a filter.
struct UserFilterFold {
  /// Whether the answer depends on the moment: `did … in 30d` (R-G3).
  let isTimed = false
  private let members: [Bool]

  /// - Parameter anchor: the moment that ages such as `last_seen<7d` and `in 30d` count back from,
  ///   in milliseconds since 1970: the newest event where nothing else is said.
  init(
    _ filter: UserFilter, anchor: Int64, _ reader: Reader, _ population: Population,
    _ activity: Activity
  ) throws {
    let words = NameFilter(filter)
    members = (0..<population.count).map { words.matches($0, in: population) }
  }

  /// Whether each profile, by ordinal, matches as of the anchor.
  func matchesNow() -> [Bool] { members }

  /// Whether a profile matches as of a moment in milliseconds since 1970, exclusive.
  func matches(_ profile: Int, at moment: Int64) -> Bool { members[profile] }
}
